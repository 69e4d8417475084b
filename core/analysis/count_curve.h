// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace interleave::analysis {

/// A point of a curve: seconds since the run's start, value. A NaN value is a gap.
struct Point {
    double t = 0;
    double value = 0;
};

/// A count over time, from the instants at which it goes up and down, learnt in any order.
/// Shape: a step curve; each point holds from its instant on. Up to kPoints changes it has a point for each; above that, of
/// each of at most kBins equal pieces of time, the first, the lowest, the highest and the last: so every point is exact, no
/// peak is lost, and a million tasks are drawn as fast as a thousand.
/// Cost: 8 bytes a change.
class CountCurve {
public:
    static constexpr std::size_t kBins = 512;
    static constexpr std::size_t kPoints = 4 * kBins;

    void reserve(std::size_t changes) { m_changes.reserve(changes); }
    /// Units: since the run's start; what came before it counts as at the start.
    void rise(base::Nanoseconds t) { m_changes.push_back(coded(t, false)); }
    void fall(base::Nanoseconds t) { m_changes.push_back(coded(t, true)); }
    /// The fall at `from` was in truth the earlier one at `to`. Cost: linear; for what is learnt out of order.
    void moveFall(base::Nanoseconds from, base::Nanoseconds to);
    /// Brings `curve`, which only this writes, up to date. Cost: n log n in what is new since the last call, and what is newer
    /// than the oldest of that.
    void update(std::vector<Point> &curve);

private:
    /// What a piece of time is drawn with.
    struct Bin {
        Point first, low, high, last;
        bool used = false;
        void take(const Point &point);
        void take(const Bin &later);
    };
    /// Instant and direction in one number, in the order of time; at one instant the rise comes first: a task too short for
    /// the clock must not make the curve negative.
    static std::int64_t coded(base::Nanoseconds t, bool falls);
    static std::int64_t instantOf(std::int64_t change) { return change >> 1; }
    static Point after(std::int64_t change, double before);
    void writeEach(std::vector<Point> &curve, std::size_t from) const;
    void fillBins(std::size_t from);
    void widen();
    void writeBins(std::vector<Point> &curve) const;

    std::vector<std::int64_t> m_changes; ///< ascending up to m_sorted
    std::size_t m_sorted = 0;
    std::vector<Bin> m_bins; ///< empty while every change has its point
    int m_shift = 10;        ///< a bin is 2^m_shift ns wide
};

} // namespace interleave::analysis
