// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/series.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace interleave::analysis {
namespace {

constexpr std::uint8_t kStarted = 1;
constexpr std::uint8_t kFinished = 2;
constexpr int kWindows = 50;
constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

/// Adds a value, or a gap inside the curve.
void append(std::vector<Point> &curve, double t, std::optional<double> value)
{
    if (value || !curve.empty())
        curve.push_back({t, value.value_or(kGap)});
}

/// Sorts the tail from `sorted` on into what stands before it; returns the first place that changed.
template <class T, class Less>
std::size_t mergeTail(std::vector<T> &all, std::size_t sorted, Less less)
{
    const auto tail = all.begin() + static_cast<std::ptrdiff_t>(sorted);
    std::stable_sort(tail, all.end(), less);
    const auto from = std::upper_bound(all.begin(), tail, *tail, less);
    std::inplace_merge(from, tail, all.end(), less);
    return static_cast<std::size_t>(from - all.begin());
}

} // namespace

void SeriesAccumulator::begin(base::Nanoseconds runStart, std::size_t tasks)
{
    m_start = runStart;
    m_seen.resize(tasks);
    m_endOf.resize(tasks);
    m_ends.reserve(tasks);
    m_changes.reserve(2 * tasks);
    m_series.inFlight.reserve(2 * tasks);
    m_series.latency.reserve(tasks);
}

void SeriesAccumulator::addLife(const trace::Reader::LifeEvent &event)
{
    if (!m_start || (event.kind != trace::EventKind::Started && event.kind != trace::EventKind::Finished))
        return;
    const double t = base::toSeconds(event.time - *m_start);
    if (event.task.value >= m_seen.size()) {
        m_seen.resize(event.task.value + std::size_t{1});
        m_endOf.resize(m_seen.size());
    }
    std::uint8_t &seen = m_seen[event.task.value];
    m_dirty = true;
    m_series.span = std::max(m_series.span, t);
    if (event.kind == trace::EventKind::Finished)
        return addFinished(event, t);
    if (seen & kStarted)
        return;
    m_changes.push_back({t, +1});
    if (seen & kFinished)
        m_changes.push_back({std::max(t, m_endOf[event.task.value]), -1});
    seen |= kStarted;
}

void SeriesAccumulator::addFinished(const trace::Reader::LifeEvent &event, double t)
{
    std::uint8_t &seen = m_seen[event.task.value];
    if (seen & kFinished)
        return;
    seen |= kFinished;
    m_endOf[event.task.value] = t;
    if (seen & kStarted) // a task that was cancelled while it waited was never in flight
        m_changes.push_back({t, -1});
    if (event.status == trace::TaskStatus::Succeeded)
        m_ends.push_back(t);
    if (event.due.count() != 0)
        m_series.latency.push_back({t, base::toMilliseconds(event.time - event.due), event.task.value});
}

void SeriesAccumulator::addSample(const metrics::Sample &sample)
{
    if (!m_start)
        return;
    constexpr double kMebibyte = 1024.0 * 1024.0;
    const double t = base::toSeconds(sample.time - *m_start);
    // Set-up is no part of the curves: the process grows from nothing while its programs are loaded.
    if (t < 0)
        return;
    append(m_series.cpu, t, sample.cpuPercent);
    append(m_series.memory, t, sample.rssBytes ? std::optional(static_cast<double>(*sample.rssBytes) / kMebibyte) : std::nullopt);
    m_series.span = std::max(m_series.span, t);
    m_dirty = true;
}

const RunSeries &SeriesAccumulator::series()
{
    if (!m_dirty)
        return m_series;
    m_dirty = false;
    mergeEnds();
    mergeChanges();
    rebin();
    return m_series;
}

void SeriesAccumulator::mergeEnds()
{
    if (m_sortedEnds < m_ends.size())
        mergeTail(m_ends, m_sortedEnds, std::less<>());
    m_sortedEnds = m_ends.size();
}

void SeriesAccumulator::mergeChanges()
{
    std::vector<Point> &curve = m_series.inFlight;
    if (curve.size() == m_changes.size())
        return;
    // At one instant the start comes first: a task too short for the clock must not make the curve negative.
    const auto earlier = [](const Change &a, const Change &b) { return a.t < b.t || (a.t == b.t && a.by > b.by); };
    curve.resize(mergeTail(m_changes, curve.size(), earlier));
    double inFlight = curve.empty() ? 0 : curve.back().value;
    for (std::size_t i = curve.size(); i < m_changes.size(); ++i) {
        inFlight += m_changes[i].by;
        curve.push_back({m_changes[i].t, inFlight});
    }
}

void SeriesAccumulator::rebin()
{
    m_series.throughput.clear();
    if (m_series.span <= 0)
        return;
    const double width = m_series.span / kWindows;
    auto from = m_ends.begin();
    for (int window = 0; window < kWindows; ++window) {
        const double end = width * (window + 1);
        // The last window holds its end too, where the last task is.
        const auto to = window + 1 == kWindows ? m_ends.end() : std::lower_bound(from, m_ends.end(), end);
        m_series.throughput.push_back({end - width / 2, static_cast<double>(to - from) / width});
        from = to;
    }
}

LivePull::LivePull(std::shared_ptr<const record::LiveRun> run) : m_run(std::move(run)), m_reader(m_run->trace()) {}

bool LivePull::pull()
{
    std::vector<trace::Reader::LifeEvent> events = m_reader.newLifeEvents();
    if (!m_begun) {
        const auto start = m_reader.runStart();
        if (!start) { // what happens before the start can be placed only once it is known
            m_early.insert(m_early.end(), events.begin(), events.end());
            return false;
        }
        m_begun = true;
        m_accumulator.begin(*start, m_run->taskCount());
        for (const auto &event : m_early)
            m_accumulator.addLife(event);
        m_early = {};
    }
    const std::vector<metrics::Sample> samples = m_run->samplesFrom(m_samples);
    m_samples += samples.size();
    for (const metrics::Sample &sample : samples)
        m_accumulator.addSample(sample);
    for (const auto &event : events)
        m_accumulator.addLife(event);
    return !events.empty() || !samples.empty();
}

RunSeries seriesOf(const record::RunRecord &run)
{
    SeriesAccumulator accumulator;
    accumulator.begin(run.runStart, run.tasks.size());
    const auto absolute = [&](std::int64_t relative) { return run.runStart + base::Nanoseconds(relative); };
    for (const record::TaskRow &task : run.tasks) {
        trace::Reader::LifeEvent event;
        event.task = base::TaskId{task.task};
        event.status = task.status;
        if (task.due)
            event.due = absolute(*task.due);
        if (task.started) {
            event.kind = trace::EventKind::Started;
            event.time = absolute(*task.started);
            accumulator.addLife(event);
        }
        if (task.finished) {
            event.kind = trace::EventKind::Finished;
            event.time = absolute(*task.finished);
            accumulator.addLife(event);
        }
    }
    for (const metrics::Sample &sample : run.samples)
        accumulator.addSample(sample);
    return accumulator.series();
}

std::vector<TaskCounts> countsAt(const record::RunRecord &run)
{
    std::vector<std::int64_t> submitted, taken, started, ended, finished; // taken: no longer queued; ended: no longer active
    for (const record::TaskRow &task : run.tasks) {
        if (task.submitted)
            submitted.push_back(*task.submitted);
        if (task.started)
            started.push_back(*task.started);
        if (task.submitted && (task.started || task.finished))
            taken.push_back(task.started ? *task.started : *task.finished);
        if (task.finished)
            finished.push_back(*task.finished);
        if (task.started && task.finished)
            ended.push_back(*task.finished);
    }
    for (auto *instants : {&submitted, &taken, &started, &ended, &finished})
        std::sort(instants->begin(), instants->end());
    std::vector<TaskCounts> counts;
    counts.reserve(run.samples.size());
    for (const metrics::Sample &sample : run.samples) {
        const std::int64_t t = (sample.time - run.runStart).count();
        const auto until = [t](const std::vector<std::int64_t> &instants) {
            return static_cast<std::size_t>(std::upper_bound(instants.begin(), instants.end(), t) - instants.begin());
        };
        // A clock that lies must not turn into a count of 2^64.
        const auto difference = [](std::size_t a, std::size_t b) { return a > b ? a - b : 0; };
        counts.push_back({difference(until(started), until(ended)), difference(until(submitted), until(taken)), until(finished)});
    }
    return counts;
}

} // namespace interleave::analysis
