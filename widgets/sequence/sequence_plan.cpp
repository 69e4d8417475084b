// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_plan.h"

#include "widgets/sequence/sequence_axes.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <set>
#include <tuple>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::Interactions;
using analysis::Message;

/// Gives each worker of a shared column a place; a worker's place is free again when its last activation has ended.
std::vector<std::uint16_t> groupSlots(const Interactions &all, const std::vector<std::uint32_t> &members)
{
    std::vector<std::int64_t> begin(all.lifelines.size(), INT64_MAX), end(all.lifelines.size(), INT64_MIN);
    for (const Activation &a : all.activations) {
        begin[a.lifeline] = std::min(begin[a.lifeline], a.begin);
        end[a.lifeline] = std::max(end[a.lifeline], a.end);
    }
    std::vector<std::uint32_t> order = members;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return begin[a] < begin[b]; });
    std::vector<std::uint16_t> slot(all.lifelines.size(), 0);
    using Taken = std::pair<std::int64_t, std::uint16_t>;
    std::priority_queue<Taken, std::vector<Taken>, std::greater<>> taken;
    std::set<std::uint16_t> free;
    std::uint32_t used = 0;
    for (const auto line : order) {
        while (!taken.empty() && taken.top().first <= begin[line]) {
            free.insert(taken.top().second);
            taken.pop();
        }
        if (free.empty()) {
            slot[line] = static_cast<std::uint16_t>(used++ % kMaxGroupSlots);
        } else {
            slot[line] = *free.begin();
            free.erase(free.begin());
        }
        taken.emplace(end[line], slot[line]);
    }
    return slot;
}

void makeColumns(SequencePlan &plan)
{
    const Interactions &all = *plan.interactions;
    const auto isWorker = [](const analysis::Lifeline &l) { return l.role == trace::LaneRole::Worker; };
    const auto workers = static_cast<std::size_t>(std::count_if(all.lifelines.begin(), all.lifelines.end(), isWorker));
    const bool grouped = workers > kMaxWorkerColumns;
    plan.columnOf.resize(all.lifelines.size());
    bool groupMade = false;
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        const bool member = grouped && isWorker(all.lifelines[i]);
        if (!member || plan.expanded || !groupMade) {
            Column column;
            column.group = member && !groupMade;
            column.expanded = column.group && plan.expanded;
            plan.columns.push_back(column);
            groupMade = groupMade || member;
        }
        plan.columns.back().lifelines.push_back(i);
        plan.columns.back().busy += all.lifelines[i].busy;
        plan.columnOf[i] = static_cast<std::uint32_t>(plan.columns.size() - 1);
    }
    for (Column &column : plan.columns)
        column.busy /= static_cast<double>(column.lifelines.size());
}

Units unitsByTime(const SequencePlan &plan)
{
    Units u;
    for (const Activation &a : plan.interactions->activations) {
        u.actBegin.push_back(plan.axis.unit(a.begin));
        u.actEnd.push_back(plan.axis.unit(a.end));
    }
    for (const Message &m : plan.interactions->messages) {
        u.sent.push_back(plan.axis.unit(m.sent));
        u.received.push_back(plan.axis.unit(m.received));
    }
    return u;
}

/// Tasks that have at least one interval worth a bar; the slivers of others would hide behind it.
std::vector<bool> tasksWithBars(const Interactions &all)
{
    std::vector<bool> result;
    const std::int64_t same = sameInstant(all);
    for (const Activation &a : all.activations) {
        if (a.task == base::kNoTask.value || a.end - a.begin <= same)
            continue;
        if (a.task >= result.size())
            result.resize(a.task + 1U);
        result[a.task] = true;
    }
    return result;
}

void findReach(SequencePlan &plan)
{
    double reach = 0;
    for (std::uint32_t i = 0; i < plan.activations.size(); ++i) {
        auto &a = plan.activations[i];
        Column &column = plan.columns[a.column];
        if (i == 0 || plan.activations[i - 1].column != a.column) {
            column.firstActivation = i;
            reach = a.end;
        }
        column.endActivation = i + 1;
        a.reach = reach = std::max(reach, a.end);
    }
}

void placeActivations(SequencePlan &plan, const Units &units)
{
    const Interactions &all = *plan.interactions;
    const auto barred = tasksWithBars(all);
    const std::int64_t same = sameInstant(all);
    std::vector<std::uint16_t> slots(all.lifelines.size(), 0);
    for (const Column &column : plan.columns)
        if (column.lifelines.size() > 1)
            slots = groupSlots(all, column.lifelines);
    for (std::uint32_t i = 0; i < all.activations.size(); ++i) {
        const Activation &a = all.activations[i];
        const bool sliver = a.end - a.begin <= same && (a.task == base::kNoTask.value || (a.task < barred.size() && barred[a.task]));
        // A row has no inside to zoom into.
        if (sliver && plan.mode == AxisMode::Ordinal)
            continue;
        Column &column = plan.columns[plan.columnOf[a.lifeline]];
        const auto slot = column.lifelines.size() > 1 ? slots[a.lifeline] : a.depth;
        column.slots = std::max<std::uint16_t>(column.slots, static_cast<std::uint16_t>(slot + 1));
        plan.activations.push_back({i, plan.columnOf[a.lifeline], slot, units.actBegin[i], units.actEnd[i], 0, sliver});
    }
    std::stable_sort(plan.activations.begin(), plan.activations.end(),
                     [](const auto &a, const auto &b) { return std::tie(a.column, a.begin) < std::tie(b.column, b.begin); });
    findReach(plan);
}

void placeMessages(SequencePlan &plan, const Units &units)
{
    const auto &messages = plan.interactions->messages;
    for (std::uint32_t i = 0; i < messages.size(); ++i)
        plan.messages.push_back({i, plan.columnOf[messages[i].from], plan.columnOf[messages[i].to], units.sent[i], units.received[i], 0});
    const auto first = [](const PlacedMessage &m) { return std::min(m.sent, m.received); };
    std::stable_sort(plan.messages.begin(), plan.messages.end(), [&](const auto &a, const auto &b) { return first(a) < first(b); });
    double reach = 0;
    for (auto &m : plan.messages)
        m.reach = reach = std::max({reach, m.sent, m.received});
}

void collectInstants(SequencePlan &plan)
{
    for (const auto &a : plan.activations) {
        plan.instants.push_back(a.begin);
        plan.instants.push_back(a.end);
    }
    for (const auto &m : plan.messages) {
        plan.instants.push_back(m.sent);
        plan.instants.push_back(m.received);
    }
    std::sort(plan.instants.begin(), plan.instants.end());
    plan.instants.erase(std::unique(plan.instants.begin(), plan.instants.end()), plan.instants.end());
}

} // namespace

AxisMode defaultMode(std::size_t events)
{
    if (events <= 2'000)
        return AxisMode::Ordinal;
    return events <= 50'000 ? AxisMode::Compressed : AxisMode::Proportional;
}

SequencePlan makePlan(std::shared_ptr<const Interactions> interactions, AxisMode mode, bool expandWorkers)
{
    SequencePlan plan;
    plan.interactions = std::move(interactions);
    plan.mode = mode;
    plan.expanded = expandWorkers;
    makeColumns(plan);
    Units units;
    if (mode == AxisMode::Ordinal) {
        plan.axis = ordinalAxis(*plan.interactions, plan.columnOf, units);
    } else {
        plan.axis = mode == AxisMode::Compressed ? compressedAxis(*plan.interactions) : proportionalAxis(*plan.interactions);
        units = unitsByTime(plan);
    }
    placeActivations(plan, units);
    placeMessages(plan, units);
    collectInstants(plan);
    return plan;
}

} // namespace interleave::widgets
