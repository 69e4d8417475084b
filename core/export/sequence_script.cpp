// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/sequence_script.h"

#include "core/analysis/fold.h"
#include "core/export/columns.h"
#include "core/export/report_text.h"
#include "core/export/sequence_lifelines.h"
#include "core/export/sequence_words.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace interleave::exporting {
namespace {

using analysis::FoldItem;
using analysis::FoldLevel;
using analysis::LaneState;
using analysis::Message;
using analysis::MessageKind;
using What = SequenceStep::What;

constexpr std::size_t kTitleWidth = 96;
constexpr int kDeepest = 3;
constexpr double kLongGap = 8;          ///< times the median is a gap worth a line
constexpr std::int64_t kVisiblePart = 100; ///< what takes less than this part of the time shown has no line of its own

std::string counted(std::size_t n, const std::string &what) { return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s"); }

/// Messages in the subject's range and about its tasks.
std::vector<Message> chosen(const SequenceSubject &subject)
{
    std::vector<Message> messages;
    for (const Message &message : subject.picture->messages) {
        const bool inRange = !subject.range || (message.sent <= subject.range->second && message.received >= subject.range->first);
        if (inRange && (subject.tasks.empty() || std::ranges::binary_search(subject.tasks, message.task)))
            messages.push_back(message);
    }
    return messages;
}

class Maker {
public:
    Maker(const SequenceSubject &subject, const SequenceLimits &limits)
        : m_subject(subject)
        , m_all(*subject.picture)
        , m_limits(limits)
        , m_messages(chosen(subject))
        , m_lifelines(m_all, m_messages, limits.lifelines)
        , m_words(subject)
        , m_tasks(analysis::foldTasks(m_all, subject.run ? std::span<const record::TaskRow>(subject.run->tasks) : std::span<const record::TaskRow>()))
    {
    }

    SequenceScript make()
    {
        m_script.title = elided(visible(m_subject.title), kTitleWidth);
        m_script.participants = m_lifelines.participants();
        if (!m_messages.empty()) {
            foldToFit();
            cut();
            measure();
            collectWaits();
            for (const FoldItem &item : m_items)
                add(item);
            activate();
        }
        remark();
        return std::move(m_script);
    }

private:
    void foldToFit()
    {
        for (const FoldLevel level : {FoldLevel::Exact, FoldLevel::SamePair, FoldLevel::SameTaskType}) {
            analysis::FoldRules rules;
            rules.level = m_level = level;
            rules.tasks = m_tasks;
            rules.groupOf = m_lifelines.groupOf();
            m_items = analysis::fold(m_all, m_messages, rules);
            std::size_t arrows = 0;
            for (const FoldItem &item : m_items)
                arrows += item.period;
            if (arrows <= m_limits.arrows)
                return;
        }
    }

    void cut()
    {
        std::size_t room = m_limits.arrows;
        std::vector<FoldItem> kept;
        for (FoldItem item : m_items) {
            if (item.isLoop() && item.period > room)
                break;
            item.period = std::min(item.period, room);
            if (item.period == 0)
                break;
            room -= item.period;
            m_shown += item.size();
            kept.push_back(item);
        }
        m_items = std::move(kept);
    }

    /// The time shown, and what gap between two hand-overs is a long one.
    void measure()
    {
        std::vector<std::int64_t> gaps;
        for (std::size_t i = 1; i < m_shown; ++i)
            gaps.push_back(m_messages[i].sent - m_messages[i - 1].sent);
        const std::int64_t span = m_shown == 0 ? 0 : m_messages[m_shown - 1].sent - m_messages.front().sent;
        m_visible = std::max<std::int64_t>(span / kVisiblePart, 1);
        if (gaps.empty())
            return;
        std::ranges::nth_element(gaps, gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2));
        m_longGap = std::max(m_visible, static_cast<std::int64_t>(kLongGap * static_cast<double>(gaps[gaps.size() / 2])));
    }

    /// Waits that are long enough to be seen, of tasks that a loop does not stand for; what is too many is none.
    void collectWaits()
    {
        std::size_t arrows = 0;
        std::unordered_set<std::uint32_t> shown;
        for (const FoldItem &item : m_items) {
            arrows += item.period;
            for (std::size_t i = item.first; !item.isLoop() && i < item.first + item.period; ++i)
                shown.insert(m_messages[i].task);
        }
        const std::int64_t last = m_shown == 0 ? INT64_MIN : m_messages[m_shown - 1].sent;
        for (const analysis::Activation &a : m_all.activations) {
            const bool waits = a.state == LaneState::LockWait || a.state == LaneState::Io;
            if (waits && shown.contains(a.task) && a.end - a.begin >= m_visible && a.begin >= m_messages.front().sent && a.begin < last && m_lifelines.of(a.lifeline))
                m_waits.push_back(a);
        }
        std::ranges::stable_sort(m_waits, {}, &analysis::Activation::begin);
        if (arrows + m_waits.size() > m_limits.arrows) {
            m_script.remarks.push_back(counted(m_waits.size(), "wait") + " of tasks are not drawn.");
            m_waits.clear();
        }
    }

    void add(const FoldItem &item)
    {
        if (!item.isLoop()) {
            for (std::size_t i = item.first; i < item.first + item.period; ++i) {
                until(m_messages[i].sent);
                arrow(m_messages[i], item);
            }
            return;
        }
        until(m_messages[item.first].sent);
        ++m_loops;
        m_folded += item.size();
        m_script.steps.push_back({What::LoopBegin, 0, 0, MessageKind::HandOff, false, false, loopText(item)});
        for (std::size_t i = item.first; i < item.first + item.period; ++i)
            arrow(m_messages[i], item);
        m_script.steps.push_back({What::LoopEnd});
        m_last = m_messages[item.first + item.size() - 1].sent;
        while (m_nextWait < m_waits.size() && m_waits[m_nextWait].begin <= m_last)
            ++m_nextWait; // they are part of what the loop stands for
    }

    /// What happens between the last hand-over and the next one.
    void until(std::int64_t time)
    {
        for (; m_nextWait < m_waits.size() && m_waits[m_nextWait].begin < time; ++m_nextWait) {
            const analysis::Activation &wait = m_waits[m_nextWait];
            const std::string why = wait.state == LaneState::LockWait ? " for a lock" : ": I/O or sleep";
            const std::uint32_t where = *m_lifelines.of(wait.lifeline);
            m_script.steps.push_back({What::Wait, where, where, MessageKind::HandOff, false, false, m_words.nameOf(wait.task) + " waits " + lasting(wait.end - wait.begin) + why});
        }
        if (m_script.arrows > 0 && time - m_last > m_longGap)
            m_script.steps.push_back({What::Gap, 0, 0, MessageKind::HandOff, false, false, lasting(time - m_last) + " later" + underWay(m_last)});
        m_last = time;
    }

    void arrow(const Message &message, const FoldItem &item)
    {
        std::string text = m_words.textOf(message, item.isLoop());
        if (!item.isLoop() && message.received - message.sent >= m_visible)
            text += " (" + lasting(message.received - message.sent) + ')';
        m_arrows.push_back({m_script.steps.size(), message.task, item.isLoop() ? item.first + 1 : 0});
        m_script.steps.push_back({What::Arrow, *m_lifelines.of(message.from), *m_lifelines.of(message.to), message.kind, false, false, std::move(text)});
        ++m_script.arrows;
    }

    /// What was going on at an instant, as far as a task table tells.
    [[nodiscard]] std::string underWay(std::int64_t time) const
    {
        if (!m_subject.run)
            return {};
        const auto tasks = std::ranges::count_if(m_subject.run->tasks, [time](const record::TaskRow &row) {
            return row.submitted && *row.submitted <= time && (!row.finished || *row.finished > time);
        });
        return tasks == 0 ? std::string() : ", " + counted(static_cast<std::size_t>(tasks), "task") + " under way";
    }

    static std::string lasting(std::int64_t ns) { return durationText(static_cast<double>(ns)); }

    [[nodiscard]] std::string loopText(const FoldItem &loop) const
    {
        std::string text = "× " + std::to_string(loop.count) + " · mean " + durationText(loop.times.mean);
        if (loop.times.p99)
            text += " · p99 " + durationText(*loop.times.p99);
        text += " · slowest " + lasting(loop.times.slowestNs);
        const Message &slowest = m_messages[loop.first + loop.times.slowest * loop.period];
        if (slowest.task != base::kNoTask.value)
            text += " (" + m_words.nameOf(slowest.task) + ')';
        return text + (m_level == FoldLevel::SameTaskType ? " · any worker" : "");
    }

    /// An arrow of the script. `loop`: which loop it stands in; 0: none.
    struct Shown {
        std::size_t step;
        std::uint32_t task;
        std::size_t loop;
    };

    /// A lifeline that executes is active from what brings it a task to what it sends on about it, if both are shown, in the same loop or in none.
    void activate()
    {
        std::unordered_map<std::uint32_t, Shown> arrived; // by task
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (const Shown &shown : m_arrows) {
            if (shown.task == base::kNoTask.value)
                continue;
            const SequenceStep &step = m_script.steps[shown.step];
            const auto before = arrived.find(shown.task);
            if (before != arrived.end() && m_script.steps[before->second.step].to == step.from) {
                if (before->second.loop == shown.loop)
                    pairs.emplace_back(before->second.step, shown.step);
                arrived.erase(before);
            }
            const trace::LaneRole role = m_script.participants[step.to].role;
            if (role == trace::LaneRole::Worker || role == trace::LaneRole::EventLoop)
                arrived.insert_or_assign(shown.task, shown);
        }
        std::ranges::sort(pairs);
        mark(pairs);
    }

    void mark(const std::vector<std::pair<std::size_t, std::size_t>> &pairs)
    {
        std::vector<std::vector<std::size_t>> ends(m_script.participants.size()); // of what is active there
        for (const auto &[begin, end] : pairs) {
            auto &active = ends[m_script.steps[begin].to];
            std::erase_if(active, [at = begin](std::size_t other) { return other <= at; });
            if (active.size() >= kDeepest || m_script.steps[end].deactivates)
                continue;
            active.push_back(end);
            m_script.steps[begin].activates = m_script.steps[end].deactivates = true;
        }
    }

    void remark()
    {
        auto &remarks = m_script.remarks;
        if (m_messages.empty())
            remarks.emplace_back("Nothing was handed over.");
        if (m_loops > 0) {
            const char *same = m_level == FoldLevel::Exact ? "the same sender, receiver and kind"
                : m_level == FoldLevel::SamePair           ? "the same sender and receiver, of any kind"
                                                           : "the same kind about the same group of tasks, whichever worker";
            remarks.push_back(std::to_string(m_folded) + " of " + counted(m_messages.size(), "hand-over") + " are folded to " + counted(m_loops, "loop")
                              + ": repetitions with " + same + ". A loop shows its first instance.");
        }
        if (m_lifelines.drawnAsOne() > 0)
            remarks.push_back(counted(m_lifelines.drawnAsOne(), "lifeline") + " more would not fit: those of one role share a place.");
        if (m_shown < m_messages.size())
            remarks.push_back("Left out: the last " + std::to_string(m_messages.size() - m_shown) + " of " + counted(m_messages.size(), "hand-over")
                              + ", from " + lasting(m_messages[m_shown].sent) + " after the start on.");
        if (m_all.dropped > 0)
            remarks.push_back(counted(m_all.dropped, "event") + " were not recorded.");
    }

    const SequenceSubject &m_subject;
    const analysis::Interactions &m_all;
    const SequenceLimits m_limits;
    const std::vector<Message> m_messages;
    const SequenceLifelines m_lifelines;
    const SequenceWords m_words;
    const std::vector<analysis::FoldTask> m_tasks;
    FoldLevel m_level = FoldLevel::Exact;
    std::vector<FoldItem> m_items;
    std::vector<analysis::Activation> m_waits;
    std::vector<Shown> m_arrows;
    std::size_t m_shown = 0, m_folded = 0, m_loops = 0, m_nextWait = 0; ///< counts of messages, loops, waits
    std::int64_t m_visible = 1, m_longGap = INT64_MAX, m_last = 0;
    SequenceScript m_script;
};

} // namespace

std::vector<SequenceSubject> sequenceSubjects(const record::ExperimentRecord &experiment)
{
    std::vector<std::string> groups;
    for (const plan::TaskGroup &group : experiment.plan.workload.groups)
        groups.push_back(group.name);
    std::vector<SequenceSubject> subjects;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i) {
        const auto run = experiment.representative(base::EntryId{i});
        if (run && run->trace)
            subjects.push_back({run->entry.label, std::make_shared<analysis::Interactions>(analysis::interactions(*run->trace, run->runStart, run->eventsDropped)), run, groups});
    }
    return subjects;
}

std::vector<std::string> remarkLines(std::string_view remark)
{
    constexpr std::size_t kWidth = 60;
    std::vector<std::string> lines;
    while (remark.size() > kWidth) {
        const std::size_t space = remark.find(' ', kWidth);
        if (space == std::string_view::npos)
            break;
        lines.emplace_back(remark.substr(0, space));
        remark.remove_prefix(space + 1);
    }
    lines.emplace_back(remark);
    return lines;
}

SequenceScript sequenceScript(const SequenceSubject &subject, const SequenceLimits &limits) { return Maker(subject, limits).make(); }

} // namespace interleave::exporting
