// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_texts.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace interleave::widgets {
namespace {

constexpr double kArrowReach = 5; ///< pixels beside an arrow that still mean it

} // namespace

void SequenceCanvas::wheelEvent(QWheelEvent *event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (event->modifiers() & Qt::ControlModifier && event->modifiers() & Qt::ShiftModifier) {
        if (m_plan)
            zoomColumns(std::pow(kZoomStep, steps));
        event->accept();
    } else if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(std::pow(kZoomStep, steps), toBody(event->position()).y());
        event->accept();
    } else if (event->modifiers() & Qt::ShiftModifier) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - static_cast<int>(steps * m_theme.lifelineSpacing));
        event->accept();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
}

std::optional<std::uint32_t> SequenceCanvas::headAt(QPointF point)
{
    if (!m_plan || point.y() > headHeight(m_theme) || point.x() < m_theme.gutterWidth)
        return std::nullopt;
    const auto &columns = frame().columns;
    for (std::uint32_t i = 0; i < columns.size(); ++i)
        if (point.x() >= columns[i].left && point.x() < columns[i].right)
            return i;
    return std::nullopt;
}

std::optional<quint32> SequenceCanvas::taskAt(QPointF point)
{
    if (!m_plan || point.y() < 0 || point.y() > bodyHeight() || point.x() < m_theme.gutterWidth)
        return std::nullopt;
    std::uint32_t task = base::kNoTask.value;
    if (const auto bar = barAt(frame(), point))
        task = m_plan->interactions->activations[frame().bars[*bar].activation].task;
    if (task == base::kNoTask.value)
        if (const auto arrow = arrowAt(frame(), point, kArrowReach))
            task = m_plan->interactions->messages[frame().arrows[*arrow].message].task;
    return task == base::kNoTask.value ? std::nullopt : std::optional<quint32>(task);
}

QString SequenceCanvas::tipAt(QPointF viewportPoint)
{
    if (!m_plan)
        return {};
    if (const auto head = headAt(viewportPoint))
        return headTip(*m_plan, *head);
    const QPointF point = toBody(viewportPoint);
    if (point.y() < 0 || point.y() > bodyHeight() || point.x() < m_theme.gutterWidth)
        return {};
    if (const auto bar = barAt(frame(), point))
        return activationTip(*m_plan, m_plan->interactions->activations[frame().bars[*bar].activation]);
    if (const auto arrow = arrowAt(frame(), point, kArrowReach))
        return messageTip(*m_plan, m_plan->interactions->messages[frame().arrows[*arrow].message], frame().arrows[*arrow].count);
    return {};
}

bool SequenceCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = tipAt(help->pos());
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && m_state && m_plan && m_drag == Drag::None)
        m_state->setCursor(std::nullopt);
    if (event->type() == QEvent::NativeGesture) {
        const auto *pinch = static_cast<QNativeGestureEvent *>(event);
        if (pinch->gestureType() == Qt::ZoomNativeGesture)
            zoomAt(std::max(0.1, 1 + pinch->value()), toBody(pinch->position()).y());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void SequenceCanvas::mousePressEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None || !m_plan || !m_state)
        return;
    const bool left = event->button() == Qt::LeftButton;
    if (!left && event->button() != Qt::MiddleButton && event->button() != Qt::RightButton)
        return;
    m_pressed = event->position();
    m_pressedScroll = {horizontalScrollBar()->value(), verticalScrollBar()->value()};
    m_drag = Drag::Press;
    if (event->button() == Qt::MiddleButton || (left && event->modifiers() & Qt::ControlModifier))
        m_dragKind = Drag::Pan;
    else if (m_pressed.y() <= headHeight(m_theme))
        m_dragKind = Drag::None;
    else if (left)
        m_dragKind = onRuler(m_pressed) ? Drag::Ruler : Drag::Range;
    else
        m_dragKind = Drag::Box;
    event->accept();
}

void SequenceCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF point = event->position();
    if (!m_plan || !m_state)
        return;
    const double y = toBody(point).y();
    m_state->setCursor(y >= 0 && y <= bodyHeight() ? std::optional(secondsAt(y)) : std::nullopt);
    if (m_drag == Drag::Press && (point - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = m_dragKind;
        m_dragStep.emplace(m_state);
        viewport()->setCursor(m_drag == Drag::Pan ? Qt::ClosedHandCursor : m_drag == Drag::Box ? Qt::CrossCursor : Qt::SizeVerCursor);
    }
    if (m_drag == Drag::None)
        viewport()->setCursor(headAt(point) && m_plan->columns[*headAt(point)].group ? Qt::PointingHandCursor : Qt::ArrowCursor);
    else if (m_drag != Drag::Press)
        drag(point);
}

void SequenceCanvas::drag(QPointF point)
{
    const QRectF body(QPointF(0, headHeight(m_theme)), QSizeF(viewport()->width(), bodyHeight()));
    const QPointF within(std::clamp(point.x(), body.left(), body.right()), std::clamp(point.y(), body.top(), body.bottom()));
    if (m_drag == Drag::Pan) {
        horizontalScrollBar()->setValue(m_pressedScroll.x() - static_cast<int>(point.x() - m_pressed.x()));
        verticalScrollBar()->setValue(m_pressedScroll.y() - static_cast<int>(point.y() - m_pressed.y()));
    } else if (m_drag == Drag::Range) {
        const double a = secondsAt(toBody(m_pressed).y()), b = secondsAt(toBody(within).y());
        m_state->setRange(TimeSpan(std::min(a, b), std::max(a, b)));
    } else {
        const bool ruler = m_drag == Drag::Ruler;
        m_rubber = QRectF(QPointF(ruler ? body.left() : m_pressed.x(), m_pressed.y()), QPointF(ruler ? body.right() : within.x(), within.y())).normalized();
        viewport()->update();
    }
}

void SequenceCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_plan && m_state && m_drag == Drag::Press && event->button() == Qt::LeftButton)
        click(event->position(), event->modifiers());
    else if (m_plan && m_state && (m_drag == Drag::Ruler || m_drag == Drag::Box))
        endDrag(event->position());
    m_drag = Drag::None;
    m_dragStep.reset();
    viewport()->unsetCursor();
}

/// Zooms to what was dragged over: its time, and its columns if it is a box over some of them.
void SequenceCanvas::endDrag(QPointF point)
{
    drag(point);
    const QRectF box = std::exchange(m_rubber, {});
    viewport()->update();
    const double least = QApplication::startDragDistance();
    if (box.height() < least)
        return;
    const TimeSpan span(secondsAt(toBody(box.topLeft()).y()), secondsAt(toBody(box.bottomLeft()).y()));
    const double columns = viewport()->width() - m_theme.gutterWidth;
    if (m_drag == Drag::Box && box.width() >= least && box.width() < columns * 0.7) {
        const double left = horizontalScrollBar()->value() + box.left() - m_theme.gutterWidth, before = m_across;
        zoomColumns(columns / box.width());
        horizontalScrollBar()->setValue(static_cast<int>(left * m_across / before));
    }
    zoomToSpan(*m_state, m_time, span);
}

void SequenceCanvas::click(QPointF point, Qt::KeyboardModifiers modifiers)
{
    if (const auto head = headAt(point)) {
        if (m_plan->columns[*head].group)
            Q_EMIT groupToggled();
        return;
    }
    const double y = toBody(point).y();
    if (y < 0 || y > bodyHeight())
        return;
    const ViewState::Step step(m_state);
    if (modifiers & Qt::ShiftModifier)
        return m_state->setMarkerB(secondsAt(y));
    m_state->setMarkerA(secondsAt(y));
    if (!onRuler(point))
        m_state->setTask(taskAt(toBody(point)));
}

void SequenceCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    // A click on a head opens and folds: twice is no more than that.
    if (!m_plan || !m_state || event->button() != Qt::LeftButton || event->position().y() <= headHeight(m_theme))
        return;
    if (onRuler(event->position()))
        return resetZoom();
    const auto item = taskAt(toBody(event->position())) ? m_time.item() : std::nullopt;
    if (item)
        zoomToItem(*m_state, m_time, *item);
}

void SequenceCanvas::keyPressEvent(QKeyEvent *event)
{
    const auto gesture = m_plan && m_state ? m_keys.read(event->key(), event->modifiers()) : std::nullopt;
    if (!gesture)
        return QAbstractScrollArea::keyPressEvent(event);
    perform(*gesture, *m_state, m_time);
    viewport()->update();
}

} // namespace interleave::widgets
