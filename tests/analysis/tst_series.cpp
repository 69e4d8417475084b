// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/series.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

using namespace interleave;
using namespace interleave::analysis;
using base::Nanoseconds;
using trace::EventKind;
using trace::TaskStatus;
using LifeEvent = trace::Reader::LifeEvent;

namespace {

constexpr Nanoseconds kStart{1'000'000'000'000};
constexpr std::int64_t kMs = 1'000'000;

LifeEvent event(std::uint32_t task, EventKind kind, std::int64_t ms, TaskStatus status = TaskStatus::None)
{
    return {base::TaskId{task}, kind, kStart + Nanoseconds(ms * kMs), kStart, status};
}
LifeEvent submitted(std::uint32_t task, std::int64_t ms) { return event(task, EventKind::Submitted, ms); }
LifeEvent started(std::uint32_t task, std::int64_t ms) { return event(task, EventKind::Started, ms); }
LifeEvent finished(std::uint32_t task, std::int64_t ms, TaskStatus status = TaskStatus::Succeeded) { return event(task, EventKind::Finished, ms, status); }

metrics::Sample sample(std::int64_t ms, std::optional<double> cpu, std::optional<std::int64_t> rss)
{
    metrics::Sample one;
    one.time = kStart + Nanoseconds(ms * kMs);
    one.cpuPercent = cpu;
    one.rssBytes = rss;
    return one;
}

std::vector<std::pair<double, double>> pairs(const std::vector<Point> &curve)
{
    std::vector<std::pair<double, double>> all;
    for (const Point &point : curve)
        all.emplace_back(std::round(point.t * 1000), point.value);
    return all;
}

/// Tasks that the throughput curve stands for: its integral.
double completions(const RunSeries &series)
{
    return std::accumulate(series.throughput.begin(), series.throughput.end(), 0.0, [&](double sum, const Point &p) { return sum + p.value * series.span / 50; });
}

TEST(Series, TasksInFlightGoUpAndDown)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    for (const LifeEvent &one : {started(0, 0), started(1, 10), finished(0, 20), started(2, 30), finished(2, 40), finished(1, 50)})
        accumulator.addLife(one);
    EXPECT_EQ(pairs(accumulator.series().inFlight),
              (std::vector<std::pair<double, double>>{{0, 1}, {10, 2}, {20, 1}, {30, 2}, {40, 1}, {50, 0}}));
    EXPECT_DOUBLE_EQ(accumulator.series().span, 0.05);
}

TEST(Series, TasksWaitFromSubmissionToStart)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    for (const LifeEvent &one : {submitted(0, 0), submitted(1, 5), started(0, 10), submitted(2, 15), started(1, 20), finished(0, 30), started(2, 40)})
        accumulator.addLife(one);
    EXPECT_EQ(pairs(accumulator.series().queued), (std::vector<std::pair<double, double>>{{0, 1}, {5, 2}, {10, 1}, {15, 2}, {20, 1}, {40, 0}}));
}

TEST(Series, ATaskCancelledWhileItWaitedLeavesTheQueueAtItsEnd)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    for (const LifeEvent &one : {submitted(0, 0), submitted(1, 0), finished(1, 40, TaskStatus::Cancelled)})
        accumulator.addLife(one);
    EXPECT_EQ(pairs(accumulator.series().queued), (std::vector<std::pair<double, double>>{{0, 1}, {0, 2}, {40, 1}}));
}

TEST(Series, InWhateverOrderALifeIsLearntTheQueueIsTheSame)
{
    const std::vector<std::pair<double, double>> wanted{{5, 1}, {10, 0}};
    std::vector<LifeEvent> life{submitted(0, 5), started(0, 10), finished(0, 40)};
    std::array order{0, 1, 2};
    do {
        SeriesAccumulator accumulator;
        accumulator.begin(kStart);
        for (const int i : order) {
            accumulator.addLife(life[static_cast<std::size_t>(i)]);
            (void)accumulator.series();
        }
        EXPECT_EQ(pairs(accumulator.series().queued), wanted) << order[0] << order[1] << order[2];
        EXPECT_EQ(pairs(accumulator.series().inFlight), (std::vector<std::pair<double, double>>{{10, 1}, {40, 0}}));
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Series, AMillionTasksHaveExactCountsInFewPoints)
{
    constexpr std::uint32_t kTasks = 1'000'000;
    SeriesAccumulator accumulator;
    accumulator.begin(kStart, kTasks);
    const auto at = [](std::uint32_t task, EventKind kind, std::int64_t us) {
        return LifeEvent{base::TaskId{task}, kind, kStart + Nanoseconds(us * 1000), kStart, kind == EventKind::Finished ? TaskStatus::Succeeded : TaskStatus::None};
    };
    for (std::uint32_t i = 0; i < kTasks; ++i) // all submitted at once; four at a time, 1 µs apart
        accumulator.addLife(at(i, EventKind::Submitted, 0));
    for (std::uint32_t i = 0; i < kTasks; ++i) {
        accumulator.addLife(at(i, EventKind::Started, i));
        accumulator.addLife(at(i, EventKind::Finished, i + 4));
    }
    const RunSeries &series = accumulator.series();
    const auto highest = [](const std::vector<Point> &curve) {
        return std::max_element(curve.begin(), curve.end(), [](const Point &a, const Point &b) { return a.value < b.value; })->value;
    };
    EXPECT_LE(series.inFlight.size(), CountCurve::kPoints);
    EXPECT_LE(series.queued.size(), CountCurve::kPoints);
    EXPECT_EQ(highest(series.inFlight), 5); // at one instant the start comes first
    EXPECT_EQ(highest(series.queued), kTasks);
    EXPECT_EQ(series.inFlight.back().value, 0);
    EXPECT_EQ(series.queued.back().value, 0);
}

TEST(Series, ThroughputIsCountedInFiftyWindowsOfTheSpan)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    for (std::uint32_t i = 0; i < 100; ++i) { // one every 10 ms, the last at 1 s
        accumulator.addLife(started(i, 0));
        accumulator.addLife(finished(i, 10 * (i + 1) - (i < 99 ? 5 : 0)));
    }
    const RunSeries &series = accumulator.series();
    ASSERT_EQ(series.throughput.size(), 50U);
    for (const Point &point : series.throughput)
        EXPECT_NEAR(point.value, 100, 1e-9); // 2 in 20 ms
    EXPECT_NEAR(series.throughput.front().t, 0.01, 1e-12);
    EXPECT_NEAR(series.throughput.back().t, 0.99, 1e-12);
}

TEST(Series, TheTaskThatEndsTheRunIsCounted)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    accumulator.addLife(started(0, 0));
    accumulator.addLife(finished(0, 100));
    EXPECT_NEAR(completions(accumulator.series()), 1, 1e-9);
    EXPECT_NEAR(accumulator.series().throughput.back().value, 1 / 0.002, 1e-6);
}

TEST(Series, FailedTasksHaveALatencyButAreNoThroughput)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    accumulator.addLife(started(0, 5));
    accumulator.addLife(finished(0, 40, TaskStatus::Failed));
    const RunSeries &series = accumulator.series();
    EXPECT_EQ(completions(series), 0);
    ASSERT_EQ(series.latency.size(), 1U);
    EXPECT_DOUBLE_EQ(series.latency[0].ms, 40); // since it was due, not since it was started
    EXPECT_DOUBLE_EQ(series.latency[0].t, 0.04);
    EXPECT_EQ(series.latency[0].task, 0U);
}

TEST(Series, ATaskCancelledBeforeItStartedWasNeverInFlight)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    accumulator.addLife(finished(0, 40, TaskStatus::Cancelled));
    EXPECT_TRUE(accumulator.series().inFlight.empty());
}

TEST(Series, AStartLearntAfterTheEndStillCounts)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    accumulator.addLife(finished(0, 40));
    EXPECT_TRUE(accumulator.series().inFlight.empty());
    accumulator.addLife(started(0, 10));
    EXPECT_EQ(pairs(accumulator.series().inFlight), (std::vector<std::pair<double, double>>{{10, 1}, {40, 0}}));
}

TEST(Series, OrderAndPortionsOfEventsMakeNoDifference)
{
    std::mt19937 random(7);
    std::vector<LifeEvent> events;
    for (std::uint32_t i = 0; i < 500; ++i) {
        const auto begin = static_cast<std::int64_t>(random() % 1000);
        events.push_back(started(i, begin));
        events.push_back(finished(i, begin + static_cast<std::int64_t>(random() % 100)));
    }
    SeriesAccumulator atOnce;
    atOnce.begin(kStart);
    for (const LifeEvent &one : events)
        atOnce.addLife(one);
    const auto wanted = pairs(atOnce.series().inFlight);
    std::vector<double> wantedThroughput;
    for (const Point &point : atOnce.series().throughput)
        wantedThroughput.push_back(point.value);

    std::shuffle(events.begin(), events.end(), random);
    SeriesAccumulator piecewise;
    piecewise.begin(kStart);
    for (std::size_t i = 0; i < events.size(); ++i) {
        piecewise.addLife(events[i]);
        if (i % 7 == 0)
            (void)piecewise.series();
    }
    EXPECT_EQ(pairs(piecewise.series().inFlight), wanted);
    ASSERT_EQ(piecewise.series().throughput.size(), wantedThroughput.size());
    for (std::size_t i = 0; i < wantedThroughput.size(); ++i)
        EXPECT_NEAR(piecewise.series().throughput[i].value, wantedThroughput[i], 1e-9);
    EXPECT_NEAR(completions(piecewise.series()), 500, 1e-6);
}

TEST(Series, WhatIsToldTwiceCountsOnce)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    for (int twice = 0; twice < 2; ++twice) {
        accumulator.addLife(started(3, 10));
        accumulator.addLife(finished(3, 20));
    }
    EXPECT_EQ(accumulator.series().inFlight.size(), 2U);
    EXPECT_EQ(accumulator.series().latency.size(), 1U);
}

TEST(Series, SamplesAreCurvesAndWhatIsMissingIsAGap)
{
    SeriesAccumulator accumulator;
    accumulator.begin(kStart);
    accumulator.addSample(sample(0, std::nullopt, 2 << 20));
    accumulator.addSample(sample(20, 150.0, 3 << 20));
    accumulator.addSample(sample(40, std::nullopt, std::nullopt));
    const RunSeries &series = accumulator.series();
    ASSERT_EQ(series.cpu.size(), 2U); // the first sample can have no CPU: that is no gap
    EXPECT_EQ(series.cpu[0].value, 150);
    EXPECT_DOUBLE_EQ(series.cpu[0].t, 0.02);
    EXPECT_TRUE(std::isnan(series.cpu[1].value));
    ASSERT_EQ(series.memory.size(), 3U);
    EXPECT_EQ(series.memory[1].value, 3);
    EXPECT_TRUE(std::isnan(series.memory[2].value));
    EXPECT_DOUBLE_EQ(series.span, 0.04);
}

TEST(Series, BeforeTheRunBeganThereIsNothing)
{
    SeriesAccumulator accumulator;
    accumulator.addLife(started(0, 10));
    accumulator.addSample(sample(10, 5.0, 5));
    EXPECT_TRUE(accumulator.series().inFlight.empty());
    EXPECT_TRUE(accumulator.series().memory.empty());
    EXPECT_TRUE(accumulator.series().throughput.empty());
}

record::RunRecord threeTasks()
{
    record::RunRecord run;
    run.runStart = kStart;
    const auto add = [&](std::optional<std::int64_t> begin, std::optional<std::int64_t> end, TaskStatus status) {
        record::TaskRow row;
        row.task = static_cast<std::uint32_t>(run.tasks.size());
        row.status = status;
        row.due = 0;
        row.submitted = 0;
        row.started = begin ? std::optional(*begin * kMs) : std::nullopt;
        row.finished = end ? std::optional(*end * kMs) : std::nullopt;
        run.tasks.push_back(row);
    };
    add(0, 20, TaskStatus::Succeeded);
    add(20, 60, TaskStatus::Succeeded);
    add(std::nullopt, 50, TaskStatus::Cancelled);
    add(30, std::nullopt, TaskStatus::Lost);
    for (const int ms : {-10, 0, 20, 40, 55, 100})
        run.samples.push_back(sample(ms, 10.0, 1 << 20));
    return run;
}

TEST(Series, OfAFrozenRunAreThoseOfTheLiveOne)
{
    const RunSeries series = seriesOf(threeTasks());
    EXPECT_EQ(pairs(series.inFlight), (std::vector<std::pair<double, double>>{{0, 1}, {20, 2}, {20, 1}, {30, 2}, {60, 1}}));
    EXPECT_EQ(pairs(series.queued), (std::vector<std::pair<double, double>>{{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 3}, {20, 2}, {30, 1}, {50, 0}}));
    EXPECT_NEAR(completions(series), 2, 1e-9);
    EXPECT_EQ(series.latency.size(), 3U);
    EXPECT_EQ(series.memory.size(), 5U); // six samples, one of them before the run
    EXPECT_DOUBLE_EQ(series.span, 0.1);
}

TEST(Series, CountsAtASampleAreExact)
{
    const auto counts = countsAt(threeTasks());
    ASSERT_EQ(counts.size(), 6U);
    const auto at = [&](std::size_t i) { return std::tuple(counts[i].active, counts[i].queued, counts[i].completed); };
    EXPECT_EQ(at(0), std::tuple(0U, 0U, 0U)); // not yet submitted
    EXPECT_EQ(at(1), std::tuple(1U, 3U, 0U));
    EXPECT_EQ(at(2), std::tuple(1U, 2U, 1U));
    EXPECT_EQ(at(3), std::tuple(2U, 1U, 1U));
    EXPECT_EQ(at(4), std::tuple(2U, 0U, 2U)); // one was cancelled while it waited
    EXPECT_EQ(at(5), std::tuple(1U, 0U, 3U)); // the lost one is never known to have ended
}

TEST(LivePull, GivesWhatWasRecordedOnceTheRunHasBegun)
{
    const auto made = trace::Mapping::create({2, 16, 1U << 12, 1U << 20});
    ASSERT_TRUE(made.ok());
    const std::shared_ptr<trace::Mapping> mapping = *made;
    const auto run = std::make_shared<record::LiveRun>(record::RunKey{}, plan::ExecutorEntry{}, mapping, 2);
    trace::LaneWriter writer(mapping, trace::LaneRole::Worker, "w", base::kNoLane);
    LivePull pull(run);
    EXPECT_FALSE(pull.pull());

    const Nanoseconds begin = base::monotonicNow();
    writer.submitted(base::TaskId{0}, begin);
    writer.submitted(base::TaskId{1}, begin);
    metrics::Sample one;
    one.time = begin;
    one.rssBytes = 1 << 20;
    run->addSample(one);
    EXPECT_FALSE(pull.pull()); // where zero is, is not known yet
    mapping->setRunStart(begin);
    writer.started(base::TaskId{0});
    EXPECT_TRUE(pull.pull());
    EXPECT_EQ(pull.accumulator().series().memory.size(), 1U);
    EXPECT_EQ(pull.accumulator().series().inFlight.size(), 1U);
    EXPECT_EQ(pull.accumulator().series().queued.back().value, 1);
    EXPECT_FALSE(pull.pull());

    writer.finished(base::TaskId{0}, TaskStatus::Succeeded);
    EXPECT_TRUE(pull.pull());
    const RunSeries &series = pull.accumulator().series();
    EXPECT_EQ(series.inFlight.back().value, 0);
    ASSERT_EQ(series.latency.size(), 1U);
    EXPECT_EQ(series.latency[0].task, 0U);
    EXPECT_GT(series.span, 0);
}

} // namespace
