// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "core/record/session_limits.h"

#include <concepts>
#include <type_traits>

/// The fields of every struct of a record, as the session file names them: one list a struct, for writing and for reading, for JSON and
/// for tables. A new field: its name here (the compiler insists) and one line below it. What a file lacks stays as it was.
/// A name that once stood in a released version keeps its meaning and its unit.
namespace interleave::record::session {

/// S, const or not.
template <class T, class S>
concept Is = std::same_as<std::remove_const_t<T>, S>;

template <class Visit, Is<RunKey> T>
void fields(Visit &visit, T &key)
{
    auto &[run, entry, round, repetition, warmup] = key;
    visit("run", run);
    visit("entry", entry);
    visit("round", round);
    visit("repetition", repetition);
    visit("warmup", warmup);
}

template <class Visit, Is<Usage> T>
void fields(Visit &visit, T &usage)
{
    auto &[userNs, systemNs, voluntarySwitches, involuntarySwitches, rssPeakBytes, pssPeakBytes, baselineBytes, cpuPercentMean, cpuPercentPeak,
           cpuPercentAllowedMean, minorFaults, majorFaults, processPeakBytes, processesStarted, threadsPeak]
        = usage;
    visit("user_ns", userNs);
    visit("system_ns", systemNs);
    visit("voluntary_switches", voluntarySwitches);
    visit("involuntary_switches", involuntarySwitches);
    visit("rss_peak_bytes", rssPeakBytes);
    visit("pss_peak_bytes", pssPeakBytes);
    visit("baseline_bytes", baselineBytes);
    visit("cpu_percent_mean", cpuPercentMean);
    visit("cpu_percent_peak", cpuPercentPeak);
    visit("cpu_percent_allowed_mean", cpuPercentAllowedMean);
    visit("minor_faults", minorFaults);
    visit("major_faults", majorFaults);
    visit("process_peak_bytes", processPeakBytes);
    visit("processes_started", processesStarted);
    visit("threads_peak", threadsPeak);
}

template <class Visit, Is<Conditions> T>
void fields(Visit &visit, T &conditions)
{
    auto &[samples, foreignPercent, stealPercent, controllerPercent, throttledNs, throttledPeriods, periods, swappedPages, calibrationUnitNs,
           calibrationSpread, suspended, disturbance]
        = conditions;
    (void)samples; // a table of its own
    visit("foreign_percent", foreignPercent);
    visit("steal_percent", stealPercent);
    visit("controller_percent", controllerPercent);
    visit("throttled_ns", throttledNs);
    visit("throttled_periods", throttledPeriods);
    visit("periods", periods);
    visit("swapped_pages", swappedPages);
    visit("calibration_unit_ns", calibrationUnitNs);
    visit("calibration_spread", calibrationSpread);
    visit("suspended", suspended);
    visit("disturbance", disturbance);
}

template <class Visit, Is<RunRecord> T>
void fields(Visit &visit, T &record)
{
    auto &[key, entry, status, error, runStart, setupNs, teardownNs, makespanNs, firstResultNs, lastResultNs, figures, tasks, samples, lanes, trace,
           eventsRecorded, eventsDropped, usage, conditions, superseded, warnings]
        = record;
    (void)entry; // the plan's
    (void)tasks, (void)samples, (void)lanes, (void)trace; // parts of their own
    visit.object("key", key);
    visit.choice("status", status, RunStatus::TimedOut);
    visit("error", error);
    visit("run_start_ns", runStart, kAbsolute);
    visit("setup_ns", setupNs, kDuration);
    visit("teardown_ns", teardownNs, kDuration);
    visit("makespan_ns", makespanNs, kDuration);
    visit("first_result_ns", firstResultNs, kRelative);
    visit("last_result_ns", lastResultNs, kRelative);
    visit("figures", figures);
    visit("events_recorded", eventsRecorded);
    visit("events_dropped", eventsDropped);
    visit.object("usage", usage);
    visit.object("conditions", conditions);
    visit("superseded", superseded);
    visit("warnings", warnings);
}

template <class Visit, Is<metrics::AllowedCores> T>
void fields(Visit &visit, T &cores)
{
    auto &[allowed, affinity, quota, online] = cores;
    visit("allowed", allowed);
    visit("affinity", affinity);
    visit("quota", quota);
    visit("online", online);
}

template <class Visit, Is<Environment> T>
void fields(Visit &visit, T &environment)
{
    auto &[cpuModel, kernel, os, compiler, buildType, qtVersion, version, hostname, cores, memoryBytes, samplerCostPercent, iterationsPerMs, orderSeed,
           startedAt, governor, virtualization, turbo, onBattery, loadAverage, foreignPercent, pressureCpuUs, stealPercent, clockResolutionNs,
           recorderCostPercent, recorderCostLow, recorderCostHigh, recorderCostPairs, recorderCostLabel, cautions]
        = environment;
    visit("cpu_model", cpuModel);
    visit("kernel", kernel);
    visit("os", os);
    visit("compiler", compiler);
    visit("build_type", buildType);
    visit("qt_version", qtVersion);
    visit("version", version);
    visit("hostname", hostname);
    visit.object("cores", cores);
    visit("memory_bytes", memoryBytes);
    visit("sampler_cost_percent", samplerCostPercent);
    visit("iterations_per_ms", iterationsPerMs);
    visit("order_seed", orderSeed);
    visit("started_at", startedAt);
    visit("governor", governor);
    visit("virtualization", virtualization);
    visit("turbo", turbo);
    visit("on_battery", onBattery);
    visit("load_average", loadAverage);
    visit("foreign_percent", foreignPercent);
    visit("pressure_cpu_us", pressureCpuUs);
    visit("steal_percent", stealPercent);
    visit("clock_resolution_ns", clockResolutionNs);
    visit("recorder_cost_percent", recorderCostPercent);
    visit("recorder_cost_low_percent", recorderCostLow);
    visit("recorder_cost_high_percent", recorderCostHigh);
    visit("recorder_cost_pairs", recorderCostPairs);
    visit("recorder_cost_label", recorderCostLabel);
    visit("cautions", cautions);
}

template <class Visit, Is<LeftOut> T>
void fields(Visit &visit, T &left)
{
    auto &[entry, reason] = left;
    visit("entry", entry);
    visit("reason", reason);
}

template <class Visit, Is<ExperimentRecord> T>
void fields(Visit &visit, T &experiment)
{
    auto &[plan, environment, runs, warmups, leftOut, stopped, endedBy, imported] = experiment;
    (void)plan, (void)environment, (void)runs, (void)warmups; // parts of their own
    (void)imported; // true of whatever was read
    visit.list("left_out", leftOut);
    visit("stopped", stopped);
    visit("ended_by", endedBy);
}

// --- rows of tables ---

template <class Visit, Is<TaskRow> T>
void fields(Visit &visit, T &row)
{
    auto &[task, group, index, lane, status, due, submitted, started, finished, onCpu, runnable, blocked, blockedBy, error] = row;
    (void)task; // the number of the row
    visit("group", group);
    visit("index", index);
    visit("lane", lane);
    visit("status", status, trace::TaskStatus::Lost);
    visit("due_ns", due, kRelative);
    visit("submitted_ns", submitted, kRelative);
    visit("started_ns", started, kRelative);
    visit("finished_ns", finished, kRelative);
    visit("on_cpu_ns", onCpu, kRelative);
    visit("runnable_ns", runnable, kRelative);
    visit("blocked_ns", blocked, kRelative);
    visit("blocked_by", blockedBy);
    visit("error", error);
}

template <class Visit, Is<metrics::Sample> T>
void fields(Visit &visit, T &sample)
{
    auto &[time, cpuPercent, cpuPercentAllowed, rssBytes, pssBytes, processes, threads] = sample;
    visit("time_ns", time, kAbsolute);
    visit("cpu_percent", cpuPercent);
    visit("cpu_percent_allowed", cpuPercentAllowed);
    visit("rss_bytes", rssBytes);
    visit("pss_bytes", pssBytes);
    visit("processes", processes);
    visit("threads", threads);
}

template <class Visit, Is<Conditions::Sample> T>
void fields(Visit &visit, T &sample)
{
    auto &[time, foreignPercent, stealPercent, throttled, swapped] = sample;
    visit("time_ns", time, kAbsolute);
    visit("foreign_percent", foreignPercent);
    visit("steal_percent", stealPercent);
    visit("throttled", throttled);
    visit("swapped", swapped);
}

template <class Visit, Is<trace::LaneInfo> T>
void fields(Visit &visit, T &lane)
{
    auto &[id, parent, role, name, pid, tid, totals] = lane;
    auto &[onCpu, runnable, alive] = totals;
    (void)id; // the number of the row
    visit("parent", parent);
    visit("role", role, trace::LaneRole::System);
    visit("name", name);
    visit("pid", pid);
    visit("tid", tid);
    visit("on_cpu_ns", onCpu, kRelative);
    visit("runnable_ns", runnable, kRelative);
    visit("alive_ns", alive, kRelative);
}

template <class Visit, Is<trace::TaskLife> T>
void fields(Visit &visit, T &life)
{
    auto &[task, due, submitted, started, finished, onCpu, runnable, blocked, blockedBy, submitLane, startLane, finishLane, status, error] = life;
    (void)task; // the number of the row
    visit("due_ns", due, kAbsolute);
    visit("submitted_ns", submitted, kAbsolute);
    visit("started_ns", started, kAbsolute);
    visit("finished_ns", finished, kAbsolute);
    visit("on_cpu_ns", onCpu, kRelative);
    visit("runnable_ns", runnable, kRelative);
    visit("blocked_ns", blocked, kRelative);
    visit("blocked_by", blockedBy);
    visit("submit_lane", submitLane);
    visit("start_lane", startLane);
    visit("finish_lane", finishLane);
    visit("status", status, trace::TaskStatus::Lost);
    visit("error", error);
}

/// A text that events name.
struct NamedText {
    std::uint32_t id = 0;
    std::string text;
};

template <class Visit, Is<NamedText> T>
void fields(Visit &visit, T &named)
{
    auto &[id, text] = named;
    visit("id", id);
    visit("text", text);
}

// --- rows know their number, where a struct holds it ---

inline void setNumber(TaskRow &row, std::uint32_t number) { row.task = number; }
inline void setNumber(trace::LaneInfo &row, std::uint32_t number) { row.id = base::LaneId{number}; }
inline void setNumber(trace::TaskLife &row, std::uint32_t number) { row.task = base::TaskId{number}; }
template <class Row>
void setNumber(Row &, std::uint32_t)
{
}

} // namespace interleave::record::session
