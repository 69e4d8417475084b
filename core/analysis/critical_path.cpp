// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/critical_path.h"

#include "core/analysis/phrase.h"
#include "core/analysis/task_phases.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace interleave::analysis {
namespace {

using trace::BlockCause;

/// An instant of a task, relative to the run's start.
using Instant = std::pair<std::int64_t, std::uint32_t>;

/// The last one not after `time` of another task; empty: none.
std::optional<Instant> lastUntil(const std::vector<Instant> &instants, std::int64_t time, std::uint32_t notOf)
{
    auto at = std::upper_bound(instants.begin(), instants.end(), Instant(time, UINT32_MAX));
    while (at != instants.begin())
        if ((--at)->second != notOf)
            return *at;
    return std::nullopt;
}

/// Who was submitted and finished when, and how many were under way in between.
class Order {
public:
    explicit Order(const life::Source &source)
    {
        for (const trace::TaskLife &life : source.trace.lives) {
            if (life.submitted)
                m_submitted.emplace_back(source.relative(life.submitted->count()), life.task.value);
            if (!life.finished)
                continue;
            m_finished.emplace_back(source.relative(life.finished->count()), life.task.value);
            if (life.started)
                m_onLane[life.startLane.value].push_back(m_finished.back());
        }
        std::sort(m_submitted.begin(), m_submitted.end());
        std::sort(m_finished.begin(), m_finished.end());
        for (auto &[lane, finished] : m_onLane)
            std::sort(finished.begin(), finished.end());
        countUnderWay();
    }

    [[nodiscard]] std::optional<Instant> lastFinish(std::int64_t until, std::uint32_t notOf) const { return lastUntil(m_finished, until, notOf); }
    [[nodiscard]] std::optional<Instant> lastFinishOn(base::LaneId lane, std::int64_t until, std::uint32_t notOf) const
    {
        const auto on = m_onLane.find(lane.value);
        return on == m_onLane.end() ? std::nullopt : lastUntil(on->second, until, notOf);
    }
    /// The submission before that of `task` at `time`.
    [[nodiscard]] std::optional<Instant> submissionBefore(std::int64_t time, std::uint32_t task) const
    {
        const auto at = std::lower_bound(m_submitted.begin(), m_submitted.end(), Instant(time, task));
        return at == m_submitted.begin() ? std::nullopt : std::optional(*std::prev(at));
    }
    /// The finish in [from, to) that made room for a submission at `to`: the first, if right before it as many tasks were under way as ever, and more were to come.
    [[nodiscard]] std::optional<Instant> roomBetween(std::int64_t from, std::int64_t to) const
    {
        const auto at = std::lower_bound(m_finished.begin(), m_finished.end(), Instant(from, 0));
        const bool made = at != m_finished.end() && at->first < to && m_most < m_submitted.size() && m_underWay[static_cast<std::size_t>(at - m_finished.begin())] == m_most;
        return made ? std::optional(*at) : std::nullopt;
    }

private:
    void countUnderWay()
    {
        std::size_t now = 0, submitted = 0;
        for (const Instant &finish : m_finished) {
            for (; submitted < m_submitted.size() && m_submitted[submitted].first <= finish.first; ++submitted)
                m_most = std::max(m_most, ++now);
            m_underWay.push_back(static_cast<std::uint32_t>(now));
            now -= now > 0;
        }
    }

    std::vector<Instant> m_submitted, m_finished;
    std::unordered_map<std::uint32_t, std::vector<Instant>> m_onLane; ///< finishes, by the lane it ran on
    std::vector<std::uint32_t> m_underWay;                           ///< right before each finish
    std::size_t m_most = 0;
};

class Walk {
public:
    Walk(const life::Source &source, std::int64_t makespan)
        : m_source(source)
        , m_order(source)
        , m_at(makespan)
    {
    }

    std::vector<PathSegment> walk(const WorkControl &control)
    {
        const auto last = m_order.lastFinish(m_at, base::kNoTask.value);
        if (!last)
            return {};
        add(PathKind::Finishing, BlockCause::None, life(last->second).submitLane, base::kNoTask.value, last->first);
        std::optional<std::uint32_t> task = last->second;
        while (task && m_at > 0) {
            if (control.stopped())
                return {};
            task = back(*task);
        }
        add(PathKind::Submitting, BlockCause::None, base::kNoLane, base::kNoTask.value, 0);
        std::reverse(m_segments.begin(), m_segments.end());
        return std::move(m_segments);
    }

private:
    [[nodiscard]] const trace::TaskLife &life(std::uint32_t task) const { return m_source.trace.lives[task]; }

    /// What lasted from `from` to where the walk is.
    void add(PathKind kind, BlockCause cause, base::LaneId lane, std::uint32_t task, std::int64_t from)
    {
        from = std::max<std::int64_t>(from, 0);
        if (from >= m_at)
            return;
        const bool more = !m_segments.empty() && m_segments.back().kind == kind && m_segments.back().cause == cause && m_segments.back().lane == lane
            && (m_segments.back().task == task || kind == PathKind::Submitting);
        if (more)
            m_segments.back().begin = from;
        else
            m_segments.push_back({kind, cause, lane, task, from, m_at});
        m_at = from;
    }

    /// From somewhere in a task back to its start, or to whoever kept it from going on. Returns the task to go on with.
    std::optional<std::uint32_t> back(std::uint32_t task)
    {
        const trace::TaskLife &of = life(task);
        const std::int64_t started = of.started ? m_source.relative(of.started->count()) : m_at;
        const auto &phases = phasesOf(of);
        auto phase = std::partition_point(phases.begin(), phases.end(), [this](const LifePhase &p) { return p.begin < m_at; });
        while (phase != phases.begin() && m_at > started) {
            --phase;
            if (const auto other = keeper(*phase, task))
                return other;
            const PathKind kind = phase->kind == PhaseKind::Running ? PathKind::Running : phase->kind == PhaseKind::Blocked ? PathKind::Blocked : PathKind::Ready;
            add(kind, phase->cause, phase->lane, task, phase->begin);
        }
        return toStart(of);
    }

    /// Who held what the task waits for, if the walk can go on there.
    std::optional<std::uint32_t> keeper(const LifePhase &phase, std::uint32_t task)
    {
        const bool held = phase.cause == BlockCause::Lock || phase.cause == BlockCause::EmulatedLock || phase.cause == BlockCause::LoopBusy;
        if (!held || phase.kind == PhaseKind::Running || !phase.endedBy)
            return std::nullopt;
        const auto &[lane, other, time] = *phase.endedBy;
        if (other >= m_source.trace.lives.size() || other == task || time >= m_at || time <= phase.begin)
            return std::nullopt;
        const auto &started = life(other).started;
        if (!started || m_source.relative(started->count()) >= time)
            return std::nullopt;
        add(phase.kind == PhaseKind::Ready ? PathKind::Ready : PathKind::HandOver, phase.cause, phase.lane, task, time);
        return other;
    }

    const std::vector<LifePhase> &phasesOf(const trace::TaskLife &of)
    {
        auto [known, fresh] = m_phases.try_emplace(of.task.value);
        if (fresh && of.started)
            known->second = life::recordedAfterStart(m_source, of, of.finished ? of.finished->count() : of.started->count());
        return known->second;
    }

    /// From a task's start to what it had to wait for: the task before it, or its submission.
    std::optional<std::uint32_t> toStart(const trace::TaskLife &of)
    {
        const std::uint32_t task = of.task.value;
        const std::int64_t submitted = of.submitted ? m_source.relative(of.submitted->count()) : 0;
        // An event loop runs many side by side: what gave a permit back can have kept this one, or what the loop ran right before.
        const bool alone = m_source.roleOf(of.startLane) != trace::LaneRole::EventLoop;
        std::optional<Instant> before;
        if (alone)
            before = m_order.lastFinishOn(of.startLane, m_at, task);
        else if (of.blockedBy.of(BlockCause::Semaphore).count() > 0)
            before = m_order.lastFinish(m_at, task);
        const base::LaneId lane = of.started ? of.startLane : of.submitLane;
        if (before && before->first > submitted) {
            add(PathKind::HandOver, BlockCause::None, lane, task, before->first);
            return before->second;
        }
        if (const auto other = alone ? std::nullopt : ranBefore(of, submitted))
            return other;
        add(PathKind::HandOver, BlockCause::None, lane, task, submitted);
        return toSubmission(task);
    }

    /// The task that the loop was busy with when this one could have started.
    std::optional<std::uint32_t> ranBefore(const trace::TaskLife &of, std::int64_t submitted)
    {
        const std::int64_t now = m_at + m_source.origin;
        const auto *entry = m_source.lastBefore(m_source.eventAt(now), submitted + m_source.origin + 1, [&](const trace::Reader::LaneEvent &e) {
            return e.lane == of.startLane && e.event.task < m_source.trace.lives.size() && e.event.task != of.task.value;
        });
        if (!entry)
            return std::nullopt;
        const auto &started = life(entry->event.task).started;
        if (!started || started->count() >= entry->event.time)
            return std::nullopt;
        add(PathKind::Ready, BlockCause::LoopBusy, of.startLane, of.task.value, m_source.relative(entry->event.time));
        return entry->event.task;
    }

    /// From a submission to what it had to wait for: room, its due time, or the submissions before it.
    std::optional<std::uint32_t> toSubmission(std::uint32_t task)
    {
        for (std::optional<Instant> before; m_at > 0; task = before->second) {
            const trace::TaskLife &of = life(task);
            const std::int64_t due = of.due ? m_source.relative(of.due->count()) : 0;
            before = m_order.submissionBefore(m_at, task);
            const std::int64_t previous = before ? before->first : 0;
            if (const auto finish = m_order.roomBetween(previous, m_at)) {
                add(due > finish->first ? PathKind::Arriving : PathKind::Submitting, BlockCause::None, of.submitLane, task, finish->first);
                return finish->second;
            }
            if (due > previous) {
                add(PathKind::Submitting, BlockCause::None, of.submitLane, task, due);
                add(PathKind::Arriving, BlockCause::None, of.submitLane, task, 0);
                return std::nullopt;
            }
            add(PathKind::Submitting, BlockCause::None, of.submitLane, task, previous);
            if (!before)
                break;
        }
        return std::nullopt;
    }

    const life::Source &m_source;
    const Order m_order;
    std::int64_t m_at;
    std::vector<PathSegment> m_segments; ///< backwards
    std::unordered_map<std::uint32_t, std::vector<LifePhase>> m_phases;
};

std::vector<CriticalPath::Share> sharesOf(const std::vector<PathSegment> &segments)
{
    std::map<std::pair<PathKind, BlockCause>, std::int64_t> sums;
    for (const PathSegment &segment : segments)
        sums[{segment.kind, segment.cause}] += segment.duration();
    std::vector<CriticalPath::Share> shares;
    for (const auto &[of, ns] : sums)
        shares.push_back({of.first, of.second, ns});
    std::stable_sort(shares.begin(), shares.end(), [](const auto &a, const auto &b) { return a.ns > b.ns; });
    return shares;
}

} // namespace

std::string_view toText(PathKind kind)
{
    switch (kind) {
    case PathKind::Arriving: return IL_TEXT("waiting for tasks to arrive");
    case PathKind::Submitting: return IL_TEXT("submitting");
    case PathKind::HandOver: return IL_TEXT("hand-over");
    case PathKind::Running: return IL_TEXT("running");
    case PathKind::Blocked: return IL_TEXT("blocked");
    case PathKind::Ready: return IL_TEXT("ready");
    case PathKind::Finishing: return IL_TEXT("after the last task");
    }
    return {};
}

CriticalPath criticalPath(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::int64_t makespan, const WorkControl &control)
{
    const life::Source source = life::sourceOf(trace, runStart);
    CriticalPath path;
    path.segments = Walk(source, makespan).walk(control);
    path.shares = sharesOf(path.segments);
    return path;
}

CriticalPath criticalPath(const record::RunRecord &run, const WorkControl &control)
{
    if (!run.trace)
        return {};
    std::int64_t last = 0;
    for (const record::TaskRow &row : run.tasks)
        last = std::max(last, row.finished.value_or(0));
    return criticalPath(*run.trace, run.runStart, run.makespanNs.value_or(last), control);
}

} // namespace interleave::analysis
