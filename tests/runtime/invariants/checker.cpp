// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/invariants/checker.h"

#include "core/plan/plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace interleave::test {
namespace {

using trace::EventKind;
using trace::TaskLife;
using trace::TaskStatus;

constexpr std::size_t kStatuses = 6;

class Check {
public:
    Check(const Observed &run, const Rules &rules) : m_run(run), m_rules(rules) {}

    std::vector<std::string> found()
    {
        for (const TaskLife &life : m_run.lives) {
            wholeLife(life);
            order(life);
        }
        sums();
        stepsOnce();
        lanes();
        concurrency();
        queues();
        return std::move(m_found);
    }

private:
    void complain(std::string what) { m_found.push_back(std::move(what)); }
    void complain(const TaskLife &life, const std::string &what) { complain("task " + std::to_string(life.task.value) + ' ' + what); }

    void wholeLife(const TaskLife &life)
    {
        if (!life.submitted) {
            if (life.started || life.finished)
                complain(life, "ran but was never submitted");
            else if (!m_rules.cancelled)
                complain(life, "is missing: never submitted");
            return;
        }
        if (!life.finished || life.status == TaskStatus::None)
            complain(life, "has no outcome");
        if (life.status == TaskStatus::Succeeded && !life.started)
            complain(life, "succeeded without having started");
        if (life.status == TaskStatus::Cancelled && !m_rules.cancelled)
            complain(life, "is cancelled in a run that was not");
    }

    void order(const TaskLife &life)
    {
        const std::array<std::pair<const char *, std::optional<base::Nanoseconds>>, 4> instants{
            {{"due", life.due}, {"submitted", life.submitted}, {"started", life.started}, {"finished", life.finished}}};
        const char *before = nullptr;
        base::Nanoseconds last{};
        for (const auto &[name, at] : instants) {
            if (!at)
                continue;
            if (before && *at < last)
                complain(life, std::string("was ") + name + " before it was " + before);
            before = name;
            last = *at;
        }
    }

    /// submitted = succeeded + failed + cancelled + timed out + lost, in the lives and at the consumer.
    void sums()
    {
        std::vector<std::size_t> lived(kStatuses), delivered = m_run.results;
        delivered.resize(kStatuses);
        std::size_t submitted = 0;
        for (const TaskLife &life : m_run.lives) {
            submitted += life.submitted.has_value();
            if (life.finished)
                ++lived.at(static_cast<std::size_t>(life.status));
        }
        std::size_t all = 0;
        for (std::size_t i = 0; i < kStatuses; ++i) {
            all += delivered[i];
            if (lived[i] != delivered[i])
                complain(std::to_string(lived[i]) + " tasks " + std::string(trace::toText(static_cast<TaskStatus>(i))) + ", but " + std::to_string(delivered[i]) + " such results");
        }
        if (all != submitted)
            complain(std::to_string(submitted) + " tasks submitted, but " + std::to_string(all) + " results");
    }

    void stepsOnce()
    {
        std::map<std::tuple<std::uint32_t, std::uint16_t, EventKind>, int> times;
        for (const auto &[lane, event] : m_run.events) {
            if (event.kind == EventKind::StepBegin || event.kind == EventKind::StepEnd)
                ++times[{event.task, event.step, event.kind}];
        }
        for (const auto &[what, n] : times) {
            if (n > 1)
                complain("step " + std::to_string(std::get<1>(what)) + " of task " + std::to_string(std::get<0>(what)) + (std::get<2>(what) == EventKind::StepBegin ? " began " : " ended ")
                         + std::to_string(n) + " times");
        }
    }

    /// Spans of one lane, in order.
    void lanes()
    {
        if (!m_rules.laneRunsOne)
            return;
        std::map<std::uint32_t, std::vector<const TaskLife *>> byLane;
        for (const TaskLife &life : m_run.lives) {
            if (life.started && life.finished)
                byLane[life.startLane.value].push_back(&life);
        }
        for (auto &[lane, lives] : byLane) {
            std::sort(lives.begin(), lives.end(), [](const TaskLife *a, const TaskLife *b) { return a->started < b->started; });
            for (std::size_t i = 1; i < lives.size(); ++i) {
                if (*lives[i]->started < *lives[i - 1]->finished)
                    complain(*lives[i], "overlaps task " + std::to_string(lives[i - 1]->task.value) + " on lane " + std::to_string(lane));
            }
        }
    }

    void concurrency()
    {
        std::vector<Span> spans;
        for (const TaskLife &life : m_run.lives) {
            if (life.started && life.finished)
                spans.push_back({*life.started, *life.finished});
        }
        const std::size_t most = mostAtOnce(spans);
        if (most > m_rules.bound)
            complain(std::to_string(most) + " tasks in flight at once, the bound is " + std::to_string(m_rules.bound));
        if (m_rules.reached && most < *m_rules.reached)
            complain("only " + std::to_string(most) + " tasks in flight at once, never " + std::to_string(*m_rules.reached));
        const std::size_t computing = m_rules.computeBound == Rules::kNone ? 0 : mostAtOnce(computeSegments(m_run.events));
        if (computing > m_rules.computeBound)
            complain(std::to_string(computing) + " tasks compute at once, the bound is " + std::to_string(m_rules.computeBound));
    }

    void queues()
    {
        if (!m_rules.capacity)
            return;
        for (const auto &[lane, event] : m_run.events) {
            if (event.kind == EventKind::Enqueued && event.arg1 > *m_rules.capacity)
                complain("queue depth " + std::to_string(event.arg1) + " after task " + std::to_string(event.task) + ", the capacity is " + std::to_string(*m_rules.capacity));
        }
    }

    const Observed &m_run;
    const Rules &m_rules;
    std::vector<std::string> m_found;
};

} // namespace

std::vector<std::string> violations(const Observed &run, const Rules &rules) { return Check(run, rules).found(); }

std::size_t mostAtOnce(const std::vector<Span> &spans)
{
    std::vector<std::pair<base::Nanoseconds, int>> changes;
    for (const Span &span : spans) {
        if (span.begin == span.end)
            continue;
        changes.emplace_back(span.begin, 1);
        changes.emplace_back(span.end, -1);
    }
    std::sort(changes.begin(), changes.end()); // at one instant ends come first
    int now = 0, most = 0;
    for (const auto &[time, change] : changes)
        most = std::max(most, now += change);
    return static_cast<std::size_t>(most);
}

std::vector<Span> computeSegments(const std::vector<trace::Reader::LaneEvent> &events)
{
    std::vector<Span> segments;
    std::map<std::pair<std::uint32_t, std::uint32_t>, base::Nanoseconds> open; // by lane and task: since when
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> computing;
    for (const auto &[lane, event] : events) {
        const std::pair key(lane.value, event.task);
        const base::Nanoseconds at(event.time);
        const bool step = event.kind == EventKind::StepBegin || event.kind == EventKind::StepEnd;
        const bool lock = (event.kind == EventKind::Blocked || event.kind == EventKind::Resumed) && event.flags == static_cast<std::uint8_t>(trace::BlockCause::EmulatedLock);
        if (step && event.arg1 == static_cast<std::uint32_t>(plan::StepKind::Compute))
            computing[key] = event.kind == EventKind::StepBegin;
        else if (!lock || !computing[key])
            continue;
        if (event.kind == EventKind::StepBegin || event.kind == EventKind::Resumed) {
            open[key] = at;
        } else if (const auto since = open.find(key); since != open.end()) {
            segments.push_back({since->second, at});
            open.erase(since);
        }
    }
    return segments;
}

} // namespace interleave::test
