// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"

#include <QPicture>

namespace interleave::widgets {

namespace {

constexpr std::size_t kMaxOverlay = 4;

/// Draws into a list of commands. A picture of its own size needs no buffers of pixels, and those are what takes the time.
class RecordingPlot : public QCustomPlot {
public:
    QByteArray record()
    {
        Q_EMIT beforeReplot(); // the scene puts its texts in their places then
        QPicture picture;
        QCPPainter painter(&picture);
        draw(&painter);
        painter.end();
        return {picture.data(), static_cast<qsizetype>(picture.size())};
    }
};

} // namespace

RecordedPicture ChartsView::recordChart(Metric metric, QSize size, const Theme &theme, qreal scale) const
{
    std::vector<ChartEntry> all = entries(theme);
    std::erase_if(all, [](const ChartEntry &entry) { return !entry.hasData(); });
    if (all.empty() || size.isEmpty())
        return {};
    RecordingPlot plot;
    plot.resize(size);
    plot.setViewport(QRect(QPoint(0, 0), size));
    plot.setPlottingHint(QCP::phCacheLabels, false); // QCustomPlot caches them for the screen's ratio, not for the picture's: blurred
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
    return {plot.record(), size, scale, theme.plot};
}

QImage ChartsView::renderChart(Metric metric, QSize size, const Theme &theme, qreal scale) const { return recordChart(metric, size, theme, scale).image(); }

} // namespace interleave::widgets
