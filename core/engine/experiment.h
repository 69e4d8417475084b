// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"
#include "core/engine/run_process.h"
#include "core/engine/trace_keeper.h"
#include "core/plan/tasks.h"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace interleave::engine {

/// One experiment from calibration to its record: one runner after another.
/// Threads: all in the thread that runs the io_context. `ended` is called once, after `EngineEvents::finished`.
class Experiment : public std::enable_shared_from_this<Experiment> {
public:
    Experiment(boost::asio::io_context &io, const EngineOptions &options, plan::Plan plan, EngineEvents events, std::function<void()> ended);
    void begin();
    void stop();

private:
    void leaveOut();
    void makeSchedule();
    void calibrate();
    void calibrated(const RunOutcome &outcome);
    void firstRun();
    void next();
    void startRun(const record::RunKey &key);
    void runEnded(const RunOutcome &outcome);
    void keep(std::shared_ptr<const record::RunRecord> run);
    void note(const record::RunRecord &run, const RunOutcome &outcome, double seconds);
    void reportProgress();
    [[nodiscard]] std::optional<double> secondsLeft() const;
    void end(base::Result<void> result);
    [[nodiscard]] RunProcessOptions processOptions(std::string firstLine) const;

    boost::asio::io_context &m_io;
    EngineOptions m_options;
    EngineEvents m_events;
    std::function<void()> m_ended;
    std::string m_planJson;
    std::shared_ptr<record::ExperimentRecord> m_record;
    TraceKeeper m_traces;
    std::vector<record::RunKey> m_schedule;
    std::size_t m_position = 0;
    std::set<base::EntryId> m_refused; ///< entries that are left out, or that the machine refused: not tried again
    std::optional<base::Error> m_error;
    bool m_stopped = false;

    // the run under way
    std::shared_ptr<RunProcess> m_process;
    std::shared_ptr<trace::Mapping> m_trace;
    std::shared_ptr<record::LiveRun> m_live;
    std::vector<plan::TaskSpec> m_tasks;
    std::size_t m_tasksDone = 0;
    base::Nanoseconds m_runBegin{0};

    struct Pace {
        double seconds = 0;
        int runs = 0;
    };
    std::vector<Pace> m_pace; ///< by entry
    base::Nanoseconds m_samplerCost{0}, m_sampledTime{0};
};

} // namespace interleave::engine
