// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer and wheel of the lanes. What a gesture does to time is said in widgets/viewstate/time_view.h.
#include "widgets/lanes/lanes_canvas.h"
#include "widgets/lanes/lanes_texts.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kArrowReach = 5; ///< pixels beside an arrow that still mean it
constexpr double kSidewaysShare = 0.1; ///< of what is in view, for a notch of the wheel

bool isIn(const QRectF &area, double y) { return y >= area.top() && y < area.bottom(); }

} // namespace

void LanesCanvas::wheelEvent(QWheelEvent *event)
{
    if (!m_picture)
        return;
    const double steps = event->angleDelta().y() / 120.0;
    const TimeSpan now = visible();
    const auto modifiers = event->modifiers();
    if (modifiers & Qt::ControlModifier && modifiers & Qt::ShiftModifier) {
        zoomAcross(std::pow(kZoomStep, steps));
    } else if (modifiers & Qt::ControlModifier) {
        const bool overview = isIn(frame().areas.minimap, event->position().y());
        zoomTime(state(), *this, std::pow(kZoomStep, steps), overview ? (now.first + now.second) / 2 : secondsAt(event->position().x()));
    } else if (const double sideways = event->angleDelta().x() != 0 ? event->angleDelta().x() / 120.0 : modifiers & Qt::ShiftModifier ? steps : 0; sideways != 0) {
        panTime(state(), *this, -sideways * (now.second - now.first) * kSidewaysShare);
    } else {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    event->accept();
}

bool LanesCanvas::viewportEvent(QEvent *event)
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
    if (event->type() == QEvent::Leave && m_picture && m_drag == Drag::None)
        state().setCursor(std::nullopt);
    if (event->type() == QEvent::NativeGesture && m_picture) {
        const auto *pinch = static_cast<QNativeGestureEvent *>(event);
        if (pinch->gestureType() == Qt::ZoomNativeGesture)
            zoomTime(state(), *this, std::max(0.1, 1 + pinch->value()), secondsAt(pinch->position().x()));
        return true;
    }
    // The right button zooms to a box.
    if (event->type() == QEvent::ContextMenu && m_dragKind == Drag::Zoom)
        return true;
    return QAbstractScrollArea::viewportEvent(event);
}

LanesCanvas::Drag LanesCanvas::dragKind(const QMouseEvent &event)
{
    const auto &areas = frame().areas;
    const QPointF at = event.position();
    if (isIn(areas.minimap, at.y()))
        return event.button() == Qt::LeftButton && at.x() >= areas.minimap.left() ? Drag::Minimap : Drag::None;
    if (at.x() < areas.headWidth || at.y() >= areas.body.bottom())
        return Drag::None;
    if (event.button() == Qt::MiddleButton || (event.button() == Qt::LeftButton && event.modifiers() & Qt::ControlModifier))
        return Drag::Pan;
    if (event.button() == Qt::RightButton)
        return Drag::Zoom;
    return isIn(areas.ruler, at.y()) ? Drag::Zoom : Drag::Range;
}

void LanesCanvas::mousePressEvent(QMouseEvent *event)
{
    if (!m_picture || m_drag != Drag::None)
        return;
    m_pressed = event->position();
    m_pressedWindow = visible();
    m_dragKind = dragKind(*event);
    m_drag = Drag::Press;
    if (m_dragKind == Drag::Minimap) {
        const QRectF window = frame().window;
        const bool inside = m_pressed.x() >= window.left() && m_pressed.x() <= window.right();
        m_grabbed = inside ? m_pressed.x() - window.left() : window.width() / 2;
        m_drag = Drag::Minimap;
        m_step.emplace(m_state.data(), ViewState::StepKind::Pan);
        moveMinimap(m_pressed.x());
    }
    event->accept();
}

void LanesCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_picture)
        return;
    const QPointF at = event->position();
    const auto &areas = frame().areas;
    const bool overTime = at.x() >= areas.body.left() && at.y() < areas.body.bottom();
    state().setCursor(overTime ? std::optional(secondsAt(at.x())) : std::nullopt);
    if (m_drag == Drag::Press && (at - m_pressed).manhattanLength() >= QApplication::startDragDistance() && m_dragKind != Drag::None) {
        m_drag = m_dragKind;
        m_step.emplace(m_state.data());
        viewport()->setCursor(m_drag == Drag::Pan ? Qt::ClosedHandCursor : Qt::SizeHorCursor);
    }
    if (m_drag != Drag::None && m_drag != Drag::Press)
        return drag(at);
    const auto row = at.x() < areas.headWidth ? rowAt(frame(), at) : std::nullopt;
    viewport()->setCursor(row && m_rows[frame().rows[*row].row].group ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void LanesCanvas::drag(QPointF at)
{
    const auto &scale = frame().scale;
    const double perPixel = (m_pressedWindow.second - m_pressedWindow.first) / scale.width;
    const auto secondsOf = [&](double x) { return m_pressedWindow.first + (std::clamp(x, scale.left, scale.left + scale.width) - scale.left) * perPixel; };
    const double a = secondsOf(m_pressed.x()), b = secondsOf(at.x());
    switch (m_drag) {
    case Drag::Pan: state().setWindow(panned(m_pressedWindow, (m_pressed.x() - at.x()) * perPixel, whole())); break;
    case Drag::Range: state().setRange(TimeSpan(std::min(a, b), std::max(a, b))); break;
    case Drag::Zoom:
        m_rubber = TimeSpan(std::min(a, b), std::max(a, b));
        viewport()->update();
        break;
    case Drag::Minimap: moveMinimap(at.x()); break;
    case Drag::None:
    case Drag::Press: break;
    }
}

void LanesCanvas::moveMinimap(double x)
{
    const QRectF &map = frame().areas.minimap;
    const TimeSpan all = whole(), now = visible();
    const double from = all.first + (x - m_grabbed - map.left()) / map.width() * (all.second - all.first);
    panTime(state(), *this, from - now.first);
}

void LanesCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag ended = std::exchange(m_drag, Drag::None);
    if (ended == Drag::Press && event->button() == Qt::LeftButton)
        click(event->position(), event->modifiers());
    if (const auto rubber = std::exchange(m_rubber, std::nullopt); ended == Drag::Zoom && rubber)
        zoomToSpan(state(), *this, *rubber);
    m_step.reset();
    viewport()->unsetCursor();
    viewport()->update();
}

std::optional<quint32> LanesCanvas::taskAt(QPointF at)
{
    std::uint32_t task = base::kNoTask.value;
    const auto &all = *m_picture->interactions;
    const LanesFrame &now = frame();
    if (const auto bar = barAt(now, at); bar && now.bars[*bar].activation != kNoActivation)
        task = all.activations[now.bars[*bar].activation].task;
    else if (const auto arrow = arrowAt(now, at, kArrowReach))
        task = all.messages[now.arrows[*arrow].message].task;
    else if (const auto strip = stripAt(now, at); strip && m_picture->index && !m_rows[now.strips[*strip].row].group)
        if (const auto found = activationAt(m_rows[now.strips[*strip].row].lifelines.front(), static_cast<std::int64_t>(now.scale.ns(at.x()))))
            task = all.activations[*found].task;
    return task == base::kNoTask.value ? std::nullopt : std::optional<quint32>(task);
}

void LanesCanvas::click(QPointF at, Qt::KeyboardModifiers modifiers)
{
    const ViewState::Step step(m_state.data());
    const auto &areas = frame().areas;
    if (const auto row = rowAt(frame(), at)) {
        m_current = frame().rows[*row].row;
        if (at.x() < areas.headWidth) {
            if (m_rows[m_current].group)
                toggleWorkers();
            return invalidate();
        }
    }
    if (at.x() < areas.headWidth || at.y() >= areas.body.bottom())
        return;
    const double t = secondsAt(at.x());
    if (modifiers & Qt::ShiftModifier)
        return state().setMarkerB(t);
    state().setMarkerA(t);
    if (isIn(areas.body, at.y()))
        state().setTask(taskAt(at));
    invalidate();
}

void LanesCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!m_picture || event->button() != Qt::LeftButton)
        return;
    const auto &areas = frame().areas;
    if (event->position().x() < areas.headWidth)
        return;
    if (isIn(areas.ruler, event->position().y()) || isIn(areas.minimap, event->position().y()))
        return gesture(Gesture::Fit);
    const auto bar = barAt(frame(), event->position());
    if (bar)
        zoomToItem(state(), *this, TimeSpan(frame().bars[*bar].begin * 1e-9, frame().bars[*bar].end * 1e-9));
}

QString LanesCanvas::tipAt(QPointF at)
{
    if (!m_picture)
        return {};
    const LanesFrame &now = frame();
    const auto row = rowAt(now, at);
    if (row && at.x() < now.areas.headWidth)
        return headTip(*m_picture, m_rows[now.rows[*row].row]);
    if (at.x() < now.areas.headWidth)
        return {};
    if (const auto arrow = arrowAt(now, at, kArrowReach))
        return arrowTip(*m_picture, now.arrows[*arrow]);
    if (const auto bar = barAt(now, at))
        return barTip(*m_picture, now.bars[*bar]);
    if (const auto strip = stripAt(now, at))
        if (const auto cell = cellAt(now, now.strips[*strip], at.x()))
            return cellTip(*m_picture, m_rows[now.strips[*strip].row], *cell, now.strips[*strip].cells.width);
    const double ns = now.scale.ns(at.x());
    if (now.areas.inFlight.contains(at))
        return countTip(inFlightName(), m_picture->inFlight.at(ns), ns);
    if (now.areas.queued.contains(at))
        return countTip(queuedName(), m_picture->queued.at(ns), ns);
    return {};
}

} // namespace interleave::widgets
