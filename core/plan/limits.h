// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// The documented range of every number of a plan; resources/plan.schema.json says the same. Form and validation read these.
namespace interleave::plan::limits {

/// Both ends belong to it.
struct Range {
    double minimum = 0;
    double maximum = 0;
};

constexpr std::size_t kBytes = std::size_t{64} << 20; ///< of a plan file
constexpr std::size_t kNesting = 32;
constexpr std::int64_t kExact = std::int64_t{1} << 53; ///< whole numbers beyond it are not exact in every JSON reader

constexpr Range kSeed{0, static_cast<double>(kExact)};
constexpr std::size_t kGroups = 1000;
constexpr Range kCount{1, 1'000'000};
constexpr std::int64_t kTasks = 1'000'000;       ///< of all groups together
constexpr std::size_t kSteps = 100;              ///< of one task
constexpr std::int64_t kTotalSteps = 10'000'000; ///< of all tasks together: bounds the memory of their specification
constexpr std::size_t kExecutors = 1000;
constexpr Range kRepetitions{1, 10'000};
constexpr Range kWarmup{0, 1000};
constexpr Range kTimeoutS{0.001, 86'400};
constexpr Range kPrecisionPercent{0.1, 100};
constexpr Range kBudgetS{0.001, 604'800}; ///< up to a week
constexpr Range kTimeoutMs{1, 86'400'000};
constexpr std::size_t kNameBytes = 1000;  ///< names, labels
constexpr std::size_t kTextBytes = 65536; ///< arguments, folders

constexpr Range kMilliseconds{0, 86'400'000}; ///< every duration: up to a day
constexpr Range kIterations{0, 1e12};
constexpr Range kModulo{1, 1'000'000};
constexpr Range kStepBytes{0, 1'073'741'824}; ///< network and file: 1 GiB
constexpr Range kTaskBytes{0, 15'728'640};    ///< payload and result: 15 MiB, so that one fits into a message of 16 MiB
constexpr Range kMebibytes{0, 65'536};
constexpr Range kSigma{0, 10};
constexpr Range kPort{1, 65'535};
constexpr Range kRatePerS{1e-6, 1e6};
constexpr Range kIntervalMs{1e-6, 86'400'000};
constexpr Range kClients{1, 100'000};

} // namespace interleave::plan::limits
