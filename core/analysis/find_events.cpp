// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/find_events.h"

#include <algorithm>
#include <charconv>

namespace interleave::analysis {
namespace {

using trace::TaskStatus;

constexpr std::size_t kBetweenLooks = 65'536; ///< at the stop flag

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

/// `wanted` is in lower case.
bool contains(std::string_view text, std::string_view wanted)
{
    return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), [](char a, char b) { return lower(a) == b; }) != text.end();
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// Of "37", "#37", "task 37".
std::optional<std::uint32_t> taskNumber(std::string_view text)
{
    for (const std::string_view prefix : {"task", "#"})
        if (text.starts_with(prefix))
            text = trimmed(text.substr(prefix.size()));
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool failed(const record::TaskRow &row)
{
    return row.status == TaskStatus::Failed || row.status == TaskStatus::TimedOut || (row.status == TaskStatus::Lost && row.submitted);
}

bool waits(LaneState state) { return state != LaneState::Running && state != LaneState::Idle; }

} // namespace

EventFilter::EventFilter(const Searched &searched, const EventQuery &query)
    : m_query(query)
{
    const Interactions &all = searched.interactions;
    m_query.text = lowered(trimmed(query.text));
    const std::string_view text = m_query.text;
    if (!query.lanes.empty()) {
        m_lanes.resize(all.lifelines.size());
        for (const std::uint32_t lane : query.lanes)
            if (lane < m_lanes.size())
                m_lanes[lane] = true;
    }
    if (query.failedOnly) {
        m_failed.resize(searched.tasks.size());
        for (std::size_t i = 0; i < searched.tasks.size(); ++i)
            m_failed[i] = failed(searched.tasks[i]);
    }
    if (text.empty())
        return;
    for (const Lifeline &line : all.lifelines)
        m_namedLanes.push_back(contains(line.name, text));
    m_namedLabels.push_back(false);
    for (const std::string &label : all.labels)
        m_namedLabels.push_back(contains(label, text));
    std::vector<bool> groups;
    for (const std::string &group : searched.groups)
        groups.push_back(contains(group, text));
    const auto number = taskNumber(text);
    m_namedTasks.resize(searched.tasks.size());
    for (std::size_t i = 0; i < searched.tasks.size(); ++i)
        m_namedTasks[i] = has(groups, searched.tasks[i].group) || (!searched.tasks[i].error.empty() && contains(searched.tasks[i].error, text));
    if (number && *number < std::max<std::size_t>(searched.tasks.size(), 1U << 24)) {
        m_namedTasks.resize(std::max<std::size_t>(m_namedTasks.size(), std::size_t{*number} + 1));
        m_namedTasks[*number] = true;
    }
}

bool EventFilter::taskFits(std::uint32_t task) const { return !m_query.failedOnly || has(m_failed, task); }

bool EventFilter::shows(const Activation &activation) const
{
    if ((m_query.states != 0 || m_query.messages != 0) && (m_query.states & bitOf(activation.state)) == 0)
        return false;
    if (m_query.waitedOnly && !waits(activation.state))
        return false;
    if (activation.end - activation.begin <= m_query.longerThan && m_query.longerThan > 0)
        return false;
    if ((!m_lanes.empty() && !has(m_lanes, activation.lifeline)) || !taskFits(activation.task))
        return false;
    return m_query.text.empty() || has(m_namedLanes, activation.lifeline) || has(m_namedTasks, activation.task);
}

bool EventFilter::shows(const Message &message) const
{
    if (m_query.waitedOnly || ((m_query.states != 0 || m_query.messages != 0) && (m_query.messages & bitOf(message.kind)) == 0))
        return false;
    if (message.received - message.sent <= m_query.longerThan && m_query.longerThan > 0)
        return false;
    if ((!m_lanes.empty() && !has(m_lanes, message.from) && !has(m_lanes, message.to)) || !taskFits(message.task))
        return false;
    return m_query.text.empty() || has(m_namedLanes, message.from) || has(m_namedLanes, message.to) || has(m_namedTasks, message.task) || has(m_namedLabels, message.label);
}

/// Collects the hits of a query.
struct EventFinder {
    const Searched &searched;
    const EventFilter filter;
    const WorkControl &control;
    std::vector<EventHit> hits;

    [[nodiscard]] static EventHit hitOf(const Activation &a, std::size_t i) { return {EventHit::Kind::Activation, a.begin, a.end, a.lifeline, a.task, static_cast<std::uint32_t>(i)}; }
    [[nodiscard]] static EventHit hitOf(const Message &m, std::size_t i) { return {EventHit::Kind::Message, m.sent, m.received, m.from, m.task, static_cast<std::uint32_t>(i)}; }

    /// `each(i)` for every i; false: stopped.
    template <class Each>
    bool overAll(std::size_t size, Each each)
    {
        for (std::size_t i = 0; i < size; ++i) {
            if (i % kBetweenLooks == 0) {
                if (control.stopped())
                    return false;
                control.progress(i, size);
            }
            each(i);
        }
        return true;
    }

    /// Everything that fits.
    bool every()
    {
        const Interactions &all = searched.interactions;
        const auto take = [&](const auto &list) {
            return overAll(list.size(), [&](std::size_t i) {
                if (filter.shows(list[i]))
                    hits.push_back(hitOf(list[i], i));
            });
        };
        return take(all.activations) && take(all.messages);
    }

    /// What the text names, each once.
    bool named()
    {
        const Interactions &all = searched.interactions;
        std::vector<bool> seen(all.lifelines.size());
        const bool whole = overAll(all.activations.size(), [&](std::size_t i) {
            const Activation &a = all.activations[i];
            if (!filter.has(filter.m_namedLanes, a.lifeline) || seen[a.lifeline])
                return;
            seen[a.lifeline] = true;
            hits.push_back({EventHit::Kind::Lane, a.begin, a.end, a.lifeline, base::kNoTask.value, 0});
        });
        if (!whole)
            return false;
        // A lane that is never busy is found all the same.
        for (std::uint32_t lane = 0; lane < all.lifelines.size(); ++lane)
            if (filter.has(filter.m_namedLanes, lane) && !seen[lane])
                hits.push_back({EventHit::Kind::Lane, all.begin, all.end, lane, base::kNoTask.value, 0});
        return tasks() && overAll(all.messages.size(), [&](std::size_t i) {
            if (filter.has(filter.m_namedLabels, all.messages[i].label))
                hits.push_back(hitOf(all.messages[i], i));
        });
    }

    bool tasks()
    {
        std::vector<std::uint32_t> lineOf;
        for (std::uint32_t line = 0; line < searched.interactions.lifelines.size(); ++line) {
            const std::uint32_t lane = searched.interactions.lifelines[line].lane.value;
            lineOf.resize(std::max<std::size_t>(lineOf.size(), std::size_t{lane} + 1));
            lineOf[lane] = line;
        }
        return overAll(searched.tasks.size(), [&](std::size_t i) {
            const record::TaskRow &row = searched.tasks[i];
            const record::OptionalNs first = failed(row) && row.finished ? row.finished : row.submitted ? row.submitted : row.started;
            if (filter.has(filter.m_namedTasks, i) && first)
                hits.push_back({EventHit::Kind::Task, *first, row.finished.value_or(*first), row.lane < lineOf.size() ? lineOf[row.lane] : 0, row.task, 0});
        });
    }
};

std::vector<EventHit> findEvents(const Searched &searched, const EventQuery &query, std::size_t most, const WorkControl &control)
{
    EventFinder finder{searched, EventFilter(searched, query), control, {}};
    const bool onlyText = query.onlyText();
    if ((onlyText && trimmed(query.text).empty()) || !(onlyText ? finder.named() : finder.every()))
        return {};
    std::stable_sort(finder.hits.begin(), finder.hits.end(), [](const EventHit &a, const EventHit &b) { return a.time < b.time; });
    if (finder.hits.size() > most)
        finder.hits.resize(most);
    return std::move(finder.hits);
}

} // namespace interleave::analysis
