// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/lane_pyramid.h"

#include <algorithm>
#include <limits>

namespace interleave::analysis {
namespace {

constexpr std::size_t kActivationsABucket = 8;
constexpr std::size_t kFewestBuckets = 64;
constexpr int kTopLevel = 62;

/// `part` of `whole` as a share of `full`, not 0 unless it is.
std::uint32_t shareOf(std::int64_t part, std::int64_t whole, std::uint32_t full)
{
    if (part <= 0)
        return 0;
    const double share = std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
    return std::max(1U, static_cast<std::uint32_t>(share * full + 0.5));
}

} // namespace

LaneCell cellOf(const StateSums &sums, std::int64_t width, std::uint64_t begun)
{
    LaneCell cell;
    cell.begun = static_cast<std::uint32_t>(std::min<std::uint64_t>(begun, std::numeric_limits<std::uint32_t>::max()));
    cell.state = sums.longest();
    cell.active = static_cast<std::uint8_t>(shareOf(sums.active(), width, 255));
    cell.busy = static_cast<std::uint16_t>(shareOf(sums.of(LaneState::Running), width, 65535));
    return cell;
}

int levelOf(std::int64_t t0, std::int64_t t1, std::size_t columns)
{
    int k = 0;
    columns = std::max<std::size_t>(2, columns);
    while (k < kTopLevel && static_cast<std::uint64_t>(((t1 - 1) >> k) - (t0 >> k)) >= columns)
        ++k;
    return k;
}

std::span<const Activation> activationsOf(const Interactions &interactions, std::uint32_t lane)
{
    const auto &all = interactions.activations;
    const auto [first, last] = std::equal_range(all.begin(), all.end(), Activation{lane}, [](const Activation &a, const Activation &b) { return a.lifeline < b.lifeline; });
    return {first, last};
}

/// Fills the buckets of one lane in one pass: a bucket that is complete goes into its parent, a parent into its own.
class LanePyramid::LaneBuilder {
public:
    LaneBuilder(Lane &lane, std::int64_t begin, std::int64_t end)
        : m_lane(lane)
    {
        const auto activations = lane.segments.activations();
        const std::size_t most = std::max(kFewestBuckets, activations.size() / kActivationsABucket);
        lane.finest = levelOf(begin, end, most);
        int k = lane.finest;
        do {
            lane.levels.push_back({begin >> k, {}});
            lane.levels.back().cells.reserve(static_cast<std::size_t>(((end - 1) >> k) - (begin >> k)) + 1);
        } while (((end - 1) >> k) - (begin >> k) > 1 && ++k <= kTopLevel);
        m_open.resize(lane.levels.size());
        m_bucket = lane.levels[0].first;
    }

    /// False: stopped.
    bool build(const WorkControl &control)
    {
        const LaneSegments &segments = m_lane.segments;
        const auto activations = segments.activations();
        std::size_t begun = 0;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (i % 65536 == 0 && control.stopped())
                return false;
            const auto segment = segments[i];
            for (; begun < activations.size() && activations[begun].begin < segment.begin; ++begun)
                countAt(activations[begun].begin);
            if (segment.state != LaneState::Idle)
                begun = cover(segment, begun);
        }
        for (; begun < activations.size(); ++begun)
            countAt(activations[begun].begin);
        finish();
        return true;
    }

private:
    struct Open {
        StateSums sums;
        std::uint64_t begun = 0;
    };

    void countAt(std::int64_t time)
    {
        closeUntil(time >> m_lane.finest);
        ++m_open[0].begun;
    }

    /// Spreads a segment over its buckets; what begins meanwhile is counted in its own. Returns the first activation that is not counted.
    std::size_t cover(const LaneSegments::Segment &segment, std::size_t begun)
    {
        const auto activations = m_lane.segments.activations();
        for (std::int64_t at = segment.begin; at < segment.end;) {
            closeUntil(at >> m_lane.finest);
            const std::int64_t end = std::min(segment.end, (m_bucket + 1) << m_lane.finest);
            m_open[0].sums.add(segment.state, end - at);
            for (; begun < activations.size() && activations[begun].begin < end; ++begun)
                ++m_open[0].begun;
            at = end;
        }
        return begun;
    }

    void closeUntil(std::int64_t bucket)
    {
        while (m_bucket < bucket)
            close(0, m_bucket++);
    }

    void close(std::size_t level, std::int64_t bucket)
    {
        Open &open = m_open[level];
        m_lane.levels[level].cells.push_back(cellOf(open.sums, std::int64_t{1} << (m_lane.finest + static_cast<int>(level)), open.begun));
        if (level + 1 < m_open.size()) {
            m_open[level + 1].sums.add(open.sums);
            m_open[level + 1].begun += open.begun;
            if (bucket % 2 != 0)
                close(level + 1, bucket >> 1);
        }
        open = {};
    }

    /// Closes what is open; buckets after the last activation are left away.
    void finish()
    {
        for (std::size_t level = 0; level < m_open.size(); ++level) {
            const Open &open = m_open[level];
            if (level > 0 && open.sums.active() == 0 && open.begun == 0)
                continue;
            m_lane.levels[level].cells.push_back(cellOf(open.sums, std::int64_t{1} << (m_lane.finest + static_cast<int>(level)), open.begun));
            if (level + 1 < m_open.size()) {
                m_open[level + 1].sums.add(open.sums);
                m_open[level + 1].begun += open.begun;
            }
        }
    }

    Lane &m_lane;
    std::vector<Open> m_open; ///< the bucket of each level that is being filled
    std::int64_t m_bucket = 0;
};

std::shared_ptr<const LanePyramid> LanePyramid::build(std::shared_ptr<const Interactions> interactions, const WorkControl &control)
{
    auto pyramid = std::make_shared<LanePyramid>();
    pyramid->m_interactions = std::move(interactions);
    const Interactions &all = *pyramid->m_interactions;
    pyramid->m_lanes.resize(all.lifelines.size());
    std::size_t done = 0;
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        if (control.stopped())
            return nullptr;
        Lane &lane = pyramid->m_lanes[i];
        const auto activations = activationsOf(all, i);
        if (!activations.empty()) {
            lane.segments = LaneSegments(activations);
            const auto end = std::max(lane.segments[lane.segments.size() - 1].end, activations.back().begin + 1);
            if (!LaneBuilder(lane, activations.front().begin, end).build(control))
                return nullptr;
        }
        done += activations.size();
        control.progress(done, all.activations.size());
    }
    return pyramid;
}

LaneCell LanePyramid::cell(const Lane &lane, int k, std::int64_t bucket) const
{
    const Level &level = lane.levels[static_cast<std::size_t>(k - lane.finest)];
    const std::int64_t i = bucket - level.first;
    return i >= 0 && i < static_cast<std::int64_t>(level.cells.size()) ? level.cells[static_cast<std::size_t>(i)] : LaneCell{};
}

void LanePyramid::fillExactly(const Lane &lane, int k, LaneCells &cells) const
{
    std::size_t first = lane.segments.firstEndingAfter(cells.begin);
    std::size_t begun = lane.segments.begunBefore(cells.begin);
    for (std::size_t i = 0; i < cells.cells.size(); ++i) {
        const std::int64_t begin = cells.begin + (static_cast<std::int64_t>(i) << k);
        const std::int64_t end = begin + cells.width;
        first = lane.segments.firstEndingAfter(begin, first);
        const std::size_t until = lane.segments.begunBefore(end, begun);
        cells.cells[i] = cellOf(lane.segments.sums(begin, end, first), cells.width, until - begun);
        begun = until;
    }
}

LaneCells LanePyramid::view(std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t columns) const
{
    LaneCells result;
    if (lane >= m_lanes.size() || t0 >= t1 || columns == 0)
        return result;
    const int k = levelOf(t0, t1, columns);
    result.width = std::int64_t{1} << k;
    result.begin = (t0 >> k) << k;
    result.cells.resize(static_cast<std::size_t>(((t1 - 1) >> k) - (t0 >> k)) + 1);
    const Lane &of = m_lanes[lane];
    if (of.levels.empty())
        return result;
    if (k < of.finest || k >= of.finest + static_cast<int>(of.levels.size())) {
        fillExactly(of, k, result);
        return result;
    }
    for (std::size_t i = 0; i < result.cells.size(); ++i)
        result.cells[i] = cell(of, k, (t0 >> k) + static_cast<std::int64_t>(i));
    return result;
}

LaneCells LanePyramid::view(std::span<const std::uint32_t> lanes, std::int64_t t0, std::int64_t t1, std::size_t columns) const
{
    LaneCells result;
    struct Sum {
        std::uint64_t begun = 0, busy = 0, active = 0;
        std::array<std::uint32_t, kLaneStates> states{};
    };
    std::vector<Sum> sums;
    for (const std::uint32_t lane : lanes) {
        LaneCells one = view(lane, t0, t1, columns);
        sums.resize(one.cells.size());
        for (std::size_t i = 0; i < one.cells.size(); ++i) {
            sums[i].begun += one.cells[i].begun;
            sums[i].busy += one.cells[i].busy;
            sums[i].active += one.cells[i].active;
            sums[i].states[static_cast<std::size_t>(one.cells[i].state)] += one.cells[i].active;
        }
        result = std::move(one);
    }
    const std::uint64_t count = std::max<std::size_t>(1, lanes.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const auto longest = std::max_element(sums[i].states.begin(), sums[i].states.end());
        LaneCell &cell = result.cells[i];
        cell.begun = static_cast<std::uint32_t>(std::min<std::uint64_t>(sums[i].begun, std::numeric_limits<std::uint32_t>::max()));
        cell.state = *longest > 0 ? static_cast<LaneState>(longest - sums[i].states.begin()) : LaneState::Idle;
        cell.active = static_cast<std::uint8_t>((sums[i].active + count - 1) / count);
        cell.busy = static_cast<std::uint16_t>((sums[i].busy + count - 1) / count);
    }
    return result;
}

std::size_t LanePyramid::bytes() const
{
    std::size_t sum = m_lanes.capacity() * sizeof(Lane);
    for (const Lane &lane : m_lanes) {
        sum += lane.segments.bytes() + lane.levels.capacity() * sizeof(Level);
        for (const Level &level : lane.levels)
            sum += level.cells.capacity() * sizeof(LaneCell);
    }
    return sum;
}

} // namespace interleave::analysis
