// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/assemble.h"
#include "core/engine/engine.h"
#include "core/engine/own_cost.h"
#include "core/engine/pace.h"
#include "core/engine/run_process.h"
#include "core/engine/schedule.h"
#include "core/engine/trace_keeper.h"
#include "core/metrics/machine_reading.h"
#include "core/metrics/spin_unit.h"
#include "core/plan/tasks.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace interleave::engine {

/// One experiment from the first look at the machine to its record: one runner after another.
/// Threads: all in the thread that runs the io_context; `stopAsked` is set by whoever asks, so that long work here need not be waited for. `ended` is called once, after `EngineEvents::finished`.
class Experiment : public std::enable_shared_from_this<Experiment> {
public:
    Experiment(boost::asio::io_context &io, const EngineOptions &options, plan::Plan plan, EngineEvents events, const std::atomic<bool> &stopAsked, std::function<void()> ended);
    void begin();
    void stop();

private:
    // experiment_begin.cpp: before the first run
    void leaveOut();
    void lookFirst();
    void lookedAt(const metrics::MachineReading &before);
    void prepare();
    void calibrate();
    void calibrated(const RunOutcome &outcome);
    void firstRun();
    void tellEstimate();

    // experiment.cpp: the rounds
    void next();
    void considerEnd();
    void endRounds(std::string why);
    void planRepeats();
    void settle();
    void startRun(const record::RunKey &key);
    void runEnded(const RunOutcome &outcome);
    void keep(std::shared_ptr<const record::RunRecord> run);
    void note(const record::RunRecord &run, const RunOutcome &outcome, double seconds);
    void reportProgress();
    [[nodiscard]] std::optional<double> secondsLeft() const;
    [[nodiscard]] double secondsSpent() const;
    void end(base::Result<void> result);

    // experiment_launch.cpp: one runner
    [[nodiscard]] RunProcessOptions processOptions(std::string firstLine) const;
    base::Result<void> makeTrace(const record::RunKey &key, bool recorded);
    base::Result<void> launch(const record::RunKey &key, bool recorded, RunProcess::Handlers handlers);
    void spin(base::EntryId entry);
    [[nodiscard]] RunFacts factsOf(const record::RunKey &key) const;

    // experiment_cost.cpp: what recording costs, after the last round
    bool planCost();
    [[nodiscard]] std::vector<CostCandidate> costCandidates() const;
    void nextCostRun();
    void costRunEnded(bool recorded, const RunOutcome &outcome);

    boost::asio::io_context &m_io;
    EngineOptions m_options;
    EngineEvents m_events;
    std::function<void()> m_ended;
    std::string m_planJson;
    std::shared_ptr<record::ExperimentRecord> m_record;
    TraceKeeper m_traces;
    Schedule m_schedule;
    Pace m_pace;
    std::set<base::EntryId> m_refused; ///< entries that are left out, or that the machine refused: not tried again
    std::optional<base::Error> m_error;
    const std::atomic<bool> &m_stopAsked;
    bool m_stopped = false;
    bool m_repeatsPlanned = false, m_settled = false, m_costPlanned = false;
    base::Nanoseconds m_begin{0};
    int m_roundsDone = 0; ///< measured and whole

    // the machine
    std::shared_ptr<metrics::MachineReader> m_machine;
    boost::asio::steady_timer m_lookTimer;
    std::optional<metrics::SpinUnit> m_unit;
    std::optional<metrics::SpinUnit::Timing> m_spin;
    double m_allowedCores = 1;

    // the run under way
    std::shared_ptr<RunProcess> m_process;
    std::shared_ptr<trace::Mapping> m_trace;
    std::shared_ptr<record::LiveRun> m_live;
    std::vector<plan::TaskSpec> m_tasks;
    std::size_t m_tasksDone = 0;
    base::Nanoseconds m_runBegin{0};
    base::Nanoseconds m_samplerCost{0}, m_sampledTime{0};

    // what recording costs
    CostPlan m_cost;
    std::vector<CostPair> m_costPairs;
    std::size_t m_costRuns = 0;
};

} // namespace interleave::engine
