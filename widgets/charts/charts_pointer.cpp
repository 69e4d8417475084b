// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer, wheel and keys of the charts. What a gesture does to time is said in widgets/viewstate/time_view.h.
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_time.h"
#include "widgets/charts/charts_view.h"
#include "widgets/charts/curves.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

bool ChartsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_plot || !m_state)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: return pointerMoved(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonPress: return pointerPressed(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonRelease: return pointerReleased(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonDblClick: return doubleClicked(static_cast<QMouseEvent &>(*event));
    case QEvent::Wheel: return wheelTurned(static_cast<QWheelEvent &>(*event));
    case QEvent::NativeGesture: return pinched(static_cast<QNativeGestureEvent &>(*event));
    case QEvent::KeyPress: return keyPressed(static_cast<QKeyEvent &>(*event));
    case QEvent::ToolTip: return toolTip(static_cast<QHelpEvent &>(*event).pos(), static_cast<QHelpEvent &>(*event).globalPos());
    case QEvent::Leave:
        if (m_drag == Drag::None)
            m_state->setCursor(std::nullopt);
        return false;
    default: return false;
    }
}

bool ChartsView::pointerMoved(const QMouseEvent &event)
{
    const QPoint at = event.position().toPoint();
    m_state->setCursor(m_scene->timeAt(at));
    if (m_drag == Drag::Press && (at - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = m_dragKind;
        m_dragStep.emplace(m_state.data());
    }
    if (m_drag != Drag::None && m_drag != Drag::Press)
        drag(at);
    return true;
}

bool ChartsView::pointerPressed(const QMouseEvent &event)
{
    if (m_drag != Drag::None)
        return true;
    m_plot->setFocus(Qt::MouseFocusReason);
    beginDrag(event);
    return true;
}

void ChartsView::beginDrag(const QMouseEvent &event)
{
    m_pressed = event.position().toPoint();
    m_pressedWindow = m_time->visible();
    m_drag = Drag::Press;
    const bool pan = event.button() == Qt::MiddleButton || (event.button() == Qt::LeftButton && event.modifiers() & Qt::ControlModifier);
    if (pan)
        m_dragKind = Drag::Pan;
    else if (event.button() == Qt::RightButton)
        m_dragKind = Drag::Box;
    else if (event.button() == Qt::LeftButton)
        m_dragKind = m_scene->rulerAt(m_pressed) ? Drag::Ruler : Drag::Range;
    else
        m_drag = Drag::None;
    if (!m_scene->spotAt(m_pressed) && !m_scene->rulerAt(m_pressed))
        m_dragKind = Drag::None;
}

void ChartsView::drag(QPoint at)
{
    const auto begun = m_scene->spotAt(m_pressed), ruler = m_scene->rulerAt(m_pressed);
    if (!begun && !ruler)
        return;
    const QRect chart = begun ? begun->chart : ruler->chart;
    const QPoint within(std::clamp(at.x(), chart.left(), chart.right()), std::clamp(at.y(), chart.top(), chart.bottom()));
    const double perPixel = (m_pressedWindow.second - m_pressedWindow.first) / std::max(1, chart.width());
    const auto timeOf = [&](int x) { return m_pressedWindow.first + (x - chart.left()) * perPixel; };
    if (m_drag == Drag::Range)
        m_state->setRange(TimeSpan(std::min(timeOf(m_pressed.x()), timeOf(within.x())), std::max(timeOf(m_pressed.x()), timeOf(within.x()))));
    else if (m_drag == Drag::Pan)
        m_state->setWindow(panned(m_pressedWindow, (m_pressed.x() - at.x()) * perPixel, m_time->whole()));
    else if (m_drag == Drag::Ruler)
        m_scene->setRubber(QRect(QPoint(m_pressed.x(), chart.top()), QPoint(within.x(), chart.bottom())).normalized());
    else if (m_drag == Drag::Box)
        m_scene->setRubber(QRect(m_pressed, within).normalized());
}

bool ChartsView::pointerReleased(const QMouseEvent &event)
{
    const QPoint at = event.position().toPoint();
    if (m_drag == Drag::Press && event.button() == Qt::LeftButton)
        click(at, event.modifiers());
    else if (m_drag == Drag::Ruler || m_drag == Drag::Box)
        endDrag(at);
    m_drag = Drag::None;
    m_dragStep.reset();
    return true;
}

void ChartsView::endDrag(QPoint at)
{
    const auto begun = m_scene->spotAt(m_pressed), ruler = m_scene->rulerAt(m_pressed);
    m_scene->setRubber({});
    if (!begun && !ruler)
        return;
    const QRect chart = begun ? begun->chart : ruler->chart;
    zoomToBox((m_drag == Drag::Box && begun ? QRect(m_pressed, at) : QRect(QPoint(m_pressed.x(), chart.top()), QPoint(at.x(), chart.bottom()))).normalized().intersected(chart));
}

void ChartsView::zoomToBox(QRect box)
{
    if (box.width() < QApplication::startDragDistance())
        return;
    const auto first = m_scene->spotAt(box.bottomLeft()), last = m_scene->spotAt(box.topRight());
    if (!first || !last)
        return;
    // A box as high as its chart is about time alone.
    if (box.height() < first->chart.height() && box.height() >= QApplication::startDragDistance())
        m_scene->setValueRange(first->metric, std::pair(first->value, last->value));
    zoomToSpan(*m_state, *m_time, {first->t, last->t});
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::click(QPoint at, Qt::KeyboardModifiers modifiers)
{
    const ViewState::Step step(m_state.data());
    if (const auto title = m_scene->titleAt(at))
        return m_state->setEntry(title->value);
    const auto time = m_scene->timeAt(at);
    if (!time)
        return;
    if (modifiers & Qt::ShiftModifier)
        return m_state->setMarkerB(time);
    m_state->setMarkerA(time);
    const auto hit = m_scene->taskAt(at);
    if (hit)
        m_state->setEntry(hit->entry.value);
    m_state->setTask(hit ? std::optional<quint32>(hit->task) : std::nullopt);
}

bool ChartsView::doubleClicked(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return true;
    const QPoint at = event.position().toPoint();
    if (m_scene->rulerAt(at))
        perform(Gesture::Fit, *m_state, *m_time);
    else if (m_scene->taskAt(at) && m_time->item())
        zoomToItem(*m_state, *m_time, *m_time->item());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    return true;
}

bool ChartsView::wheelTurned(const QWheelEvent &event)
{
    const double steps = event.angleDelta().y() / 120.0;
    if (event.modifiers() & Qt::ControlModifier) {
        const auto spot = m_scene->spotAt(event.position().toPoint());
        if (spot && event.modifiers() & Qt::ShiftModifier)
            m_scene->zoomValues(std::pow(kZoomStep, steps), spot->metric, spot->value);
        else if (spot)
            zoomTime(*m_state, *m_time, std::pow(kZoomStep, steps), spot->t);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        return true;
    }
    const double sideways = event.angleDelta().x() != 0 ? event.angleDelta().x() / 120.0 : (event.modifiers() & Qt::ShiftModifier) ? steps : 0;
    constexpr double kNotch = 0.1; // of what is in view
    if (sideways != 0 && m_state->window())
        panWindows(*m_state, *m_time, -sideways * kNotch);
    else if (sideways != 0 && m_scroll->isVisible())
        m_scroll->setValue(m_scroll->value() + (sideways < 0 ? 1 : -1));
    return true;
}

bool ChartsView::pinched(const QNativeGestureEvent &event)
{
    const auto around = m_scene->timeAt(event.position().toPoint());
    if (event.gestureType() != Qt::ZoomNativeGesture || !around)
        return false;
    zoomTime(*m_state, *m_time, std::max(0.1, 1 + event.value()), *around);
    return true;
}

bool ChartsView::keyPressed(const QKeyEvent &event)
{
    const auto gesture = m_keys.read(event.key(), event.modifiers());
    if (!gesture)
        return false;
    perform(*gesture, *m_state, *m_time);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    return true;
}

QString ChartsView::readOut(QPoint at) const
{
    if (const auto title = m_scene->titleAt(at))
        return entryName(m_plan.executors[title->value], m_catalogue).oneLine();
    if (const auto hit = m_scene->taskAt(at))
        return tr("Task %1, %2").arg(countText(hit->task), entryName(m_plan.executors[hit->entry.value], m_catalogue).oneLine());
    return countsText(at);
}

QString ChartsView::countsText(QPoint at) const
{
    const auto counted = m_scene->countedAt(at);
    const auto time = m_scene->timeAt(at);
    if (counted.empty() || !time)
        return {};
    QStringList lines{tr("After %1:").arg(durationText(*time * 1e9))};
    for (const ChartEntry *entry : counted) {
        const auto count = [&](const std::vector<analysis::Point> &counts) { return countText(static_cast<qint64>(countAt(counts, *time))); };
        lines << tr("%1: %2 in flight, %3 queued").arg(entry->name.oneLine(), count(entry->series->inFlight), count(entry->series->queued));
    }
    return lines.join(u'\n');
}

bool ChartsView::toolTip(QPoint at, QPoint global)
{
    const QString text = readOut(at);
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(global, text, m_plot);
    return true;
}

} // namespace interleave::widgets
