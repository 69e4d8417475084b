// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_canvas.h"

#include "widgets/lanes/lanes_texts.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

LanesCanvas::LanesCanvas(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(Theme::of(palette()))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    setMinimumSize(320, 160);
    setViewState(&m_own);
    retranslateUi();
}

QFont LanesCanvas::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() * 0.9));
    return small;
}

void LanesCanvas::setPicture(std::shared_ptr<const LanesPicture> picture, bool keep)
{
    m_picture = std::move(picture);
    m_rows = m_picture ? laneRows(*m_picture, m_open) : std::vector<LaneRow>{};
    if (!keep)
        m_current = 0;
    m_current = std::min(m_current, m_rows.empty() ? 0 : m_rows.size() - 1);
    relayout();
    if (!keep)
        verticalScrollBar()->setValue(0);
    retranslateUi();
}

void LanesCanvas::setTitle(const QString &title)
{
    m_title = title;
    retranslateUi();
}

void LanesCanvas::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    retranslateUi();
}

void LanesCanvas::setViewState(ViewState *state)
{
    if (m_state)
        m_state->disconnect(this);
    m_state = state ? state : &m_own;
    connect(m_state, &ViewState::cursorChanged, this, [this] { viewport()->update(); });
    connect(m_state, &ViewState::rangeChanged, this, [this] { viewport()->update(); });
    connect(m_state, &ViewState::markersChanged, this, [this] { viewport()->update(); });
    connect(m_state, &ViewState::windowChanged, this, &LanesCanvas::invalidate);
    connect(m_state, &ViewState::taskChanged, this, &LanesCanvas::showTask);
    invalidate();
}

void LanesCanvas::setTheme(const Theme &theme)
{
    m_theme = theme;
    relayout();
}

void LanesCanvas::retranslateUi()
{
    setAccessibleName(tr("Lanes"));
    setAccessibleDescription(m_picture ? describeLanes(*m_picture, m_rows, m_title) : m_placeholder);
    relayout();
}

void LanesCanvas::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        relayout();
}

void LanesCanvas::relayout()
{
    invalidate();
    if (!m_picture) {
        verticalScrollBar()->setRange(0, 0);
        return;
    }
    const QFontMetricsF metrics(smallFont());
    m_legendHeight = laneLegendHeight(*m_picture, metrics, viewport()->width() - m_theme.spacing);
    const auto areas = lanesAreas(m_rows, *m_picture, m_theme, metrics, QSizeF(viewport()->size()), m_legendHeight);
    m_stretch = stretchOf(m_rows, m_theme, areas.body.height());
    const double content = rowTops(m_rows, m_theme, m_stretch * m_across).back();
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(content - areas.body.height()))));
    verticalScrollBar()->setPageStep(std::max(1, static_cast<int>(areas.body.height())));
    verticalScrollBar()->setSingleStep(m_theme.rowHeight);
}

void LanesCanvas::invalidate()
{
    m_frame.reset();
    m_stale = true;
    viewport()->update();
}

LanesInput LanesCanvas::input(const Theme &theme, QSizeF size, double top) const
{
    const TimeSpan window = visible();
    LanesInput input{*m_picture, m_rows, theme, QFontMetricsF(smallFont()), size};
    input.legendHeight = m_legendHeight;
    input.top = top;
    input.across = m_stretch * m_across;
    input.from = window.first * 1e9;
    input.to = window.second * 1e9;
    input.task = state().task();
    input.current = hasFocus() ? m_current : m_rows.size();
    return input;
}

const LanesFrame &LanesCanvas::frame()
{
    if (!m_frame)
        m_frame = m_picture ? layoutLanes(input(m_theme, QSizeF(viewport()->size()), verticalScrollBar()->value())) : LanesFrame{};
    return *m_frame;
}

double LanesCanvas::xOf(double seconds) { return frame().scale.x(seconds * 1e9); }

double LanesCanvas::secondsAt(double x) { return frame().scale.ns(x) * 1e-9; }

void LanesCanvas::renderPicture()
{
    const double ratio = viewport()->devicePixelRatioF();
    const QSize size = (QSizeF(viewport()->size()) * ratio).toSize();
    if (m_painted.size() != size)
        m_painted = QPixmap(size);
    m_painted.setDevicePixelRatio(ratio);
    m_stale = false;
    QPainter p(&m_painted);
    LanesPainter(p, *m_picture, m_rows, m_theme, smallFont()).frame(frame());
}

void LanesCanvas::paintMarks(QPainter &p)
{
    LanesPainter painter(p, *m_picture, m_rows, m_theme, smallFont());
    if (const auto range = m_rubber ? m_rubber : state().range())
        painter.range(frame(), xOf(range->first), xOf(range->second));
    const auto [a, b] = state().markers();
    if (a)
        painter.marker(frame(), xOf(*a), QStringLiteral("A"));
    if (b)
        painter.marker(frame(), xOf(*b), QStringLiteral("B"));
    if (const auto cursor = state().cursor())
        painter.cursor(frame(), xOf(*cursor));
}

void LanesCanvas::paintEvent(QPaintEvent *)
{
    QPainter p(viewport());
    if (!m_picture) {
        p.fillRect(viewport()->rect(), m_theme.plot);
        p.setPen(m_theme.mutedText);
        p.drawText(viewport()->rect().adjusted(m_theme.margin, m_theme.margin, -m_theme.margin, -m_theme.margin), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    if (m_stale)
        renderPicture();
    p.drawPixmap(0, 0, m_painted);
    paintMarks(p);
    if (hasFocus()) {
        p.setPen(QPen(m_theme.accent, 1));
        p.setBrush(Qt::NoBrush);
        p.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

QImage LanesCanvas::renderImage(QSize size, const Theme &theme, double scale) const
{
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(theme.plot);
    QPainter p(&image);
    p.setFont(font());
    const double titleHeight = std::ceil(QFontMetricsF(font()).height()) + 2 * theme.spacing;
    p.fillRect(QRectF(0, 0, size.width(), titleHeight), theme.window);
    p.setPen(theme.text);
    p.drawText(QRectF(theme.margin, 0, size.width() - 2 * theme.margin, titleHeight), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    if (!m_picture) {
        p.drawText(QRectF(QPointF(0, titleHeight), QSizeF(size.width(), size.height() - titleHeight)), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return image;
    }
    const QSizeF rest(size.width(), size.height() - titleHeight);
    auto still = input(theme, rest, 0);
    still.from = static_cast<double>(m_picture->interactions->begin);
    still.to = static_cast<double>(m_picture->interactions->end);
    still.task.reset();
    still.current = m_rows.size();
    still.legendHeight = laneLegendHeight(*m_picture, QFontMetricsF(smallFont()), size.width() - theme.spacing);
    still.across = stretchOf(m_rows, theme, lanesAreas(m_rows, *m_picture, theme, still.font, rest, still.legendHeight).body.height());
    p.translate(0, titleHeight);
    LanesPainter(p, *m_picture, m_rows, theme, smallFont()).frame(layoutLanes(still));
    return image;
}

void LanesCanvas::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    relayout();
}

void LanesCanvas::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    invalidate(); // the current lane is marked
}

void LanesCanvas::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    invalidate();
}

void LanesCanvas::scrollContentsBy(int, int) { invalidate(); }

void LanesCanvas::toggleWorkers()
{
    m_open = !m_open;
    if (!m_picture)
        return;
    m_rows = laneRows(*m_picture, m_open);
    m_current = std::min(m_current, m_rows.size() - 1);
    retranslateUi();
}

void LanesCanvas::setCurrentRow(std::size_t row)
{
    if (m_rows.empty())
        return;
    m_current = std::min(row, m_rows.size() - 1);
    const auto tops = rowTops(m_rows, m_theme, m_stretch * m_across);
    const double height = frame().areas.body.height();
    if (tops[m_current] < verticalScrollBar()->value())
        verticalScrollBar()->setValue(static_cast<int>(std::floor(tops[m_current])));
    else if (tops[m_current + 1] > verticalScrollBar()->value() + height)
        verticalScrollBar()->setValue(static_cast<int>(std::ceil(tops[m_current + 1] - height)));
    invalidate();
}

/// A selection from elsewhere is brought into view.
void LanesCanvas::showTask()
{
    invalidate();
    if (!m_picture || !m_picture->index || !state().task())
        return;
    const auto own = m_picture->index->activationsOfTask(*state().task());
    if (own.empty())
        return;
    setCurrentRow(rowOf(m_rows, m_picture->interactions->activations[own.front()].lifeline));
}

} // namespace interleave::widgets
