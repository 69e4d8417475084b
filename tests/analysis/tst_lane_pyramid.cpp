// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/lane_pyramid.h"

#include "tests/analysis/made_interactions.h"

#include <gtest/gtest.h>

#include <atomic>

namespace interleave {
namespace {

using analysis::Activation;
using analysis::Interactions;
using analysis::LaneCell;
using analysis::LaneCells;
using analysis::LanePyramid;
using analysis::LaneState;
using analysis::StateSums;
using test::madeInteractions;

constexpr std::uint32_t kLanes = 2; // and one with overlaps

/// The slow way: every instant at which something changes.
LaneCell slowly(const Interactions &all, std::uint32_t lane, std::int64_t begin, std::int64_t end)
{
    std::vector<const Activation *> touching;
    std::vector<std::int64_t> changes{begin, end};
    std::uint64_t begun = 0;
    for (const Activation &a : all.activations) {
        if (a.lifeline != lane)
            continue;
        begun += a.begin >= begin && a.begin < end;
        if (a.begin >= end || a.end <= begin)
            continue;
        touching.push_back(&a);
        changes.push_back(std::max(begin, a.begin));
        changes.push_back(std::min(end, a.end));
    }
    std::sort(changes.begin(), changes.end());
    StateSums sums;
    std::size_t first = 0;
    for (std::size_t i = 1; i < changes.size(); ++i) {
        if (changes[i] == changes[i - 1])
            continue;
        LaneState state = LaneState::Idle;
        while (first < touching.size() && touching[first]->end <= changes[i - 1] && lane < kLanes)
            ++first;
        for (std::size_t n = first; n < touching.size() && touching[n]->begin <= changes[i - 1]; ++n)
            if (touching[n]->end > changes[i - 1])
                state = std::min(state, touching[n]->state);
        sums.add(state, changes[i] - changes[i - 1]);
    }
    return analysis::cellOf(sums, end - begin, begun);
}

std::string told(const LaneCell &cell)
{
    return std::to_string(cell.begun) + " begun, state " + std::to_string(static_cast<int>(cell.state)) + ", active " + std::to_string(cell.active) + ", busy "
        + std::to_string(cell.busy);
}

void expectExact(const LanePyramid &pyramid, std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t columns)
{
    const LaneCells cells = pyramid.view(lane, t0, t1, columns);
    ASSERT_LE(cells.cells.size(), std::max<std::size_t>(2, columns));
    ASSERT_LE(cells.begin, t0);
    ASSERT_GE(cells.begin + cells.width * static_cast<std::int64_t>(cells.cells.size()), t1);
    for (std::size_t i = 0; i < cells.cells.size(); ++i) {
        const std::int64_t begin = cells.begin + cells.width * static_cast<std::int64_t>(i);
        const LaneCell expected = slowly(pyramid.interactions(), lane, begin, begin + cells.width);
        ASSERT_EQ(cells.cells[i], expected) << "lane " << lane << ", cell " << i << " of " << cells.cells.size() << ", width " << cells.width << "\nis  " << told(cells.cells[i])
                                            << "\nnot " << told(expected);
    }
}

TEST(LanePyramid, AViewOfTheWholeRunIsExactInEveryLane)
{
    const auto pyramid = LanePyramid::build(madeInteractions(kLanes, 5'000, 0));
    const auto &all = pyramid->interactions();
    for (std::uint32_t lane = 0; lane <= kLanes; ++lane)
        for (const std::size_t columns : {1, 2, 7, 64, 300})
            expectExact(*pyramid, lane, all.begin, all.end, columns);
}

TEST(LanePyramid, AViewOfAnyRangeIsExactDownToSingleActivations)
{
    const auto pyramid = LanePyramid::build(madeInteractions(kLanes, 3'000, 0, 5));
    const auto &all = pyramid->interactions();
    std::mt19937_64 random(3);
    for (int i = 0; i < 150; ++i) {
        const auto span = static_cast<std::int64_t>(static_cast<std::uint64_t>(all.end) >> (random() % 22));
        const auto begin = all.begin + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(all.end));
        expectExact(*pyramid, static_cast<std::uint32_t>(random() % (kLanes + 1)), begin, begin + std::max<std::int64_t>(1, span), 1 + random() % 90);
    }
}

TEST(LanePyramid, ManyActivationsInOneCellThatIsFinerThanTheLevelsAreSummedExactly)
{
    auto made = std::make_shared<Interactions>();
    made->lifelines.resize(1);
    // 20,000 within 40 µs of an hour: the finest level has them in one bucket, and the view wants a hundredth of it.
    for (std::uint32_t i = 0; i < 20'000; ++i)
        made->activations.push_back({0, 2 * i, 2 * i + 1 + i % 2, i % 3 ? LaneState::Running : LaneState::Io, i, 0});
    made->activations.push_back({0, 3'600'000'000'000, 3'600'000'000'001, LaneState::Running, 0, 0});
    const auto pyramid = LanePyramid::build(made);
    expectExact(*pyramid, 0, 0, 40'000, 5);
    expectExact(*pyramid, 0, 1'000, 39'000, 3);
    expectExact(*pyramid, 0, 10, 39'990, 40);
}

TEST(LanePyramid, AShortActivationIsSeenFromFarAway)
{
    auto made = std::make_shared<Interactions>();
    made->lifelines.resize(1);
    made->activations.push_back({0, 1'000, 1'001, LaneState::LockWait, 1, 0});
    made->activations.push_back({0, 3'600'000'000'000, 3'600'000'000'001, LaneState::Running, 2, 0});
    const LaneCells cells = LanePyramid::build(made)->view(0, 0, 3'600'000'000'002, 10);
    EXPECT_EQ(cells.cells.front().state, LaneState::LockWait);
    EXPECT_EQ(cells.cells.front().active, 1);
    EXPECT_EQ(cells.cells.front().busy, 0);
    EXPECT_EQ(cells.cells.back().state, LaneState::Running);
    EXPECT_EQ(cells.cells.back().busy, 1);
    EXPECT_EQ(cells.cells[3], LaneCell{});
}

TEST(LanePyramid, ALoopIsInTheFirstOfTheStatesOfItsTasks)
{
    auto made = std::make_shared<Interactions>();
    made->lifelines.resize(1);
    made->activations = {{0, 0, 80, LaneState::Io, 1, 1}, {0, 20, 30, LaneState::Running, 2, 2}, {0, 30, 60, LaneState::Io, 2, 2}, {0, 40, 50, LaneState::Ready, 3, 3}};
    const auto pyramid = LanePyramid::build(made);
    std::vector<std::tuple<std::int64_t, std::int64_t, LaneState>> told;
    for (std::size_t i = 0; i < pyramid->segments(0).size(); ++i)
        told.emplace_back(pyramid->segments(0)[i].begin, pyramid->segments(0)[i].end, pyramid->segments(0)[i].state);
    const std::vector<std::tuple<std::int64_t, std::int64_t, LaneState>> expected{
        {0, 20, LaneState::Io}, {20, 30, LaneState::Running}, {30, 40, LaneState::Io}, {40, 50, LaneState::Ready}, {50, 80, LaneState::Io}};
    EXPECT_EQ(told, expected);
}

TEST(LanePyramid, AGroupIsTheMeanOfItsLanes)
{
    auto made = std::make_shared<Interactions>();
    made->lifelines.resize(3);
    made->activations = {{0, 0, 1024, LaneState::Running, 1, 0}, {1, 0, 1024, LaneState::Running, 2, 0}, {2, 0, 512, LaneState::Io, 3, 0}};
    const std::vector<std::uint32_t> lanes{0, 1, 2};
    const LaneCells cells = LanePyramid::build(made)->view(lanes, 0, 1024, 2);
    ASSERT_EQ(cells.width, 512);
    EXPECT_EQ(cells.cells[0].begun, 3U);
    EXPECT_EQ(cells.cells[0].state, LaneState::Running);
    EXPECT_EQ(cells.cells[0].active, 255);
    EXPECT_NEAR(cells.cells[0].busyShare(), 2.0 / 3, 1e-3);
    EXPECT_NEAR(cells.cells[1].activeShare(), 2.0 / 3, 1e-2);
}

TEST(LanePyramid, TakesFewBytesAnActivation)
{
    const auto lanes = madeInteractions(8, 20'000, 0);
    const auto pyramid = LanePyramid::build(lanes);
    EXPECT_LT(static_cast<double>(pyramid->bytes()) / static_cast<double>(lanes->activations.size()), 6);
}

TEST(LanePyramid, StopsWhenAskedAndTellsHowFarItIs)
{
    const auto made = madeInteractions(4, 1'000, 0);
    std::atomic<bool> stop{false};
    std::atomic<std::uint32_t> permille{0};
    EXPECT_TRUE(LanePyramid::build(made, {&stop, &permille}));
    EXPECT_EQ(permille, 1000U);
    stop = true;
    EXPECT_FALSE(LanePyramid::build(made, {&stop, &permille}));
}

TEST(LanePyramid, OfNothingThereIsNothing)
{
    const auto pyramid = LanePyramid::build(std::make_shared<Interactions>());
    EXPECT_EQ(pyramid->lanes(), 0U);
    EXPECT_TRUE(pyramid->view(0, 0, 100, 10).cells.empty());
    auto empty = std::make_shared<Interactions>();
    empty->lifelines.resize(1);
    const auto cells = LanePyramid::build(empty)->view(0, 0, 100, 10);
    EXPECT_FALSE(cells.cells.empty());
    EXPECT_EQ(cells.cells[0], LaneCell{});
    EXPECT_TRUE(LanePyramid::build(empty)->view(0, 100, 100, 10).cells.empty());
}

TEST(LaneSketch, SaysWhatAViewSaysWhereActivationsAreFew)
{
    const auto made = madeInteractions(kLanes, 2'000, 0);
    const auto pyramid = LanePyramid::build(made);
    for (std::uint32_t lane = 0; lane <= kLanes; ++lane) {
        const LaneCells exact = pyramid->view(lane, made->begin, made->end, 500), about = analysis::sketch(*made, lane, made->begin, made->end, 500);
        ASSERT_EQ(about.cells.size(), exact.cells.size());
        ASSERT_EQ(about.begin, exact.begin);
        double difference = 0;
        for (std::size_t i = 0; i < exact.cells.size(); ++i) {
            EXPECT_EQ(about.cells[i].begun, exact.cells[i].begun) << i;
            difference += std::abs(about.cells[i].activeShare() - exact.cells[i].activeShare());
        }
        EXPECT_LT(difference / static_cast<double>(exact.cells.size()), 0.1) << "lane " << lane;
    }
}

} // namespace
} // namespace interleave
