// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_texts.h"
#include "widgets/viewstate/view_state.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kZoomStep = 1.25;
constexpr double kArrowReach = 5; ///< pixels beside an arrow that still mean it

} // namespace

void SequenceCanvas::wheelEvent(QWheelEvent *event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(std::pow(kZoomStep, steps), toBody(event->position()).y());
        event->accept();
    } else if (event->modifiers() & Qt::ShiftModifier) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - static_cast<int>(steps * m_theme.lifelineSpacing));
        event->accept();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
}

double SequenceCanvas::secondsAt(double bodyY) const { return static_cast<double>(m_plan->axis.time((verticalScrollBar()->value() + bodyY) / m_scale)) * 1e-9; }

std::optional<std::uint32_t> SequenceCanvas::headAt(QPointF point)
{
    if (!m_plan || point.y() > m_theme.headHeight || point.x() < m_theme.gutterWidth)
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
    if (event->type() == QEvent::Leave && m_state && m_plan)
        m_state->setCursor(std::nullopt);
    return QAbstractScrollArea::viewportEvent(event);
}

void SequenceCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    m_pressed = event->position();
    m_pressedScroll = {horizontalScrollBar()->value(), verticalScrollBar()->value()};
    m_drag = Drag::Press;
    event->accept();
}

void SequenceCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF point = event->position();
    if (m_plan && m_drag == Drag::Press && (point - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = event->modifiers() & Qt::ShiftModifier && m_state ? Drag::Range : Drag::Pan;
        viewport()->setCursor(m_drag == Drag::Pan ? Qt::ClosedHandCursor : Qt::SizeVerCursor);
    }
    if (m_drag == Drag::Pan) {
        horizontalScrollBar()->setValue(m_pressedScroll.x() - static_cast<int>(point.x() - m_pressed.x()));
        verticalScrollBar()->setValue(m_pressedScroll.y() - static_cast<int>(point.y() - m_pressed.y()));
    } else if (m_drag == Drag::Range) {
        const double a = secondsAt(toBody(m_pressed).y()), b = secondsAt(toBody(point).y());
        m_state->setRange(std::pair(std::min(a, b), std::max(a, b)));
    } else if (m_plan && m_state) {
        const double y = toBody(point).y();
        m_state->setCursor(y >= 0 && y <= bodyHeight() ? std::optional(secondsAt(y)) : std::nullopt);
        viewport()->setCursor(headAt(point) && m_plan->columns[*headAt(point)].group ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
}

void SequenceCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_drag == Drag::Press && event->button() == Qt::LeftButton)
        click(event->position());
    m_drag = Drag::None;
    viewport()->unsetCursor();
}

void SequenceCanvas::click(QPointF point)
{
    if (const auto head = headAt(point)) {
        if (m_plan->columns[*head].group)
            Q_EMIT groupToggled();
        return;
    }
    if (m_state && m_plan)
        m_state->setTask(taskAt(toBody(point)));
}

void SequenceCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    // The head's own click must not also throw away the zoom.
    if (m_plan && event->button() == Qt::LeftButton && event->position().y() > m_theme.headHeight)
        resetZoom();
}

void SequenceCanvas::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *vertical = verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(kZoomStep); return;
    case Qt::Key_Minus: zoom(1 / kZoomStep); return;
    case Qt::Key_0: resetZoom(); return;
    case Qt::Key_Home: vertical->setValue(vertical->minimum()); return;
    case Qt::Key_End: vertical->setValue(vertical->maximum()); return;
    case Qt::Key_PageUp: vertical->triggerAction(QScrollBar::SliderPageStepSub); return;
    case Qt::Key_PageDown: vertical->triggerAction(QScrollBar::SliderPageStepAdd); return;
    case Qt::Key_Comma: stepTask(-1); return;
    case Qt::Key_Period: stepTask(1); return;
    case Qt::Key_Escape:
        if (m_state && (m_state->task() || m_state->range())) {
            m_state->setTask(std::nullopt);
            m_state->setRange(std::nullopt);
            return;
        }
        break;
    default: break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

/// The neighbouring task on the line where the selected one ran; the first task without a selection.
void SequenceCanvas::stepTask(int direction)
{
    if (!m_plan || !m_state)
        return;
    const auto &all = m_plan->interactions->activations;
    const auto isTask = [](const analysis::Activation &a) { return a.task != base::kNoTask.value; };
    auto at = std::find_if(all.begin(), all.end(), [&](const auto &a) { return isTask(a) && (!m_state->task() || a.task == *m_state->task()); });
    if (at == all.end())
        return;
    const auto line = at->lifeline;
    const auto own = at->task;
    if (m_state->task()) {
        while (at->lifeline == line && (!isTask(*at) || at->task == own)) {
            if ((direction < 0 && at == all.begin()) || (direction > 0 && at + 1 == all.end()))
                return;
            at += direction;
        }
        if (at->lifeline != line)
            return;
    }
    m_state->setTask(at->task);
}

} // namespace interleave::widgets
