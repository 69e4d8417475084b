// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// The control channel between controller and runner: one JSON object a line over the runner's stdin and stdout.
///
///     controller → runner   run {…} | calibrate | stop
///     runner → controller   ready, then apart…, started, progress…, finished | failed; or calibrated
namespace interleave::wire {

/// The runner's descriptor of the trace.
constexpr int kTraceFd = 3;

/// First line to a runner.
struct RunSpec {
    std::string planJson;        ///< the whole plan
    std::size_t entry = 0;       ///< which of its executors
    double iterationsPerMs = 0;  ///< calibration, 0 if not needed
    std::string workerPath;      ///< absolute
    std::string folder{};        ///< absolute: where the run makes its private folder if it needs one; nobody had it before
};

struct RunnerMessage {
    enum class Kind { Ready, Started, Progress, Finished, Failed, Calibrated, Apart };
    Kind kind = Kind::Ready;
    // started
    std::int64_t runStart = 0;   ///< ns, absolute
    std::int64_t setupNs = 0;
    std::int64_t baselineRssBytes = 0; ///< of the runner, before the first task
    // progress
    std::uint64_t tasksDone = 0;
    // finished; the usage counts the runner and every child it reaped, over the run (set-up included)
    std::optional<std::int64_t> makespanNs, firstResultNs, lastResultNs, teardownNs;
    std::int64_t userNs = 0, systemNs = 0, voluntarySwitches = 0, involuntarySwitches = 0, minorFaults = 0, majorFaults = 0;
    std::int64_t peakRssBytes = 0; ///< VmHWM of the runner itself
    std::int64_t workerPeakRssBytes = 0; ///< the largest VmHWM that a worker told in its goodbye; 0: none did
    std::int64_t processesStarted = 0;   ///< the runner itself, and all that it and its workers started; not what stands apart
    bool stopped = false;          ///< ended by a stop line
    std::map<std::string, std::int64_t> figures; ///< what the concurrency model counts beside its tasks
    std::string verdict;           ///< what they say, in one line
    // failed
    base::ErrorCode code = base::ErrorCode::Failed;
    std::string error;
    // calibrated
    double iterationsPerMs = 0;
    // apart
    std::int64_t pid = 0; ///< a child of the runner that is no part of the run: not to be counted
};

// Each without the newline.
std::string encode(const RunSpec &spec);
std::string encodeCalibrate();
std::string encodeStop();
std::string encode(const RunnerMessage &message);

/// A line from the controller.
struct ControllerMessage {
    enum class Kind { Run, Calibrate, Stop };
    Kind kind = Kind::Stop;
    RunSpec spec;
};
base::Result<ControllerMessage> decodeController(std::string_view line);
/// Errors: Protocol for anything that is not one of the messages.
base::Result<RunnerMessage> decodeRunner(std::string_view line);

} // namespace interleave::wire
