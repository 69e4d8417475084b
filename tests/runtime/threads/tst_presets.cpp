// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped presets against the table of reference workloads, read with the real catalogue.
#include "core/plan/presets.h"

#include "core/executors/executor.h"
#include "core/plan/plan_json.h"
#include "core/plan/tasks.h"

#include <gtest/gtest.h>

#include <set>

namespace interleave::executors {
namespace {

using namespace interleave::plan;

Plan load(std::string_view id)
{
    auto plan = loadPreset(id, makeCatalogue());
    EXPECT_TRUE(plan.ok()) << (plan.ok() ? std::string() : plan.error().text());
    return plan.ok() ? *plan : Plan{};
}

std::vector<std::string> idsOf(const Plan &plan)
{
    std::vector<std::string> ids;
    for (const ExecutorEntry &entry : plan.executors)
        ids.push_back(entry.id);
    return ids;
}

const Number kDelay = Indexed{100, 10, 10};

/// A row of the table: what the tasks are, and who runs them ("all": every model once).
struct Row {
    const char *id;
    std::vector<TaskGroup> groups;
    Arrival arrival;
    std::vector<std::string> labels;
};

Arrival every10ms() { return {Arrival::Kind::Interval, 10, 0, 0, 0}; }
TaskGroup group(const char *name, std::int64_t count, std::vector<Step> steps) { return {name, count, std::move(steps), {}, {}, {}}; }

std::vector<Row> table()
{
    const std::vector<std::string> all{"all"};
    const std::vector<std::string> futures5{"futures-as-completed on=threads workers=5", "futures-wait-all on=threads workers=5"};
    return {
        {"basic-threads", {group("io", 10, {Sleep{100.0}})}, {}, {"thread-per-task"}},
        {"thread-pool", {group("io", 10, {Sleep{100.0}})}, {}, {"thread-pool workers=4"}},
        {"producer-consumer", {group("items", 20, {Sleep{50.0}})}, every10ms(), {"producer-consumer capacity=50 workers=4"}},
        {"basic-coroutines", {group("io", 20, {Sleep{100.0}})}, {}, {"async-gather"}},
        {"semaphore", {group("io", 20, {Sleep{100.0}})}, {}, {"async-semaphore limit=10"}},
        {"async-queue", {group("items", 20, {Sleep{100.0}})}, {}, {"async-queue capacity=50 consumers=4"}},
        {"async-stream", {group("items", 50, {})}, every10ms(), {"async-stream"}},
        {"async-resource", {group("users", 10, {Sleep{50.0}})}, {}, {"async-resource acquire_ms=10 release_ms=10 resources=1"}},
        {"hybrid", {group("cpu", 8, {Compute{5.0, true}}), group("io", 10, {Sleep{100.0}})}, {}, {"async-hybrid workers=4"}},
        {"executor-io", {group("io", 20, {Sleep{50.0}})}, {}, futures5},
        {"completion-strategies", {group("tasks", 10, {Sleep{Indexed{100, 20, 5}}})}, {}, futures5},
        {"network", {group("net", 20, {Network{kDelay, 0.0, 0.0, {}, 0, true}})}, {}, all},
        {"processes", {group("cpu", 4, {Compute{200.0, true}})}, {}, {"serial", "process-per-task", "process-pool workers=4", "process-queue workers=2"}},
        {"comprehensive-cpu", {group("cpu", 8, {Compute{100.0, true}})}, {}, all},
        {"comprehensive-io", {group("io", 20, {Sleep{100.0}})}, {}, all},
        {"mixed", {group("mixed", 8, {Compute{10.0, true}, Sleep{10.0}})}, {}, all},
    };
}

TEST(Presets, EveryRowOfTheTableIsThereAsItSays)
{
    std::vector<std::string> everyModel;
    for (const Registration &registration : registry())
        everyModel.push_back(registration.descriptor.id);
    for (const Row &row : table()) {
        SCOPED_TRACE(row.id);
        const Plan plan = load(row.id);
        EXPECT_EQ(plan.workload.groups, row.groups);
        EXPECT_EQ(plan.workload.arrival, row.arrival);
        if (row.labels.front() == "all") {
            EXPECT_EQ(idsOf(plan), everyModel);
            continue;
        }
        std::vector<std::string> labels;
        for (const ExecutorEntry &entry : plan.executors)
            labels.push_back(entry.label);
        EXPECT_EQ(labels, row.labels);
    }
}

TEST(Presets, EveryOneLoadsAndSaysWhatToLookFor)
{
    std::set<std::string_view> ids;
    for (const Preset &preset : presets()) {
        const Plan plan = load(preset.id);
        EXPECT_EQ(plan.name, preset.title);
        EXPECT_GT(preset.lookFor.size(), 60U) << preset.id;
        EXPECT_TRUE(ids.insert(preset.id).second) << preset.id;
    }
    std::set<std::string_view> expected{"starter", "phases", "freeze", "freeze-closed"};
    const auto rows = table();
    for (const Row &row : rows)
        expected.insert(row.id);
    EXPECT_EQ(ids, expected);
    EXPECT_EQ(presets().front().id, "starter");
}

TEST(Presets, EveryModelThatHasWorkersHasFourOfThemForTheSleepsAndRequests)
{
    const Catalogue catalogue = makeCatalogue();
    for (const char *id : {"network", "comprehensive-io"}) {
        const Plan plan = load(id);
        for (const ExecutorEntry &entry : plan.executors) {
            const ExecutorDescriptor &descriptor = *catalogue.executor(entry.id);
            if (descriptor.parameter("workers")) {
                EXPECT_EQ(effectiveParameter(entry, descriptor, "workers"), ParameterValue(std::int64_t{4})) << id << ' ' << entry.id;
            }
        }
    }
}

TEST(Presets, TheStarterIsTwelveComputingAndTwelveSleepingTasks)
{
    const Plan plan = load("starter");
    EXPECT_EQ(plan.name, "Mixed starter");
    EXPECT_EQ(plan.repetitions, 8);
    EXPECT_EQ(plan.warmup, 1);
    EXPECT_EQ(plan.workload.groups, (std::vector<TaskGroup>{group("cpu", 12, {Compute{20.0, true}}), group("io", 12, {Sleep{50.0}})}));
    EXPECT_EQ(idsOf(plan), (std::vector<std::string>{"serial", "thread-per-task", "thread-pool", "async-gather"}));
    EXPECT_TRUE(needsCalibration(plan.workload));
}

TEST(Presets, ThePhasesSendEachGroupToAModelOfItsOwn)
{
    const Plan plan = load("phases");
    EXPECT_EQ(idsOf(plan), (std::vector<std::string>{"thread-pool", "process-pool", "async-gather"}));
    std::vector<std::int64_t> counts;
    for (const ExecutorEntry &entry : plan.executors)
        counts.push_back(taskCount(plan.workload, entry));
    EXPECT_EQ(counts, (std::vector<std::int64_t>{10, 4, 100}));
    EXPECT_TRUE(usesStep(plan.workload, plan.executors[2], StepKind::Network));
}

TEST(Presets, AnUnknownOneIsRefusedWithTheNearest)
{
    const auto plan = loadPreset("startre", makeCatalogue());
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().code, base::ErrorCode::BadInput);
    EXPECT_EQ(plan.error().text(), "preset: unknown preset \"startre\", did you mean \"starter\"?");
    const std::string list = loadPreset("elephant", makeCatalogue()).error().text();
    EXPECT_EQ(list.substr(0, list.find(',')), "preset: unknown preset \"elephant\"");
    EXPECT_NE(list.find("give one of starter, basic-threads"), std::string::npos) << list;
}

} // namespace
} // namespace interleave::executors
