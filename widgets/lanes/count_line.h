// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/count_curve.h"

#include <cstdint>
#include <vector>

namespace interleave::widgets {

/// A count over time that can be looked at closely. Up to a million changes every look is exact; above that those are that hold few enough, and others show
/// the curve of the whole run, which loses no peak. Memory: 8 bytes a change.
class CountLine {
public:
    void rise(base::Nanoseconds t);
    void fall(base::Nanoseconds t);
    /// Nothing is added after this. Cost: n log n.
    void finish();

    /// Of each of `columns` equal pieces of [t0, t1) the highest count. Cost: columns + changes in it, of which 200,000 at most. Units: ns since the run's start.
    [[nodiscard]] std::vector<float> highest(double t0, double t1, std::size_t columns) const;
    /// At an instant. Cost: log n.
    [[nodiscard]] double at(double t) const;
    [[nodiscard]] double most() const { return m_most; }

private:
    [[nodiscard]] bool exact(double t0, double t1) const;
    analysis::CountCurve m_counter;
    std::vector<analysis::Point> m_curve;
    std::vector<std::int64_t> m_rises, m_falls; ///< ascending; empty when there are too many
    std::size_t m_changes = 0;
    double m_most = 0;
};

} // namespace interleave::widgets
