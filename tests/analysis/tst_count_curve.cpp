// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/count_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace interleave;
using namespace interleave::analysis;
using base::Nanoseconds;
using namespace std::chrono_literals;

namespace {

using Pairs = std::vector<std::pair<double, double>>;

struct Change {
    Nanoseconds t;
    bool falls = false;
};

void add(CountCurve &curve, const Change &change) { change.falls ? curve.fall(change.t) : curve.rise(change.t); }

/// Milliseconds and values.
Pairs pairs(const std::vector<Point> &points)
{
    Pairs all;
    for (const Point &point : points)
        all.emplace_back(std::round(point.t * 1000), point.value);
    return all;
}

std::vector<Point> drawn(const std::vector<Change> &changes)
{
    CountCurve curve;
    std::vector<Point> points;
    for (const Change &change : changes)
        add(curve, change);
    curve.update(points);
    return points;
}

bool same(const std::vector<Point> &a, const std::vector<Point> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Point &x, const Point &y) { return x.t == y.t && x.value == y.value; });
}

/// A walk of `n` changes at different instants, irregular, never below 0; a single peak of 300 in its middle.
std::vector<Change> walk(std::size_t n)
{
    std::mt19937 random(11);
    std::vector<Change> changes;
    Nanoseconds t{0};
    int value = 0;
    for (std::size_t i = 0; i < n; ++i) {
        t += Nanoseconds(1 + random() % 200'000);
        const bool peak = i >= n / 2 && i < n / 2 + 300;
        const bool falls = !peak && value > 0 && random() % 2 == 0;
        value += falls ? -1 : 1;
        changes.push_back({t, falls});
    }
    return changes;
}

/// The value after each change.
std::vector<Point> everyPoint(const std::vector<Change> &changes)
{
    std::vector<Point> points;
    for (const Change &change : changes)
        points.push_back({base::toSeconds(change.t), (points.empty() ? 0 : points.back().value) + (change.falls ? -1 : 1)});
    return points;
}

TEST(CountCurve, FewChangesHaveAPointEach)
{
    EXPECT_EQ(pairs(drawn({{0ms, false}, {30ms, true}, {10ms, false}, {20ms, true}})), (Pairs{{0, 1}, {10, 2}, {20, 1}, {30, 0}}));
}

TEST(CountCurve, AtOneInstantItGoesUpBeforeItGoesDown)
{
    EXPECT_EQ(pairs(drawn({{5ms, true}, {5ms, false}})), (Pairs{{5, 1}, {5, 0}}));
}

TEST(CountCurve, WhatCameBeforeTheStartCountsAsAtTheStart)
{
    EXPECT_EQ(pairs(drawn({{-3ms, false}, {4ms, true}})), (Pairs{{0, 1}, {4, 0}}));
}

TEST(CountCurve, ManyChangesHaveFewPointsEachOfThemExactAndThePeaksAmongThem)
{
    const auto changes = walk(200'000);
    const auto all = everyPoint(changes);
    const auto few = drawn(changes);
    EXPECT_LE(few.size(), CountCurve::kPoints);
    EXPECT_GE(few.size(), CountCurve::kBins / 2);
    const auto byTime = [](const Point &a, const Point &b) { return a.t < b.t; };
    const auto byValue = [](const Point &a, const Point &b) { return a.value < b.value; };
    EXPECT_TRUE(std::is_sorted(few.begin(), few.end(), byTime));
    for (const Point &point : few) {
        const auto found = std::lower_bound(all.begin(), all.end(), point, byTime);
        ASSERT_NE(found, all.end());
        EXPECT_EQ(found->t, point.t);
        EXPECT_EQ(found->value, point.value);
    }
    EXPECT_EQ(std::max_element(few.begin(), few.end(), byValue)->value, std::max_element(all.begin(), all.end(), byValue)->value);
    EXPECT_EQ(few.front().t, all.front().t);
    EXPECT_EQ(few.back().t, all.back().t);
    EXPECT_EQ(few.back().value, all.back().value);
}

TEST(CountCurve, OrderAndPortionsMakeNoDifference)
{
    auto changes = walk(20'000);
    const auto wanted = drawn(changes);
    // neighbours swapped at random, as a reader meets them
    std::mt19937 random(3);
    for (std::size_t i = 0; i + 50 < changes.size(); i += 25)
        std::shuffle(changes.begin() + static_cast<std::ptrdiff_t>(i), changes.begin() + static_cast<std::ptrdiff_t>(i) + 50, random);
    CountCurve piecewise;
    std::vector<Point> points;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        add(piecewise, changes[i]);
        if (i % 61 == 0)
            piecewise.update(points);
    }
    piecewise.update(points);
    EXPECT_TRUE(same(points, wanted));
}

TEST(CountCurve, AFallLearntTooLateMovesToItsPlace)
{
    for (const bool drawnBefore : {false, true}) {
        CountCurve curve;
        std::vector<Point> points;
        for (const Change &change : {Change{0ms, false}, Change{0ms, false}, Change{40ms, true}, Change{50ms, true}})
            add(curve, change);
        if (drawnBefore)
            curve.update(points);
        curve.moveFall(40ms, 10ms);
        curve.update(points);
        EXPECT_EQ(pairs(points), (Pairs{{0, 1}, {0, 2}, {10, 1}, {50, 0}})) << drawnBefore;
    }
}

TEST(CountCurve, AFallThatIsNotThereIsNotMoved)
{
    CountCurve curve;
    std::vector<Point> points;
    curve.rise(0ms);
    curve.moveFall(40ms, 10ms);
    curve.update(points);
    EXPECT_EQ(pairs(points), (Pairs{{0, 1}}));
}

TEST(CountCurve, AnInstantFarAwayCostsNothing)
{
    auto changes = walk(5000);
    changes.push_back({Nanoseconds(INT64_MAX / 4), true});
    const auto points = drawn(changes);
    EXPECT_LE(points.size(), CountCurve::kPoints);
    EXPECT_DOUBLE_EQ(points.back().t, static_cast<double>(INT64_MAX / 4) * 1e-9);
}

} // namespace
