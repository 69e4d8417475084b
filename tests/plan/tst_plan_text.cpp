// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of plan files as text: what no JSON value can hold.
#include "core/plan/plan_json.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::plan;

namespace {

/// The one line that a plan file is refused with.
std::string refusal(const std::string &text)
{
    const auto plan = parsePlan(text, smallCatalogue(), "p.json");
    if (plan.ok())
        return "accepted";
    EXPECT_EQ(plan.error().code, base::ErrorCode::BadInput);
    EXPECT_EQ(plan.error().text().find('\n'), std::string::npos);
    return plan.error().text();
}

/// A plan whose only sleep takes so many milliseconds, as text.
std::string sleeping(const std::string &ms)
{
    return R"({"schema":"interleave-plan/1","workload":{"groups":[{"name":"io","count":1,"steps":[{"sleep":{"ms":)" + ms +
           R"(}}]}]},"executors":[{"id":"serial"}]})";
}

constexpr const char *kMs = "p.json: workload.groups[0].steps[0].sleep.ms: ";
constexpr const char *kTooLarge = " is beyond 2^53, give a number of at most 9007199254740992";

TEST(PlanText, BadJsonIsRefusedWithLineAndColumn)
{
    EXPECT_EQ(refusal("{\n  \"schema\": \"interleave-plan/1\",\n  oops\n}").find("p.json: line 3, column 3: not valid JSON: "), 0U);
    EXPECT_EQ(refusal("").find("p.json: line 1, column 1: not valid JSON: "), 0U);
    EXPECT_NE(refusal("{\"schema\": \"interleave-plan/1\"").find("unexpected end of input"), std::string::npos);
    EXPECT_NE(refusal(sleeping("1") + "x").find("not valid JSON"), std::string::npos);
}

TEST(PlanText, AFileThatIsNotAnObjectIsRefused)
{
    EXPECT_EQ(refusal("[]"), "p.json: is a list, give an object { … }");
    EXPECT_EQ(refusal("5"), "p.json: is a number, give an object { … }");
}

TEST(PlanText, BytesThatAreNoUtf8AreRefused)
{
    EXPECT_NE(refusal("{\"schema\": \"\xff\xfe\"}").find("not valid JSON"), std::string::npos);
}

TEST(PlanText, WhatIsNotFiniteIsRefusedByName)
{
    EXPECT_EQ(refusal(sleeping("NaN")), std::string(kMs) + "NaN is not a number in JSON, give a finite number");
    EXPECT_EQ(refusal(sleeping("nan")), std::string(kMs) + "nan is not a number in JSON, give a finite number");
    EXPECT_EQ(refusal(sleeping("Infinity")), std::string(kMs) + "Infinity is not a number in JSON, give a finite number");
    EXPECT_EQ(refusal(sleeping("-Infinity")), std::string(kMs) + "-Infinity is not a number in JSON, give a finite number");
}

TEST(PlanText, NumbersThatADoubleCannotHoldAreRefused)
{
    EXPECT_EQ(refusal(sleeping("1e400")), std::string(kMs) + "1e400" + kTooLarge);
    EXPECT_EQ(refusal(sleeping("-1e400")), std::string(kMs) + "-1e400" + kTooLarge);
    EXPECT_EQ(refusal(sleeping("9007199254740993")), std::string(kMs) + "9007199254740993" + kTooLarge);
    EXPECT_EQ(refusal(sleeping("18446744073709551616")), std::string(kMs) + "18446744073709551616" + kTooLarge);
    EXPECT_EQ(refusal(sleeping("-9007199254740993")), std::string(kMs) + "-9007199254740993" + kTooLarge);
    EXPECT_EQ(refusal(sleeping("1e300")), std::string(kMs) + "1e300" + kTooLarge);
}

TEST(PlanText, TheSeedGoesUpToTwoToThe53)
{
    const auto seeded = [](const std::string &seed) {
        return R"({"schema":"interleave-plan/1","workload":{"seed":)" + seed + R"(,"groups":[{"name":"a","count":1,"steps":[]}]},"executors":[{"id":"serial"}]})";
    };
    const auto plan = parsePlan(seeded("9007199254740992"), smallCatalogue(), "p");
    ASSERT_TRUE(plan.ok()) << plan.error().text();
    EXPECT_EQ(plan->workload.seed, 9007199254740992ULL);
    EXPECT_EQ(refusal(seeded("9007199254740993")), std::string("p.json: workload.seed: 9007199254740993") + kTooLarge);
}

TEST(PlanText, AKeyThatStandsTwiceIsRefused)
{
    EXPECT_EQ(refusal(R"({"schema":"interleave-plan/1","schema":"interleave-plan/1"})"), "p.json: the key \"schema\" stands twice, give it once");
    EXPECT_EQ(refusal(sleeping("1,\"ms\":2")), "p.json: workload.groups[0].steps[0].sleep: the key \"ms\" stands twice, give it once");
}

TEST(PlanText, NestingOverThirtyTwoLevelsIsRefused)
{
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
    EXPECT_EQ(refusal(nested(32)), "p.json: is a list, give an object { … }");
    EXPECT_EQ(refusal(nested(33)), "p.json: nested deeper than 32 levels, give fewer");
    EXPECT_EQ(refusal(std::string(1'000'000, '[')), "p.json: nested deeper than 32 levels, give fewer");
}

TEST(PlanText, AFileOverSixtyFourMebibytesIsRefusedBeforeItIsRead)
{
    EXPECT_EQ(refusal(std::string((std::size_t{64} << 20) + 1, ' ')), "p.json: larger than 64 MiB, a plan is at most that");
}

TEST(PlanText, WhatIsStrangeInAKeyCannotBreakTheLine)
{
    EXPECT_EQ(refusal("{\"a\\nb\": 1}").find("p.json: unknown key \"a\\x0ab\", known: schema, name"), 0U);
    EXPECT_EQ(refusal("{\"a\\nb\": 1e400}"), std::string("p.json: \"a\\x0ab\": 1e400") + kTooLarge);
    EXPECT_LT(refusal("{\"" + std::string(100'000, 'x') + "\": 1}").size(), 250U);
}

TEST(PlanText, MoreThanAMillionTasksAreRefused)
{
    const std::string groups = R"({"name":"a","count":600000,"steps":[]},{"name":"b","count":400001,"steps":[]})";
    EXPECT_EQ(refusal(R"({"schema":"interleave-plan/1","workload":{"groups":[)" + groups + R"(]},"executors":[{"id":"serial"}]})"),
              "p.json: workload.groups: 1000001 tasks in all, give at most 1000000");
}

TEST(PlanText, MoreThanTenMillionStepsAreRefused)
{
    std::string steps = R"({"sleep":{"ms":1}})";
    for (int i = 0; i < 10; ++i)
        steps += R"(,{"sleep":{"ms":1}})";
    EXPECT_EQ(refusal(R"({"schema":"interleave-plan/1","workload":{"groups":[{"name":"a","count":1000000,"steps":[)" + steps + R"(]}]},"executors":[{"id":"serial"}]})"),
              "p.json: workload.groups: 11000000 steps in all, give at most 10000000");
}

TEST(PlanText, ANumberThatLeavesItsRangeAtSomeTaskIsRefused)
{
    const std::string falling = R"({"base":20,"step":-10,"modulo":5})";
    const std::string plan = R"({"schema":"interleave-plan/1","workload":{"groups":[{"name":"io","count":COUNT,"steps":[{"sleep":{"ms":)" + falling +
                             R"(}}]}]},"executors":[{"id":"serial"}]})";
    const auto counting = [&](const std::string &count) { return std::string(plan).replace(plan.find("COUNT"), 5, count); };
    EXPECT_EQ(refusal(counting("3")), "accepted"); // tasks 3 and 4, which would be out of it, do not exist
    EXPECT_EQ(refusal(counting("4")), std::string(kMs, std::string(kMs).size() - 2) +
                                          ".step: task 3 gets -10 is out of range, give a step that keeps it from 0 to 86400000");
}

} // namespace
