// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

using namespace interleave::plan;

namespace {

const std::vector<std::string> kWords{"name", "count", "steps", "thread-pool", "thread-per-task"};

TEST(NearestWord, ATypingErrorFindsTheWord)
{
    EXPECT_EQ(nearestWord("cuont", kWords), "count");
    EXPECT_EQ(nearestWord("step", kWords), "steps");
    EXPECT_EQ(nearestWord("ThreadPool", kWords), "thread-pool");
    EXPECT_EQ(nearestWord("thread_pool", kWords), "thread-pool");
    EXPECT_EQ(nearestWord("thread-per-tsk", kWords), "thread-per-task");
}

TEST(NearestWord, WhatIsFarFromAllFindsNothing)
{
    EXPECT_EQ(nearestWord("colour", kWords), "");
    EXPECT_EQ(nearestWord("", kWords), "");
    EXPECT_EQ(nearestWord("count", {}), "");
    EXPECT_EQ(nearestWord(std::string(100'000'000, 'x'), kWords), "");
}

TEST(NearestWord, AWordIsNotNearOneThatSharesNothingWithIt)
{
    const std::vector<std::string> shortWords{"ms"};
    EXPECT_EQ(nearestWord("x", shortWords), "");
    EXPECT_EQ(nearestWord("sm", shortWords), "ms");
}

TEST(Catalogue, ThingsAreFoundById)
{
    const Catalogue catalogue = smallCatalogue();
    ASSERT_NE(catalogue.executor("thread-pool"), nullptr);
    EXPECT_EQ(catalogue.executor("thread-pool")->name, "Pool");
    EXPECT_EQ(catalogue.executor("thread"), nullptr);
    ASSERT_NE(catalogue.step("sleep"), nullptr);
    EXPECT_EQ(catalogue.step("doze"), nullptr);
    EXPECT_EQ(catalogue.executor("thread-pool")->parameter("workers")->maximum, 1024);
    EXPECT_EQ(catalogue.executor("thread-pool")->parameter("chunk"), nullptr);
}

TEST(Catalogue, AParameterThatWasNotGivenHasItsDefault)
{
    const Catalogue catalogue = smallCatalogue();
    const ExecutorDescriptor &pool = *catalogue.executor("process-pool");
    const ExecutorEntry entry{"process-pool", "", {{"workers", std::int64_t{2}}}, {}};
    EXPECT_EQ(effectiveParameter(entry, pool, "workers"), ParameterValue(std::int64_t{2}));
    EXPECT_EQ(effectiveParameter(entry, pool, "on"), ParameterValue(std::string("threads")));
    EXPECT_EQ(effectiveParameter(entry, pool, "chunk"), ParameterValue(std::int64_t{0}));
}

TEST(Catalogue, ALabelIsTheIdAndWhatWasGiven)
{
    EXPECT_EQ(defaultLabel({"serial", "", {}, {}}), "serial");
    EXPECT_EQ(defaultLabel({"thread-pool", "", {{"workers", std::int64_t{4}}}, {}}), "thread-pool workers=4");
    EXPECT_EQ(defaultLabel({"gil-threads", "", {{"workers", std::int64_t{4}}, {"release_when_blocking", false}}, {}}),
              "gil-threads release_when_blocking=false workers=4");
}

} // namespace
