// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::executors {
namespace {

TEST(Registry, KnowsEveryModelInTheOrderOfTheDocumentation)
{
    std::vector<std::string> ids;
    for (const auto &e : makeCatalogue().executors)
        ids.push_back(e.id);
    EXPECT_THAT(ids, testing::ElementsAre("serial", "thread-per-task", "thread-pool", "producer-consumer", "gil-threads", "process-per-task", "process-pool", "process-queue",
                                          "async-gather", "async-semaphore", "async-queue", "async-stream", "async-resource", "async-hybrid", "futures-as-completed",
                                          "futures-wait-all"));
}

TEST(Registry, EveryModelAndEveryStepRuns)
{
    const auto catalogue = makeCatalogue();
    std::vector<std::string> steps;
    for (const auto &executor : catalogue.executors)
        EXPECT_TRUE(executor.available) << executor.id;
    for (const auto &step : catalogue.steps) {
        EXPECT_TRUE(step.available) << step.id;
        steps.push_back(step.id);
    }
    EXPECT_THAT(steps, testing::ElementsAre("compute", "sleep", "network", "file", "memory", "lock", "command"));
}

TEST(Registry, EveryParameterCanBeShownAndIsWithinItsRange)
{
    for (const auto &executor : makeCatalogue().executors) {
        EXPECT_FALSE(executor.name.empty() || executor.summary.empty()) << executor.id;
        for (const auto &parameter : executor.parameters) {
            EXPECT_FALSE(parameter.key.empty() || parameter.name.empty() || parameter.help.empty()) << executor.id;
            if (const auto *number = std::get_if<std::int64_t>(&parameter.defaultValue); number && !parameter.automatic) {
                EXPECT_GE(*number, parameter.minimum) << executor.id << ' ' << parameter.key;
                EXPECT_LE(*number, parameter.maximum) << executor.id << ' ' << parameter.key;
            }
            if (const auto *word = std::get_if<std::string>(&parameter.defaultValue)) {
                EXPECT_THAT(parameter.choices, testing::Contains(*word)) << executor.id << ' ' << parameter.key;
            }
        }
    }
}

TEST(Registry, AnUnknownModelIsRefusedByName)
{
    const auto made = makeExecutor({"gril-threads", "x", {}, {}});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, base::ErrorCode::BadInput);
    EXPECT_THAT(made.error().text(), testing::HasSubstr("gril-threads"));
}

TEST(Registry, WhatIsAvailableCanBeMade)
{
    for (const auto &registration : registry())
        EXPECT_EQ(registration.descriptor.available, registration.make != nullptr) << registration.descriptor.id;
    EXPECT_TRUE(makeExecutor({"thread-pool", "thread-pool", {{"workers", std::int64_t{3}}}, {}}));
}

} // namespace
} // namespace interleave::executors
