// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/lane_slices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace interleave::exporting {
namespace {

using testing::ElementsAre;

/// Slices as "0-10", those made for an arrow with "!", ends of arrows as ">5" and "<5".
std::vector<std::string> nested(std::vector<LaneSlice> slices, std::vector<FlowPoint> points = {})
{
    std::vector<std::string> out;
    LaneSink sink;
    sink.slice = [&out](const LaneSlice &slice) {
        out.push_back(std::to_string(slice.begin) + "-" + std::to_string(slice.end) + (slice.kind == SliceKind::HandOver ? "!" : ""));
    };
    sink.point = [&out](const FlowPoint &point) { out.push_back((point.sends ? ">" : "<") + std::to_string(point.time)); };
    nestLane(std::move(slices), std::move(points), sink);
    return out;
}

LaneSlice slice(std::int64_t begin, std::int64_t end) { return {begin, end, SliceKind::Task, 0, 0}; }
FlowPoint sends(std::int64_t time) { return {time, true, 0}; }
FlowPoint receives(std::int64_t time) { return {time, false, 0}; }

TEST(LaneSlices, WhatNestsStaysAsItIs) { EXPECT_THAT(nested({slice(10, 20), slice(0, 10), slice(2, 8), slice(2, 5)}), ElementsAre("0-10", "2-8", "2-5", "10-20")); }

TEST(LaneSlices, WhatOverlapsPartlyEndsWithItsNeighbour)
{
    EXPECT_THAT(nested({slice(0, 10), slice(5, 15)}), ElementsAre("0-10", "5-10"));
    EXPECT_THAT(nested({slice(0, 10), slice(5, 15), slice(8, 20), slice(12, 14)}), ElementsAre("0-10", "5-10", "8-10", "12-14"));
    EXPECT_THAT(nested({slice(5, 3)}), ElementsAre("5-5")) << "clocks may lie";
}

TEST(LaneSlices, AnArrowStandsInTheSliceThatIsOpen)
{
    EXPECT_THAT(nested({slice(0, 10)}, {sends(5)}), ElementsAre("0-10", ">5"));
    EXPECT_THAT(nested({slice(0, 10)}, {receives(0)}), ElementsAre("0-10", "<0"));
    EXPECT_THAT(nested({slice(0, 10), slice(10, 20)}, {receives(10)}), ElementsAre("0-10", "10-20", "<10"));
}

TEST(LaneSlices, AnArrowFromTheEndOfASliceStandsJustBeforeIt)
{
    EXPECT_THAT(nested({slice(0, 10)}, {sends(10)}), ElementsAre("0-10", ">9"));
    EXPECT_THAT(nested({slice(0, 10), slice(10, 20)}, {sends(10), receives(10)}), ElementsAre("0-10", ">9", "10-20", "<10"));
    EXPECT_THAT(nested({slice(0, 20), slice(5, 10)}, {sends(10)}), ElementsAre("0-20", "5-10", ">10")) << "what is around it is still open";
}

TEST(LaneSlices, WhereNothingIsOpenAnArrowGetsASliceOfItsOwn)
{
    EXPECT_THAT(nested({}, {sends(5), sends(5), sends(6)}), ElementsAre("5-6!", ">5", ">5", ">5"));
    EXPECT_THAT(nested({slice(0, 4), slice(6, 8)}, {receives(5), receives(4)}), ElementsAre("0-4", "4-5!", "<4", "5-6!", "<5", "6-8"));
    EXPECT_THAT(nested({slice(3, 3)}, {receives(3)}), ElementsAre("3-3", "3-4!", "<3")) << "a slice without length holds nothing";
    EXPECT_THAT(nested({slice(5, 9)}, {sends(5)}), ElementsAre("5-9", ">5"));
}

TEST(LaneSlices, WhateverComesEverySliceNestsAndEveryArrowStandsInOne)
{
    std::mt19937 random(11);
    const auto below = [&random](std::uint32_t limit) { return static_cast<std::int64_t>(random() % limit); };
    for (int round = 0; round < 500; ++round) {
        std::vector<LaneSlice> slices;
        std::vector<FlowPoint> points;
        for (int i = 0; i < 12; ++i) {
            const std::int64_t begin = below(30);
            slices.push_back(slice(begin, begin + below(12)));
            points.push_back({below(45), below(2) == 0, 0});
        }
        std::vector<LaneSlice> written;
        std::size_t placed = 0;
        LaneSink sink;
        sink.slice = [&written](const LaneSlice &next) {
            for (const LaneSlice &before : written)
                EXPECT_TRUE(next.begin >= before.end || next.end <= before.end || before.begin == before.end) << next.begin << '-' << next.end << " and " << before.begin << '-' << before.end;
            written.push_back(next);
        };
        sink.point = [&](const FlowPoint &point) {
            ++placed;
            EXPECT_TRUE(std::ranges::any_of(written, [&point](const LaneSlice &s) { return s.begin <= point.time && point.time < s.end; })) << point.time;
        };
        nestLane(slices, points, sink);
        EXPECT_EQ(placed, points.size());
        EXPECT_GE(written.size(), slices.size());
    }
}

} // namespace
} // namespace interleave::exporting
