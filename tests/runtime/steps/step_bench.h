// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/run_task.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace interleave::workloads::test {

using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

/// One task after another, each of one step, in the calling thread, with what a run would lend.
class StepBench {
public:
    StepBench();

    /// A step with this detail.
    plan::StepSpec step(plan::StepKind kind, std::int64_t amount, std::int64_t second = 0, std::int64_t third = 0, const plan::StepDetail &detail = {});
    TaskOutcome run(const plan::StepSpec &step, base::Nanoseconds timeout = {});
    /// The same, cancelled after a while.
    TaskOutcome runAndCancel(const plan::StepSpec &step, base::Nanoseconds after);

    /// Of the task that ran last.
    [[nodiscard]] trace::TaskLife life() const;
    [[nodiscard]] base::Nanoseconds took() const { return *life().finished - *life().started; }
    /// Events since the last call.
    std::vector<trace::Event> events();
    std::vector<EventKind> kinds();

    std::shared_ptr<trace::Mapping> mapping = trace::Mapping::create({4096, 16, 1U << 16, 8U << 20}).value();
    trace::LaneWriter lane{mapping, trace::LaneRole::Worker, "worker 1", base::kNoLane};
    RunServices services;
    std::atomic<bool> cancelled{false};
    StepContext context{lane, &cancelled};

private:
    trace::Reader m_reader{mapping};
    std::uint32_t m_next = 0;
};

/// A folder that is gone afterwards.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::vector<std::string> files() const;

private:
    std::string m_path;
};

/// Counts its turns, and does something in them.
class CountingInterlude : public Interlude {
public:
    void beforeBlocking(base::TaskId) override
    {
        ++before;
        if (onBlocking)
            onBlocking();
    }
    void afterBlocking(base::TaskId) override { ++after; }
    void betweenSlices(base::TaskId) override { ++slices; }
    int before = 0, after = 0, slices = 0;
    std::function<void()> onBlocking;
};

/// There, and not a zombie.
bool isAlive(pid_t pid);

} // namespace interleave::workloads::test
