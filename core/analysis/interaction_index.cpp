// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interaction_index.h"

#include <algorithm>

namespace interleave::analysis {
namespace {

/// One more than the greatest task that occurs.
std::size_t tasksIn(const Interactions &all)
{
    std::size_t tasks = 0;
    const auto see = [&tasks](std::uint32_t task) {
        if (task != base::kNoTask.value)
            tasks = std::max<std::size_t>(tasks, std::size_t{task} + 1);
    };
    for (const Activation &a : all.activations)
        see(a.task);
    for (const Message &m : all.messages)
        see(m.task);
    return tasks;
}

} // namespace

std::shared_ptr<const InteractionIndex> InteractionIndex::build(std::shared_ptr<const Interactions> interactions, const WorkControl &control)
{
    auto index = std::make_shared<InteractionIndex>();
    index->m_interactions = std::move(interactions);
    const Interactions &all = *index->m_interactions;
    const auto &activations = all.activations;
    const auto &messages = all.messages;
    const std::size_t lanes = all.lifelines.size(), tasks = tasksIn(all);
    std::size_t done = 0;
    const auto goesOn = [&] {
        control.progress(++done, 6);
        return !control.stopped();
    };
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
        index->m_lanes.push_back(static_cast<std::uint32_t>(
            std::lower_bound(activations.begin(), activations.end(), lane, [](const Activation &a, std::uint32_t of) { return a.lifeline < of; }) - activations.begin()));
    index->m_lanes.push_back(static_cast<std::uint32_t>(activations.size()));
    index->m_ends.build(activations.size(), [&](std::size_t i) { return activations[i].end; });
    index->m_received.build(messages.size(), [&](std::size_t i) { return messages[i].received; });
    if (!goesOn())
        return nullptr;
    index->m_activationsOfTask.build(tasks, activations.size(), [&](std::size_t i) -> std::size_t { return activations[i].task; });
    if (!goesOn())
        return nullptr;
    index->m_messagesOfTask.build(tasks, messages.size(), [&](std::size_t i) -> std::size_t { return messages[i].task; });
    if (!goesOn())
        return nullptr;
    index->m_messagesFrom.build(lanes, messages.size(), [&](std::size_t i) -> std::size_t { return messages[i].from; });
    if (!goesOn())
        return nullptr;
    index->m_messagesTo.build(lanes, messages.size(), [&](std::size_t i) -> std::size_t { return messages[i].to; });
    return goesOn() ? index : nullptr;
}

InteractionIndex::Range InteractionIndex::activationsOfLane(std::uint32_t lane) const
{
    return lane + 1 < m_lanes.size() ? Range{m_lanes[lane], m_lanes[lane + 1]} : Range{};
}

std::uint32_t InteractionIndex::begunBefore(Range range, std::int64_t t) const
{
    const auto begin = m_interactions->activations.begin();
    const auto at = std::lower_bound(begin + range.first, begin + range.last, t, [](const Activation &a, std::int64_t time) { return a.begin < time; });
    return static_cast<std::uint32_t>(at - begin);
}

std::vector<std::uint32_t> InteractionIndex::activationsIn(std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t most) const
{
    std::vector<std::uint32_t> result;
    const Range range = activationsOfLane(lane);
    const auto &all = m_interactions->activations;
    const auto endOf = [&](std::size_t i) { return all[i].end; };
    const std::size_t before = begunBefore(range, t0), until = begunBefore(range, t1);
    for (std::size_t i = range.first; result.size() < most && (i = m_ends.nextAfter(t0, i, before, endOf)) < before; ++i)
        result.push_back(static_cast<std::uint32_t>(i));
    for (std::size_t i = before; i < until && result.size() < most; ++i)
        result.push_back(static_cast<std::uint32_t>(i));
    return result;
}

std::optional<std::uint32_t> InteractionIndex::activationFrom(std::uint32_t lane, std::int64_t t) const
{
    const Range range = activationsOfLane(lane);
    const auto at = begunBefore(range, t);
    return at < range.last ? std::optional(at) : std::nullopt;
}

std::optional<std::uint32_t> InteractionIndex::activationBefore(std::uint32_t lane, std::int64_t t) const
{
    const Range range = activationsOfLane(lane);
    const auto at = begunBefore(range, t);
    return at > range.first ? std::optional(at - 1) : std::nullopt;
}

InteractionIndex::Range InteractionIndex::messagesSent(std::int64_t t0, std::int64_t t1) const
{
    const auto &all = m_interactions->messages;
    const auto before = [&](std::int64_t t) {
        return static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), t, [](const Message &m, std::int64_t time) { return m.sent < time; }) - all.begin());
    };
    return {before(t0), std::max(before(t0), before(t1))};
}

std::vector<std::uint32_t> InteractionIndex::messagesIn(std::int64_t t0, std::int64_t t1, std::size_t most) const
{
    std::vector<std::uint32_t> result;
    const auto &all = m_interactions->messages;
    const auto endOf = [&](std::size_t i) { return all[i].received; };
    const Range sent = messagesSent(t0, t1);
    // Received at the very begin counts too.
    for (std::size_t i = 0; result.size() < most && (i = m_received.nextAfter(t0 - 1, i, sent.first, endOf)) < sent.first; ++i)
        result.push_back(static_cast<std::uint32_t>(i));
    for (std::uint32_t i = sent.first; i < sent.last && result.size() < most; ++i)
        result.push_back(i);
    return result;
}

std::size_t InteractionIndex::bytes() const
{
    return m_lanes.capacity() * sizeof(std::uint32_t) + m_ends.bytes() + m_received.bytes() + m_activationsOfTask.bytes() + m_messagesOfTask.bytes() + m_messagesFrom.bytes()
        + m_messagesTo.bytes();
}

} // namespace interleave::analysis
