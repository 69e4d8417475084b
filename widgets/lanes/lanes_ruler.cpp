// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_ruler.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kGap = 18; ///< between two texts
constexpr int kMostMarks = 60;

QString secondsText(double ns, int decimals)
{
    QString text = QLocale().toString(ns * 1e-9, 'f', decimals);
    // A rounded −0.00 would look like something before the start.
    if (QLocale().toDouble(text) == 0.0)
        text = QLocale().toString(0.0, 'f', decimals);
    return text;
}

int decimalsFor(double step) { return std::clamp(static_cast<int>(std::ceil(9 - std::log10(step) - 0.01)), 0, 9); }

/// The smallest of 1, 2, 5 × 10ⁿ that is at least `least`.
double roundStep(double least)
{
    double step = std::pow(10.0, std::floor(std::log10(std::max(1.0, least))));
    for (const double factor : {2.0, 2.5, 2.0})
        if (step < least)
            step *= factor;
    return step;
}

/// Texts at the edges are moved inwards; what then has no room is left out.
RulerMark markAt(double x, QString text, const QRectF &ruler, const QFontMetricsF &font, const std::vector<RulerMark> &before)
{
    const double wide = std::ceil(font.horizontalAdvance(text)) + 2;
    QRectF place(x - wide / 2, ruler.top(), wide, ruler.height() - 3);
    place.moveLeft(std::clamp(place.left(), ruler.left() + 1, std::max(ruler.left() + 1, ruler.right() - wide - 1)));
    const auto last = std::find_if(before.rbegin(), before.rend(), [](const RulerMark &mark) { return !mark.text.isEmpty(); });
    if (last != before.rend() && place.left() < last->place.right() + kGap / 2)
        text.clear();
    return {x, std::move(text), place};
}

} // namespace

std::vector<RulerMark> rulerMarks(const TimeScale &scale, const QRectF &ruler, const QFontMetricsF &font)
{
    const double nsPerPixel = (scale.to - scale.from) / std::max(1.0, scale.width);
    // The texts' width depends on the step: try until they fit.
    double step = roundStep(nsPerPixel * 40);
    const auto widest = [&] {
        const int decimals = decimalsFor(step);
        return std::max(font.horizontalAdvance(secondsText(scale.to, decimals)), font.horizontalAdvance(secondsText(scale.from, decimals)));
    };
    for (int i = 0; i < 12 && step / nsPerPixel < widest() + kGap; ++i)
        step = roundStep(step * 1.5);
    std::vector<RulerMark> marks;
    const int decimals = decimalsFor(step);
    for (double t = std::ceil(scale.from / step) * step; t <= scale.to && marks.size() < kMostMarks; t += step)
        marks.push_back(markAt(scale.x(t), secondsText(t, decimals), ruler, font, marks));
    return marks;
}

} // namespace interleave::widgets
