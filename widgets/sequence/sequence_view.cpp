// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_view.h"

#include "widgets/sequence/sequence_builder.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_texts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace interleave::widgets {

/// One line of text that gives way when there is no room.
class ElidedLabel : public QLabel {
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {40, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter p(this);
        p.setPen(palette().color(QPalette::WindowText));
        p.drawText(contentsRect(), Qt::AlignRight | Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
    }
};

SequenceView::SequenceView(QWidget *parent)
    : QWidget(parent)
    , m_builder(new SequenceBuilder([this](auto plan) { showPlan(std::move(plan)); }, this))
    , m_canvas(new SequenceCanvas(this))
    , m_modes(new QButtonGroup(this))
    , m_label(new ElidedLabel(this))
{
    auto *bar = m_bar = new QHBoxLayout;
    bar->setContentsMargins(4, 2, 6, 2);
    bar->setSpacing(2);
    for (std::size_t i = 0; i < m_modeButtons.size(); ++i) {
        auto *button = m_modeButtons[i] = new QToolButton(this);
        button->setCheckable(true);
        button->setAutoRaise(true);
        m_modes->addButton(button, static_cast<int>(i));
        bar->addWidget(button);
    }
    bar->addSpacing(8);
    m_zoomOut = addZoomButton(QStringLiteral("−"));
    m_zoomIn = addZoomButton(QStringLiteral("+"));
    m_fit = addZoomButton({});
    for (auto *button : {m_zoomOut, m_zoomIn, m_fit})
        bar->addWidget(button);
    bar->addSpacing(8);
    bar->addWidget(m_label, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(bar);
    all->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);

    connect(m_modes, &QButtonGroup::idClicked, this, [this](int id) { setAxisMode(static_cast<AxisMode>(id)); });
    connect(m_zoomIn, &QToolButton::clicked, m_canvas, [this] { m_canvas->zoom(1.5); });
    connect(m_zoomOut, &QToolButton::clicked, m_canvas, [this] { m_canvas->zoom(1 / 1.5); });
    connect(m_fit, &QToolButton::clicked, m_canvas, &SequenceCanvas::resetZoom);
    connect(m_canvas, &SequenceCanvas::groupToggled, this, [this] {
        m_expanded = !m_expanded;
        rebuild();
    });
    showMode(m_mode);
    retranslateUi();
}

SequenceView::~SequenceView() = default;

void SequenceView::setLeadingWidget(QWidget *widget)
{
    m_bar->insertWidget(0, widget);
    m_bar->insertSpacing(1, 8);
    m_bar->addStretch(1);
    m_label->hide();
}

QToolButton *SequenceView::addZoomButton(const QString &symbol)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setText(symbol);
    return button;
}

void SequenceView::setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped)
{
    m_trace = std::move(trace);
    m_runStart = runStart;
    m_title = std::move(title);
    m_dropped = dropped;
    m_label->setText(m_title);
    m_label->setToolTip(m_title);
    m_builder->drop();
    m_shown = nullptr;
    if (!m_trace) {
        m_canvas->setPlan(nullptr, false);
        m_canvas->setTitle(m_title);
        Q_EMIT ready();
        return;
    }
    rebuild();
}

void SequenceView::rebuild()
{
    if (!m_trace)
        return;
    PlanRequest request{m_trace, m_runStart, m_dropped, nullptr, std::nullopt, m_expanded};
    if (const auto chosen = m_chosen.constFind(m_title); chosen != m_chosen.cend())
        request.mode = *chosen;
    if (m_shown == m_trace && m_canvas->plan())
        request.interactions = m_canvas->plan()->interactions;
    m_builder->request(std::move(request));
}

void SequenceView::showPlan(std::shared_ptr<const SequencePlan> plan)
{
    showMode(plan->mode);
    m_canvas->setTitle(m_title);
    // A later look at the same run must not throw the reader back to its beginning.
    m_canvas->setPlan(std::move(plan), m_shownTitle == m_title);
    m_shown = m_trace;
    m_shownTitle = m_title;
    Q_EMIT ready();
}

void SequenceView::setViewState(ViewState *state) { m_canvas->setViewState(state); }

void SequenceView::setTheme(const Theme &theme) { m_canvas->setTheme(theme); }

void SequenceView::setAxisMode(AxisMode mode)
{
    m_chosen[m_title] = mode;
    showMode(mode);
    rebuild();
}

void SequenceView::showMode(AxisMode mode)
{
    m_mode = mode;
    m_modeButtons[static_cast<std::size_t>(mode)]->setChecked(true);
}

void SequenceView::retranslateUi()
{
    setAccessibleName(tr("Sequence view"));
    const std::array tips{tr("One row for each step of the story, however long it took"), tr("True time, long gaps cut out"), tr("True time, the same scale everywhere")};
    for (std::size_t i = 0; i < m_modeButtons.size(); ++i) {
        m_modeButtons[i]->setText(modeName(static_cast<AxisMode>(i)));
        m_modeButtons[i]->setToolTip(tips[i]);
        m_modeButtons[i]->setAccessibleName(tr("Time axis: %1").arg(modeName(static_cast<AxisMode>(i))));
    }
    m_zoomIn->setToolTip(tr("Zoom in (+, Ctrl+wheel)"));
    m_zoomIn->setAccessibleName(tr("Zoom in"));
    m_zoomOut->setToolTip(tr("Zoom out (−, Ctrl+wheel)"));
    m_zoomOut->setAccessibleName(tr("Zoom out"));
    m_fit->setText(tr("Reset"));
    m_fit->setToolTip(tr("Show everything (0, or double-click on the time column)"));
    m_fit->setAccessibleName(tr("Reset zoom"));
    m_label->setAccessibleName(tr("Shown run"));
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
