// SPDX-License-Identifier: GPL-3.0-or-later
// Charts with two axes of numbers, drawn by QCustomPlot. Pens are 1 wide: wider ones cost a hundred times as much.
#include "widgets/common/qcp.h"
#include "widgets/distributions/distribution_picture.h"
#include "widgets/distributions/plot_geometry.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace interleave::widgets {
namespace {

constexpr double kNsPerMs = 1e6;
constexpr double kBytesPerMiB = 1048576;
constexpr std::size_t kFewForBars = 3; ///< more entries' intervals hide each other

QString tr(const char *text) { return QCoreApplication::translate("Distributions", text); }

QCPScatterStyle::ScatterShape shapeOf(int marker)
{
    constexpr std::array kShapes{QCPScatterStyle::ssDisc,             QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond,
                                 QCPScatterStyle::ssTriangleInverted, QCPScatterStyle::ssPlus,   QCPScatterStyle::ssCross};
    return kShapes[static_cast<std::size_t>(marker) % kShapes.size()];
}

/// Ticks where we say, written by `text`.
void setTicks(QCPAxis *axis, const std::vector<double> &ticks, const std::function<QString(double)> &text)
{
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const double tick : ticks)
        ticker->addTick(tick, text(tick));
    axis->setTicker(ticker);
}

class Builder {
public:
    Builder(QCustomPlot &plot, const DistributionSource &source, const Theme &theme, const QFont &font) : m_plot(plot), m_source(source), m_theme(theme), m_font(font) { style(); }

    void build(DistributionChart chart)
    {
        switch (chart) {
        case DistributionChart::Ecdf: return ecdf();
        case DistributionChart::Percentiles: return percentiles();
        case DistributionChart::Histogram: return histogram();
        case DistributionChart::TradeOff: return tradeOff();
        case DistributionChart::Box:
        case DistributionChart::TimeSplit: break;
        }
    }

private:
    void style()
    {
        m_plot.setBackground(QBrush(m_theme.plot));
        for (QCPAxis *axis : {m_plot.xAxis, m_plot.yAxis}) {
            axis->setBasePen(QPen(m_theme.outline));
            axis->setTickPen(QPen(m_theme.mutedText));
            axis->setTickLength(0, 3);
            axis->setSubTicks(false);
            axis->setTickLabelColor(m_theme.mutedText);
            axis->setTickLabelFont(m_font);
            axis->setLabelColor(m_theme.text);
            axis->setLabelFont(m_font);
            axis->setLabelPadding(2);
            axis->setTickLabelPadding(2);
            axis->grid()->setPen(QPen(m_theme.grid));
            axis->grid()->setZeroLinePen(Qt::NoPen);
        }
    }

    QCPGraph *addGraph(base::EntryId entry)
    {
        auto *graph = m_plot.addGraph();
        graph->setPen(QPen(style(entry).color, 1, style(entry).dash));
        return graph;
    }
    [[nodiscard]] const SeriesStyle &style(base::EntryId entry) const { return m_source.styles.at(entry.value); }

    void setAxis(QCPAxis *axis, const Scale &scale, const QString &label, int most = 7)
    {
        axis->setScaleType(scale.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setRange(scale.low, scale.high);
        axis->setLabel(label);
        setTicks(axis, ticksOf(scale, most), axisText);
    }

    void latencyAxis(QCPAxis *axis, std::vector<double> values, int most)
    {
        const auto range = logRange(values).value_or(std::pair(0.1, 10.0));
        setAxis(axis, {range.first, range.second, true, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "Latency ms (log)")), most);
    }

    /// A line's markers: some along it, so that entries are told apart without colour.
    void addMarkers(const EntryDistribution &entry, const std::vector<QPointF> &at)
    {
        auto *markers = addGraph(entry.entry);
        markers->setLineStyle(QCPGraph::lsNone);
        markers->setScatterStyle(QCPScatterStyle(shapeOf(style(entry.entry).marker), QPen(style(entry.entry).color), QBrush(style(entry.entry).color), 5));
        for (const QPointF &point : at)
            markers->addData(point.x(), point.y());
    }

    void ecdf()
    {
        std::vector<double> values;
        for (const EntryDistribution &entry : m_source.data->entries) {
            if (entry.ecdf.empty())
                continue;
            auto *graph = addGraph(entry.entry);
            graph->setLineStyle(QCPGraph::lsStepLeft);
            std::vector<QPointF> markers;
            double next = 0.25;
            graph->addData(entry.ecdf.front().value / kNsPerMs, 0);
            for (const analysis::EcdfPoint &point : entry.ecdf) {
                values.push_back(point.value / kNsPerMs);
                graph->addData(values.back(), 100 * point.share);
                for (; next <= 1 && point.share >= next - 1e-9; next += 0.25)
                    markers.emplace_back(values.back(), 100 * point.share);
            }
            addMarkers(entry, markers);
        }
        latencyAxis(m_plot.xAxis, values, 12);
        setAxis(m_plot.yAxis, {0, 103, false, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "% of tasks")), 5);
    }

    void percentiles()
    {
        std::vector<double> values;
        double last = 1;
        for (const EntryDistribution &entry : m_source.data->entries) {
            auto *graph = addGraph(entry.entry);
            std::vector<QPointF> markers;
            for (const analysis::PercentilePoint &point : entry.percentiles) {
                const double nines = ninesOf(point.p);
                values.push_back(point.value / kNsPerMs);
                graph->addData(nines, values.back());
                markers.emplace_back(nines, values.back());
                last = std::max(last, nines);
            }
            addMarkers(entry, markers);
            if (m_source.data->entries.size() <= kFewForBars)
                addIntervals(entry, graph, values);
        }
        latencyAxis(m_plot.yAxis, values, 5);
        m_plot.xAxis->setRange(-0.03, last * 1.03);
        m_plot.xAxis->setLabel(tr(QT_TRANSLATE_NOOP("Distributions", "Percentile (each nine the same width)")));
        std::vector<double> ticks;
        for (const double p : {0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 0.99999}) {
            if (ninesOf(p) <= last * 1.03)
                ticks.push_back(ninesOf(p));
        }
        setTicks(m_plot.xAxis, ticks, [](double nines) { return QStringLiteral("p") + QLocale().toString(100 * (1 - std::pow(10, -nines)), 'g', 7); });
    }

    void addIntervals(const EntryDistribution &entry, QCPGraph *graph, std::vector<double> &values)
    {
        auto *bars = new QCPErrorBars(m_plot.xAxis, m_plot.yAxis);
        bars->setDataPlottable(graph);
        bars->setPen(QPen(style(entry.entry).color, 1));
        bars->setWhiskerWidth(4);
        for (const analysis::PercentilePoint &point : entry.percentiles) {
            const bool known = point.interval.has_value();
            bars->addData(known ? (point.value - point.interval->first) / kNsPerMs : 0, known ? (point.interval->second - point.value) / kNsPerMs : 0);
            if (known)
                values.insert(values.end(), {point.interval->first / kNsPerMs, point.interval->second / kNsPerMs});
        }
    }

    void histogram()
    {
        const analysis::CommonHistogram &bins = m_source.data->histogram;
        double highest = 1;
        for (std::size_t i = 0; i < m_source.data->entries.size(); ++i) {
            const std::vector<QPointF> outline = histogramOutline(bins, i);
            auto *curve = new QCPCurve(m_plot.xAxis, m_plot.yAxis);
            const SeriesStyle &own = style(m_source.data->entries[i].entry);
            curve->setPen(QPen(own.color, 1, own.dash));
            QPointF peak;
            for (std::size_t k = 0; k < outline.size(); ++k) {
                curve->addData(outline[k].x() / kNsPerMs, outline[k].y());
                if (k > 0 && outline[k].y() > peak.y() && outline[k].y() == outline[k - 1].y())
                    peak = QPointF(std::sqrt(outline[k].x() * outline[k - 1].x()) / kNsPerMs, outline[k].y());
            }
            highest = std::max(highest, peak.y());
            if (peak.y() > 0)
                addMarkers(m_source.data->entries[i], {peak});
        }
        setAxis(m_plot.xAxis, {bins.edges.front() / kNsPerMs / 1.05, bins.edges.back() / kNsPerMs * 1.05, true, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "Latency ms (log)")), 12);
        setAxis(m_plot.yAxis, {0, highest * 1.06, false, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "% of tasks")), 4);
    }

    void tradeOff()
    {
        double time = 0;
        double memory = 0;
        for (const analysis::ScatterPoint &point : m_source.data->scatter) {
            const double x = point.timeNs / kNsPerMs;
            const double y = point.memoryBytes / kBytesPerMiB;
            time = std::max({time, x, point.time ? point.time->second / kNsPerMs : 0});
            memory = std::max({memory, y, point.memory ? point.memory->second / kBytesPerMiB : 0});
            addCross(point);
            if (point.pareto)
                addRing(x, y);
            EntryDistribution own;
            own.entry = point.entry;
            addMarkers(own, {QPointF(x, y)});
            m_plot.graph(m_plot.graphCount() - 1)->setScatterStyle(QCPScatterStyle(shapeOf(style(point.entry).marker), QPen(style(point.entry).color), QBrush(style(point.entry).color), 8));
        }
        setAxis(m_plot.xAxis, {0, time * 1.06, false, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "Makespan ms, median")), 8);
        setAxis(m_plot.yAxis, {0, memory * 1.12, false, 0, 1},
                m_source.data->memory == analysis::MemoryKind::Pss ? tr(QT_TRANSLATE_NOOP("Distributions", "Peak PSS MiB")) : tr(QT_TRANSLATE_NOOP("Distributions", "Peak RSS MiB")), 4);
    }

    void addCross(const analysis::ScatterPoint &point)
    {
        const auto line = [this, &point](double x1, double y1, double x2, double y2) {
            auto *item = new QCPItemLine(&m_plot);
            item->start->setCoords(x1 / kNsPerMs, y1 / kBytesPerMiB);
            item->end->setCoords(x2 / kNsPerMs, y2 / kBytesPerMiB);
            item->setPen(QPen(style(point.entry).color, 1));
        };
        if (point.time)
            line(point.time->first, point.memoryBytes, point.time->second, point.memoryBytes);
        if (point.memory)
            line(point.timeNs, point.memory->first, point.timeNs, point.memory->second);
    }

    void addRing(double x, double y)
    {
        auto *ring = m_plot.addGraph();
        ring->setLineStyle(QCPGraph::lsNone);
        ring->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(m_theme.text, 1), QBrush(Qt::NoBrush), 15));
        ring->addData(x, y);
    }

    QCustomPlot &m_plot;
    const DistributionSource &m_source;
    const Theme &m_theme;
    QFont m_font;
};

} // namespace

QImage renderPlot(DistributionChart chart, const DistributionSource &source, QSize size, const Theme &theme, qreal scale, const QFont &font)
{
    QCustomPlot plot;
    plot.resize(size);
    plot.setViewport(QRect(QPoint(0, 0), size));
    plot.setBufferDevicePixelRatio(scale);
    plot.setPlottingHint(QCP::phCacheLabels, false); // QCustomPlot caches them for the screen's ratio, not for the buffer's: blurred
    Builder(plot, source, theme, font).build(chart);
    plot.axisRect()->setMinimumMargins(QMargins(8, 6, 12, 4));
    plot.replot(QCustomPlot::rpImmediateRefresh);
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(theme.plot);
    plot.render(&image);
    return image;
}

} // namespace interleave::widgets
