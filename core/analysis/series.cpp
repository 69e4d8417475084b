// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/series.h"

#include "core/analysis/merge_tail.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace interleave::analysis {
namespace {

constexpr std::uint8_t kSubmitted = 1;
constexpr std::uint8_t kStarted = 2;
constexpr std::uint8_t kFinished = 4;
constexpr int kWindows = 50;
constexpr std::uint32_t kTasksAPull = 40'000; // looked at in a few ms: the puller may be the thread of a window
constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

std::uint8_t bitOf(trace::EventKind kind)
{
    switch (kind) {
    case trace::EventKind::Submitted: return kSubmitted;
    case trace::EventKind::Started: return kStarted;
    case trace::EventKind::Finished: return kFinished;
    default: return 0;
    }
}

/// Adds a value, or a gap inside the curve.
void append(std::vector<Point> &curve, double t, std::optional<double> value)
{
    if (value || !curve.empty())
        curve.push_back({t, value.value_or(kGap)});
}

} // namespace

void SeriesAccumulator::begin(base::Nanoseconds runStart, std::size_t tasks)
{
    m_start = runStart;
    makeRoomFor(tasks);
    m_ends.reserve(tasks);
    m_inFlight.reserve(2 * tasks);
    m_queued.reserve(2 * tasks);
    m_series.latency.reserve(tasks);
}

void SeriesAccumulator::makeRoomFor(std::size_t tasks)
{
    if (tasks <= m_seen.size())
        return;
    m_seen.resize(tasks);
    m_startOf.resize(tasks);
    m_endOf.resize(tasks);
}

void SeriesAccumulator::addLife(const trace::Reader::LifeEvent &event)
{
    const std::uint8_t bit = bitOf(event.kind);
    if (!m_start || bit == 0)
        return;
    const std::size_t task = event.task.value;
    makeRoomFor(task + 1);
    if (m_seen[task] & bit)
        return;
    const base::Nanoseconds t = event.time - *m_start;
    m_dirty = true;
    m_series.span = std::max(m_series.span, base::toSeconds(t));
    if (bit == kSubmitted)
        addSubmitted(task, t);
    else if (bit == kStarted)
        addStarted(task, t);
    else
        addFinished(event, t);
    m_seen[task] |= bit;
}

void SeriesAccumulator::addSubmitted(std::size_t task, base::Nanoseconds t)
{
    m_queued.rise(t);
    if (m_seen[task] & (kStarted | kFinished))
        m_queued.fall(std::max(t, m_seen[task] & kStarted ? m_startOf[task] : m_endOf[task]));
}

void SeriesAccumulator::addStarted(std::size_t task, base::Nanoseconds t)
{
    const bool ended = m_seen[task] & kFinished;
    m_startOf[task] = t;
    m_inFlight.rise(t);
    if (ended)
        m_inFlight.fall(std::max(t, m_endOf[task]));
    if (!(m_seen[task] & kSubmitted))
        return;
    if (ended)
        m_queued.moveFall(m_endOf[task], t);
    else
        m_queued.fall(t);
}

void SeriesAccumulator::addFinished(const trace::Reader::LifeEvent &event, base::Nanoseconds t)
{
    const std::uint8_t seen = m_seen[event.task.value];
    m_endOf[event.task.value] = t;
    // A task that was cancelled while it waited was never in flight.
    if (seen & kStarted)
        m_inFlight.fall(t);
    else if (seen & kSubmitted)
        m_queued.fall(t);
    if (event.status == trace::TaskStatus::Succeeded)
        m_ends.push_back(base::toSeconds(t));
    if (event.due.count() != 0)
        m_series.latency.push_back({base::toSeconds(t), base::toMilliseconds(event.time - event.due), event.task.value});
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
    m_inFlight.update(m_series.inFlight);
    m_queued.update(m_series.queued);
    rebin();
    return m_series;
}

void SeriesAccumulator::mergeEnds()
{
    if (m_sortedEnds < m_ends.size())
        mergeTail(m_ends, m_sortedEnds, std::less<>());
    m_sortedEnds = m_ends.size();
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
    std::vector<trace::Reader::LifeEvent> events = m_reader.newLifeEvents(kTasksAPull);
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
    for (const record::TaskRow &task : run.tasks) {
        trace::Reader::LifeEvent event;
        event.task = base::TaskId{task.task};
        event.status = task.status;
        if (task.due)
            event.due = run.runStart + base::Nanoseconds(*task.due);
        const auto add = [&](trace::EventKind kind, record::OptionalNs at) {
            if (!at)
                return;
            event.kind = kind;
            event.time = run.runStart + base::Nanoseconds(*at);
            accumulator.addLife(event);
        };
        add(trace::EventKind::Submitted, task.submitted);
        add(trace::EventKind::Started, task.started);
        add(trace::EventKind::Finished, task.finished);
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
