// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_parts.h"

#include <algorithm>

namespace interleave::widgets {
namespace {

/// The times in view, without the insides of loops: whole runs may be in there.
std::vector<std::pair<std::int64_t, std::int64_t>> stretches(const FrameInput &input)
{
    const Scale scale(input);
    std::int64_t at = scale.time(-kOutside);
    const std::int64_t end = std::max(at, scale.time(input.height + kOutside));
    std::vector<std::pair<std::int64_t, std::int64_t>> result;
    const auto [first, last] = loopsInView(input);
    for (std::size_t i = first; i < last; ++i) {
        result.emplace_back(at, std::max(at, input.plan.loops[i].begin));
        at = std::max(at, input.plan.loops[i].end);
    }
    if (at <= end || result.empty())
        result.emplace_back(at, std::max(at, end));
    return result;
}

class Finder {
public:
    explicit Finder(const FrameInput &input)
        : m_plan(input.plan)
        , m_stretches(stretches(input))
        , m_first(Scale(input).unit(-kOutside))
        , m_last(Scale(input).unit(input.height + kOutside))
    {
    }

    InView find()
    {
        for (std::uint32_t lane = 0; lane < m_plan.extents.size() && !m_found.dense; ++lane)
            if (m_plan.extents[lane].begin <= m_stretches.back().second && m_plan.extents[lane].end >= m_stretches.front().first)
                activationsOf(lane);
        if (!m_found.dense)
            messages();
        return std::move(m_found);
    }

private:
    void activationsOf(std::uint32_t lane)
    {
        std::int64_t seen = INT64_MIN;
        for (const auto &[begin, end] : m_stretches) {
            const auto found = m_plan.index->activationsIn(lane, begin - 1, end + 2, kDenseEvents + 1);
            for (const auto i : found) {
                // What began in a stretch before was found there.
                if (m_plan.activation(i).begin <= seen || (m_plan.mode == AxisMode::Ordinal && m_plan.sliver(i)))
                    continue;
                const double top = m_plan.beginOf(i), bottom = m_plan.endOf(i);
                if (top <= bottom && bottom >= m_first && top <= m_last)
                    m_found.activations.push_back(i);
            }
            seen = end + 1;
            m_found.dense = m_found.dense || m_found.activations.size() > kDenseEvents || found.size() > kDenseEvents;
        }
    }

    void messages()
    {
        std::int64_t seen = INT64_MIN;
        for (const auto &[begin, end] : m_stretches) {
            const auto found = m_plan.index->messagesIn(begin - 1, end + 2, kDenseEvents + 1);
            for (const auto i : found) {
                if (m_plan.message(i).sent <= seen || m_plan.loopOf(i))
                    continue;
                const auto [top, bottom] = std::minmax({m_plan.sentAt(i), m_plan.receivedAt(i)});
                if (bottom >= m_first && top <= m_last)
                    m_found.messages.push_back(i);
            }
            seen = end + 1;
            m_found.dense = m_found.dense || m_found.messages.size() > kDenseEvents || found.size() > kDenseEvents;
        }
    }

    const SequencePlan &m_plan;
    const std::vector<std::pair<std::int64_t, std::int64_t>> m_stretches;
    const double m_first, m_last;
    InView m_found;
};

} // namespace

std::pair<std::size_t, std::size_t> loopsInView(const FrameInput &input)
{
    const auto &loops = input.plan.loops;
    const double first = Scale(input).unit(-kOutside), last = Scale(input).unit(input.height + kOutside);
    const auto from = std::partition_point(loops.begin(), loops.end(), [&](const Loop &loop) { return loop.unit + loop.units < first; });
    const auto to = std::partition_point(from, loops.end(), [&](const Loop &loop) { return loop.unit <= last; });
    return {static_cast<std::size_t>(from - loops.begin()), static_cast<std::size_t>(to - loops.begin())};
}

InView findInView(const FrameInput &input)
{
    if (input.plan.coarse())
        return {{}, {}, true};
    return Finder(input).find();
}

} // namespace interleave::widgets
