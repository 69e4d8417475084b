// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"

namespace interleave::widgets {

namespace {
constexpr std::size_t kMaxOverlay = 4;
} // namespace

QImage ChartsView::renderChart(Metric metric, QSize size, const Theme &theme, qreal scale) const
{
    std::vector<ChartEntry> all = entries(theme);
    std::erase_if(all, [](const ChartEntry &entry) { return !entry.hasData(); });
    if (all.empty() || size.isEmpty())
        return {};
    QCustomPlot plot;
    plot.resize(size);
    plot.setViewport(QRect(QPoint(0, 0), size));
    plot.setBufferDevicePixelRatio(scale);
    plot.setPlottingHint(QCP::phCacheLabels, false); // QCustomPlot caches them for the screen's ratio, not for the buffer's: blurred
    // Lines wider than a pixel, as here, are otherwise joined with care: for steep curves seconds instead of milliseconds.
    plot.setPlottingHint(QCP::phFastPolylines, true);
    ChartScene scene(&plot);
    scene.setPlaceholder(QString(), QString());
    SceneShape shape;
    shape.layout = all.size() <= kMaxOverlay ? ChartLayout::Overlay : ChartLayout::Multiples;
    shape.metrics = {metric};
    shape.count = all.size();
    shape.picture = true;
    scene.build(shape, all, theme);
    plot.replot(QCustomPlot::rpImmediateRefresh);
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(theme.plot);
    plot.render(&image);
    return image;
}

} // namespace interleave::widgets
