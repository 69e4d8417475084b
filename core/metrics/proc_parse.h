// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The texts of /proc as pure functions: each takes a file's content and is empty if that is not such a file.
namespace interleave::metrics {

/// /proc/PID/stat. Units: CPU times and the start in clock ticks (sysconf(_SC_CLK_TCK)).
struct ProcStat {
    pid_t pid = 0;
    std::string command; ///< may hold blanks and parentheses
    char state = '?';    ///< 'Z': ended, not reaped
    pid_t parent = 0, group = 0, session = 0;
    std::int64_t userTicks = 0, systemTicks = 0;
    std::int64_t childUserTicks = 0, childSystemTicks = 0; ///< of children that were waited for
    std::int32_t threads = 0;
    std::int64_t startTicks = 0; ///< since boot: with the pid it names a process for good
};
std::optional<ProcStat> parseStat(std::string_view content);

/// /proc/PID/statm. Units: pages.
struct ProcStatm {
    std::int64_t size = 0, resident = 0, shared = 0;
};
std::optional<ProcStatm> parseStatm(std::string_view content);

/// /proc/PID/status. A kernel thread or an ended process has no memory lines.
struct ProcStatus {
    std::optional<std::int64_t> peakRssBytes; ///< VmHWM
    std::optional<std::int64_t> rssBytes;     ///< VmRSS
    std::optional<std::int64_t> threads, voluntarySwitches, involuntarySwitches;
};
ProcStatus parseStatus(std::string_view content);

/// /proc/PID/task/TID/schedstat. Units: ns.
struct ProcSchedstat {
    std::int64_t onCpu = 0;    ///< lags up to a tick while the thread runs
    std::int64_t runnable = 0; ///< waited on a run queue
    std::int64_t slices = 0;
};
std::optional<ProcSchedstat> parseSchedstat(std::string_view content);

/// /proc/PID/task/TID/children.
std::vector<pid_t> parseChildren(std::string_view content);

/// "Pss:" of /proc/PID/smaps_rollup. Units: bytes.
std::optional<std::int64_t> parsePss(std::string_view content);

} // namespace interleave::metrics
