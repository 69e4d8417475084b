// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/assemble.h"

#include "core/record/freeze.h"
#include "core/spawn/spawn.h"

#include <algorithm>
#include <sys/wait.h>

namespace interleave::engine {
namespace {

using record::RunRecord;
using record::RunStatus;

constexpr std::size_t kNamedWorkers = 5;

/// The last line that says something.
std::string lastLine(std::string_view text)
{
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos)
        return {};
    text = text.substr(0, end + 1);
    const std::size_t begin = text.rfind('\n');
    return std::string(begin == std::string_view::npos ? text : text.substr(begin + 1));
}

std::string secondsText(double seconds)
{
    std::string text = std::to_string(seconds);
    text.erase(text.find_last_not_of('0') + 1);
    return (text.back() == '.' ? text.substr(0, text.size() - 1) : text) + " s";
}

/// Status and reason. A runner that finished by itself has finished, whatever was asked of it meanwhile.
void judge(RunRecord &record, const RunFacts &facts, const RunOutcome &outcome)
{
    const auto end = [&](RunStatus status, std::string error) {
        record.status = status;
        record.error = std::move(error);
    };
    if (!outcome.protocolError.empty())
        return end(RunStatus::Failed, outcome.protocolError);
    if (outcome.finished && !outcome.finished->stopped)
        return end(RunStatus::Finished, {});
    if (outcome.reason == EndReason::Timeout)
        return end(RunStatus::TimedOut, "timed out after " + secondsText(facts.timeoutS));
    if (outcome.reason == EndReason::Cancel)
        return end(RunStatus::Cancelled, "stopped");
    if (outcome.failed)
        return end(RunStatus::Failed, outcome.failed->error);
    const std::string said = lastLine(outcome.standardError);
    end(RunStatus::Failed,
        "runner " + (WIFEXITED(outcome.waitStatus) ? "ended early, " : std::string()) + spawn::describeWaitStatus(outcome.waitStatus)
            + (said.empty() ? std::string() : ": " + said));
}

void raise(std::optional<std::int64_t> &peak, std::optional<std::int64_t> value)
{
    if (value)
        peak = std::max(peak.value_or(0), *value);
}

/// What the runner has told at its end.
void addCounters(record::Usage &usage, const wire::RunnerMessage &end)
{
    for (const std::int64_t peak : {end.peakRssBytes, end.workerPeakRssBytes}) {
        if (peak > 0)
            raise(usage.processPeakBytes, peak);
    }
    if (end.peakRssBytes > 0)
        raise(usage.rssPeakBytes, end.peakRssBytes);
    usage.userNs = end.userNs;
    usage.systemNs = end.systemNs;
    usage.voluntarySwitches = end.voluntarySwitches;
    usage.involuntarySwitches = end.involuntarySwitches;
    usage.minorFaults = end.minorFaults;
    usage.majorFaults = end.majorFaults;
    if (end.processesStarted > 0)
        raise(usage.processesStarted, end.processesStarted);
}

void addUsage(RunRecord &record, const RunFacts &facts, const RunOutcome &outcome)
{
    record::Usage &usage = record.usage;
    for (const metrics::Sample &sample : outcome.samples) {
        raise(usage.rssPeakBytes, sample.rssBytes);
        raise(usage.pssPeakBytes, sample.pssBytes);
        if (sample.threads > 0)
            raise(usage.threadsPeak, sample.threads);
    }
    usage.processPeakBytes = outcome.processPeakBytes;
    if (outcome.processesSeen > 0)
        usage.processesStarted = outcome.processesSeen;
    usage.cpuPercentPeak = peakCpuPercent(outcome.samples, record.runStart);
    if (outcome.started && outcome.started->baselineRssBytes > 0)
        usage.baselineBytes = outcome.started->baselineRssBytes;
    if (!outcome.finished)
        return;
    const wire::RunnerMessage &end = *outcome.finished;
    addCounters(usage, end);
    // The counters cover set-up and tear-down, so the time must too.
    const std::int64_t wall = record.setupNs.value_or(0) + record.makespanNs.value_or(0) + record.teardownNs.value_or(0);
    if (record.makespanNs && wall > 0) {
        usage.cpuPercentMean = 100.0 * static_cast<double>(end.userNs + end.systemNs) / static_cast<double>(wall);
        usage.cpuPercentAllowedMean = *usage.cpuPercentMean / facts.allowedCores;
    }
}

/// A worker that ended by a signal or with a code, in a run that was left alone.
void warnOfWorkers(RunRecord &record)
{
    if (!record.trace || record.status == RunStatus::Cancelled || record.status == RunStatus::TimedOut)
        return;
    std::size_t died = 0;
    for (const auto &[lane, event] : record.trace->events) {
        if (event.kind != trace::EventKind::WorkerExited || event.arg1 == 0)
            continue;
        if (++died > kNamedWorkers)
            continue;
        const std::string name = event.peer < record.lanes.size() ? record.lanes[event.peer].name : std::string("a worker");
        record.warnings.push_back(name + ": " + spawn::describeWaitStatus(static_cast<int>(event.arg1)));
    }
    if (died > kNamedWorkers)
        record.warnings.push_back(std::to_string(died - kNamedWorkers) + " more workers died");
}

void addConditions(RunRecord &record, const RunFacts &facts, const RunOutcome &outcome)
{
    record.conditions = conditionsOf(outcome.looks);
    if (facts.spin) {
        record.conditions.calibrationUnitNs = static_cast<double>(facts.spin->mean.count());
        record.conditions.calibrationSpread = base::toSeconds(facts.spin->mean) / base::toSeconds(facts.spin->minimum);
    }
    // Its clocks stood still while others went on: no figure of it means anything.
    if (record.conditions.suspended && record.status == RunStatus::Finished) {
        record.status = RunStatus::Failed;
        record.error = record.conditions.disturbance + " meanwhile: the run is invalid";
    }
}

void warn(RunRecord &record, const RunOutcome &outcome)
{
    if (!record.conditions.disturbance.empty())
        record.warnings.push_back(record::disturbedWarning(record.conditions));
    if (const auto moved = wholeUse(outcome.looks).clockSet; moved.count() != 0)
        record.warnings.push_back("the wall clock was set by " + secondsText(base::toSeconds(moved)) + " meanwhile; no figure depends on it");
    if (record.eventsDropped > 0)
        record.warnings.push_back(
            std::to_string(record.eventsDropped) + " detail events did not fit and were dropped; figures do not depend on them");
    if (std::string unread = record::unreadCosts(record.tasks); !unread.empty())
        record.warnings.push_back(std::move(unread));
    if (outcome.finished && !outcome.finished->verdict.empty())
        record.warnings.push_back(outcome.finished->verdict);
    if (outcome.reason == EndReason::Lingers)
        record.warnings.emplace_back("the runner did not end by itself and was ended");
    if (outcome.orphans > 0 && record.status == RunStatus::Finished)
        record.warnings.push_back(std::to_string(outcome.orphans) + " processes outlived the runner and were ended");
}

} // namespace

std::optional<double> peakCpuPercent(std::span<const metrics::Sample> samples, base::Nanoseconds from)
{
    constexpr base::Nanoseconds kWindow{100'000'000};
    std::optional<double> peak, whole;
    for (std::size_t last = 1; last < samples.size(); ++last) {
        double used = 0;
        bool full = false;
        std::size_t first = last;
        for (; first > 0 && samples[first].cpuPercent && samples[first - 1].time >= from && !full; --first) {
            used += *samples[first].cpuPercent * base::toSeconds(samples[first].time - samples[first - 1].time);
            full = samples[last].time - samples[first - 1].time >= kWindow;
        }
        if (first == last)
            continue;
        const double mean = used / base::toSeconds(samples[last].time - samples[first].time);
        whole = mean;
        if (full)
            peak = std::max(peak.value_or(0), mean);
    }
    return peak ? peak : whole;
}

RunRecord assemble(const RunFacts &facts, const RunOutcome &outcome, const std::atomic<bool> &stopAsked)
{
    RunRecord record;
    record.key = facts.key;
    record.entry = facts.entry;
    judge(record, facts, outcome);
    const trace::Reader reader(facts.trace);
    record.runStart = reader.runStart().value_or(base::Nanoseconds(outcome.started ? outcome.started->runStart : 0));
    if (outcome.started)
        record.setupNs = outcome.started->setupNs;
    if (outcome.finished) {
        record.makespanNs = outcome.finished->makespanNs;
        record.firstResultNs = outcome.finished->firstResultNs;
        record.lastResultNs = outcome.finished->lastResultNs;
        record.teardownNs = outcome.finished->teardownNs;
        record.figures = outcome.finished->figures;
    }
    facts.trace->readAhead();
    record.tasks = record::taskTable(reader, facts.tasks, record.runStart);
    if (record.status == RunStatus::Cancelled || record.status == RunStatus::TimedOut)
        for (record::TaskRow &row : record.tasks)
            if (!row.finished)
                row.status = trace::TaskStatus::Cancelled;
    for (std::uint32_t i = 0; i < reader.laneCount(); ++i)
        record.lanes.push_back(reader.laneInfo(base::LaneId{i}));
    const auto totals = reader.totals();
    record.eventsRecorded = totals.recorded;
    record.eventsDropped = totals.dropped;
    const bool tooMuch = (record.status == RunStatus::Cancelled || stopAsked) && record.tasks.size() > kMostTasksOfAStoppedTrace;
    if (facts.keepTrace && !tooMuch)
        record.trace = std::make_shared<record::FrozenTrace>(record::freeze(facts.trace, true));
    else if (facts.keepTrace)
        record.warnings.push_back("its trace was not kept: the experiment was stopped, and the run has more than " + std::to_string(kMostTasksOfAStoppedTrace) + " tasks");
    addUsage(record, facts, outcome);
    addConditions(record, facts, outcome);
    warnOfWorkers(record);
    warn(record, outcome);
    record.samples = outcome.samples;
    return record;
}

} // namespace interleave::engine
