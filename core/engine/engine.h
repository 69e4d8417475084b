// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/metrics/machine_reading.h"
#include "core/plan/estimate.h"
#include "core/plan/plan.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"

#include <functional>
#include <memory>
#include <string>

namespace interleave::engine {

/// What an engine does for the trust in its figures beside running the plan. Nothing by default: the number of runs is then the
/// plan's, whatever else the machine does.
struct Precautions {
    enum class OwnCost { Off, IfCheap, Always };
    bool lookFirst = false;       ///< other load, pressure and steal before the first run: a quarter of a second
    bool spinUnits = false;       ///< a fixed piece of work, timed before each run: a twentieth of a run, at most 30 ms
    bool repeatDisturbed = false; ///< a round with a sign of noise in the red is run once more at the end: at most a quarter of the rounds, at least one
    OwnCost ownCost = OwnCost::Off; ///< what recording and sampling cost, from paired runs without; IfCheap: in a tenth of the experiment's time

    static Precautions all() { return {true, true, true, OwnCost::IfCheap}; }
};

struct EngineOptions {
    std::string runnerPath; ///< absolute; empty: interleave-runner beside the running program
    std::string workerPath; ///< absolute; empty: interleave-worker beside the running program
    bool keepAllTraces = false;
    std::size_t traceDetailBytes = 256U << 20;
    plan::Catalogue catalogue = {}; ///< tells which entries cannot run a workload and are left out; empty: none
    Precautions precautions = {};
    std::shared_ptr<metrics::MachineReader> machine = {}; ///< empty: one of the engine's own
};

struct Progress {
    std::string label;      ///< of the entry under way
    base::EntryId entry;
    int round = 0;          ///< from 0, of `rounds`
    int rounds = 0;
    bool warmup = false;
    bool again = false;     ///< the round was disturbed and is done once more
    std::size_t runsDone = 0, runsTotal = 0;
    std::size_t tasksDone = 0, tasksTotal = 0; ///< of the run under way
    std::optional<double> secondsLeft; ///< estimate, once there is one
};

/// What the engine tells. Every call comes from the engine's own thread; a window turns each into one queued call.
struct EngineEvents {
    std::function<void(const Progress &)> progress;
    /// Before the first run, if the catalogue is known.
    std::function<void(const plan::Estimate &)> estimated;
    std::function<void(const record::ExperimentRecord &)> leftOut; ///< before the first run, if an entry is left out
    std::function<void(std::shared_ptr<const record::LiveRun>)> runStarted;
    /// The record so far, before the first run and after each: for whoever keeps it safe from a crash. The next run waits for the
    /// return, so that this work falls into no measurement. Not after a stop: `finished` follows at once.
    std::function<void(const record::ExperimentRecord &)> recorded;
    std::function<void(std::shared_ptr<const record::RunRecord>)> runFinished;
    /// The last call of an experiment: complete, stopped (success, and `stopped` in the record) or refused. With an error the
    /// record still holds what was finished. A run that failed is no error of the experiment.
    std::function<void(std::shared_ptr<const record::ExperimentRecord>, base::Result<void>)> finished;
};

/// Conducts an experiment: plan → ordered runs → records. Starts each run's process from its one thread, samples it, reaps it.
/// Threads: `start`, `requestStop` and the destructor from one thread (the destructor stops and waits, ≤ 1 s).
class Engine {
public:
    explicit Engine(EngineOptions options = {});
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Starts the experiment; one at a time. The plan must be valid.
    base::Result<void> start(plan::Plan plan, EngineEvents events);
    /// Cooperative stop; `finished` comes within 1 s. Safe from a signal-waiting thread too.
    void requestStop();
    [[nodiscard]] bool running() const;
    /// Blocks until `finished` has been called.
    void wait();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The order of entries in each round: position-balanced, random, from a seed. Shape: rounds × entries.
std::vector<std::vector<std::size_t>> roundOrder(std::size_t entries, int rounds, std::uint64_t seed);

} // namespace interleave::engine
