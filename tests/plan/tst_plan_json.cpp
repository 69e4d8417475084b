// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_json.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace interleave;
using namespace interleave::plan;

namespace {

Plan twoGroups()
{
    Plan plan;
    plan.name = "two";
    plan.workload.groups = {{"io", 10, {Sleep{100.0}}, {}, {}, {}}, {"cpu", 4, {Compute{20.0, true}}, 500, {}, {}}};
    plan.executors = {{"serial", "", {}, {}}, {"thread-pool", "", {{"workers", std::int64_t{4}}}, {"io"}}};
    return plan;
}

std::string refusal(const Plan &plan)
{
    const auto checked = validatePlan(plan, smallCatalogue(), "form");
    return checked.ok() ? "accepted" : checked.error().text();
}

TEST(PlanJson, WhatIsLeftOutHasItsDefault)
{
    const auto plan = parsePlan(R"({"schema":"interleave-plan/1","workload":{"groups":[{"name":"a","count":2,"steps":[]}]},"executors":[{"id":"thread-pool"}]})",
                                smallCatalogue(), "p");
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    EXPECT_EQ(plan->repetitions, 10);
    EXPECT_EQ(plan->warmup, 1);
    EXPECT_EQ(plan->timeoutS, 60);
    EXPECT_EQ(plan->workload.seed, 1U);
    EXPECT_EQ(plan->workload.arrival.kind, Arrival::Kind::AtOnce);
    EXPECT_EQ(plan->executors[0].label, "thread-pool");
    EXPECT_TRUE(plan->executors[0].parameters.empty());
}

TEST(PlanJson, EveryKeyIsReadIntoItsField)
{
    const auto plan = parsePlan(R"({"schema":"interleave-plan/1","name":"n","workload":{"seed":7,"groups":[
        {"name":"io","count":20,"steps":[{"sleep":{"ms":{"base":100,"step":10,"modulo":5}}},{"compute":{"iterations":9}}],"task_timeout_ms":250}]},
        "executors":[{"id":"process-pool","workers":3,"on":"processes","daemon":true,"label":"mine","groups":["io"]}],
        "repetitions":5,"warmup":2,"timeout_s":1.5,"stop":{"precision_percent":2,"budget_s":0.5}})",
                                smallCatalogue(), "p");
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    Plan wanted;
    wanted.name = "n";
    wanted.workload.seed = 7;
    wanted.workload.groups = {{"io", 20, {Sleep{Indexed{100, 10, 5}}, Compute{9.0, false}}, 250, {}, {}}};
    wanted.executors = {{"process-pool", "mine", {{"workers", std::int64_t{3}}, {"on", std::string("processes")}, {"daemon", true}}, {"io"}}};
    wanted.repetitions = 5;
    wanted.warmup = 2;
    wanted.timeoutS = 1.5;
    wanted.stop = {2, 0.5};
    EXPECT_EQ(*plan, wanted);
}

TEST(PlanJson, WhatThisVersionCannotRunIsStillWritten)
{
    Plan plan = twoGroups();
    plan.workload.groups[0].steps = {Network{Indexed{100, 10, 10}, 1.0, 2.0, "h", 80, false}, File{false, 5.0, true}, Memory{1.5, 2.0}, Lock{"l", 3.0},
                                     Command{{"echo", "a b"}, "/tmp", 9}, Sleep{Distribution{Distribution::Kind::Lognormal, 5, 0.5}}};
    plan.workload.groups[0].payloadBytes = 11;
    plan.workload.arrival = {Arrival::Kind::Closed, 0, 0, 4, 2.5};
    const std::string json = toJson(plan);
    for (const char *part : {R"("delay_ms")", R"("port": 80)", R"("keep_alive": false)", R"("mode": "read")", R"("mib": 1.5)", R"("a b")", R"("cwd": "/tmp")",
                             R"("sigma": 0.5)", R"("payload_bytes": 11)", R"("think_ms": 2.5)"})
        EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
}

TEST(PlanJson, APlanOfTheFormIsCheckedByTheSameRules)
{
    EXPECT_EQ(refusal(twoGroups()), "accepted");
    Plan plan = twoGroups();
    plan.workload.groups[0].steps = {Sleep{std::nan("")}};
    EXPECT_EQ(refusal(plan), "form: workload.groups[0].steps[0].sleep.ms: nan is out of range, give a number from 0 to 86400000");
    plan.workload.groups[0].steps = {Compute{HUGE_VAL, false}};
    EXPECT_EQ(refusal(plan), "form: workload.groups[0].steps[0].compute.iterations: inf is out of range, give a number from 0 to 1000000000000");
    plan = twoGroups();
    plan.executors[1].parameters["workers"] = std::int64_t{0};
    EXPECT_EQ(refusal(plan), "form: executors[1].workers: 0 is out of range, give a whole number from 1 to 1024");
    plan = twoGroups();
    plan.timeoutS = std::nan("");
    EXPECT_EQ(refusal(plan), "form: timeout_s: nan is out of range, give a number from 0.001 to 86400");
}

TEST(PlanJson, TheSameLabelMayNotStandTwice)
{
    Plan plan = twoGroups();
    plan.executors = {{"serial", "a", {}, {}}, {"thread-pool", "a", {}, {}}};
    EXPECT_EQ(refusal(plan), "form: executors[1].label: the label \"a\" stands twice, give each entry its own");
    plan.executors = {{"serial", "", {}, {}}, {"serial", "", {}, {}}};
    EXPECT_EQ(refusal(plan), "form: executors[1].label: the label \"serial\" stands twice, give each entry its own");
}

TEST(PlanJson, TheSameIdMayStandTwiceWithOtherParameters)
{
    Plan plan = twoGroups();
    plan.executors = {{"thread-pool", "", {{"workers", std::int64_t{2}}}, {}}, {"thread-pool", "", {{"workers", std::int64_t{4}}}, {}}};
    const auto checked = validatePlan(plan, smallCatalogue(), "form");
    ASSERT_TRUE(checked.ok());
    EXPECT_EQ(checked->executors[0].label, "thread-pool workers=2");
    EXPECT_EQ(checked->executors[1].label, "thread-pool workers=4");
}

TEST(PlanJson, GroupsOfAnEntryMustExistAndStandOnce)
{
    Plan plan = twoGroups();
    plan.executors[1].groups = {"io", "cpus"};
    EXPECT_EQ(refusal(plan), "form: executors[1].groups[1]: unknown group \"cpus\", did you mean \"cpu\"?");
    plan.executors[1].groups = {"elsewhere"};
    EXPECT_EQ(refusal(plan), "form: executors[1].groups[0]: unknown group \"elsewhere\", give the name of one of the workload's groups");
    plan.executors[1].groups = {"io", "io"};
    EXPECT_EQ(refusal(plan), "form: executors[1].groups[1]: \"io\" stands twice, name each group once");
}

TEST(PlanJson, TwoGroupsMayNotHaveOneName)
{
    Plan plan = twoGroups();
    plan.workload.groups[1].name = "io";
    EXPECT_EQ(refusal(plan), "form: workload.groups[1].name: the name \"io\" stands twice, give each group its own");
}

TEST(PlanJson, TheFirstFaultInTheOrderOfTheFileWins)
{
    Plan plan = twoGroups();
    plan.workload.groups[0].count = 0;
    plan.executors[0].id = "nothing";
    EXPECT_EQ(refusal(plan), "form: workload.groups[0].count: 0 is out of range, give a whole number from 1 to 1000000");
}

} // namespace
