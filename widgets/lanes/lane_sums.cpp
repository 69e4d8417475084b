// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lane_sums.h"

#include <algorithm>
#include <array>
#include <limits>

namespace interleave::widgets {
namespace {

using analysis::LaneCell;
using analysis::LaneCells;
using analysis::LanePyramid;
using analysis::LaneState;

constexpr std::size_t kPieces = 65'536, kFewestPieces = 1'024;
constexpr std::size_t kLookUps = 20'000'000; ///< lanes × pieces that building a group may cost
constexpr std::size_t kSegments = 150'000;   ///< added up in one look
constexpr std::size_t kActivationsAPiece = 8;

LaneCell together(const LaneCell &a, const LaneCell &b)
{
    LaneCell cell = a.active >= b.active ? a : b;
    cell.begun = static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{a.begun} + b.begun, std::numeric_limits<std::uint32_t>::max()));
    cell.active = static_cast<std::uint8_t>((a.active + b.active + 1) / 2);
    cell.busy = static_cast<std::uint16_t>((a.busy + b.busy + 1) / 2);
    return cell;
}

/// Pairs of neighbours as one; a bucket without its neighbour keeps its place.
LaneCells coarser(const LaneCells &fine)
{
    LaneCells result;
    result.width = fine.width * 2;
    const std::int64_t first = fine.begin / fine.width;
    const std::int64_t begin = first >> 1;
    result.begin = begin * result.width;
    const std::int64_t end = (first + static_cast<std::int64_t>(fine.cells.size()) - 1) >> 1;
    const auto at = [&](std::int64_t bucket) { return bucket >= first && bucket < first + static_cast<std::int64_t>(fine.cells.size()) ? fine.cells[static_cast<std::size_t>(bucket - first)] : LaneCell{}; };
    for (std::int64_t b = begin; b <= end; ++b)
        result.cells.push_back(together(at(2 * b), at(2 * b + 1)));
    return result;
}

/// Adds up stretches of states over cells: those inside a stretch by differences, so that a long one costs no more than a short one.
class Adder {
public:
    Adder(std::int64_t begin, int k, std::size_t cells)
        : m_begin(begin)
        , m_k(k)
        , m_sums(cells)
        , m_whole(cells + 1)
        , m_begun(cells)
    {
    }
    void add(const analysis::LaneSegments::Segment &segment)
    {
        const std::int64_t end = m_begin + (static_cast<std::int64_t>(m_sums.size()) << m_k);
        const std::int64_t from = std::max(segment.begin, m_begin), to = std::min(segment.end, end);
        if (from >= to || segment.state == LaneState::Idle)
            return;
        const auto first = static_cast<std::size_t>((from - m_begin) >> m_k), last = static_cast<std::size_t>((to - 1 - m_begin) >> m_k);
        if (segment.begin >= m_begin)
            ++m_begun[first];
        if (first == last) {
            m_sums[first].add(segment.state, to - from);
            return;
        }
        m_sums[first].add(segment.state, beginOf(first + 1) - from);
        m_sums[last].add(segment.state, to - beginOf(last));
        m_whole[first + 1].add(segment.state, 1);
        m_whole[last].add(segment.state, -1);
    }
    [[nodiscard]] std::vector<LaneCell> cells(std::size_t lanes)
    {
        std::vector<LaneCell> result;
        analysis::StateSums inside;
        for (std::size_t i = 0; i < m_sums.size(); ++i) {
            inside.add(m_whole[i]);
            for (std::size_t s = 0; s < analysis::kLaneStates; ++s)
                m_sums[i].ns[s] += inside.ns[s] << m_k;
            result.push_back(analysis::cellOf(m_sums[i], static_cast<std::int64_t>(lanes) << m_k, m_begun[i]));
        }
        return result;
    }

private:
    [[nodiscard]] std::int64_t beginOf(std::size_t cell) const { return m_begin + (static_cast<std::int64_t>(cell) << m_k); }
    std::int64_t m_begin;
    int m_k;
    std::vector<analysis::StateSums> m_sums, m_whole; ///< of parts of a cell; how many cover it whole, as differences
    std::vector<std::uint64_t> m_begun;
};

} // namespace

GroupSums::GroupSums(const LanePyramid &pyramid, std::vector<std::uint32_t> lanes)
    : m_lanes(std::move(lanes))
{
    std::int64_t begin = INT64_MAX, end = INT64_MIN;
    for (const auto lane : m_lanes) {
        const auto &segments = pyramid.segments(lane);
        m_extents.push_back(segments.size() == 0 ? Extent{INT64_MAX, INT64_MIN} : Extent{segments[0].begin, segments[segments.size() - 1].end});
        begin = std::min(begin, m_extents.back().begin);
        end = std::max(end, m_extents.back().end);
    }
    if (begin >= end)
        return;
    const std::size_t pieces = std::clamp(kLookUps / m_lanes.size(), kFewestPieces, kPieces);
    m_finest = analysis::levelOf(begin, end, pieces);
    m_levels.push_back(pyramid.view(m_lanes, begin, end, pieces));
    while (m_levels.back().cells.size() > 2)
        m_levels.push_back(coarser(m_levels.back()));
}

LaneCells GroupSums::view(const LanePyramid &pyramid, std::int64_t t0, std::int64_t t1, std::size_t columns) const
{
    if (m_levels.empty() || t0 >= t1 || columns == 0)
        return {};
    const int k = analysis::levelOf(t0, t1, columns);
    if (k < m_finest)
        if (auto fine = added(pyramid, t0, t1, k); !fine.cells.empty())
            return fine;
    return kept(t0, t1, std::clamp(k, m_finest, m_finest + static_cast<int>(m_levels.size()) - 1));
}

LaneCells GroupSums::kept(std::int64_t t0, std::int64_t t1, int k) const
{
    const LaneCells &level = m_levels[static_cast<std::size_t>(k - m_finest)];
    LaneCells result;
    result.width = level.width;
    result.begin = (t0 >> k) << k;
    for (std::int64_t at = result.begin; at < t1; at += level.width) {
        const std::int64_t i = (at - level.begin) >> k;
        result.cells.push_back(i >= 0 && i < static_cast<std::int64_t>(level.cells.size()) ? level.cells[static_cast<std::size_t>(i)] : LaneCell{});
    }
    return result;
}

/// No cells: that would be too many activations.
LaneCells GroupSums::added(const LanePyramid &pyramid, std::int64_t t0, std::int64_t t1, int k) const
{
    struct Part {
        std::uint32_t lane;
        std::size_t first, last;
    };
    LaneCells result;
    result.width = std::int64_t{1} << k;
    result.begin = (t0 >> k) << k;
    const auto count = static_cast<std::size_t>(((t1 - 1) >> k) - (t0 >> k)) + 1;
    const std::int64_t end = result.begin + (static_cast<std::int64_t>(count) << k);
    std::vector<Part> parts;
    std::size_t segments = 0;
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        if (m_extents[i].begin >= end || m_extents[i].end <= result.begin)
            continue;
        const auto &of = pyramid.segments(m_lanes[i]);
        const std::size_t first = of.firstEndingAfter(result.begin), last = std::min(of.size(), of.firstEndingAfter(end, first) + 1);
        parts.push_back({m_lanes[i], first, last});
        segments += last - first;
        if (segments > kSegments)
            return result;
    }
    Adder adder(result.begin, k, count);
    for (const Part &part : parts) {
        const auto &of = pyramid.segments(part.lane);
        for (std::size_t i = part.first; i < part.last; ++i)
            adder.add(of[i]);
    }
    result.cells = adder.cells(m_lanes.size());
    return result;
}

std::uint16_t AtOnce::View::at(std::int64_t t) const
{
    const std::int64_t i = t < begin ? -1 : (t - begin) / width;
    return i >= 0 && i < static_cast<std::int64_t>(most.size()) ? most[static_cast<std::size_t>(i)] : std::uint16_t{0};
}

AtOnce::AtOnce(std::span<const analysis::Activation> activations)
{
    std::vector<std::int64_t> begins, ends;
    for (const auto &a : activations) {
        if (a.depth == 0 || a.end <= a.begin)
            continue;
        begins.push_back(a.begin);
        ends.push_back(a.end);
    }
    if (begins.empty())
        return;
    std::sort(ends.begin(), ends.end());
    m_finest = analysis::levelOf(begins.front(), ends.back(), std::max<std::size_t>(64, begins.size() / kActivationsAPiece));
    View fine;
    fine.width = std::int64_t{1} << m_finest;
    fine.begin = (begins.front() >> m_finest) << m_finest;
    fine.most.resize(static_cast<std::size_t>((ends.back() - 1 - fine.begin) >> m_finest) + 1);
    std::size_t begun = 0, ended = 0;
    for (std::size_t i = 0; i < fine.most.size(); ++i) {
        const std::int64_t until = fine.begin + static_cast<std::int64_t>(i + 1) * fine.width;
        while (ended < ends.size() && ends[ended] <= until - fine.width)
            ++ended;
        std::size_t most = begun - ended;
        // One that ends at the instant at which another begins makes room for it.
        while (ended < ends.size() && ends[ended] < until)
            if (begun < begins.size() && begins[begun] < ends[ended])
                most = std::max(most, ++begun - ended);
            else
                ++ended;
        for (; begun < begins.size() && begins[begun] < until; ++begun)
            most = std::max(most, begun + 1 - ended);
        fine.most[i] = static_cast<std::uint16_t>(std::min<std::size_t>(most, UINT16_MAX));
    }
    m_most = *std::max_element(fine.most.begin(), fine.most.end());
    m_levels.push_back(std::move(fine));
    coarsen();
}

void AtOnce::coarsen()
{
    while (m_levels.back().most.size() > 2) {
        const View &fine = m_levels.back();
        View next;
        next.width = fine.width * 2;
        const std::int64_t first = fine.begin / fine.width, begin = first >> 1;
        next.begin = begin * next.width;
        next.most.resize(static_cast<std::size_t>(((first + static_cast<std::int64_t>(fine.most.size()) - 1) >> 1) - begin) + 1);
        for (std::size_t i = 0; i < fine.most.size(); ++i) {
            auto &most = next.most[static_cast<std::size_t>(((first + static_cast<std::int64_t>(i)) >> 1) - begin)];
            most = std::max(most, fine.most[i]);
        }
        m_levels.push_back(std::move(next));
    }
}

AtOnce::View AtOnce::view(std::int64_t t0, std::int64_t t1, std::size_t columns) const
{
    if (m_levels.empty() || t0 >= t1 || columns == 0)
        return {};
    const int k = std::clamp(analysis::levelOf(t0, t1, columns), m_finest, m_finest + static_cast<int>(m_levels.size()) - 1);
    const View &level = m_levels[static_cast<std::size_t>(k - m_finest)];
    View result;
    result.width = level.width;
    result.begin = (t0 >> k) << k;
    for (std::int64_t at = result.begin; at < t1; at += level.width)
        result.most.push_back(level.at(at));
    return result;
}

} // namespace interleave::widgets
