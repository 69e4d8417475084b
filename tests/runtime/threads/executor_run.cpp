// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/threads/executor_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace interleave::executors {
namespace {

Parameters complete(const plan::ExecutorDescriptor &descriptor, Parameters given)
{
    for (const plan::ParameterDescriptor &parameter : descriptor.parameters)
        given.emplace(parameter.key, parameter.defaultValue);
    return given;
}

} // namespace

plan::StepSpec sleepStep(std::chrono::milliseconds t) { return {plan::StepKind::Sleep, base::Nanoseconds(t).count()}; }
plan::StepSpec computeStep(std::int64_t iterations) { return {plan::StepKind::Compute, iterations}; }

std::vector<plan::TaskSpec> tasksOf(std::uint32_t n, const std::vector<plan::StepSpec> &steps)
{
    std::vector<plan::TaskSpec> tasks(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        tasks[i].id = base::TaskId{i};
        tasks[i].index = i;
        tasks[i].steps = steps;
    }
    return tasks;
}

plan::Arrival closedLoop(std::int64_t clients)
{
    plan::Arrival arrival;
    arrival.kind = plan::Arrival::Kind::Closed;
    arrival.clients = clients;
    return arrival;
}

ExecutorRun::ExecutorRun(const Registration &registration, std::vector<plan::TaskSpec> theTasks, const Parameters &given, trace::Capacity capacity,
                         const plan::Arrival &arrival)
    : RunBench(std::move(theTasks), arrival, capacity)
    , m_executor(registration.make(complete(registration.descriptor, given)))
{
}

base::Nanoseconds ExecutorRun::conductAndStop(std::size_t results, base::Nanoseconds later)
{
    std::atomic<std::int64_t> stopped{0};
    std::thread stopper([&] {
        while (sink.count() < results || !mapping->runStart())
            std::this_thread::yield();
        std::this_thread::sleep_for(later);
        stopped = base::monotonicNow().count();
        stop();
    });
    EXPECT_TRUE(conduct());
    const auto ended = base::monotonicNow();
    stopper.join();
    return ended - base::Nanoseconds(stopped.load());
}

std::vector<trace::Reader::LaneEvent> ExecutorRun::events(trace::EventKind kind) const
{
    auto all = allEvents();
    std::erase_if(all, [kind](const auto &e) { return e.event.kind != kind; });
    return all;
}

double ExecutorRun::makespanMs() const
{
    base::Nanoseconds last{0};
    for (const auto &life : lives())
        last = std::max(last, life.finished.value_or(base::Nanoseconds{}));
    return base::toMilliseconds(last - mapping->runStart().value());
}

void ExecutorRun::expectAll(trace::TaskStatus status) const
{
    EXPECT_EQ(sink.count(), tasks.size());
    EXPECT_EQ(sink.counts().at(static_cast<std::size_t>(status)), tasks.size());
    std::size_t wrong = 0;
    for (const auto &life : lives()) {
        const bool ordered = life.submitted && life.started && life.finished && *life.submitted <= *life.started && *life.started <= *life.finished;
        const bool placed = life.submitLane == application.id() && life.startLane != base::kNoLane && life.startLane == life.finishLane;
        wrong += !ordered || !placed || life.status != status;
    }
    EXPECT_EQ(wrong, 0U);
    EXPECT_EQ(source.remaining(), 0U);
}

void ExecutorRun::expectAccounted() const
{
    std::size_t submitted = 0, accounted = 0;
    for (const auto &life : lives()) {
        EXPECT_EQ(life.submitted.has_value(), life.finished.has_value()) << "task " << life.task.value;
        EXPECT_EQ(life.finished.has_value(), life.status != trace::TaskStatus::None) << "task " << life.task.value;
        submitted += life.submitted.has_value();
        accounted += life.finished.has_value();
    }
    EXPECT_EQ(submitted + source.remaining(), tasks.size());
    EXPECT_EQ(sink.count(), accounted);
}

std::vector<trace::Reader::LaneEvent> ExecutorRun::events() const
{
    auto events = allEvents();
    std::stable_sort(events.begin(), events.end(), [](const auto &a, const auto &b) { return a.event.time < b.event.time; });
    return events;
}

std::size_t ExecutorRun::count(trace::EventKind kind) const
{
    const auto all = events();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto &e) { return e.event.kind == kind; }));
}

} // namespace interleave::executors
