// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_columns.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::Interactions;

constexpr std::size_t kSparkPoints = 32;

/// Gives each worker of a shared column a place; a worker's place is free again when its last activation has ended.
void placeInGroup(SequencePlan &plan, const std::vector<std::uint32_t> &members)
{
    std::vector<std::uint32_t> order = members;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return plan.extents[a].begin < plan.extents[b].begin; });
    using Taken = std::pair<std::int64_t, std::uint16_t>;
    std::priority_queue<Taken, std::vector<Taken>, std::greater<>> taken;
    std::set<std::uint16_t> free;
    std::uint32_t used = 0;
    for (const auto line : order) {
        while (!taken.empty() && taken.top().first <= plan.extents[line].begin) {
            free.insert(taken.top().second);
            taken.pop();
        }
        if (free.empty()) {
            plan.slotOf[line] = static_cast<std::uint16_t>(used++ % kMaxGroupSlots);
        } else {
            plan.slotOf[line] = *free.begin();
            free.erase(free.begin());
        }
        taken.emplace(plan.extents[line].end, plan.slotOf[line]);
    }
}

void findExtents(SequencePlan &plan)
{
    plan.extents.assign(plan.interactions->lifelines.size(), {});
    for (const Activation &a : plan.interactions->activations) {
        plan.extents[a.lifeline].begin = std::min(plan.extents[a.lifeline].begin, a.begin);
        plan.extents[a.lifeline].end = std::max(plan.extents[a.lifeline].end, a.end);
    }
}

void countSlots(SequencePlan &plan)
{
    const auto &activations = plan.interactions->activations;
    for (std::uint32_t i = 0; i < activations.size(); ++i) {
        Column &column = plan.columns[plan.columnOf[activations[i].lifeline]];
        const auto slots = static_cast<std::uint16_t>(plan.slot(i) + 1);
        if (slots > column.slots && !(plan.mode == AxisMode::Ordinal && plan.sliver(i)))
            column.slots = slots;
    }
}

void drawSpark(const SequencePlan &plan, Column &column)
{
    const auto begin = plan.interactions->begin, end = std::max(plan.interactions->end, begin + 1);
    const auto cells = plan.pyramid->view(column.lifelines, begin, end, kSparkPoints).cells;
    for (const analysis::LaneCell &cell : cells)
        column.spark.push_back(static_cast<float>(cell.busyShare()));
}

/// Hand-overs between each two columns, whichever way.
std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> talk(const SequencePlan &plan)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> result;
    for (const auto &pair : plan.traffic->pairs()) {
        const auto a = plan.columnOf[pair.from], b = plan.columnOf[pair.to];
        if (a != b)
            result[std::minmax(a, b)] += pair.total();
    }
    return result;
}

} // namespace

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

std::vector<std::uint32_t> groupsOf(const Interactions &all, bool expanded)
{
    SequencePlan plan;
    plan.interactions = std::shared_ptr<const Interactions>(std::shared_ptr<const Interactions>(), &all);
    plan.expanded = expanded;
    makeColumns(plan);
    std::vector<std::uint32_t> result;
    for (const auto column : plan.columnOf)
        result.push_back(plan.columns[column].lifelines.front());
    return result;
}

std::vector<std::uint32_t> orderByCommunication(const SequencePlan &plan)
{
    if (!plan.traffic || plan.columns.empty())
        return {};
    const auto links = talk(plan);
    const auto weight = [&](std::uint32_t a, std::uint32_t b) {
        const auto at = links.find(std::minmax(a, b));
        return at == links.end() ? std::uint64_t{0} : at->second;
    };
    std::vector<std::uint32_t> chain{0};
    std::vector<bool> placed(plan.columns.size());
    placed[0] = true;
    while (chain.size() < plan.columns.size()) {
        // Who talks most to the last one; else to anyone who stands already, the nearest first; else whoever is next.
        std::uint32_t best = 0;
        std::uint64_t most = 0;
        for (auto from = chain.rbegin(); from != chain.rend() && most == 0; ++from)
            for (std::uint32_t c = 0; c < plan.columns.size(); ++c)
                if (!placed[c] && weight(*from, c) > most) {
                    most = weight(*from, c);
                    best = c;
                }
        if (most == 0)
            best = static_cast<std::uint32_t>(std::find(placed.begin(), placed.end(), false) - placed.begin());
        placed[best] = true;
        chain.push_back(best);
    }
    std::vector<std::uint32_t> result;
    for (const auto c : chain)
        result.push_back(plan.columns[c].lifelines.front());
    return result;
}

void reorderColumns(SequencePlan &plan, const std::vector<std::uint32_t> &firstLifelines)
{
    const auto place = [&](const Column &column) { return std::find(firstLifelines.begin(), firstLifelines.end(), column.lifelines.front()) - firstLifelines.begin(); };
    std::stable_sort(plan.columns.begin(), plan.columns.end(), [&](const Column &a, const Column &b) { return place(a) < place(b); });
    for (std::uint32_t c = 0; c < plan.columns.size(); ++c)
        for (const auto line : plan.columns[c].lifelines)
            plan.columnOf[line] = c;
}

void fillColumns(SequencePlan &plan)
{
    findExtents(plan);
    plan.slotOf.assign(plan.interactions->lifelines.size(), 0);
    for (const Column &column : plan.columns)
        if (column.lifelines.size() > 1)
            placeInGroup(plan, column.lifelines);
    countSlots(plan);
    if (plan.pyramid)
        for (Column &column : plan.columns)
            drawSpark(plan, column);
}

} // namespace interleave::widgets
