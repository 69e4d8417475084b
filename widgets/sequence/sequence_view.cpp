// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_view.h"

#include "widgets/sequence/sequence_bar.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_handles.h"
#include "widgets/sequence/sequence_minimap.h"
#include "widgets/viewstate/view_state.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace interleave::widgets {

SequenceView::SequenceView(QWidget *parent)
    : QWidget(parent)
    , m_builder(new SequenceBuilder([this](auto plan) { showPlan(std::move(plan)); }, this))
    , m_canvas(new SequenceCanvas(this))
    , m_bar(new SequenceBar(this))
    , m_minimap(new SequenceMinimap(this))
{
    auto *below = new QHBoxLayout;
    below->setSpacing(0);
    below->addWidget(m_canvas, 1);
    below->addWidget(m_minimap);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_bar);
    all->addLayout(below, 1);
    setFocusProxy(m_canvas);
    m_minimap->hide();
    connectParts();
    showMode(m_mode);
    retranslateUi();
}

SequenceView::~SequenceView() = default;

void SequenceView::connectParts()
{
    const auto toggleGroup = [this] {
        m_expanded = !m_expanded;
        rebuild();
    };
    connect(m_bar, &SequenceBar::modeChosen, this, &SequenceView::setAxisMode);
    connect(m_bar, &SequenceBar::foldChosen, this, &SequenceView::setFoldLevel);
    connect(m_bar, &SequenceBar::orderChosen, this, &SequenceView::setColumnOrder);
    connect(m_bar, &SequenceBar::zoomInWanted, m_canvas, [this] { m_canvas->zoom(1.5); });
    connect(m_bar, &SequenceBar::zoomOutWanted, m_canvas, [this] { m_canvas->zoom(1 / 1.5); });
    connect(m_bar, &SequenceBar::fitWanted, m_canvas, &SequenceCanvas::resetZoom);
    connect(m_canvas, &SequenceCanvas::groupToggled, this, toggleGroup);
    connect(m_canvas->handles(), &SequenceHandles::groupClicked, this, toggleGroup);
    connect(m_canvas->handles(), &SequenceHandles::reordered, this, &SequenceView::setColumnsByHand);
    connect(m_canvas->handles(), &SequenceHandles::unfoldWanted, this, &SequenceView::unfold);
    connect(m_canvas, &SequenceCanvas::viewChanged, this, [this] {
        if (const auto times = m_canvas->timesInView())
            m_minimap->setWindow(times->first, times->second);
    });
    connect(m_minimap, &SequenceMinimap::wanted, m_canvas, [this](qint64 time) { m_canvas->showAround(time); });
}

void SequenceView::setLeadingWidget(QWidget *widget) { m_bar->setLeadingWidget(widget); }

void SequenceView::setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped)
{
    m_trace = std::move(trace);
    m_runStart = runStart;
    m_title = std::move(title);
    m_dropped = dropped;
    m_bar->setTitle(m_title);
    m_builder->drop();
    m_shown = nullptr;
    if (!m_trace) {
        m_canvas->setPlan(nullptr, false);
        m_canvas->setTitle(m_title);
        m_minimap->setPlan(nullptr);
        m_minimap->hide();
        Q_EMIT ready();
        return;
    }
    rebuild();
}

void SequenceView::rebuild()
{
    if (!m_trace)
        return;
    PlanRequest request;
    request.trace = m_trace;
    request.runStart = m_runStart;
    request.dropped = m_dropped;
    request.expandWorkers = m_expanded;
    const Choice &chosen = choice();
    request.mode = chosen.mode;
    request.fold = chosen.fold;
    request.unfolds = chosen.unfolds;
    request.order = chosen.order;
    request.byHand = chosen.byHand;
    if (m_state)
        request.task = m_state->task();
    m_foldedFor = request.task;
    if (const auto &plan = m_canvas->plan(); m_shown == m_trace && plan && !plan->coarse())
        request.data = {plan->interactions, plan->index, plan->pyramid, plan->traffic};
    m_builder->request(std::move(request));
}

/// The selected task must be seen by itself, and may go back into its loop afterwards.
void SequenceView::refold()
{
    const auto &plan = m_canvas->plan();
    if (!plan || plan->coarse() || m_shown != m_trace || plan->fold == analysis::FoldLevel::None || plan->mode != AxisMode::Ordinal || m_state->task() == m_foldedFor)
        return;
    const auto own = m_state->task() ? plan->index->messagesOfTask(*m_state->task()) : std::span<const std::uint32_t>();
    if (m_foldedFor || std::any_of(own.begin(), own.end(), [&](std::uint32_t message) { return plan->loopOf(message) != nullptr; }))
        rebuild();
}

void SequenceView::showPlan(std::shared_ptr<const SequencePlan> plan)
{
    const bool coarse = plan->coarse();
    if (!coarse) {
        showMode(plan->mode);
        m_bar->showFold(plan->fold);
        m_bar->showOrder(plan->order);
    }
    m_canvas->setTitle(m_title);
    m_minimap->setPlan(plan);
    m_minimap->show();
    // A later look at the same run must not throw the reader back to its beginning.
    m_canvas->setPlan(std::move(plan), m_shownTitle == m_title);
    m_shown = m_trace;
    m_shownTitle = m_title;
    if (!coarse)
        Q_EMIT ready();
}

void SequenceView::setViewState(ViewState *state)
{
    if (m_state)
        m_state->disconnect(this);
    m_state = state;
    // First, for the canvas then scrolls to where the task stands.
    connect(state, &ViewState::taskChanged, this, &SequenceView::refold);
    m_canvas->setViewState(state);
}

void SequenceView::setTheme(const Theme &theme)
{
    m_canvas->setTheme(theme);
    m_minimap->setTheme(theme);
}

void SequenceView::setAxisMode(AxisMode mode)
{
    choice().mode = mode;
    showMode(mode);
    rebuild();
}

void SequenceView::setFoldLevel(analysis::FoldLevel level)
{
    choice().fold = level;
    choice().unfolds.clear();
    rebuild();
}

void SequenceView::setColumnOrder(ColumnOrder order)
{
    choice().order = order;
    rebuild();
}

void SequenceView::setColumnsByHand(std::vector<std::uint32_t> firstLifelines)
{
    choice().order = ColumnOrder::Hand;
    choice().byHand = std::move(firstLifelines);
    rebuild();
}

void SequenceView::unfold(Unfold loop)
{
    choice().unfolds.push_back(loop);
    rebuild();
}

void SequenceView::setPath(std::vector<PathSegment> path) { m_canvas->setPath(std::move(path)); }

void SequenceView::setHits(std::vector<double> times) { m_minimap->setHits(std::move(times)); }

void SequenceView::showMode(AxisMode mode)
{
    m_mode = mode;
    m_bar->showMode(mode);
}

void SequenceView::retranslateUi()
{
    setAccessibleName(tr("Sequence view"));
    m_bar->retranslateUi();
    m_minimap->retranslateUi();
    m_canvas->setPlaceholder(tr("Run an experiment: the recorded scheduling appears here"));
    m_canvas->retranslateUi();
}

bool SequenceView::busy() const { return m_builder->busy(); }

QImage SequenceView::renderImage(QSize size, const Theme &theme, double scale)
{
    m_builder->finishNow();
    return m_canvas->renderImage(size, theme, scale);
}

} // namespace interleave::widgets
