// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace interleave::plan {

/// base + (index mod modulo) · step
struct Indexed {
    double base = 0;
    double step = 0;
    std::int64_t modulo = 1;
    bool operator==(const Indexed &) const = default;
};

/// A seeded draw (draw.h).
struct Distribution {
    enum class Kind { Uniform, Exponential, Lognormal };
    Kind kind = Kind::Uniform;
    double first = 0;  ///< min, mean or median
    double second = 0; ///< max, unused, or sigma
    bool operator==(const Distribution &) const = default;
};

/// A step's number: constant, depending on the task's index in its group, or drawn.
using Number = std::variant<double, Indexed, Distribution>;

enum class StepKind : std::uint8_t { Compute, Sleep, Network, File, Memory, Lock, Command };

std::string_view toText(StepKind kind); ///< the key in plan files

struct Compute {
    Number amount = 1000.0;
    bool milliseconds = false; ///< true: `cpu_ms` (calibrated), false: `iterations`
    bool operator==(const Compute &) const = default;
};
struct Sleep {
    Number ms = 0.0;
    bool operator==(const Sleep &) const = default;
};
struct Network {
    Number delayMs = 0.0, requestBytes = 0.0, responseBytes = 0.0;
    std::string host;
    std::int64_t port = 0;
    bool keepAlive = true;
    bool operator==(const Network &) const = default;
};
struct File {
    bool write = true;
    Number bytes = 0.0;
    bool fsync = false;
    bool operator==(const File &) const = default;
};
struct Memory {
    Number mib = 0.0, holdMs = 0.0;
    bool operator==(const Memory &) const = default;
};
struct Lock {
    std::string name;
    Number holdMs = 0.0;
    bool operator==(const Lock &) const = default;
};
struct Command {
    std::vector<std::string> argv;
    std::string cwd;
    std::int64_t timeoutMs = 0;
    bool operator==(const Command &) const = default;
};

/// One primitive action; the alternatives stand in the order of StepKind.
using Step = std::variant<Compute, Sleep, Network, File, Memory, Lock, Command>;

inline StepKind kindOf(const Step &step) { return static_cast<StepKind>(step.index()); }

/// `count` tasks with the same list of steps. An empty list is an empty task.
struct TaskGroup {
    std::string name;
    std::int64_t count = 1;
    std::vector<Step> steps;
    std::optional<std::int64_t> taskTimeoutMs;
    std::optional<std::int64_t> payloadBytes, resultBytes;
    bool operator==(const TaskGroup &) const = default;
};

struct Arrival {
    enum class Kind { AtOnce, Interval, Poisson, Closed };
    Kind kind = Kind::AtOnce;
    double ms = 0;           ///< interval
    double ratePerS = 0;     ///< poisson
    std::int64_t clients = 0; ///< closed
    double thinkMs = 0;      ///< closed
    bool operator==(const Arrival &) const = default;
};

struct Workload {
    std::uint64_t seed = 1;
    std::vector<TaskGroup> groups;
    Arrival arrival;
    bool operator==(const Workload &) const = default;
};

/// An executor with its parameters in one experiment. Everything shown is keyed by entry, never by id.
struct ExecutorEntry {
    std::string id;
    std::string label; ///< never empty after validation; unique in its plan
    std::map<std::string, ParameterValue> parameters; ///< only those that were given
    std::vector<std::string> groups; ///< task groups it takes; empty: all
    bool operator==(const ExecutorEntry &) const = default;
};

/// What may end the rounds before `repetitions`; both empty: nothing. Looked at after each whole round, never at a significance.
struct StopRule {
    std::optional<double> precisionPercent; ///< half-width of the 95 % interval of every entry's median makespan ÷ that median
    std::optional<double> budgetS;          ///< from the experiment's start; a round that would not fit is not begun
    [[nodiscard]] bool any() const { return precisionPercent || budgetS; }
    bool operator==(const StopRule &) const = default;
};

/// WHAT to run. A value: made by the form, by JSON, by presets and tests alike; an edit is old value → new value.
struct Plan {
    std::string name;
    Workload workload;
    std::vector<ExecutorEntry> executors;
    std::int64_t repetitions = 10;
    std::int64_t warmup = 1;
    double timeoutS = 60; ///< per run
    StopRule stop;        ///< key `stop`
    bool operator==(const Plan &) const = default;
};

/// "id" or "id key=value key=value": the label an entry has when none was given.
std::string defaultLabel(const ExecutorEntry &entry);

/// The parameter's value in this entry: the given one, else the descriptor's default.
ParameterValue effectiveParameter(const ExecutorEntry &entry, const ExecutorDescriptor &descriptor, std::string_view key);

/// Number of tasks that this entry takes.
std::int64_t taskCount(const Workload &workload, const ExecutorEntry &entry);

/// Why the entry cannot run the workload: one clause for people; empty: it can. Known before the run: it is left out, not failed.
std::optional<std::string> whyLeftOut(const Workload &workload, const ExecutorEntry &entry, const ExecutorDescriptor &descriptor);

} // namespace interleave::plan
