// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/experiment.h"

#include "core/engine/assemble.h"
#include "core/engine/repeats.h"
#include "core/engine/stop_rule.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace interleave::engine {

void Experiment::next()
{
    if (m_stopAsked)
        m_stopped = true;
    const record::RunKey *key = m_schedule.current(m_refused);
    if (!m_stopped && key && m_schedule.beginsRound()) {
        considerEnd();
        key = m_schedule.current(m_refused);
    }
    if (!m_stopped && !key && !std::exchange(m_repeatsPlanned, true)) {
        planRepeats();
        return next();
    }
    if (!m_stopped && key)
        return startRun(*key);
    settle();
    if (!m_stopped && !m_error && !std::exchange(m_costPlanned, true) && planCost())
        return nextCostRun();
    end(m_error ? base::Result<void>(*m_error) : base::Result<void>());
}

/// Between two rounds: whether the plan has reasons to end here.
void Experiment::considerEnd()
{
    const plan::StopRule &stop = m_record->plan.stop;
    const std::vector<record::RunKey> left = m_schedule.left();
    if (!stop.any() || m_record->runs.empty() || left.front().warmup)
        return;
    const auto rounds = m_record->plan.repetitions;
    const std::vector<int> again = m_options.precautions.repeatDisturbed ? disturbedRounds(*m_record, mostRepeats(rounds)) : std::vector<int>{};
    if (stop.precisionPercent && !m_repeatsPlanned && precisionReached(*m_record, *stop.precisionPercent, m_refused, {again.begin(), again.end()}))
        return endRounds(endedByPrecision(*stop.precisionPercent, m_roundsDone, rounds));
    // The round to come: what is left of the same number.
    const auto other = std::find_if(left.begin(), left.end(), [&](const record::RunKey &key) { return key.round != left.front().round; });
    const auto round = m_pace.expected({left.begin(), other}, m_refused);
    if (stop.budgetS && secondsSpent() + round.value_or(0) > *stop.budgetS)
        endRounds(endedByBudget(*stop.budgetS, m_roundsDone, rounds));
}

void Experiment::endRounds(std::string why)
{
    m_schedule.cut();
    // Rounds that would only be done once more are no rounds of the plan.
    if (!m_repeatsPlanned)
        m_record->endedBy = std::move(why);
}

void Experiment::planRepeats()
{
    flagShifted(*m_record);
    if (m_options.precautions.repeatDisturbed)
        m_schedule.repeat(disturbedRounds(*m_record, mostRepeats(m_record->plan.repetitions)));
}

void Experiment::settle()
{
    if (!m_schedule.firstRepeat() || std::exchange(m_settled, true))
        return;
    settleRepeats(*m_record, *m_schedule.firstRepeat());
    if (m_events.recorded)
        m_events.recorded(*m_record);
}

void Experiment::startRun(const record::RunKey &key)
{
    m_runBegin = base::monotonicNow();
    if (const auto made = makeTrace(key, true); !made)
        return end(made.error());
    m_live = std::make_shared<record::LiveRun>(key, m_record->plan.executors[key.entry.value], m_trace, m_tasks.size());
    reportProgress();
    if (m_events.runStarted)
        m_events.runStarted(m_live);
    RunProcess::Handlers handlers;
    handlers.message = [self = shared_from_this()](const wire::RunnerMessage &message) {
        if (message.kind != wire::RunnerMessage::Kind::Progress)
            return;
        self->m_tasksDone = message.tasksDone;
        self->reportProgress();
    };
    handlers.sample = [live = m_live](const metrics::Sample &sample) { live->addSample(sample); };
    handlers.conditions = [live = m_live](const record::Conditions::Sample &sample) { live->addConditions(sample); };
    handlers.done = [self = shared_from_this()](const RunOutcome &outcome) { self->runEnded(outcome); };
    spin(key.entry);
    if (const auto started = launch(key, true, std::move(handlers)); !started) {
        m_live->setDone();
        end(base::Error{base::ErrorCode::Refused, started.error().text(), {}});
    }
}

void Experiment::runEnded(const RunOutcome &outcome)
{
    m_process.reset();
    const record::RunKey key = *m_schedule.current({});
    const double seconds = base::toSeconds(base::monotonicNow() - m_runBegin);
    std::shared_ptr<const record::RunRecord> run;
    try {
        run = std::make_shared<const record::RunRecord>(assemble(factsOf(key), outcome, m_stopAsked));
    } catch (const std::bad_alloc &) {
        m_live->setDone();
        return end(base::Error{base::ErrorCode::Refused, "no memory for the record of a run of " + m_live->entry().label, {}});
    }
    m_schedule.advance();
    note(*run, outcome, seconds);
    m_live->setDone();
    m_live.reset();
    m_trace.reset();
    keep(run);
    if (m_events.recorded && !m_stopped)
        m_events.recorded(*m_record);
    if (m_events.runFinished)
        m_events.runFinished(run);
    const auto code = outcome.failed ? std::optional(outcome.failed->code) : std::nullopt;
    // The same plan would be turned down again in every other run.
    if (code == base::ErrorCode::BadInput || code == base::ErrorCode::Unsupported)
        return end(*m_error);
    next();
}

void Experiment::keep(std::shared_ptr<const record::RunRecord> run)
{
    const base::EntryId entry = run->key.entry;
    if (run->key.warmup) {
        m_record->warmups.push_back(std::move(run));
        return;
    }
    m_record->runs.push_back(std::move(run));
    m_roundsDone += !m_schedule.current(m_refused) || m_schedule.beginsRound() ? 1 : 0;
    if (!m_options.keepAllTraces)
        m_traces.prune(*m_record, entry);
}

void Experiment::note(const record::RunRecord &run, const RunOutcome &outcome, double seconds)
{
    if (run.status == record::RunStatus::Finished)
        m_pace.add(run.key.entry, seconds);
    m_samplerCost += outcome.samplerCost;
    m_sampledTime += outcome.duration;
    if (!outcome.failed || m_stopped)
        return;
    const base::ErrorCode code = outcome.failed->code;
    if (code == base::ErrorCode::Refused)
        m_refused.insert(run.key.entry);
    if (!m_error && code != base::ErrorCode::Failed && code != base::ErrorCode::Cancelled)
        m_error = base::Error{code, outcome.failed->error, run.entry.label};
}

double Experiment::secondsSpent() const { return base::toSeconds(base::monotonicNow() - m_begin); }

std::optional<double> Experiment::secondsLeft() const
{
    const std::vector<record::RunKey> runs = m_schedule.left();
    auto left = m_pace.expected(runs, m_refused);
    if (left && m_live && !runs.empty())
        *left -= std::min(base::toSeconds(base::monotonicNow() - m_runBegin), m_pace.expected(runs.front().entry).value_or(0));
    return left;
}

void Experiment::reportProgress()
{
    const record::RunKey *key = m_schedule.current({});
    if (!m_events.progress || !key)
        return;
    const plan::Plan &plan = m_record->plan;
    Progress progress;
    progress.label = plan.executors[key->entry.value].label;
    progress.entry = key->entry;
    progress.round = key->round;
    progress.rounds = static_cast<int>(key->warmup ? plan.warmup : plan.repetitions);
    progress.warmup = key->warmup;
    progress.again = m_schedule.firstRepeat() && key->run.value >= m_schedule.firstRepeat()->value;
    progress.runsDone = m_schedule.position();
    progress.runsTotal = m_schedule.size();
    progress.tasksDone = m_tasksDone;
    progress.tasksTotal = m_tasks.size();
    progress.secondsLeft = secondsLeft();
    m_events.progress(progress);
}

void Experiment::stop()
{
    m_stopped = true;
    m_lookTimer.cancel();
    if (m_process)
        m_process->stop(EndReason::Cancel);
}

void Experiment::end(base::Result<void> result)
{
    // From a turn of its own: `begin` and call-backs of a run may still be on the stack.
    boost::asio::post(m_io, [self = shared_from_this(), result = std::move(result)] {
        self->settle();
        record::ExperimentRecord &record = *self->m_record;
        record.stopped = self->m_stopped && self->m_schedule.position() < self->m_schedule.size();
        if (!record.runs.empty() && record.runs.back()->status == record::RunStatus::Cancelled)
            record.stopped = true;
        if (self->m_sampledTime.count() > 0)
            record.environment.samplerCostPercent = 100.0 * base::toSeconds(self->m_samplerCost) / base::toSeconds(self->m_sampledTime);
        if (!self->m_options.keepAllTraces)
            TraceKeeper::keepRepresentatives(record);
        if (self->m_events.finished)
            self->m_events.finished(std::move(self->m_record), result);
        std::exchange(self->m_ended, {})();
    });
}

} // namespace interleave::engine
