// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace interleave::exporting {

/// Values → pixels along one side of a chart.
class Axis {
public:
    struct Tick {
        double value = 0, at = 0;
    };
    /// From 0 to the next round number above `most`, in about `steps` steps.
    static Axis linear(double most, double begin, double end, double steps = 5);
    /// By powers of ten; `least` and `most` above 0.
    static Axis logarithmic(double least, double most, double begin, double end);

    [[nodiscard]] double at(double value) const; ///< held within the axis
    [[nodiscard]] const std::vector<Tick> &ticks() const { return m_ticks; }
    [[nodiscard]] double from() const { return m_from; }
    [[nodiscard]] double to() const { return m_to; }

private:
    void addTick(double value) { m_ticks.push_back({value, at(value)}); }
    bool m_log = false;
    double m_from = 0, m_to = 1, m_begin = 0, m_end = 1;
    std::vector<Tick> m_ticks;
};

/// A tick's text: "50 ms", "2 s", "0".
std::string timeTick(double ns);
/// A number's: "0", "250", "1.5".
std::string numberTick(double value);

} // namespace interleave::exporting
