// SPDX-License-Identifier: GPL-3.0-or-later
// The plans of tests/data/plans.json, held against the program and against the shipped JSON Schema alike.
#include "core/plan/plan_json.h"
#include "core/plan/presets.h"
#include "schema_check.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

#include <fstream>

using namespace interleave;
using namespace interleave::plan;
using nlohmann::json;

namespace {

json planFiles()
{
    std::ifstream in(TEST_DATA_DIR "/plans.json");
    return json::parse(in);
}

std::vector<json> plansThatAre(const std::string &expect)
{
    std::vector<json> found;
    for (const json &one : planFiles())
        if (one["expect"] == expect)
            found.push_back(one);
    EXPECT_FALSE(found.empty());
    return found;
}

TEST(PlanFiles, ValidPlansAreRead)
{
    for (const json &one : plansThatAre("valid")) {
        const auto plan = parsePlan(one["plan"].dump(), smallCatalogue(), "p.json");
        EXPECT_TRUE(plan.ok()) << one["name"] << ": " << (plan.ok() ? "" : plan.error().text());
    }
}

TEST(PlanFiles, ValidPlansComeBackFromTheirOwnText)
{
    for (const json &one : plansThatAre("valid")) {
        const auto plan = parsePlan(one["plan"].dump(), smallCatalogue(), "p.json");
        ASSERT_TRUE(plan.ok()) << one["name"];
        const auto again = parsePlan(toJson(*plan), smallCatalogue(), "again");
        ASSERT_TRUE(again.ok()) << one["name"] << ": " << again.error().text();
        EXPECT_EQ(*again, *plan) << one["name"];
    }
}

TEST(PlanFiles, WhatALaterVersionRunsIsRefusedByName)
{
    for (const json &one : plansThatAre("later")) {
        const auto plan = parsePlan(one["plan"].dump(), smallCatalogue(), "p.json");
        ASSERT_FALSE(plan.ok()) << one["name"];
        EXPECT_EQ(plan.error().code, base::ErrorCode::Unsupported) << one["name"];
        EXPECT_EQ(plan.error().text(), "p.json: " + one["error"].get<std::string>()) << one["name"];
    }
}

TEST(PlanFiles, BadPlansAreRefusedInOneLineThatNamesTheField)
{
    for (const json &one : plansThatAre("bad")) {
        const auto plan = parsePlan(one["plan"].dump(), smallCatalogue(), "p.json");
        ASSERT_FALSE(plan.ok()) << one["name"];
        EXPECT_EQ(plan.error().code, base::ErrorCode::BadInput) << one["name"];
        EXPECT_EQ(plan.error().text(), "p.json: " + one["error"].get<std::string>()) << one["name"];
        EXPECT_EQ(plan.error().text().find('\n'), std::string::npos) << one["name"];
    }
}

TEST(PlanFiles, TheSchemaTakesAndRefusesTheSamePlans)
{
    const json schema = json::parse(planSchema());
    for (const json &one : planFiles()) {
        const std::string fault = schemaFault(schema, schema, one["plan"]);
        EXPECT_EQ(fault.empty(), one["expect"] != "bad") << one["name"] << ": " << fault;
    }
}

TEST(PlanFiles, TheSchemaTakesEveryPresetAndWhatTheProgramWrites)
{
    const json schema = json::parse(planSchema());
    for (const Preset &preset : presets())
        EXPECT_EQ(schemaFault(schema, schema, json::parse(preset.json)), "") << preset.id;
    for (const json &one : plansThatAre("valid")) {
        const auto plan = parsePlan(one["plan"].dump(), smallCatalogue(), "p.json");
        ASSERT_TRUE(plan.ok());
        EXPECT_EQ(schemaFault(schema, schema, json::parse(toJson(*plan))), "") << one["name"];
    }
}

} // namespace
