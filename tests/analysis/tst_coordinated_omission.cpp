// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/coordinated_omission.h"
#include "core/analysis/distributions.h"
#include "tests/analysis/experiment.h"
#include "tests/analysis/reference.h"

#include <algorithm>
#include <cmath>

using namespace interleave;
using namespace interleave::analysis;
using interleave::analysis::test::Experiment;
using interleave::analysis::test::reference;
using interleave::analysis::test::task;
using nlohmann::json;
using record::RunRecord;

namespace {

json caseOf(const std::string &id)
{
    const json all = reference("coordinated_omission.json");
    for (const json &aCase : all) {
        if (aCase["id"] == id)
            return aCase;
    }
    ADD_FAILURE() << id;
    return {};
}

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kFreezeBegin = 5000 * kMs;
constexpr std::int64_t kFreezeEnd = 6000 * kMs;

/// When a server that stands still from 5 s to 6 s has worked for 1 ms since `start`.
std::int64_t served(std::int64_t start)
{
    if (start >= kFreezeBegin && start < kFreezeEnd)
        start = kFreezeEnd;
    const std::int64_t end = start + kMs;
    return start < kFreezeBegin && end > kFreezeBegin ? end + (kFreezeEnd - kFreezeBegin) : end;
}

/// A thousand tasks, one every 10 ms, whatever became of the one before.
std::vector<record::TaskRow> openLoop()
{
    std::vector<record::TaskRow> tasks;
    std::int64_t free = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const std::int64_t due = 10 * kMs * i;
        const std::int64_t start = std::max(due, free);
        free = served(start);
        tasks.push_back(task(i, free));
        tasks.back().due = tasks.back().submitted = due;
        tasks.back().started = start;
    }
    return tasks;
}

/// A client that asks every 10 ms, but only after it had its last answer.
std::vector<record::TaskRow> closedLoop()
{
    std::vector<record::TaskRow> tasks;
    std::int64_t next = 0;
    for (std::uint32_t i = 0; next < 10'000 * kMs; ++i) {
        const std::int64_t end = served(next);
        tasks.push_back(task(i, end));
        tasks.back().due = tasks.back().submitted = tasks.back().started = next;
        next = std::max(next + 10 * kMs, (end / (10 * kMs) + 1) * 10 * kMs);
    }
    return tasks;
}

ValuePool latenciesOf(std::vector<record::TaskRow> tasks)
{
    Experiment experiment;
    const auto entry = experiment.entry("server");
    experiment.run(entry, 0, 1e10, [&](RunRecord &run) { run.tasks = std::move(tasks); });
    return poolOf(experiment.record(), entry, TaskMetric::Latency);
}

TEST(CoordinatedOmission, LatencyFromTheIntendedStartShowsAFreeze)
{
    const json wanted = caseOf("freeze_1s_in_10s")["intended_start"];
    const ValuePool pool = latenciesOf(openLoop());
    EXPECT_EQ(pool.size(), wanted["n"].get<std::size_t>());
    EXPECT_NEAR(*pool.percentile(0.5) / 1e9, wanted["p50"].get<double>(), 1e-9);
    EXPECT_NEAR(*pool.percentile(0.9) / 1e9, wanted["p90"].get<double>(), 1e-9);
    EXPECT_NEAR(*pool.percentile(0.95) / 1e9, wanted["p95"].get<double>(), 1e-9);
    EXPECT_NEAR(*pool.percentile(0.99) / 1e9, wanted["p99"].get<double>(), 1e-9);
    EXPECT_NEAR(*pool.max() / 1e9, wanted["max"].get<double>(), 1e-9);
}

TEST(CoordinatedOmission, AClientThatWaitsHidesItBehindTheP99)
{
    const json wanted = caseOf("freeze_1s_in_10s")["closed_loop_one_client_with_10ms_pacing"];
    const ValuePool pool = latenciesOf(closedLoop());
    EXPECT_NEAR(static_cast<double>(pool.size()), wanted["n"].get<double>(), 2);
    for (const double p : {0.5, 0.9, 0.95, 0.99})
        EXPECT_NEAR(*pool.percentile(p) / 1e9, 0.001, 1e-9) << p;
    EXPECT_GT(*pool.max() / 1e9, 0.9);
}

TEST(CoordinatedOmission, CorrectedValuesAreThoseOfHdrHistogram)
{
    const json wanted = caseOf("hdrhistogram_c_test");
    std::vector<double> raw(10'000, 1000);
    raw.push_back(100'000'000);
    DigitHistogram histogram, corrected;
    for (const double value : raw) {
        histogram.add(std::llround(value));
        corrected.addCorrected(std::llround(value), 10'000);
    }
    EXPECT_EQ(histogram.total(), wanted["raw_count"].get<std::uint64_t>());
    EXPECT_EQ(corrected.total(), wanted["corrected_count"].get<std::uint64_t>());
    const auto check = [](const DigitHistogram &of, const json &percentiles) {
        for (const auto &[percent, value] : percentiles.items())
            EXPECT_NEAR(static_cast<double>(of.valueAt(std::stod(percent) / 100)), value.get<double>(), 0.001 * value.get<double>()) << percent;
    };
    check(histogram, wanted["raw"]);
    check(corrected, wanted["corrected"]);

    const ValuePool pool(correctedForOmission(raw, 10'000));
    EXPECT_EQ(pool.size(), 20'000U);
    EXPECT_NEAR(*pool.percentile(0.75) / 50e6, 1, 0.001);
    EXPECT_NEAR(*pool.percentile(0.99) / 98e6, 1, 0.001);
}

TEST(CoordinatedOmission, WithoutAnIntervalNothingIsAdded)
{
    EXPECT_EQ(correctedForOmission(std::vector<double>{5, 50}, 0).size(), 2U);
    EXPECT_EQ(correctedForOmission(std::vector<double>{5, 35}, 10), (std::vector<double>{5, 35, 25, 15}));
}

TEST(SubmitLag, AllowsOneInAHundredToBeLate)
{
    std::vector<double> lags(100, 0);
    lags[7] = 2;
    EXPECT_TRUE(submitLag(lags, 100).keptUp());
    lags[8] = 30;
    const auto lag = submitLag(lags, 100);
    EXPECT_FALSE(lag.keptUp());
    EXPECT_EQ(lag.late, 2U);
    EXPECT_EQ(lag.worst, 30);
    EXPECT_TRUE(submitLag({}, 100).keptUp());
}

TEST(AnySlow, GrowsWithTheFanOut)
{
    EXPECT_NEAR(anySlow(0.01, 100), 0.634, 0.0005);
    EXPECT_EQ(anySlow(0.5, 1), 0.5);
}

} // namespace
