// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/lane_slices.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace interleave::exporting {
namespace {

class Nesting {
public:
    explicit Nesting(const LaneSink &sink) : m_sink(sink) { }

    void open(LaneSlice slice)
    {
        while (!m_open.empty() && m_open.back().second <= slice.begin)
            m_open.pop_back();
        if (!m_open.empty())
            slice.end = std::min(slice.end, m_open.back().second);
        slice.end = std::max(slice.end, slice.begin);
        m_sink.slice(slice);
        if (slice.end > slice.begin)
            m_open.emplace_back(slice.begin, slice.end);
    }

    /// True: a slice that began earlier is open at this instant or ends with it.
    bool hasBefore(std::int64_t time)
    {
        while (!m_open.empty() && m_open.back().second < time)
            m_open.pop_back();
        return !m_open.empty() && m_open.back().first < time;
    }

    void place(FlowPoint point)
    {
        const std::int64_t time = point.time;
        if (point.sends && hasBefore(time) && m_open.front().second == time) {
            --point.time;
            m_sink.point(point);
            return;
        }
        while (!m_open.empty() && m_open.back().second <= time)
            m_open.pop_back();
        if (m_open.empty())
            open({time, time + 1, SliceKind::HandOver, 0, point.message});
        m_sink.point(point);
    }

private:
    const LaneSink &m_sink;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_open; ///< begin and end, the innermost last
};

} // namespace

void nestLane(std::vector<LaneSlice> slices, std::vector<FlowPoint> points, const LaneSink &sink)
{
    std::ranges::stable_sort(slices, [](const LaneSlice &a, const LaneSlice &b) { return std::tuple(a.begin, -a.end, a.kind) < std::tuple(b.begin, -b.end, b.kind); });
    std::ranges::stable_sort(points, [](const FlowPoint &a, const FlowPoint &b) { return std::tuple(a.time, !a.sends) < std::tuple(b.time, !b.sends); });
    Nesting nesting(sink);
    auto slice = slices.cbegin();
    auto point = points.cbegin();
    while (slice != slices.cend() || point != points.cend()) {
        const bool pointIsNext = point != points.cend()
            && (slice == slices.cend() || point->time < slice->begin || (point->time == slice->begin && point->sends && nesting.hasBefore(point->time)));
        if (pointIsNext)
            nesting.place(*point++);
        else
            nesting.open(*slice++);
    }
}

} // namespace interleave::exporting
