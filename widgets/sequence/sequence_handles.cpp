// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_handles.h"

#include "widgets/sequence/sequence_canvas.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace interleave::widgets {

SequenceHandles::SequenceHandles(SequenceCanvas *canvas)
    : QObject(canvas)
    , m_canvas(canvas)
{
    canvas->installEventFilter(this);
    canvas->viewport()->installEventFilter(this);
}

bool SequenceHandles::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_canvas->plan())
        return false;
    if (watched == m_canvas)
        return event->type() == QEvent::KeyPress && keyPressed(static_cast<QKeyEvent &>(*event));
    switch (event->type()) {
    case QEvent::MouseButtonPress: return pressed(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseMove: return moved(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonRelease: return released(static_cast<QMouseEvent &>(*event));
    case QEvent::ToolTip: return toolTip(static_cast<QHelpEvent &>(*event));
    default: return false;
    }
}

std::optional<std::uint32_t> SequenceHandles::headAt(QPointF point) const
{
    if (point.y() < 0 || point.y() >= m_canvas->bodyOrigin().y())
        return std::nullopt;
    const auto &columns = m_canvas->frame().columns;
    for (std::uint32_t i = 0; i < columns.size(); ++i)
        if (point.x() >= columns[i].left && point.x() < columns[i].right)
            return i;
    return std::nullopt;
}

std::optional<Unfold> SequenceHandles::loopPartAt(QPointF point) const
{
    const QPointF body = point - m_canvas->bodyOrigin();
    if (body.y() < 0)
        return std::nullopt;
    for (const LoopFrame &frame : m_canvas->frame().loops) {
        const analysis::FoldItem &item = m_canvas->plan()->loops[frame.loop].item;
        if (frame.title.contains(body))
            return Unfold{item.first, true};
        if (frame.slowest.contains(body))
            return Unfold{item.first + item.times.slowest * item.period, false};
    }
    return std::nullopt;
}

bool SequenceHandles::pressed(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return false;
    m_pressed = event.position();
    m_head = headAt(m_pressed);
    m_loop = loopPartAt(m_pressed);
    m_dragging = false;
    if (m_head) {
        m_current = m_head;
        m_canvas->setFocus(Qt::MouseFocusReason);
    }
    return m_head || m_loop;
}

bool SequenceHandles::moved(const QMouseEvent &event)
{
    if (!m_head) {
        const bool over = event.buttons() == Qt::NoButton && loopPartAt(event.position());
        if (over)
            m_canvas->viewport()->setCursor(Qt::PointingHandCursor);
        return over || m_loop;
    }
    if (!m_dragging && std::abs(event.position().x() - m_pressed.x()) < QApplication::startDragDistance())
        return true;
    m_dragging = true;
    m_target = headAt({event.position().x(), m_pressed.y()});
    m_canvas->viewport()->setCursor(Qt::ClosedHandCursor);
    m_canvas->viewport()->update();
    return true;
}

bool SequenceHandles::released(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton || (!m_head && !m_loop))
        return false;
    const auto head = std::exchange(m_head, std::nullopt);
    const auto loop = std::exchange(m_loop, std::nullopt);
    const bool dragged = std::exchange(m_dragging, false);
    m_canvas->viewport()->unsetCursor();
    m_canvas->viewport()->update();
    if (loop && loopPartAt(event.position()) == loop)
        Q_EMIT unfoldWanted(*loop);
    else if (head && dragged && m_target)
        drop(*head, *m_target);
    else if (head && !dragged && m_canvas->plan()->columns[*head].group)
        Q_EMIT groupClicked();
    return true;
}

void SequenceHandles::drop(std::uint32_t from, std::uint32_t to)
{
    const auto &columns = m_canvas->plan()->columns;
    if (from == to || from >= columns.size() || to >= columns.size())
        return;
    std::vector<std::uint32_t> order;
    for (const Column &column : columns)
        order.push_back(column.lifelines.front());
    const auto moved = order[from];
    order.erase(order.begin() + from);
    order.insert(order.begin() + to, moved);
    m_current = to;
    Q_EMIT reordered(std::move(order));
}

void SequenceHandles::move(std::uint32_t column, int direction)
{
    if (direction < 0 && column > 0)
        drop(column, column - 1);
    else if (direction > 0)
        drop(column, column + 1);
}

bool SequenceHandles::keyPressed(const QKeyEvent &event)
{
    if (event.modifiers() != Qt::AltModifier || (event.key() != Qt::Key_Left && event.key() != Qt::Key_Right))
        return false;
    // Without a head chosen the first one begins.
    move(m_current.value_or(0), event.key() == Qt::Key_Left ? -1 : 1);
    return true;
}

bool SequenceHandles::toolTip(const QHelpEvent &event)
{
    const QString tip = m_canvas->tipOfMany(event.pos());
    if (tip.isEmpty())
        return false;
    QToolTip::showText(event.globalPos(), tip, m_canvas->viewport());
    return true;
}

} // namespace interleave::widgets
