// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/phrase.h"
#include "core/metrics/sample.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace interleave::analysis {

/// What must hold of every run of every concurrency model.
enum class Check : std::uint8_t {
    TaskCount,       ///< every task of the plan once, each with an outcome
    InstantOrder,    ///< due ≤ submitted ≤ started ≤ finished
    Makespan,        ///< from the run's start to the last end
    LaneOverlap,     ///< a worker does one task at a time
    Concurrency,     ///< no more tasks at once than workers, or the limit
    QueueCapacity,   ///< a bounded queue is never longer than its bound
    SumOfParts,      ///< queued + on-CPU + runnable + blocked = latency, within max(10 ms, 1 %)
    LittleRun,       ///< tasks in the system = rate · time in the system, within 1 %
    LittleQueue,     ///< the same for each queue whose events were kept
    SleepBound,      ///< no task that sleeps ends before it has slept; no run of them ends before the bound
    CpuBound,        ///< CPU time fits into the run's length on the cores allowed
    EmulatedLock,    ///< under the emulated interpreter lock one task computes at a time
    LostEvents,      ///< detail events that found no room
    SubmitLag,       ///< the generator of an open loop kept up
    SuperLinear      ///< no more speed-up than tasks at once (by 5 %), as far as the intervals say
};
std::string_view toText(Check check); ///< "task-count", "instant-order", …

/// A check that a run failed. It marks the run; its figures stay as they are.
struct Violation {
    Check check = Check::TaskCount;
    Phrase what;    ///< what was seen: "3 tasks ended before they had started"
    Phrase meaning; ///< what that means for the reader
};

/// Of one run. `cores`: those of the environment. Cost: n log n in tasks and kept events.
std::vector<Violation> violationsOf(const record::RunRecord &run, const plan::Workload &workload, const metrics::AllowedCores &cores);

/// A run of an experiment with its violations.
struct MarkedRun {
    base::RunId run;
    base::EntryId entry;
    std::vector<Violation> violations;
};
/// Every run with a violation, superseded ones and warm-ups too, in the order they ran (warm-ups first).
std::vector<MarkedRun> markedRuns(const record::ExperimentRecord &experiment);

/// What only shows over runs: an efficiency that no baseline explains. By entry.
struct MarkedEntry {
    base::EntryId entry;
    Violation violation;
};
std::vector<MarkedEntry> markedEntries(const record::ExperimentRecord &experiment);

/// A check that an entry failed, said once.
struct FailedCheck {
    base::EntryId entry;
    Violation violation;  ///< the first one
    std::size_t runs = 0; ///< in how many runs; 0: it only shows over runs
};
/// In the order of the entries; table, reports and window say these.
std::vector<FailedCheck> failedChecks(const record::ExperimentRecord &experiment);
/// What was seen and what it means, as one phrase: "in 3 runs, one of them: … …".
Phrase sentenceOf(const FailedCheck &failed);

/// How many tasks the entry may run at once, as far as plan and record say: the parameter that bounds it if it was given, else the lanes
/// that can work; never more than the tasks.
std::size_t concurrencyLimit(const record::RunRecord &run);

} // namespace interleave::analysis
