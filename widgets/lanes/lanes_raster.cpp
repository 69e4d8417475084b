// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_raster.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::widgets {
namespace {

QImage blank(QSizeF logical, double ratio)
{
    QImage image(std::max(1, static_cast<int>(std::ceil(logical.width() * ratio))), std::max(1, static_cast<int>(std::ceil(logical.height() * ratio))), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    return image;
}

/// A state's colours, pixel by pixel.
struct Tile {
    QImage pattern; ///< null: one colour
    QRgb colour = 0;
    [[nodiscard]] QRgb at(int x, int y) const
    {
        return pattern.isNull() ? colour : reinterpret_cast<const QRgb *>(pattern.constScanLine(y % pattern.height()))[x % pattern.width()];
    }
};

Tile tileOf(const QBrush &brush)
{
    if (brush.style() != Qt::TexturePattern)
        return {{}, qPremultiply(brush.color().rgba())};
    return {brush.textureImage().convertToFormat(QImage::Format_ARGB32_Premultiplied), 0};
}

/// Rows of pixels that are filled of `height`: at least one and a half where there is anything.
int filled(double share, int height, double ratio)
{
    return share <= 0 ? 0 : std::clamp(static_cast<int>(std::lround(share * height)), std::min(height, static_cast<int>(std::ceil(1.5 * ratio))), height);
}

} // namespace

QImage stripImage(const StateStrip &strip, const TimeScale &scale, std::span<const QBrush> fills, double ratio)
{
    QImage image = blank(strip.rect.size(), ratio);
    std::array<Tile, analysis::kLaneStates> tiles;
    for (std::size_t i = 0; i < tiles.size(); ++i)
        tiles[i] = tileOf(fills[i]);
    auto *pixels = reinterpret_cast<QRgb *>(image.bits());
    const auto perRow = static_cast<std::ptrdiff_t>(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb)));
    const double nsPerPixel = (scale.to - scale.from) / scale.width / ratio;
    const double first = scale.ns(strip.rect.left()) + nsPerPixel / 2 - static_cast<double>(strip.cells.begin);
    const auto cells = static_cast<double>(strip.cells.cells.size());
    for (int x = 0; x < image.width(); ++x) {
        const double at = std::floor((first + x * nsPerPixel) / static_cast<double>(strip.cells.width));
        if (at < 0 || at >= cells)
            continue;
        const analysis::LaneCell &cell = strip.cells.cells[static_cast<std::size_t>(at)];
        const int high = cell.state == analysis::LaneState::Idle ? 0 : filled(cell.activeShare(), image.height(), ratio);
        const Tile &tile = tiles[static_cast<std::size_t>(cell.state)];
        const int tx = static_cast<int>(x / ratio);
        for (int y = image.height() - high; y < image.height(); ++y)
            pixels[y * perRow + x] = tile.at(tx, static_cast<int>(y / ratio));
    }
    return image;
}

QImage areaImage(const CountArea &area, const QColor &fill, const QColor &line, double ratio)
{
    QImage image = blank(area.rect.size(), ratio);
    auto *pixels = reinterpret_cast<QRgb *>(image.bits());
    const auto perRow = static_cast<std::ptrdiff_t>(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb)));
    const QRgb inside = qPremultiply(fill.rgba()), top = qPremultiply(line.rgba());
    const int thick = std::max(1, static_cast<int>(std::lround(ratio)));
    int before = -1;
    for (int x = 0; x < image.width() && !area.heights.empty(); ++x) {
        const auto i = std::min(area.heights.size() - 1, static_cast<std::size_t>(x / ratio));
        const int high = filled(static_cast<double>(area.heights[i]), image.height(), ratio);
        const int begin = image.height() - high;
        // The line goes up and down where the count does.
        const int until = std::max(begin + thick, before < 0 ? 0 : std::min(before + thick, image.height()));
        for (int y = begin; y < image.height(); ++y)
            pixels[y * perRow + x] = y < begin + thick || y < until ? top : inside;
        for (int y = before < 0 ? begin : before; y < begin; ++y)
            pixels[y * perRow + x] = top;
        before = begin;
    }
    return image;
}

} // namespace interleave::widgets
