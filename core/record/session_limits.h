// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/limits.h"

#include <cstddef>
#include <cstdint>

/// What a session file may hold. A reader checks all of it, a writer keeps to it.
namespace interleave::record::session {

constexpr int kVersion = 1; ///< of the format; a file of a higher one is of a newer program
constexpr const char *kSchemaFamily = "interleave-session/";
constexpr const char *kMimeType = "application/vnd.interleave.session+zip";

constexpr std::uint64_t kFileBytes = std::uint64_t{1536} << 20; ///< 40 million trace events and more; needs no 64-bit ZIP sizes
constexpr std::uint64_t kJsonBytes = plan::limits::kBytes;      ///< of one JSON part
constexpr std::uint64_t kDirectoryBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kTasks = static_cast<std::uint64_t>(plan::limits::kTasks); ///< of one run
constexpr std::uint64_t kRows = 20'000'000;                     ///< of any other table
constexpr std::uint64_t kRuns = 1'000'000;
constexpr std::size_t kTextBytes = 65536;
constexpr std::size_t kPage = 4096; ///< blocks of events begin on a page, so that a reader can map them

/// Memory that reading may take: this much for every byte of the file, and some. Rows are wider in memory than in the file, and
/// many may name the same text.
constexpr std::uint64_t kMemoryPerByte = 8;
constexpr std::uint64_t kMemoryAtLeast = std::uint64_t{64} << 20;

/// Both ends belong to it.
struct Bounds {
    std::int64_t least = 0;
    std::int64_t most = 0;
};
constexpr std::int64_t kHourNs = std::int64_t{3600} * 1'000'000'000;
constexpr Bounds kCount{0, plan::limits::kExact};
constexpr Bounds kDuration{0, 24 * kHourNs};
constexpr Bounds kRelative{-48 * kHourNs, 48 * kHourNs}; ///< instants of a run, and shares of its time
constexpr Bounds kAbsolute{0, std::int64_t{1} << 62};    ///< instants of the machine's clock

} // namespace interleave::record::session
