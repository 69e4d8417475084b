// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cstdint>

namespace interleave::widgets {

/// The live charts, in the order they are shown. InFlight has two curves: tasks in flight, and tasks that wait.
enum class Metric : std::uint8_t { Cpu, Memory, Throughput, Latency, InFlight };
inline constexpr std::array<Metric, 5> kMetrics{Metric::Cpu, Metric::Memory, Metric::Throughput, Metric::Latency, Metric::InFlight};

/// How the values came about; goes into the axis title.
struct Sampling {
    double periodMs = 20;  ///< between two readings of CPU and memory
    int throughputWindows = 50; ///< the run's span is cut into so many
    bool latencyBinned = false; ///< too many tasks for a point each: p50 and p95 of each bin
    bool countsStretched = false; ///< too many tasks wait for an even scale
};

QString metricTitle(Metric metric);                       ///< "CPU %", "Memory MiB", …
QString metricNote(Metric metric, const Sampling &sampling); ///< unit's meaning and sampling, lines of at most 18 characters
QString metricAxis(Metric metric, const Sampling &sampling); ///< both in one line
QString metricKey(Metric metric);                         ///< for file names: "cpu", "memory", "throughput", "latency", "in-flight"

} // namespace interleave::widgets
