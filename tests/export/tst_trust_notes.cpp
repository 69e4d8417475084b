// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/environment_json.h"
#include "core/export/result_columns.h"
#include "core/export/trust_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::exporting {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::shared_ptr<record::RunRecord> runOf(const std::string &disturbance = {}, bool superseded = false)
{
    auto run = std::make_shared<record::RunRecord>();
    run->status = record::RunStatus::Finished;
    run->entry = {"serial", "one", {}, {}};
    run->conditions.disturbance = disturbance;
    run->superseded = superseded;
    if (!disturbance.empty())
        run->warnings.push_back(record::disturbedWarning(run->conditions));
    if (superseded)
        run->warnings.emplace_back("in no figure: its round was disturbed and run once more");
    run->warnings.emplace_back("something else");
    return run;
}

TEST(TrustNotes, OfAQuietRunThereAreNone)
{
    record::ExperimentRecord experiment;
    experiment.runs = {runOf()};
    EXPECT_THAT(trustNotes(experiment), IsEmpty());
}

TEST(TrustNotes, SumUpWhatTheRunsSay)
{
    record::ExperimentRecord experiment;
    experiment.plan.executors = {{"serial", "one", {}, {}}};
    experiment.runs = {runOf("other programs took 31 % of the machine", true), runOf({}, true), runOf("3 pages were swapped"), runOf("5 pages were swapped"), runOf()};
    experiment.endedBy = "budget of 60 s used up after 7 of 20 rounds";
    experiment.environment.cautions = {"the machine runs on battery"};
    EXPECT_THAT(trustNotes(experiment),
        ElementsAre("caution: the machine runs on battery", "ended early: budget of 60 s used up after 7 of 20 rounds",
            "2 runs of disturbed rounds were repeated: kept in results.json, in no figure here", "2 of 3 runs were disturbed, first: 3 pages were swapped"));
    const auto notes = resultNotes(experiment);
    EXPECT_THAT(notes, Contains("one: something else (5 times)"));
    EXPECT_THAT(notes, Not(Contains(testing::HasSubstr("one: disturbed"))));
    EXPECT_THAT(notes, Not(Contains(testing::HasSubstr("one: in no figure"))));
}

TEST(TrustNotes, SayWhatRecordingCost)
{
    record::ExperimentRecord experiment;
    experiment.environment.samplerCostPercent = 0.4;
    EXPECT_THAT(trustNotes(experiment), ElementsAre("sampling took 0.40 % of a core; what recording cost was not measured (interleave run --measure-overhead does)"));
    experiment.environment.recorderCostPercent = 0.25;
    experiment.environment.recorderCostPairs = 4;
    experiment.environment.recorderCostLabel = "pool";
    EXPECT_THAT(trustNotes(experiment), ElementsAre("sampling took 0.40 % of a core; runs recorded and sampled took 0.25 % longer than without, 4 pairs of pool"));
    experiment.environment.recorderCostLow = -0.5;
    experiment.environment.recorderCostHigh = 1.0;
    EXPECT_THAT(trustNotes(experiment),
        ElementsAre("sampling took 0.40 % of a core; runs recorded and sampled took 0.25 % longer than without (95 %: -0.50 … 1.00), 4 pairs of pool"));
}

TEST(EnvironmentJson, WhatWasNotToBeHadIsNull)
{
    const auto json = environmentJson({});
    for (const char *key : {"virtualization", "governor", "turbo", "on_battery", "load_average", "foreign_cpu_percent", "steal_percent", "pressure_cpu_us_per_s",
             "clock_resolution_ns", "recorder_cost", "cores_quota"})
        EXPECT_TRUE(json.at(key).is_null()) << key;
    EXPECT_TRUE(json.at("cautions").empty());
    const auto conditions = conditionsJson({}, base::Nanoseconds{0});
    for (const char *key : {"foreign_cpu_percent", "steal_percent", "controller_cpu_percent", "throttled_ns", "periods", "swapped_pages", "calibration_unit_ns", "disturbance"})
        EXPECT_TRUE(conditions.at(key).is_null()) << key;
    EXPECT_EQ(conditions.at("suspended"), false);
}

TEST(EnvironmentJson, SamplesAreRelativeToTheRunsStart)
{
    record::Conditions conditions;
    conditions.samples = {{base::Nanoseconds{1500}, 12.5, std::nullopt, true, false}};
    conditions.throttledPeriods = 3;
    const auto json = conditionsJson(conditions, base::Nanoseconds{1000});
    EXPECT_EQ(json.at("throttled_periods"), 3);
    const auto &sample = json.at("samples").at(0);
    EXPECT_EQ(sample.at("t_ns"), 500);
    EXPECT_EQ(sample.at("foreign_cpu_percent"), 12.5);
    EXPECT_TRUE(sample.at("steal_percent").is_null());
    EXPECT_EQ(sample.at("throttled"), true);
}

TEST(EnvironmentJson, CostOfRecordingStandsWithItsPairs)
{
    record::Environment environment;
    environment.recorderCostPercent = 0.3;
    environment.recorderCostPairs = 5;
    environment.recorderCostLabel = "pool";
    const auto json = environmentJson(environment).at("recorder_cost");
    EXPECT_EQ(json.at("percent"), 0.3);
    EXPECT_EQ(json.at("pairs"), 5);
    EXPECT_TRUE(json.at("low").is_null());
    EXPECT_EQ(json.at("label"), "pool");
}

} // namespace
} // namespace interleave::exporting
