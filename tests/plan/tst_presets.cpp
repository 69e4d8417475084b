// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/presets.h"
#include "core/plan/tasks.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

#include <set>

using namespace interleave;
using namespace interleave::plan;

namespace {

/// The small catalogue and what the presets need beside it.
Catalogue presetCatalogue()
{
    Catalogue catalogue = smallCatalogue();
    catalogue.executors.push_back({"thread-per-task", Family::Threads, "Thread per task", "", {}, {"compute", "sleep"}, true});
    catalogue.executors.push_back({"async-semaphore", Family::EventLoop, "Semaphore", "",
                                   {{"limit", "Limit", "", std::int64_t{10}, 1, 100'000, {}, false}}, {"compute", "sleep"}, true});
    return catalogue;
}

TEST(Presets, EveryOneLoadsAndSaysWhatToLookFor)
{
    std::set<std::string_view> ids;
    for (const Preset &preset : presets()) {
        const auto plan = loadPreset(preset.id, presetCatalogue());
        ASSERT_TRUE(plan.ok()) << plan.error().text();
        EXPECT_EQ(plan->name, preset.title);
        EXPECT_GT(preset.lookFor.size(), 20U) << preset.id;
        EXPECT_TRUE(ids.insert(preset.id).second) << preset.id;
    }
    EXPECT_EQ(ids, (std::set<std::string_view>{"starter", "basic-threads", "thread-pool", "basic-coroutines", "semaphore"}));
}

TEST(Presets, TheStarterIsTheFirst)
{
    ASSERT_FALSE(presets().empty());
    EXPECT_EQ(presets().front().id, "starter");
}

TEST(Presets, TheStarterIsTwelveComputingAndTwelveSleepingTasks)
{
    const auto plan = loadPreset("starter", presetCatalogue());
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    EXPECT_EQ(plan->name, "Mixed starter");
    EXPECT_EQ(plan->repetitions, 8);
    EXPECT_EQ(plan->warmup, 1);
    ASSERT_EQ(plan->workload.groups.size(), 2U);
    EXPECT_EQ(plan->workload.groups[0], (TaskGroup{"cpu", 12, {Compute{20.0, true}}, {}, {}, {}}));
    EXPECT_EQ(plan->workload.groups[1], (TaskGroup{"io", 12, {Sleep{50.0}}, {}, {}, {}}));
    std::vector<std::string> ids;
    for (const ExecutorEntry &entry : plan->executors)
        ids.push_back(entry.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"serial", "thread-per-task", "thread-pool", "async-gather"}));
    EXPECT_TRUE(needsCalibration(plan->workload));
}

TEST(Presets, ThePresetsOfTheTableHaveItsWorkloads)
{
    struct Row {
        const char *id;
        std::int64_t tasks;
        const char *label;
    };
    for (const Row &row : {Row{"basic-threads", 10, "thread-per-task"}, Row{"thread-pool", 10, "thread-pool workers=4"},
                           Row{"basic-coroutines", 20, "async-gather"}, Row{"semaphore", 20, "async-semaphore limit=10"}}) {
        const auto plan = loadPreset(row.id, presetCatalogue());
        ASSERT_TRUE(plan.ok()) << plan.error().text();
        ASSERT_EQ(plan->executors.size(), 1U) << row.id;
        EXPECT_EQ(plan->executors[0].label, row.label);
        EXPECT_EQ(taskCount(plan->workload, plan->executors[0]), row.tasks) << row.id;
        EXPECT_EQ(plan->workload.groups[0].steps, std::vector<Step>{Sleep{100.0}}) << row.id;
    }
}

TEST(Presets, AnUnknownOneIsRefusedWithTheNearest)
{
    const auto plan = loadPreset("startre", presetCatalogue());
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().code, base::ErrorCode::BadInput);
    EXPECT_EQ(plan.error().text(), "preset: unknown preset \"startre\", did you mean \"starter\"?");
    EXPECT_EQ(loadPreset("elephant", presetCatalogue()).error().text(),
              "preset: unknown preset \"elephant\", give one of starter, basic-threads, thread-pool, basic-coroutines, semaphore");
}

} // namespace
