// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/metrics/sample.h"
#include "core/plan/plan.h"
#include "core/trace/trace.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The wall: left of it code is threaded and impure, right of it everything is a value.
namespace interleave::record {

enum class RunStatus : std::uint8_t { Finished, Failed, Cancelled, TimedOut };
std::string_view toText(RunStatus status); ///< "finished", "failed", "cancelled", "timed-out"

/// A number of nanoseconds, or nothing: std::optional in half the room. A record keeps seven of them for each of 100,000 tasks.
class OptionalNs {
public:
    constexpr OptionalNs() = default;
    constexpr OptionalNs(std::nullopt_t) { } // NOLINT(google-explicit-constructor): stands in for std::optional
    constexpr OptionalNs(std::int64_t value) : m_value(value) { } // NOLINT(google-explicit-constructor)
    constexpr OptionalNs(std::optional<std::int64_t> value) : m_value(value.value_or(kNothing)) { } // NOLINT(google-explicit-constructor)

    [[nodiscard]] constexpr bool has_value() const { return m_value != kNothing; }
    constexpr explicit operator bool() const { return has_value(); }
    constexpr std::int64_t operator*() const { return m_value; }
    [[nodiscard]] constexpr std::int64_t value_or(std::int64_t other) const { return has_value() ? m_value : other; }
    [[nodiscard]] constexpr std::optional<std::int64_t> get() const { return has_value() ? std::optional(m_value) : std::nullopt; }
    constexpr operator std::optional<std::int64_t>() const { return get(); } // NOLINT(google-explicit-constructor)

    friend constexpr bool operator==(OptionalNs, OptionalNs) = default;
    friend constexpr bool operator==(OptionalNs a, std::int64_t b) { return a.m_value == b; }
    friend constexpr bool operator==(OptionalNs a, const std::optional<std::int64_t> &b) { return a == OptionalNs(b); }

private:
    static constexpr std::int64_t kNothing = INT64_MIN;
    std::int64_t m_value = kNothing;
};

/// One task of one run. Units: ns relative to the run's start (may be negative); empty: did not happen or not measured.
struct TaskRow {
    std::uint32_t task = 0;
    std::uint32_t group = 0; ///< index into the workload's groups
    std::uint32_t index = 0; ///< in its group
    std::uint32_t lane = base::kNoLane.value;
    trace::TaskStatus status = trace::TaskStatus::Lost;
    OptionalNs due, submitted, started, finished;
    OptionalNs onCpu, runnable, blocked;
    /// `blocked` by cause; empty: not measured, or not blocked. Causes of other parts (trace::partOf) stand here too: what of `runnable` was the
    /// event loop's turn, and of the queue time a full queue or a semaphore.
    trace::CauseSums blockedBy;
    std::string error;

    [[nodiscard]] std::optional<std::int64_t> queue() const { return diff(started, due); }
    [[nodiscard]] std::optional<std::int64_t> service() const { return diff(finished, started); }
    [[nodiscard]] std::optional<std::int64_t> latency() const { return diff(finished, due); }
    bool operator==(const TaskRow &) const = default;

private:
    static std::optional<std::int64_t> diff(OptionalNs a, OptionalNs b)
    {
        return a && b ? std::optional(*a - *b) : std::nullopt;
    }
};

/// The whole trace of a run, frozen. Units: event times are absolute; subtract RunRecord::runStart.
struct FrozenTrace {
    std::vector<trace::LaneInfo> lanes; ///< index = LaneId
    std::vector<trace::Reader::LaneEvent> events; ///< details, by time
    std::vector<trace::TaskLife> lives; ///< index = TaskId
    std::vector<std::string> strings;   ///< the texts that events name; see `text`
    std::vector<std::uint32_t> stringIds;
    [[nodiscard]] std::string_view text(std::uint32_t id) const;
    bool operator==(const FrozenTrace &) const = default;
};

/// What the operating system says the run used. Empty: not measured.
struct Usage {
    std::optional<std::int64_t> userNs, systemNs;
    std::optional<std::int64_t> voluntarySwitches, involuntarySwitches;
    std::optional<std::int64_t> rssPeakBytes, pssPeakBytes, baselineBytes;
    std::optional<double> cpuPercentMean, cpuPercentPeak, cpuPercentAllowedMean;
    std::optional<std::int64_t> minorFaults, majorFaults;
    std::optional<std::int64_t> processPeakBytes; ///< largest VmHWM of any one process of the run: told by our own, sampled of foreign ones
    std::optional<std::int64_t> processesStarted; ///< at least so many: those that we started and those that were seen
    std::optional<std::int64_t> threadsPeak;      ///< of the whole tree, sampled
    bool operator==(const Usage &) const = default;
};

/// What the machine did beside the run, while it ran. Empty: not to be had here.
struct Conditions {
    /// A thin lane under the charts. Units: percent of the machine's capacity since the sample before; time absolute.
    struct Sample {
        base::Nanoseconds time{0};
        std::optional<double> foreignPercent, stealPercent;
        bool throttled = false, swapped = false;
        bool operator==(const Sample &) const = default;
    };
    std::vector<Sample> samples;
    /// Over the whole run, of the machine's capacity. Empty for a run too short for the kernel's counters (ticks of 10 ms).
    std::optional<double> foreignPercent, stealPercent;
    std::optional<double> controllerPercent; ///< what the window or command line took itself: neither the run's nor foreign
    std::optional<std::int64_t> throttledNs, throttledPeriods, periods; ///< of the cgroup's quota
    std::optional<std::int64_t> swappedPages;
    std::optional<double> calibrationUnitNs; ///< mean of the fixed spin unit right before the run
    std::optional<double> calibrationSpread; ///< its mean ÷ its minimum
    bool suspended = false;  ///< the machine slept meanwhile: the run is invalid
    std::string disturbance; ///< the signal that makes this run a disturbed one, in words; empty: none
    bool operator==(const Conditions &) const = default;
};

/// The warning of a disturbed run; empty if it was not.
std::string disturbedWarning(const Conditions &conditions);

/// Which run of an experiment.
struct RunKey {
    base::RunId run;
    base::EntryId entry;
    int round = 0;       ///< from 0; warm-up rounds count on their own
    int repetition = 0;  ///< of its entry, from 0
    bool warmup = false;
    bool operator==(const RunKey &) const = default;
};

/// The frozen outcome of one run.
struct RunRecord {
    RunKey key;
    plan::ExecutorEntry entry;
    RunStatus status = RunStatus::Failed;
    std::string error; ///< why it is not Finished
    base::Nanoseconds runStart{0}; ///< absolute
    std::optional<std::int64_t> setupNs, teardownNs, makespanNs, firstResultNs, lastResultNs;
    std::map<std::string, std::int64_t> figures; ///< what the concurrency model counts beside its tasks, by name
    std::vector<TaskRow> tasks;          ///< index = TaskId
    std::vector<metrics::Sample> samples; ///< absolute times
    std::vector<trace::LaneInfo> lanes;
    std::shared_ptr<const FrozenTrace> trace; ///< kept for the representative repetition only
    std::uint64_t eventsRecorded = 0, eventsDropped = 0;
    Usage usage;
    Conditions conditions;
    bool superseded = false; ///< its round was disturbed and repeated: kept and marked, in no figure
    std::vector<std::string> warnings;

    [[nodiscard]] std::size_t count(trace::TaskStatus status) const;
    /// succeeded ÷ makespan; empty without a makespan.
    [[nodiscard]] std::optional<double> throughputPerS() const;
};

struct Environment {
    std::string cpuModel, kernel, os, compiler, buildType, qtVersion, version, hostname;
    metrics::AllowedCores cores;
    std::int64_t memoryBytes = 0;
    double samplerCostPercent = 0; ///< of one core, mean over the runs
    double iterationsPerMs = 0;    ///< calibration; 0 when not needed
    std::uint64_t orderSeed = 0;
    std::string startedAt; ///< wall-clock, ISO 8601, for display only

    // the machine before the first run; empty or absent: not to be had here
    std::string governor, virtualization;
    std::optional<bool> turbo, onBattery;
    std::optional<double> loadAverage;       ///< one minute
    std::optional<double> foreignPercent;    ///< of the machine's capacity, looked at for a moment before the start
    std::optional<double> pressureCpuUs;     ///< growth of the CPU's pressure stall total meanwhile, a second
    std::optional<double> stealPercent;
    std::int64_t clockResolutionNs = 0;
    /// What recording and sampling cost, from paired runs without them: percent of the makespan, median of the pairs. Empty: not measured.
    std::optional<double> recorderCostPercent;
    std::optional<double> recorderCostLow, recorderCostHigh; ///< 95 % interval of that median; empty below 6 pairs
    int recorderCostPairs = 0;
    std::string recorderCostLabel; ///< of the entry that ran in them
    std::vector<std::string> cautions; ///< what makes figures from this machine doubtful, a line each
    bool operator==(const Environment &) const = default;
};
Environment readEnvironment();

/// An entry that cannot run the workload; known before the first run, so it has none.
struct LeftOut {
    base::EntryId entry;
    std::string reason;
    bool operator==(const LeftOut &) const = default;
};

/// An experiment's outcome so far: frozen runs, keyed by executor entry.
struct ExperimentRecord {
    plan::Plan plan;
    Environment environment;
    std::vector<std::shared_ptr<const RunRecord>> runs;   ///< measured, in the order they ran
    std::vector<std::shared_ptr<const RunRecord>> warmups;
    std::vector<LeftOut> leftOut; ///< entries without runs
    bool stopped = false; ///< ended by request before all runs
    std::string endedBy;  ///< the rule that ended the rounds early ("precision of 2 % reached", "budget of 60 s used up"); empty: the plan's rounds
    bool imported = false; ///< read from a file, not measured in this session

    /// The entry's measured runs that count, in the order they ran: those of repeated rounds once, the superseded ones not.
    [[nodiscard]] std::vector<std::shared_ptr<const RunRecord>> runsOf(base::EntryId entry) const;
    /// The same of all entries: what the files hold, as many a round as the plan says.
    [[nodiscard]] std::vector<std::shared_ptr<const RunRecord>> runsThatCount() const;
    /// The entry's run with the median makespan (of an even number the lower of the middle two) among finished runs; else its
    /// last run; null without any.
    [[nodiscard]] std::shared_ptr<const RunRecord> representative(base::EntryId entry) const;
};

} // namespace interleave::record
