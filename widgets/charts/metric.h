// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cstdint>

namespace interleave::widgets {

/// The four live charts, in the order they are shown.
enum class Metric : std::uint8_t { Cpu, Memory, Throughput, Latency };
inline constexpr std::array<Metric, 4> kMetrics{Metric::Cpu, Metric::Memory, Metric::Throughput, Metric::Latency};

/// How the values came about; goes into the axis title.
struct Sampling {
    double periodMs = 20;  ///< between two readings of CPU and memory
    int throughputWindows = 50; ///< the run's span is cut into so many
    bool latencyBinned = false; ///< too many tasks for a point each: p50 and p95 of each bin
};

QString metricTitle(Metric metric);                       ///< "CPU %", "Memory MiB", …
QString metricNote(Metric metric, const Sampling &sampling); ///< unit's meaning and sampling, lines of at most 18 characters
QString metricAxis(Metric metric, const Sampling &sampling); ///< both in one line
QString metricKey(Metric metric);                         ///< for file names: "cpu", "memory", "throughput", "latency"

} // namespace interleave::widgets
