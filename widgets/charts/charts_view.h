// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/series.h"
#include "core/plan/catalogue.h"
#include "core/plan/plan.h"
#include "core/record/live_run.h"
#include "core/record/run_record.h"
#include "widgets/charts/geometry.h"
#include "widgets/charts/metric.h"
#include "widgets/common/format.h"
#include "widgets/common/recorded_picture.h"
#include "widgets/common/theme.h"
#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/view_state.h"

#include <QElapsedTimer>
#include <QImage>
#include <QList>
#include <QPoint>
#include <QPointer>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

class QAction;
class QActionGroup;
class QCustomPlot;
class QScrollBar;
class QComboBox;
class QMouseEvent;
class QWheelEvent;
class QKeyEvent;
class QNativeGestureEvent;

namespace interleave::widgets {

class ChartScene;
class ChartsTime;
struct ChartEntry;
struct SceneShape;

/// CPU, memory, throughput, latency and tasks in flight of every executor entry, live and afterwards; a column per entry or all in one chart.
/// Each entry shows the run under way, else its last finished run, and after `setRecord` its representative one.
class ChartsView : public QWidget {
    Q_OBJECT
public:
    explicit ChartsView(QWidget *parent = nullptr);
    ~ChartsView() override;

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void runStarted(std::shared_ptr<const record::LiveRun> run);
    void runFinished(std::shared_ptr<const record::RunRecord> run);
    /// Of large runs the curves are made in the thread pool and come with the event loop (`busy` until then), unless `atOnce`.
    void setRecord(std::shared_ptr<const record::ExperimentRecord> record, bool atOnce = false);
    [[nodiscard]] bool busy() const;
    /// Pulls what is new of the run under way; true if there was something. Cost: linear in the points on screen.
    bool tick();

    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();

    [[nodiscard]] ChartLayout chartLayout() const { return m_layout; }
    void setChartLayout(ChartLayout layout);
    [[nodiscard]] QList<QAction *> layoutActions() const; ///< for a View menu

    /// One metric over all entries, for a file: overlay up to 4 entries, else a chart each with the same scales.
    /// Shape: `size` × `scale` pixels. Null without data.
    [[nodiscard]] QImage renderChart(Metric metric, QSize size, const Theme &theme, qreal scale = 2) const;
    /// The same before it is pixels: these are most of the work, and another thread can do it.
    [[nodiscard]] RecordedPicture recordChart(Metric metric, QSize size, const Theme &theme, qreal scale = 2) const;

    [[nodiscard]] bool hasData() const;
    [[nodiscard]] std::size_t pointCount() const;   ///< drawn points over all charts
    /// What stands at a place of the charts, for a tool tip: an entry's name, a task, counts of tasks; empty for nothing.
    [[nodiscard]] QString readOut(QPoint at) const;
    [[nodiscard]] QString summary() const;          ///< the charts in words, for those who do not see them
    [[nodiscard]] const ChartScene &scene() const { return *m_scene; }
    [[nodiscard]] QCustomPlot *plot() const { return m_plot; }

Q_SIGNALS:
    void chartLayoutChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// What one entry shows.
    struct Column {
        analysis::RunSeries frozen;
        std::unique_ptr<analysis::LivePull> live;    ///< shown instead of `frozen`
        std::unique_ptr<analysis::LivePull> waiting; ///< started, nothing seen of it yet: the run before stays
        std::shared_ptr<const record::RunRecord> ended; ///< the run of which `frozen` is or will be
        bool freezing = false; ///< it will be
    };
    void freeze(std::size_t entry, std::shared_ptr<const record::RunRecord> run, bool atOnce = false);
    void showFrozen(std::size_t entry, analysis::RunSeries series);
    enum class Phase : std::uint8_t { Before, Running, Over };
    void makeControls();
    void setPhase(Phase phase);
    void chooseLayout(ChartLayout layout, bool byUser);
    [[nodiscard]] std::vector<ChartEntry> entries(const Theme &theme) const;
    [[nodiscard]] std::size_t columnsThatFit() const;
    void rebuild();
    void showNew();
    void describe();
    void applyMarks();
    void placeCorner();

    // pointer and keys (charts_pointer.cpp)
    bool pointerMoved(const QMouseEvent &event);
    bool pointerPressed(const QMouseEvent &event);
    bool pointerReleased(const QMouseEvent &event);
    bool wheelTurned(const QWheelEvent &event);
    bool pinched(const QNativeGestureEvent &event);
    bool doubleClicked(const QMouseEvent &event);
    bool keyPressed(const QKeyEvent &event);
    bool toolTip(QPoint at, QPoint global);
    [[nodiscard]] QString countsText(QPoint at) const;
    void beginDrag(const QMouseEvent &event);
    void drag(QPoint at);
    void endDrag(QPoint at);
    void zoomToBox(QRect box);
    void click(QPoint at, Qt::KeyboardModifiers modifiers);
    void followWindow();

    QCustomPlot *m_plot;
    QScrollBar *m_scroll;
    QComboBox *m_corner;
    QActionGroup *m_layouts;
    QAction *m_multiplesAction, *m_overlayAction;
    std::unique_ptr<ChartScene> m_scene;
    QPointer<ViewState> m_state;
    Theme m_theme = Theme::light();
    plan::Plan m_plan;
    plan::Catalogue m_catalogue;
    std::vector<Column> m_columns; ///< index = EntryId
    ChartLayout m_layout = ChartLayout::Multiples;
    bool m_layoutByUser = false;
    Phase m_phase = Phase::Before; ///< decides what charts without data say
    std::size_t m_visible = 0;
    std::unique_ptr<ChartsTime> m_time; ///< what gestures act on
    GestureReader m_keys;
    enum class Drag : std::uint8_t { None, Press, Range, Ruler, Pan, Box };
    Drag m_drag = Drag::None, m_dragKind = Drag::None; ///< under way; what it becomes when the pointer moves far enough
    QPoint m_pressed;
    TimeSpan m_pressedWindow;
    std::optional<ViewState::Step> m_dragStep; ///< from press to release it is one
    QElapsedTimer m_clock;
    qint64 m_restUntil = 0; ///< ms; after a costly refresh the next ones wait
};

} // namespace interleave::widgets
