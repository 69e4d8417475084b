// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/charts_view.h"

#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_time.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace interleave::widgets {

namespace {
constexpr std::size_t kMaxColumns = 6;
constexpr int kMinColumnWidth = 92;
} // namespace

ChartsView::ChartsView(QWidget *parent)
    : QWidget(parent), m_plot(new QCustomPlot(this)), m_scroll(new QScrollBar(Qt::Horizontal, this)), m_corner(new QComboBox(m_plot)),
      m_layouts(new QActionGroup(this)), m_multiplesAction(new QAction(this)), m_overlayAction(new QAction(this)), m_scene(std::make_unique<ChartScene>(m_plot))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_scroll);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->installEventFilter(this);
    setFocusProxy(m_plot);
    setMinimumSize(480, 240);
    m_clock.start();
    makeControls();
    connect(m_scroll, &QScrollBar::valueChanged, this, [this] { rebuild(); });
    m_time = std::make_unique<ChartsTime>(*m_scene, [this] { return entries(m_theme); }, [this] { return m_state.data(); });
    setViewState(new ViewState(this)); // until it is given the window's
    retranslateUi();
    rebuild();
}

ChartsView::~ChartsView() = default;

void ChartsView::makeControls()
{
    for (QAction *action : {m_multiplesAction, m_overlayAction}) {
        action->setCheckable(true);
        m_layouts->addAction(action);
        m_corner->addItem(QString());
    }
    m_multiplesAction->setChecked(true);
    m_corner->setFocusPolicy(Qt::TabFocus);
    connect(m_corner, &QComboBox::activated, this, [this](int index) { setChartLayout(index == 0 ? ChartLayout::Multiples : ChartLayout::Overlay); });
    connect(m_multiplesAction, &QAction::triggered, this, [this] { setChartLayout(ChartLayout::Multiples); });
    connect(m_overlayAction, &QAction::triggered, this, [this] { setChartLayout(ChartLayout::Overlay); });
}

void ChartsView::retranslateUi()
{
    m_multiplesAction->setText(tr("Small &Multiples"));
    m_multiplesAction->setToolTip(tr("A column of charts for each concurrency model, all with the same scales"));
    m_overlayAction->setText(tr("&Overlay"));
    m_overlayAction->setToolTip(tr("One chart for each measure, with all concurrency models in it"));
    m_corner->setItemText(0, tr("Small multiples"));
    m_corner->setItemText(1, tr("Overlay"));
    m_corner->setToolTip(tr("How the charts stand: a column for each concurrency model, or all in one chart"));
    m_corner->setAccessibleName(tr("Layout of the charts"));
    m_scroll->setAccessibleName(tr("Columns of the charts"));
    m_plot->setAccessibleName(tr("Charts of CPU, memory, throughput, latency and tasks in flight"));
    setAccessibleName(tr("Charts"));
    setPhase(m_phase);
    describe();
    rebuild();
}

void ChartsView::setPhase(Phase phase)
{
    m_phase = phase;
    switch (phase) {
    case Phase::Before: return m_scene->setPlaceholder(tr("Press Run to measure"), tr("waiting"));
    case Phase::Running: return m_scene->setPlaceholder(tr("waiting"), tr("waiting"));
    case Phase::Over: return m_scene->setPlaceholder(tr("nothing measured"), tr("nothing measured"));
    }
}

void ChartsView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::FontChange)
        rebuild();
}

void ChartsView::setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    m_plan = plan;
    m_catalogue = catalogue;
    m_columns.clear();
    m_columns.resize(plan.executors.size());
    setPhase(Phase::Before);
    m_scene->zoomValues(0);
    if (!m_layoutByUser)
        chooseLayout(plan.executors.size() > 1 ? ChartLayout::Multiples : ChartLayout::Overlay, false);
    const QSignalBlocker quiet(m_scroll);
    m_scroll->setValue(0);
    rebuild();
    describe();
}

std::vector<ChartEntry> ChartsView::entries(const Theme &theme) const
{
    const std::vector<SeriesStyle> styles = entryStyles(m_plan, m_catalogue, theme);
    std::vector<ChartEntry> all;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Column &column = m_columns[i];
        const analysis::RunSeries *series = column.live ? &column.live->accumulator().series() : &column.frozen;
        all.push_back({base::EntryId{static_cast<std::uint32_t>(i)}, entryName(m_plan.executors[i], m_catalogue), styles[i], series});
    }
    return all;
}

std::size_t ChartsView::columnsThatFit() const
{
    const int usable = width() - 160;
    return std::clamp(static_cast<std::size_t>(std::max(1, usable / kMinColumnWidth)), std::size_t{1}, kMaxColumns);
}

void ChartsView::rebuild()
{
    const std::size_t n = m_columns.size();
    m_visible = std::min(n, columnsThatFit());
    {
        const QSignalBlocker quiet(m_scroll);
        m_scroll->setRange(0, static_cast<int>(n - m_visible));
        m_scroll->setPageStep(static_cast<int>(std::max<std::size_t>(1, m_visible)));
    }
    m_scroll->setVisible(m_layout == ChartLayout::Multiples && n > m_visible);
    SceneShape shape;
    shape.layout = m_layout;
    shape.first = static_cast<std::size_t>(m_scroll->value());
    shape.count = m_visible;
    m_scene->build(shape, entries(m_theme), m_theme);
    applyMarks();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    placeCorner();
}

void ChartsView::showNew()
{
    m_scene->refresh(entries(m_theme));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::placeCorner()
{
    m_corner->setCurrentIndex(m_layout == ChartLayout::Multiples ? 0 : 1);
    m_corner->adjustSize();
    m_corner->move(m_theme.spacing / 2, 2);
}

void ChartsView::setTheme(const Theme &theme)
{
    m_theme = theme;
    rebuild();
}

void ChartsView::setChartLayout(ChartLayout layout) { chooseLayout(layout, true); }

void ChartsView::chooseLayout(ChartLayout layout, bool byUser)
{
    m_layoutByUser = m_layoutByUser || byUser;
    (layout == ChartLayout::Multiples ? m_multiplesAction : m_overlayAction)->setChecked(true);
    if (layout == m_layout)
        return;
    m_layout = layout;
    rebuild();
    Q_EMIT chartLayoutChanged();
}

QList<QAction *> ChartsView::layoutActions() const { return m_layouts->actions(); }

void ChartsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (std::min(m_columns.size(), columnsThatFit()) != m_visible)
        rebuild();
}

void ChartsView::setViewState(ViewState *state)
{
    if (m_state)
        disconnect(m_state, nullptr, this, nullptr);
    m_state = state;
    if (!state)
        return;
    const auto marksOnly = [this] {
        applyMarks();
        m_scene->replotMarks();
    };
    connect(state, &ViewState::cursorChanged, this, marksOnly);
    connect(state, &ViewState::rangeChanged, this, marksOnly);
    connect(state, &ViewState::taskChanged, this, marksOnly);
    connect(state, &ViewState::markersChanged, this, marksOnly);
    connect(state, &ViewState::windowChanged, this, &ChartsView::followWindow);
    connect(state, &ViewState::entryChanged, this, [this] {
        applyMarks();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    applyMarks();
    followWindow();
}

void ChartsView::followWindow()
{
    m_scene->setTimeRange(m_state->window());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::applyMarks()
{
    if (m_state)
        m_scene->setMarks(*m_state);
}

} // namespace interleave::widgets
