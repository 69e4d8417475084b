// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/plan_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace interleave;
using namespace interleave::widgets;
using testing::ElementsAre;

plan::TaskGroup group(const std::string &name) { return {name, 2, {plan::Sleep{5.0}}, {}, {}, {}}; }

plan::Plan abc()
{
    plan::Plan plan;
    plan.workload.groups = {group("a"), group("b"), group("c")};
    return plan;
}

std::vector<std::string> names(const plan::Plan &plan)
{
    std::vector<std::string> all;
    for (const auto &g : plan.workload.groups)
        all.push_back(g.name);
    return all;
}

std::vector<std::string> labels(const plan::Plan &plan)
{
    std::vector<std::string> all;
    for (const auto &entry : plan.executors)
        all.push_back(entry.label);
    return all;
}

plan::Catalogue catalogue()
{
    plan::Catalogue c;
    plan::ExecutorDescriptor serial;
    serial.id = "serial";
    plan::ExecutorDescriptor pool;
    pool.id = "pool";
    pool.parameters = {{"workers", "Workers", "", std::int64_t{4}, 1, 16, {}, false}};
    plan::ExecutorDescriptor loop;
    loop.id = "loop";
    c.executors = {serial, pool, loop};
    return c;
}

TEST(PlanEdit, AnAddedGroupGetsANameThatNoOtherHas)
{
    const auto plan = edit::withGroupAdded(abc(), 1, group("b"));
    EXPECT_THAT(names(plan), ElementsAre("a", "b-2", "b", "c"));
}

TEST(PlanEdit, AnIndexPastTheEndAddsAtTheEndAndElseChangesNothing)
{
    EXPECT_THAT(names(edit::withGroupAdded(abc(), 99, group("d"))), ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(edit::withGroupRemoved(abc(), 3), abc());
    EXPECT_EQ(edit::withGroupMoved(abc(), 0, 3), abc());
    EXPECT_EQ(edit::withGroupDuplicated(abc(), 3), abc());
    EXPECT_EQ(edit::withGroup(abc(), 3, group("x")), abc());
    EXPECT_EQ(edit::withEntryRemoved(abc(), 0), abc());
}

TEST(PlanEdit, MovingAGroupShiftsThoseBetween)
{
    EXPECT_THAT(names(edit::withGroupMoved(abc(), 0, 2)), ElementsAre("b", "c", "a"));
    EXPECT_THAT(names(edit::withGroupMoved(abc(), 2, 0)), ElementsAre("c", "a", "b"));
}

TEST(PlanEdit, ADuplicateStandsBehindItsOriginalWithTheSameSteps)
{
    const auto plan = edit::withGroupDuplicated(abc(), 0);
    EXPECT_THAT(names(plan), ElementsAre("a", "a-2", "b", "c"));
    EXPECT_EQ(plan.workload.groups[1].steps, plan.workload.groups[0].steps);
}

TEST(PlanEdit, EntriesFollowARenamedGroupAndForgetARemovedOne)
{
    auto plan = abc();
    plan.executors.resize(1);
    plan.executors[0].groups = {"a", "b"};
    auto renamed = plan.workload.groups[1];
    renamed.name = "z";
    plan = edit::withGroup(plan, 1, renamed);
    EXPECT_THAT(plan.executors[0].groups, ElementsAre("a", "z"));
    EXPECT_THAT(edit::withGroupRemoved(plan, 0).executors[0].groups, ElementsAre("z"));
}

TEST(PlanEdit, StepsAreAddedMovedReplacedAndRemoved)
{
    auto g = group("a");
    g = edit::withStepAdded(g, plan::Compute{7.0, true});
    g = edit::withStepMoved(g, 1, 0);
    EXPECT_THAT(g.steps, ElementsAre(plan::Step(plan::Compute{7.0, true}), plan::Step(plan::Sleep{5.0})));
    g = edit::withStep(g, 1, plan::Sleep{9.0});
    g = edit::withStepRemoved(g, 0);
    EXPECT_THAT(g.steps, ElementsAre(plan::Step(plan::Sleep{9.0})));
}

TEST(PlanEdit, EntriesStandInTheOrderOfTheCatalogue)
{
    plan::Plan plan;
    for (const char *id : {"loop", "serial", "pool"})
        plan = edit::withEntryAdded(plan, catalogue(), id);
    EXPECT_THAT(labels(plan), ElementsAre("serial", "pool", "loop"));
}

TEST(PlanEdit, ADefaultLabelFollowsTheParametersAndAnOwnOneStays)
{
    auto plan = edit::withEntryAdded({}, catalogue(), "pool");
    plan = edit::withParameter(plan, 0, "workers", std::int64_t{8});
    EXPECT_THAT(labels(plan), ElementsAre("pool workers=8"));
    EXPECT_THAT(labels(edit::withParameter(plan, 0, "workers", std::nullopt)), ElementsAre("pool"));
    plan.executors[0].label = "mine";
    EXPECT_THAT(labels(edit::withParameter(plan, 0, "workers", std::int64_t{2})), ElementsAre("mine"));
}

TEST(PlanEdit, AVariantHasAParameterThatNoEntryOfTheModelHas)
{
    auto plan = edit::withEntryAdded({}, catalogue(), "pool");
    plan = edit::withVariantAdded(plan, catalogue(), 0);
    plan = edit::withVariantAdded(plan, catalogue(), 0);
    EXPECT_THAT(labels(plan), ElementsAre("pool", "pool workers=9", "pool workers=8"));
}

TEST(PlanEdit, AModelWithoutParametersHasNoVariants)
{
    const auto plan = edit::withEntryAdded({}, catalogue(), "serial");
    EXPECT_EQ(edit::withVariantAdded(plan, catalogue(), 0), plan);
}

TEST(PlanEdit, AnEmptyLabelIsTheDefaultOne)
{
    auto plan = edit::withEntryAdded({}, catalogue(), "pool");
    plan = edit::withLabel(plan, 0, "mine");
    EXPECT_THAT(labels(plan), ElementsAre("mine"));
    EXPECT_THAT(labels(edit::withLabel(plan, 0, "")), ElementsAre("pool"));
    EXPECT_EQ(edit::withLabel(plan, 1, "x"), plan);
}

TEST(PlanEdit, AnEntryTakesSomeGroupsAllOrNeverNone)
{
    auto plan = edit::withEntryAdded(abc(), catalogue(), "pool");
    plan = edit::withGroupTaken(plan, 0, "b", false);
    EXPECT_THAT(plan.executors[0].groups, ElementsAre("a", "c"));
    EXPECT_THAT(edit::withGroupTaken(plan, 0, "b", true).executors[0].groups, testing::IsEmpty()) << "all are said as none";
    plan = edit::withGroupTaken(plan, 0, "a", false);
    EXPECT_EQ(edit::withGroupTaken(plan, 0, "c", false), plan) << "the last one stays";
    EXPECT_THAT(edit::withGroupTaken(plan, 0, "a", true).executors[0].groups, ElementsAre("a", "c")) << "in the order of the workload";
}

TEST(PlanEdit, AFreshArrivalSaysOnlyWhatItsKindAsks)
{
    using Kind = plan::Arrival::Kind;
    const plan::Arrival interval{Kind::Interval, 10, 0, 0, 0}, poisson{Kind::Poisson, 0, 100, 0, 0}, closed{Kind::Closed, 0, 0, 4, 0};
    EXPECT_EQ(edit::freshArrival(Kind::AtOnce), plan::Arrival{});
    EXPECT_EQ(edit::freshArrival(Kind::Interval), interval);
    EXPECT_EQ(edit::freshArrival(Kind::Poisson), poisson);
    EXPECT_EQ(edit::withArrival({}, edit::freshArrival(Kind::Closed)).workload.arrival, closed);
}

} // namespace
