// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/distributions/plot_geometry.h"

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kSmallest = 1e-9;

std::vector<double> logTicks(const Scale &scale, int most)
{
    const double decades = std::log10(scale.high / scale.low);
    const int every = std::max(1, static_cast<int>(std::ceil(decades / most)));
    std::vector<double> ticks;
    const int first = static_cast<int>(std::floor(std::log10(scale.low)));
    const int last = static_cast<int>(std::ceil(std::log10(scale.high)));
    for (int exponent = first; exponent <= last; exponent += every) {
        for (const double digit : {1.0, 2.0, 5.0}) {
            const double value = digit * std::pow(10, exponent);
            const bool wanted = digit == 1.0 || 3 * (decades + 1) <= most;
            if (wanted && value >= scale.low * (1 - kSmallest) && value <= scale.high * (1 + kSmallest))
                ticks.push_back(value);
        }
    }
    return ticks;
}

} // namespace

double ninesOf(double p) { return -std::log10(1 - std::clamp(p, 0.0, 1 - 1e-12)); }

double Scale::at(double value) const
{
    const auto place = [this](double v) { return logarithmic ? std::log(std::max(v, kSmallest)) : v; };
    const double span = place(high) - place(low);
    const double share = span > 0 ? (place(value) - place(low)) / span : 0.5;
    return from + std::clamp(share, 0.0, 1.0) * (to - from);
}

std::vector<double> ticksOf(const Scale &scale, int most)
{
    if (!(scale.high > scale.low))
        return {scale.low};
    if (scale.logarithmic)
        return logTicks(scale, most);
    const double raw = (scale.high - scale.low) / std::max(1, most);
    const double power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double digit : {5.0, 2.0, 1.0}) {
        if (digit * power >= raw * (1 - kSmallest))
            step = digit * power;
    }
    std::vector<double> ticks;
    for (double i = std::ceil(scale.low / step - kSmallest); i * step <= scale.high + step * kSmallest; ++i)
        ticks.push_back(i * step);
    return ticks;
}

std::optional<std::pair<double, double>> logRange(const std::vector<double> &values)
{
    std::optional<std::pair<double, double>> range;
    for (const double value : values) {
        if (value > 0)
            range = range ? std::pair(std::min(range->first, value), std::max(range->second, value)) : std::pair(value, value);
    }
    if (!range)
        return std::nullopt;
    const double room = std::max(1.1, std::pow(range->second / range->first, 0.05));
    return std::pair(range->first / room, range->second * room);
}

RowGeometry rowGeometry(const RowInput &input)
{
    RowGeometry g;
    const int left = input.margin + input.labelWidth + input.margin;
    const int top = input.margin + input.top;
    const int right = input.size.width() - 3 * input.margin;
    const int bottom = input.size.height() - input.bottom;
    g.plot = QRect(left, top, std::max(1, right - left), std::max(1, bottom - top));
    g.axis = QRect(g.plot.left(), g.plot.bottom() + 1, g.plot.width(), input.bottom);
    const double step = input.rows > 0 ? std::min<double>(g.plot.height() / static_cast<double>(input.rows), 2.0 * input.barHeight) : 0;
    for (int i = 0; i < input.rows; ++i) {
        const int y = g.plot.top() + static_cast<int>(step * i);
        const int height = static_cast<int>(step * (i + 1)) - static_cast<int>(step * i);
        const int bar = std::max(1, std::min(input.barHeight, height - 2));
        g.labels.emplace_back(input.margin, y, input.labelWidth, height);
        g.bars.emplace_back(g.plot.left(), y + (height - bar) / 2, g.plot.width(), bar);
    }
    return g;
}

std::vector<SplitPiece> splitPieces(const analysis::TimeSplit &split, const QRectF &row, const Scale &scale)
{
    std::vector<SplitPiece> pieces;
    double sum = 0;
    const auto add = [&](SplitPart part, double ns, trace::BlockCause cause = trace::BlockCause::None) {
        if (!(ns > 0))
            return;
        const double left = scale.at(sum);
        sum += ns;
        pieces.push_back({part, cause, ns, QRectF(left, row.top(), scale.at(sum) - left, row.height())});
    };
    add(SplitPart::Queued, split.queued.value_or(0));
    add(SplitPart::OnCpu, split.onCpu.value_or(0));
    add(SplitPart::Runnable, split.runnable.value_or(0));
    for (const auto &cause : split.causes)
        add(SplitPart::Blocked, cause.ns, cause.cause);
    if (split.causes.empty())
        add(SplitPart::Blocked, split.blocked.value_or(0));
    add(SplitPart::NotAvailable, split.rest);
    return pieces;
}

std::vector<QPointF> histogramOutline(const analysis::CommonHistogram &histogram, std::size_t distribution)
{
    std::vector<QPointF> outline;
    if (distribution >= histogram.counts.size() || histogram.edges.size() < 2 || histogram.totals[distribution] == 0)
        return outline;
    const auto &counts = histogram.counts[distribution];
    const auto total = static_cast<double>(histogram.totals[distribution]);
    outline.emplace_back(histogram.edges.front(), 0);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double share = 100.0 * static_cast<double>(counts[i]) / total;
        outline.emplace_back(histogram.edges[i], share);
        outline.emplace_back(histogram.edges[i + 1], share);
    }
    outline.emplace_back(histogram.edges.back(), 0);
    return outline;
}

int legendColumns(int height, int count, int lineHeight)
{
    const int rows = std::max(1, height / std::max(1, lineHeight));
    return (count + rows - 1) / rows;
}

std::vector<QRect> legendPlaces(const QRect &area, int count, int lineHeight, int columnWidth)
{
    std::vector<QRect> places;
    const int rows = std::max(1, area.height() / std::max(1, lineHeight));
    for (int i = 0; i < count; ++i)
        places.emplace_back(area.left() + i / rows * columnWidth, area.top() + i % rows * lineHeight, columnWidth, lineHeight);
    return places;
}

std::vector<QRect> flowPlaces(const std::vector<int> &widths, int width, int lineHeight, int gap)
{
    std::vector<QRect> places;
    int x = 0;
    int y = 0;
    for (const int own : widths) {
        if (x > 0 && x + own > width) {
            x = 0;
            y += lineHeight;
        }
        places.emplace_back(x, y, own, lineHeight);
        x += own + gap;
    }
    return places;
}

} // namespace interleave::widgets
