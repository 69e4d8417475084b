// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/count_curve.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace interleave::analysis {

/// One task's latency, at its end.
struct LatencyPoint {
    double t = 0;       ///< s
    double ms = 0;
    std::uint32_t task = 0;
};

/// What the live charts draw of one run. `throughput`: succeeded tasks per second in windows of 1/50 of the span, each at its middle.
///
/// `queued`: tasks that were submitted and that nobody has started (or ended unstarted). For every model it is made of life
/// events, which are never dropped, so models with and without a queue of their own compare. Where there is one (Enqueued,
/// Dequeued, QueueFull) it is that queue's depth, and beside it the task that a full queue keeps in the producer's hands and
/// those that were taken and have not begun: what waits, wherever it waits.
struct RunSeries {
    std::vector<Point> cpu;         ///< %, 100 = one core
    std::vector<Point> memory;      ///< MiB RSS
    std::vector<Point> throughput;  ///< tasks/s
    std::vector<LatencyPoint> latency; ///< ms; every task that ended, in the order they were learnt of
    std::vector<Point> inFlight;    ///< tasks started and not finished; a step curve, see CountCurve
    std::vector<Point> queued;      ///< tasks submitted and not started; a step curve
    double span = 0;                ///< s, the last instant known
};

/// State + new events → state: serves live and frozen runs alike.
class SeriesAccumulator {
public:
    /// `tasks`: how many to make room for, so that no update has to move what there is.
    void begin(base::Nanoseconds runStart, std::size_t tasks = 0);
    /// Events may come in any order; a task's Finished before its Started too. Cost: constant, if they come in order.
    void addLife(const trace::Reader::LifeEvent &event);
    void addSample(const metrics::Sample &sample);
    /// The curves so far. Cost: n log n in what is new since the last call, and what is newer than the oldest of that;
    /// independent of how much there is.
    [[nodiscard]] const RunSeries &series();

private:
    void makeRoomFor(std::size_t tasks);
    void addSubmitted(std::size_t task, base::Nanoseconds t);
    void addStarted(std::size_t task, base::Nanoseconds t);
    void addFinished(const trace::Reader::LifeEvent &event, base::Nanoseconds t);
    void mergeEnds();
    void rebin();

    std::optional<base::Nanoseconds> m_start;
    RunSeries m_series;
    std::vector<double> m_ends; ///< s, of successes; ascending up to m_sortedEnds
    std::size_t m_sortedEnds = 0;
    CountCurve m_inFlight, m_queued;
    std::vector<std::uint8_t> m_seen; ///< bits by task: submitted, started, finished
    std::vector<base::Nanoseconds> m_startOf, m_endOf; ///< since the run's start, by task
    bool m_dirty = false;
};

/// Pulls what is new from a live run into an accumulator. One a view. Threads: the puller's.
class LivePull {
public:
    explicit LivePull(std::shared_ptr<const record::LiveRun> run);
    /// True if anything was new. Cost: bounded; of very many tasks each call takes in a part, so that the curves may be a few calls behind.
    bool pull();
    [[nodiscard]] SeriesAccumulator &accumulator() { return m_accumulator; }
    [[nodiscard]] const record::LiveRun &run() const { return *m_run; }

private:
    std::shared_ptr<const record::LiveRun> m_run;
    trace::Reader m_reader;
    std::size_t m_samples = 0;
    bool m_begun = false;
    std::vector<trace::Reader::LifeEvent> m_early;
    SeriesAccumulator m_accumulator;
};

/// The curves of a frozen run.
RunSeries seriesOf(const record::RunRecord &run);

/// Counts at an instant, exactly, from the tasks: for samples.csv.
struct TaskCounts {
    std::size_t active = 0, queued = 0, completed = 0;
};
/// One count per sample. Cost: n log n.
std::vector<TaskCounts> countsAt(const record::RunRecord &run);

} // namespace interleave::analysis
