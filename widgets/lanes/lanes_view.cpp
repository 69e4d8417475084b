// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_view.h"

#include "widgets/lanes/lanes_builder.h"
#include "widgets/lanes/lanes_canvas.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace interleave::widgets {

LanesView::LanesView(QWidget *parent)
    : QWidget(parent)
    , m_builder(new LanesBuilder(
          [this](std::shared_ptr<const LanesPicture> picture) {
              // A later look at the same run must not throw the reader back to its beginning.
              m_canvas->setPicture(std::move(picture), m_shownTitle == m_title);
              m_shownTitle = m_title;
              m_state->setVisible(m_builder->busy());
              if (!m_builder->busy())
                  Q_EMIT ready();
          },
          this))
    , m_canvas(new LanesCanvas(this))
    , m_bar(new QHBoxLayout)
    , m_state(new QLabel(this))
{
    m_bar->setContentsMargins(4, 2, 6, 2);
    m_bar->setSpacing(2);
    m_zoomOut = addButton(QStringLiteral("−"));
    m_zoomIn = addButton(QStringLiteral("+"));
    m_fit = addButton({});
    m_bar->addSpacing(8);
    m_bar->addWidget(m_state);
    m_bar->addStretch(1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(m_bar);
    all->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);
    m_state->hide();
    connect(m_zoomIn, &QToolButton::clicked, m_canvas, [this] { m_canvas->gesture(Gesture::ZoomIn); });
    connect(m_zoomOut, &QToolButton::clicked, m_canvas, [this] { m_canvas->gesture(Gesture::ZoomOut); });
    connect(m_fit, &QToolButton::clicked, m_canvas, [this] { m_canvas->gesture(Gesture::Fit); });
    retranslateUi();
}

LanesView::~LanesView() = default;

QToolButton *LanesView::addButton(const QString &symbol)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setText(symbol);
    m_bar->addWidget(button);
    return button;
}

void LanesView::setLeadingWidget(QWidget *widget)
{
    m_bar->insertWidget(0, widget);
    m_bar->insertSpacing(1, 8);
}

void LanesView::setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped,
                         KnownRun known)
{
    m_title = std::move(title);
    m_canvas->setTitle(m_title);
    m_builder->drop();
    m_state->hide();
    if (!trace) {
        m_shownTitle.clear();
        m_canvas->setPicture(nullptr, false);
        Q_EMIT ready();
        return;
    }
    m_builder->request({std::move(trace), runStart, dropped, std::move(known)});
    m_state->setVisible(m_builder->busy());
}

void LanesView::setViewState(ViewState *state) { m_canvas->setViewState(state); }

void LanesView::setTheme(const Theme &theme) { m_canvas->setTheme(theme); }

void LanesView::retranslateUi()
{
    setAccessibleName(tr("Lanes view"));
    m_zoomIn->setToolTip(tr("Zoom in (+, Ctrl+wheel)"));
    m_zoomIn->setAccessibleName(tr("Zoom in"));
    m_zoomOut->setToolTip(tr("Zoom out (−, Ctrl+wheel)"));
    m_zoomOut->setAccessibleName(tr("Zoom out"));
    m_fit->setText(tr("Whole run"));
    m_fit->setToolTip(tr("Show the whole run (double-click the ruler, 0)"));
    m_fit->setAccessibleName(tr("Whole run"));
    m_state->setText(tr("Preparing…"));
    m_canvas->setPlaceholder(tr("Run an experiment: its lanes appear here"));
    m_canvas->retranslateUi();
}

bool LanesView::busy() const { return m_builder->busy(); }

QImage LanesView::renderImage(QSize size, const Theme &theme, double scale)
{
    m_builder->finishNow();
    return m_canvas->renderImage(size, theme, scale);
}

} // namespace interleave::widgets
