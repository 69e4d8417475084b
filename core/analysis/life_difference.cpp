// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/life_difference.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace interleave::analysis {
namespace {

using record::TaskRow;
using trace::BlockCause;
using Pair = std::pair<const TaskRow *, const TaskRow *>;

/// Those that finished, by group and place in it. Rows mostly come in that order.
std::vector<const TaskRow *> finished(const record::RunRecord &run)
{
    std::vector<const TaskRow *> rows;
    for (const TaskRow &row : run.tasks)
        if (row.latency())
            rows.push_back(&row);
    const auto before = [](const TaskRow *a, const TaskRow *b) { return std::pair(a->group, a->index) < std::pair(b->group, b->index); };
    if (!std::is_sorted(rows.begin(), rows.end(), before))
        std::sort(rows.begin(), rows.end(), before);
    return rows;
}

std::int64_t differenceOf(const Pair &pair) { return *pair.second->latency() - *pair.first->latency(); }

std::optional<std::int64_t> difference(std::optional<std::int64_t> a, std::optional<std::int64_t> b) { return a && b ? std::optional(*b - *a) : std::nullopt; }

std::vector<LifeDifference::Cause> causesOf(const TaskRow &a, const TaskRow &b)
{
    std::vector<LifeDifference::Cause> causes;
    for (std::size_t i = 1; i <= static_cast<std::size_t>(BlockCause::Command); ++i) {
        const auto cause = static_cast<BlockCause>(i);
        if (const std::int64_t ns = (b.blockedBy.of(cause) - a.blockedBy.of(cause)).count(); ns != 0)
            causes.push_back({cause, ns});
    }
    std::stable_sort(causes.begin(), causes.end(), [](const auto &x, const auto &y) { return std::abs(x.ns) > std::abs(y.ns); });
    return causes;
}

LifeDifference lifeOf(const Pair &pair)
{
    const auto &[a, b] = pair;
    LifeDifference life;
    life.group = a->group;
    life.index = a->index;
    life.taskA = a->task;
    life.taskB = b->task;
    life.latencyA = *a->latency();
    life.latencyB = *b->latency();
    life.latency = differenceOf(pair);
    life.queue = difference(a->queue(), b->queue());
    life.service = difference(a->service(), b->service());
    life.onCpu = difference(a->onCpu.get(), b->onCpu.get());
    life.runnable = difference(a->runnable.get(), b->runnable.get());
    life.blocked = difference(a->blocked.get(), b->blocked.get());
    life.causes = causesOf(*a, *b);
    return life;
}

} // namespace

LifeDifferences lifeDifferences(const record::RunRecord &a, const record::RunRecord &b, std::size_t most)
{
    const auto inA = finished(a), inB = finished(b);
    const auto key = [](const TaskRow *row) { return std::pair(row->group, row->index); };
    LifeDifferences result;
    std::vector<Pair> both;
    std::size_t i = 0, j = 0;
    while (i < inA.size() && j < inB.size()) {
        if (key(inA[i]) == key(inB[j]))
            both.emplace_back(inA[i++], inB[j++]);
        else if (key(inA[i]) < key(inB[j]))
            ++i;
        else
            ++j;
    }
    result.compared = both.size();
    result.onlyA = inA.size() - both.size();
    result.onlyB = inB.size() - both.size();
    const auto kept = both.begin() + static_cast<std::ptrdiff_t>(std::min(most, both.size()));
    std::partial_sort(both.begin(), kept, both.end(), [&](const Pair &x, const Pair &y) {
        const std::int64_t dx = std::abs(differenceOf(x)), dy = std::abs(differenceOf(y));
        return dx != dy ? dx > dy : key(x.first) < key(y.first);
    });
    for (auto pair = both.begin(); pair != kept; ++pair)
        result.tasks.push_back(lifeOf(*pair));
    return result;
}

} // namespace interleave::analysis
