// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chart_scene.h"

#include <QApplication>

#include <algorithm>

namespace interleave::widgets {

namespace {

const QString kMainLayer = QStringLiteral("main");
const QString kTextLayer = QStringLiteral("texts");
const QString kMarkLayer = QStringLiteral("cursor");

QCPScatterStyle::ScatterShape shapeOf(int marker)
{
    constexpr std::array kShapes{QCPScatterStyle::ssDisc,             QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond,
                                 QCPScatterStyle::ssTriangleInverted, QCPScatterStyle::ssPlus,   QCPScatterStyle::ssCross};
    return kShapes[static_cast<std::size_t>(marker) % kShapes.size()];
}

QFont scaledFont(const QFont &font, double factor)
{
    QFont f = font;
    if (font.pointSizeF() > 0)
        f.setPointSizeF(std::max(7.0, font.pointSizeF() * factor));
    return f;
}

void setCurve(QCPGraph *graph, const Curve &curve, bool stretch)
{
    if (!stretch)
        return graph->setData(curve.keys, curve.values, true);
    QVector<double> places;
    places.reserve(curve.values.size());
    for (const double value : curve.values)
        places << stretched(value);
    graph->setData(curve.keys, places, true);
}

} // namespace

Extremes ChartScene::Drawn::extremesOf(Metric metric) const
{
    const Extremes first = extremes(of(metric).values);
    return metric == Metric::Latency || metric == Metric::InFlight ? united(first, extremes(secondOf(metric).values)) : first;
}

ChartScene::ChartScene(QCustomPlot *plot) : m_plot(plot)
{
    m_plot->addLayer(kTextLayer);
    m_plot->addLayer(kMarkLayer);
    m_plot->layer(kMarkLayer)->setMode(QCPLayer::lmBuffered);
    m_plot->plotLayout()->clear();
    m_inset = new QCPLayoutInset;
    m_plot->plotLayout()->addElement(0, 0, m_inset);
    m_plot->plotLayout()->setAutoMargins(QCP::msNone);
    m_plot->plotLayout()->setMargins(QMargins());
    m_text = new TextLayer(plot, kTextLayer);
    m_marks = new MarkLayer(plot, kMarkLayer);
    QObject::connect(m_plot, &QCustomPlot::beforeReplot, this, [this] { arrange(); });
}

void ChartScene::build(const SceneShape &shape, const std::vector<ChartEntry> &entries, const Theme &theme)
{
    m_shape = shape;
    m_theme = theme;
    m_entries = entries;
    m_font = scaledFont(QApplication::font(), 0.95);
    m_small = scaledFont(QApplication::font(), shape.picture ? 0.95 : 0.85);
    m_bold = m_font;
    m_bold.setBold(true);
    m_marks->rings.clear();
    m_marks->charts.clear();
    m_plot->clearGraphs();
    m_inset->clear();
    m_cells.clear();
    m_plot->setBackground(QBrush(shape.picture ? theme.plot : theme.window));
    m_marks->cursorColor = theme.accent;
    m_marks->ringColor = theme.text;
    m_marks->cursorWidth = theme.cursorWidth;
    for (const Metric metric : m_shape.metrics) {
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < entries.size(); ++i)
            all.push_back(i);
        if (shape.layout == ChartLayout::Overlay) {
            addCell(metric, all);
            continue;
        }
        for (std::size_t i = 0; i < m_shape.count; ++i)
            addCell(metric, {m_shape.first + i});
    }
    refresh(entries);
}

void ChartScene::addCell(Metric metric, std::vector<std::size_t> entries)
{
    Cell cell;
    cell.metric = metric;
    cell.rect = new QCPAxisRect(m_plot, true);
    cell.rect->setAutoMargins(QCP::msNone);
    cell.rect->setMargins(QMargins());
    cell.rect->setMinimumSize(4, 4);
    m_inset->addElement(cell.rect, QRectF(0, 0, 1, 1));
    styleAxes(cell);
    for (const std::size_t entry : entries)
        cell.tracks.push_back(addTrack(cell, entry));
    m_cells.push_back(std::move(cell));
}

void ChartScene::styleAxes(Cell &cell)
{
    cell.rect->setBackground(QBrush(m_theme.plot));
    for (QCPAxis *axis : cell.rect->axes()) {
        const bool shown = axis->axisType() == QCPAxis::atBottom || axis->axisType() == QCPAxis::atLeft;
        axis->setVisible(shown);
        axis->setBasePen(QPen(m_theme.grid));
        axis->setTickPen(QPen(m_theme.mutedText));
        axis->setTickLength(0, 3);
        axis->setSubTicks(false);
        axis->setTickLabelColor(m_theme.mutedText);
        axis->setTickLabelFont(m_small);
        axis->setTickLabelPadding(2);
        axis->grid()->setPen(QPen(m_theme.grid));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    QCPAxis *keys = cell.rect->axis(QCPAxis::atBottom);
    QCPAxis *values = cell.rect->axis(QCPAxis::atLeft);
    keys->setTicker(QSharedPointer<TimeTicker>::create(keys));
    if (cell.metric == Metric::Latency) {
        values->setScaleType(QCPAxis::stLogarithmic);
        values->setTicker(QSharedPointer<DecadeTicker>::create(values));
    } else if (cell.metric == Metric::InFlight) {
        values->setTicker(QSharedPointer<CountTicker>::create(values));
    } else {
        values->setTicker(QSharedPointer<ValueTicker>::create(values));
    }
}

ChartScene::Track ChartScene::addTrack(const Cell &cell, std::size_t entry)
{
    QCPAxis *keys = cell.rect->axis(QCPAxis::atBottom);
    QCPAxis *values = cell.rect->axis(QCPAxis::atLeft);
    const SeriesStyle &style = m_entries[entry].style;
    // A picture is made once: a line that survives printing may cost more than one drawn 20 times a second.
    const QPen pen(style.color, m_shape.picture ? 1.5 : m_theme.curveWidth, style.dash);
    Track track{entry, m_plot->addGraph(keys, values), nullptr};
    track.main->setPen(pen);
    if (cell.metric == Metric::Throughput)
        track.main->setLineStyle(QCPGraph::lsStepCenter);
    if (cell.metric == Metric::Latency || cell.metric == Metric::InFlight) {
        track.second = m_plot->addGraph(keys, values);
        track.second->setPen(QPen(style.color, pen.widthF(), Qt::DotLine));
    }
    if (cell.metric == Metric::InFlight) {
        // Steps of a dashed line are hard to follow; where the entry stands alone its dash says nothing.
        if (m_shape.layout == ChartLayout::Multiples)
            track.main->setPen(QPen(style.color, pen.widthF()));
        track.main->setLineStyle(QCPGraph::lsStepLeft);
        track.second->setLineStyle(QCPGraph::lsStepLeft);
    }
    return track;
}

void ChartScene::fillTrack(const Cell &cell, const Track &track, int crowd)
{
    const SeriesStyle &style = m_entries[track.entry].style;
    const QCPScatterStyle marker(shapeOf(style.marker), QPen(style.color), QBrush(style.color), crowd > 1 ? 5.0 : 4.0);
    const Drawn &drawn = m_drawn[track.entry];
    const Curve &curve = drawn.of(cell.metric);
    const bool stretch = cell.metric == Metric::InFlight && m_sampling.countsStretched;
    setCurve(track.main, curve, stretch);
    if (track.second)
        setCurve(track.second, drawn.secondOf(cell.metric), stretch);
    if (cell.metric == Metric::Latency)
        track.main->setLineStyle(drawn.binned ? QCPGraph::lsLine : QCPGraph::lsNone);
    // A handful of readings makes no line that could be seen.
    constexpr int kFew = 3;
    const bool points = cell.metric == Metric::Latency ? !drawn.binned : cell.metric != Metric::InFlight && curve.keys.size() <= kFew;
    track.main->setScatterStyle(points ? marker : QCPScatterStyle());
}

void ChartScene::makeCurves()
{
    int together = 1;
    for (const ChartEntry &entry : m_entries) {
        if (entry.hasData())
            together = std::max(together, windowsAsOne(*entry.series));
    }
    m_drawn.assign(m_entries.size(), {});
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (!m_entries[i].hasData())
            continue;
        const analysis::RunSeries &series = *m_entries[i].series;
        LatencyCurves latency = latencyOf(series);
        m_drawn[i].binned = latency.binned;
        m_drawn[i].p95 = std::move(latency.p95);
        m_drawn[i].queued = queuedOf(series);
        m_drawn[i].curves = {curveOf(series, Metric::Cpu), curveOf(series, Metric::Memory), throughputOf(series, together),
                             latency.binned ? std::move(latency.p50) : std::move(latency.points), curveOf(series, Metric::InFlight)};
    }
    m_sampling = {};
    m_sampling.throughputWindows /= together;
    measureSampling();
}

void ChartScene::measureSampling()
{
    std::optional<double> period;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Drawn &drawn = m_drawn[i];
        m_sampling.latencyBinned = m_sampling.latencyBinned || drawn.binned;
        if (const auto counts = drawn.extremesOf(Metric::InFlight))
            m_sampling.countsStretched = m_sampling.countsStretched || counts->second > kEvenCounts;
        const auto own = m_entries[i].hasData() ? samplePeriodMs(*m_entries[i].series) : std::nullopt;
        if (own)
            period = std::max(period.value_or(0), *own);
    }
    m_sampling.periodMs = period.value_or(m_sampling.periodMs);
}

void ChartScene::fill(Cell &cell)
{
    cell.filled = false;
    for (const Track &track : cell.tracks) {
        fillTrack(cell, track, static_cast<int>(cell.tracks.size()));
        cell.filled = cell.filled || m_entries[track.entry].hasData();
    }
    // An empty chart is a place for a word, not a box of axes.
    cell.rect->axis(QCPAxis::atBottom)->setVisible(cell.filled);
    cell.rect->axis(QCPAxis::atLeft)->setVisible(cell.filled);
    if (cell.filled)
        m_marks->charts.push_back(cell.rect);
}

void ChartScene::refresh(const std::vector<ChartEntry> &entries)
{
    m_entries = entries;
    m_marks->charts.clear();
    makeCurves();
    for (Cell &cell : m_cells)
        fill(cell);
    scaleAxes();
    updateRings();
    m_arranged = {};
}

void ChartScene::scaleAxes()
{
    double span = 0;
    for (const ChartEntry &entry : m_entries)
        span = std::max(span, entry.hasData() ? entry.series->span : 0.0);
    m_span = span > 0 ? span * 1.03 : 1.0;
    for (const Metric metric : m_shape.metrics) {
        Extremes seen;
        for (const Drawn &drawn : m_drawn)
            seen = united(seen, drawn.extremesOf(metric));
        auto scale = seen ? niceScale(metric, seen->first, seen->second) : niceScale(metric, 1, 1);
        const bool stretch = metric == Metric::InFlight && m_sampling.countsStretched;
        if (stretch)
            scale = {stretched(scale.first), stretched(scale.second)};
        m_scales[static_cast<std::size_t>(metric)] = scale;
        for (const Cell &cell : m_cells) {
            if (cell.metric != metric)
                continue;
            const QCPAxis *values = cell.rect->axis(QCPAxis::atLeft);
            if (const auto ticker = values->ticker().dynamicCast<CountTicker>())
                ticker->setStretched(stretch);
        }
    }
    applyTimeRange();
    applyValueRanges();
}

void ChartScene::applyValueRanges()
{
    for (const Cell &cell : m_cells) {
        const auto metric = static_cast<std::size_t>(cell.metric);
        const auto [from, to] = m_valueRanges[metric].value_or(m_scales[metric]);
        cell.rect->axis(QCPAxis::atLeft)->setRange(from, to);
    }
}

void ChartScene::applyTimeRange()
{
    const auto [from, to] = timeRange();
    for (const Cell &cell : m_cells)
        cell.rect->axis(QCPAxis::atBottom)->setRange(from, to);
}

void ChartScene::setTimeRange(std::optional<std::pair<double, double>> range)
{
    m_timeRange = range;
    applyTimeRange();
}

std::pair<double, double> ChartScene::timeRange() const { return m_timeRange.value_or(std::pair(0.0, m_span)); }

void ChartScene::setPlaceholder(const QString &nothing, const QString &waiting)
{
    m_nothing = nothing;
    m_waiting = waiting;
    m_arranged = {};
}

std::size_t ChartScene::pointCount() const
{
    std::size_t n = 0;
    for (const Cell &cell : m_cells) {
        for (const Track &track : cell.tracks)
            n += static_cast<std::size_t>(track.main->dataCount() + (track.second ? track.second->dataCount() : 0));
    }
    return n;
}

} // namespace interleave::widgets
