// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/series.h"
#include "core/base/ids.h"
#include "widgets/charts/chart_layers.h"
#include "widgets/charts/curves.h"
#include "widgets/charts/geometry.h"
#include "widgets/charts/metric.h"
#include "widgets/common/format.h"
#include "widgets/viewstate/view_state.h"

#include <QObject>

#include <array>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// What the charts know of one executor entry. `series` is not owned; null or empty: nothing measured yet.
struct ChartEntry {
    base::EntryId id;
    EntryName name;
    SeriesStyle style;
    const analysis::RunSeries *series = nullptr;
    [[nodiscard]] bool hasData() const { return series && (!series->memory.empty() || !series->latency.empty() || !series->cpu.empty() || !series->inFlight.empty()); }
};

/// Which charts are built, and how.
struct SceneShape {
    ChartLayout layout = ChartLayout::Multiples;
    std::vector<Metric> metrics{kMetrics.begin(), kMetrics.end()};
    std::size_t first = 0, count = 0; ///< entries shown side by side; multiples only
    bool picture = false; ///< for a file: has a heading and a title of the time axis; one metric
};

/// The charts of one QCustomPlot: axes, curves, texts and marks, from geometry and entries. Used on screen and for pictures.
/// Threads: the GUI's.
class ChartScene : public QObject {
public:
    explicit ChartScene(QCustomPlot *plot);

    /// Makes all charts anew. Cost: some ms; on a change of entries, layout or theme only.
    void build(const SceneShape &shape, const std::vector<ChartEntry> &entries, const Theme &theme);
    /// New data for the same shape: curves, scales, texts. Cost: linear in the points.
    void refresh(const std::vector<ChartEntry> &entries);
    /// Places everything for the plot's size; called before each replot.
    void arrange();

    void setPlaceholder(const QString &nothing, const QString &waiting);
    void setTimeRange(std::optional<std::pair<double, double>> range); ///< empty: all
    [[nodiscard]] std::pair<double, double> timeRange() const;
    [[nodiscard]] double span() const { return m_span; }

    /// `metric` shows these values only, in places of its scale; empty: all, as its scale says.
    void setValueRange(Metric metric, std::optional<std::pair<double, double>> range);
    /// Zooms the values of `metric` about `around`; without them, of all metrics about their lower end. 0: all values again.
    void zoomValues(double factor, std::optional<Metric> metric = std::nullopt, double around = 0);

    void setMarks(const ViewState &state);
    void setRubber(QRect rubber); ///< what is being dragged over; null: nothing is
    void replotMarks();

    /// A place in a chart, or under one on its time axis.
    struct Spot {
        Metric metric = Metric::Cpu;
        QRect chart;
        double t = 0, value = 0; ///< value: a place of the scale
    };
    [[nodiscard]] std::optional<Spot> spotAt(QPoint at) const;  ///< empty outside the charts
    [[nodiscard]] std::optional<Spot> rulerAt(QPoint at) const; ///< empty outside the time axes
    [[nodiscard]] std::optional<double> timeAt(QPoint at) const; ///< empty outside the charts
    struct Hit {
        base::EntryId entry;
        std::uint32_t task = 0;
    };
    [[nodiscard]] std::optional<Hit> taskAt(QPoint at) const;
    /// Entries whose tasks are counted in the chart that is there; none elsewhere.
    [[nodiscard]] std::vector<const ChartEntry *> countedAt(QPoint at) const;
    [[nodiscard]] std::optional<base::EntryId> titleAt(QPoint at) const; ///< entry whose title is there
    [[nodiscard]] const Geometry &places() const { return m_geometry; }
    [[nodiscard]] std::size_t pointCount() const; ///< drawn points over all charts
    [[nodiscard]] const std::vector<TextBlock> &texts() const { return m_text->blocks; }

private:
    struct Track {
        std::size_t entry = 0;
        QCPGraph *main = nullptr;
        QCPGraph *second = nullptr; ///< p95 beside latency, queued beside in flight; dotted
    };
    struct Cell {
        Metric metric = Metric::Cpu;
        QCPAxisRect *rect = nullptr;
        std::vector<Track> tracks;
        bool filled = false;
    };
    void addCell(Metric metric, std::vector<std::size_t> entries);
    void styleAxes(Cell &cell);
    Track addTrack(const Cell &cell, std::size_t entry);
    void fill(Cell &cell);
    void fillTrack(const Cell &cell, const Track &track, int crowd);
    void makeCurves();
    void measureSampling();
    void scaleAxes();
    void applyTimeRange();
    void applyValueRanges();
    [[nodiscard]] GeometryInput measure() const;
    [[nodiscard]] Spot spotIn(const Cell &cell, QPoint at) const;
    [[nodiscard]] int titleHeight(int width) const;
    [[nodiscard]] int legendHeight() const;
    void placeCharts();
    void writeTexts();
    void writeTitles();
    void writeLegend();
    void writePlaceholders();
    void updateRings();
    [[nodiscard]] std::size_t firstEntry() const { return m_shape.layout == ChartLayout::Multiples ? m_shape.first : 0; }

    QCustomPlot *m_plot;
    QCPLayoutInset *m_inset = nullptr;
    TextLayer *m_text = nullptr;
    MarkLayer *m_marks = nullptr;
    SceneShape m_shape;
    Theme m_theme;
    std::vector<ChartEntry> m_entries;
    std::vector<Cell> m_cells;
    Geometry m_geometry;
    QSize m_arranged;
    std::vector<std::pair<QRect, base::EntryId>> m_titlePlaces;
    QFont m_font, m_small, m_bold;
    /// Curves of one entry, index = Metric; for latency the points or p50, with p95 apart.
    struct Drawn {
        std::array<Curve, kMetrics.size()> curves;
        Curve p95, queued;
        bool binned = false;
        [[nodiscard]] const Curve &of(Metric metric) const { return curves[static_cast<std::size_t>(metric)]; }
        [[nodiscard]] const Curve &secondOf(Metric metric) const { return metric == Metric::InFlight ? queued : p95; }
        [[nodiscard]] Extremes extremesOf(Metric metric) const;
    };
    std::vector<Drawn> m_drawn; ///< by entry
    Sampling m_sampling;
    QString m_nothing, m_waiting;
    double m_span = 1;
    std::optional<std::pair<double, double>> m_timeRange;
    std::array<std::pair<double, double>, kMetrics.size()> m_scales{}; ///< of all values
    std::array<std::optional<std::pair<double, double>>, kMetrics.size()> m_valueRanges;
    std::optional<quint32> m_task, m_entry;
};

} // namespace interleave::widgets
