// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace interleave::plan {

/// A parameter's value. Shape: whole number, truth value, or one of a choice's words.
using ParameterValue = std::variant<std::int64_t, bool, std::string>;

std::string toText(const ParameterValue &value);

/// One parameter of an executor: everything the form, the command line, validation and the documentation need.
struct ParameterDescriptor {
    std::string key;               ///< as in plan files: "workers"
    std::string name;              ///< on screen, English, marked for translation
    std::string help;              ///< one sentence
    ParameterValue defaultValue;   ///< meaning of "not given"; 0 with `automatic` is computed from the tasks
    std::int64_t minimum = 0;      ///< whole numbers only
    std::int64_t maximum = 0;      ///< whole numbers only
    std::vector<std::string> choices; ///< words only
    bool automatic = false;        ///< true: when not given, the executor computes it (process-pool's chunk)
};

enum class Family { Baseline, Threads, Processes, EventLoop, Futures };

std::string_view toText(Family family); ///< "baseline", "threads", "processes", "event loop", "futures"

/// One concurrency model as data.
struct ExecutorDescriptor {
    std::string id;       ///< "thread-pool"
    Family family = Family::Baseline;
    std::string name;     ///< "TBB thread pool"
    std::string summary;  ///< one sentence: how it is realised here
    std::vector<ParameterDescriptor> parameters;
    std::vector<std::string> steps; ///< ids of the steps it can run
    bool available = true; ///< false: known by name, not in this version
    bool closedLoop = true; ///< false: it cannot serve clients that wait for a result before they ask again

    [[nodiscard]] const ParameterDescriptor *parameter(std::string_view key) const;
};

/// One step as data.
struct StepDescriptor {
    std::string id;       ///< "sleep"
    std::string name;
    std::string summary;
    bool available = true;
};

/// Every concurrency model and step by name. Filled by the registry in core/executors, handed out by the application.
struct Catalogue {
    std::vector<ExecutorDescriptor> executors; ///< in the order of the documentation
    std::vector<StepDescriptor> steps;

    [[nodiscard]] const ExecutorDescriptor *executor(std::string_view id) const;
    [[nodiscard]] const StepDescriptor *step(std::string_view id) const;
};

/// The one of `known` that is nearest to `word` by edit distance; empty if none is near.
std::string nearestWord(std::string_view word, std::span<const std::string> known);

} // namespace interleave::plan
