// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_plan.h"

#include "widgets/sequence/sequence_axes.h"
#include "widgets/sequence/sequence_columns.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::Interactions;

constexpr std::size_t kUnfoldedMessages = 300; ///< as many as have room for their words

/// Tasks that have at least one interval worth a bar; the slivers of others would hide behind it.
std::vector<bool> tasksWithBars(const Interactions &all, std::int64_t same)
{
    std::vector<bool> result;
    for (const Activation &a : all.activations) {
        if (a.task == base::kNoTask.value || a.end - a.begin <= same)
            continue;
        if (a.task >= result.size())
            result.resize(a.task + 1U);
        result[a.task] = true;
    }
    return result;
}

void findWhatThereIs(SequencePlan &plan)
{
    const Interactions &all = *plan.interactions;
    for (std::uint32_t i = 0; i < all.activations.size(); ++i)
        if (const auto state = static_cast<std::size_t>(all.activations[i].state); !plan.states[state] && !plan.sliver(i))
            plan.states[state] = true;
    for (const analysis::Message &m : all.messages)
        plan.kinds[static_cast<std::size_t>(m.kind)] = true;
}

} // namespace

AxisMode defaultMode(std::size_t events)
{
    if (events <= 2'000)
        return AxisMode::Ordinal;
    return events <= 50'000 ? AxisMode::Compressed : AxisMode::Proportional;
}

analysis::FoldLevel defaultFold(std::size_t messages) { return messages > kUnfoldedMessages ? analysis::FoldLevel::Exact : analysis::FoldLevel::None; }

SequenceData SequenceData::of(std::shared_ptr<const Interactions> interactions)
{
    SequenceData data{interactions, nullptr, nullptr, nullptr};
    data.index = analysis::InteractionIndex::build(interactions);
    data.pyramid = analysis::LanePyramid::build(interactions);
    data.traffic = analysis::Traffic::build(std::move(interactions));
    return data;
}

bool SequencePlan::sliver(std::uint32_t i) const
{
    const Activation &a = activation(i);
    return a.end - a.begin <= same && (a.task == base::kNoTask.value || (a.task < barred.size() && barred[a.task]));
}

std::uint16_t SequencePlan::slot(std::uint32_t i) const
{
    const Activation &a = activation(i);
    return columns[columnOf[a.lifeline]].lifelines.size() > 1 ? slotOf[a.lifeline] : a.depth;
}

double SequencePlan::unitOf(const Point &point) const
{
    const auto &knots = axis.knots();
    std::size_t first = 0;
    for (std::size_t count = rows.size(); count > 0;) {
        const std::size_t half = count / 2, row = first + half;
        const bool before = std::tie(knots[2 * row].time, rows[row].what, rows[row].index) <= std::tie(point.time, point.what, point.index);
        first = before ? row + 1 : first;
        count = before ? count - half - 1 : half;
    }
    if (first == 0)
        return 0;
    const TimeAxis::Knot &top = knots[2 * first - 2], &bottom = knots[2 * first - 1];
    return point.what == What::ActivationBegin ? bottom.unit : top.unit;
}

double SequencePlan::beginOf(std::uint32_t i) const
{
    const Activation &a = activation(i);
    return mode == AxisMode::Ordinal ? unitOf({a.begin, What::ActivationBegin, i}) : axis.unit(a.begin);
}

double SequencePlan::endOf(std::uint32_t i) const
{
    const Activation &a = activation(i);
    return mode == AxisMode::Ordinal ? unitOf({a.end, What::ActivationEnd, i}) : axis.unit(a.end);
}

double SequencePlan::sentAt(std::uint32_t i) const
{
    const analysis::Message &m = message(i);
    return mode == AxisMode::Ordinal ? unitOf({m.sent, What::Sent, i}) : axis.unit(m.sent);
}

double SequencePlan::receivedAt(std::uint32_t i) const
{
    const analysis::Message &m = message(i);
    if (mode != AxisMode::Ordinal)
        return axis.unit(m.received);
    return std::abs(m.received - m.sent) <= same ? sentAt(i) : unitOf({m.received, What::Received, i});
}

const Loop *SequencePlan::loopOf(std::uint32_t message) const
{
    const auto after = std::upper_bound(loops.begin(), loops.end(), message, [](std::uint32_t m, const Loop &loop) { return m < loop.item.first; });
    if (after == loops.begin())
        return nullptr;
    const Loop &loop = *(after - 1);
    return message < loop.item.first + loop.item.size() ? &loop : nullptr;
}

SequencePlan makePlan(const SequenceData &data, const PlanOptions &options)
{
    SequencePlan plan;
    plan.interactions = data.interactions;
    plan.index = data.index;
    plan.pyramid = data.pyramid;
    plan.traffic = data.traffic;
    plan.mode = options.mode;
    plan.order = options.order;
    plan.fold = options.fold;
    plan.expanded = options.expandWorkers;
    plan.same = sameInstant(*plan.interactions);
    plan.barred = tasksWithBars(*plan.interactions, plan.same);
    makeColumns(plan);
    if (plan.order == ColumnOrder::Communication)
        reorderColumns(plan, orderByCommunication(plan));
    else if (plan.order == ColumnOrder::Hand)
        reorderColumns(plan, options.byHand);
    fillColumns(plan);
    findWhatThereIs(plan);
    switch (plan.mode) {
    case AxisMode::Ordinal: makeRows(plan, options.folded); break;
    case AxisMode::Compressed: plan.axis = compressedAxis(*plan.interactions); break;
    case AxisMode::Proportional: plan.axis = proportionalAxis(*plan.interactions); break;
    }
    return plan;
}

} // namespace interleave::widgets
