// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/runtime/kit/run_bench.h"

#include <memory>
#include <string>
#include <vector>

namespace interleave::executors {

plan::StepSpec sleepStep(std::chrono::milliseconds t);
plan::StepSpec computeStep(std::int64_t iterations);

/// `n` tasks with the same steps, all due at once.
std::vector<plan::TaskSpec> tasksOf(std::uint32_t n, const std::vector<plan::StepSpec> &steps);

/// `clients` that ask for the next task when they have the result of the last.
plan::Arrival closedLoop(std::int64_t clients);

/// One executor's run of some tasks, and what must hold of it.
class ExecutorRun : public test::RunBench {
public:
    ExecutorRun(const Registration &registration, std::vector<plan::TaskSpec> tasks, const Parameters &given = {}, trace::Capacity capacity = {0, 1024, 1U << 16, 128U << 20},
                const plan::Arrival &arrival = {});

    base::Result<void> prepare() { return m_executor->prepare(context); }
    /// prepare, open, run, shut down. Errors: of prepare or run.
    base::Result<void> conduct() { return RunBench::conduct(*m_executor); }
    /// conduct, and a stop at some moment after `results` results. Returns how long the run went on after it.
    base::Nanoseconds conductAndStop(std::size_t results, base::Nanoseconds later);

    /// The detail events of one kind, lane by lane, each lane's in order.
    [[nodiscard]] std::vector<trace::Reader::LaneEvent> events(trace::EventKind kind) const;
    /// Last finish since the run's start. Units: ms.
    [[nodiscard]] double makespanMs() const;
    /// Fails the test unless every task is in the sink and has one consistent life with this status.
    void expectAll(trace::TaskStatus status) const;
    /// Fails the test unless every task that was handed out has an outcome, in the sink too, and the others have none.
    void expectAccounted() const;
    /// Detail events by time.
    [[nodiscard]] std::vector<trace::Reader::LaneEvent> events() const;
    [[nodiscard]] std::size_t count(trace::EventKind kind) const;
    [[nodiscard]] const Executor &executor() const { return *m_executor; }

private:
    std::unique_ptr<Executor> m_executor;
};

} // namespace interleave::executors
