// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/svg_axis.h"

#include "core/export/report_text.h"
#include "core/export/svg_canvas.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::exporting {
namespace {

/// 1, 2 or 5 times a power of ten: about so many steps to `most`.
double stepFor(double most, double steps)
{
    const double rough = most / steps;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power * 1.0001)
            return factor * power;
    }
    return 10 * power;
}

} // namespace

Axis Axis::linear(double most, double begin, double end, double wanted)
{
    Axis axis;
    if (!(most > 0) || std::isinf(most))
        most = 1;
    const double step = stepFor(most, wanted);
    const double steps = std::max(std::ceil(most / step - 1e-9), 1.0);
    axis.m_to = step * steps;
    axis.m_begin = begin;
    axis.m_end = end;
    for (double i = 0; i <= steps; ++i)
        axis.addTick(step * i);
    return axis;
}

Axis Axis::logarithmic(double least, double most, double begin, double end)
{
    Axis axis;
    axis.m_log = true;
    axis.m_from = least / 1.15;
    axis.m_to = std::max(most, least) * 1.15;
    axis.m_begin = begin;
    axis.m_end = end;
    const bool narrow = axis.m_to / axis.m_from < 300;
    for (double power = std::pow(10, std::floor(std::log10(axis.m_from))); power <= axis.m_to; power *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if ((factor == 1 || narrow) && power * factor >= axis.m_from && power * factor <= axis.m_to)
                axis.addTick(power * factor);
        }
    }
    return axis;
}

double Axis::at(double value) const
{
    const double v = std::clamp(value, m_from, m_to);
    const double share = m_log ? std::log(v / m_from) / std::log(m_to / m_from) : (v - m_from) / (m_to - m_from);
    return m_begin + share * (m_end - m_begin);
}

std::string timeTick(double ns)
{
    struct Unit {
        double size;
        const char *name;
    };
    constexpr std::array<Unit, 4> kUnits{{{1e9, " s"}, {1e6, " ms"}, {1e3, " µs"}, {1, " ns"}}};
    for (const Unit &unit : kUnits) {
        if (ns >= unit.size * 0.9999)
            return coordinate(ns / unit.size) + unit.name;
    }
    return "0";
}

std::string numberTick(double value) { return coordinate(value); }

} // namespace interleave::exporting
