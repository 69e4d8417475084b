// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer, wheel and keys of the charts: cursor, selection, range, zoom of the shared time axis.
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"
#include "widgets/charts/curves.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

namespace {
constexpr double kKeyZoom = 0.8;
constexpr int kCursorSteps = 100; ///< of the visible time
} // namespace

bool ChartsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: return pointerMoved(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonPress: return pointerPressed(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonRelease: return pointerReleased(static_cast<QMouseEvent &>(*event));
    case QEvent::MouseButtonDblClick: resetZoom(); return true;
    case QEvent::Wheel: return wheelTurned(static_cast<QWheelEvent &>(*event));
    case QEvent::KeyPress: return keyPressed(static_cast<QKeyEvent &>(*event));
    case QEvent::ToolTip: return toolTip(static_cast<QHelpEvent &>(*event).pos(), static_cast<QHelpEvent &>(*event).globalPos());
    case QEvent::Leave:
        if (m_state && !m_dragging)
            m_state->setCursor(std::nullopt);
        return false;
    default: return false;
    }
}

bool ChartsView::pointerMoved(const QMouseEvent &event)
{
    if (!m_state)
        return true;
    const QPoint at = event.position().toPoint();
    const auto time = m_scene->timeAt(at);
    m_state->setCursor(time);
    if (!m_pressed || !(event.buttons() & Qt::LeftButton))
        return true;
    m_dragging = m_dragging || (at - *m_pressed).manhattanLength() >= QApplication::startDragDistance();
    const auto from = m_scene->timeAt(*m_pressed);
    if (m_dragging && from && time)
        m_state->setRange(std::pair(std::min(*from, *time), std::max(*from, *time)));
    return true;
}

bool ChartsView::pointerPressed(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return false;
    m_plot->setFocus(Qt::MouseFocusReason);
    m_pressed = event.position().toPoint();
    m_dragging = false;
    return true;
}

bool ChartsView::pointerReleased(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton)
        return false;
    if (m_pressed && !m_dragging)
        selectAt(event.position().toPoint());
    m_pressed.reset();
    m_dragging = false;
    return true;
}

void ChartsView::selectAt(QPoint at)
{
    if (!m_state)
        return;
    if (const auto title = m_scene->titleAt(at)) {
        m_state->setEntry(title->value);
        return;
    }
    if (!m_scene->timeAt(at))
        return;
    const auto hit = m_scene->taskAt(at);
    if (hit)
        m_state->setEntry(hit->entry.value);
    m_state->setTask(hit ? std::optional<quint32>(hit->task) : std::nullopt);
}

bool ChartsView::wheelTurned(const QWheelEvent &event)
{
    const int turned = event.angleDelta().y();
    if (event.modifiers() & Qt::ControlModifier) {
        const auto around = m_scene->timeAt(event.position().toPoint());
        if (around && turned != 0)
            zoom(std::pow(kKeyZoom, turned / 120.0), *around);
        return true;
    }
    const int sideways = event.angleDelta().x() != 0 ? event.angleDelta().x() : (event.modifiers() & Qt::ShiftModifier) ? turned : 0;
    if (sideways != 0 && m_scroll->isVisible())
        m_scroll->setValue(m_scroll->value() + (sideways < 0 ? 1 : -1));
    return true;
}

void ChartsView::zoom(double factor, double around)
{
    constexpr double kNearest = 1e-5; // of the span
    const auto [from, to] = m_scene->timeRange();
    const double low = std::max(0.0, around - (around - from) * factor);
    const double high = std::min(m_scene->span(), around + (to - around) * factor);
    if (high - low < m_scene->span() * kNearest)
        return;
    const bool whole = low <= 0.0 && high >= m_scene->span();
    m_scene->setTimeRange(whole ? std::nullopt : std::optional(std::pair(low, high)));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::resetZoom()
{
    m_scene->setTimeRange(std::nullopt);
    if (m_state)
        m_state->setRange(std::nullopt);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::moveCursor(int steps)
{
    if (!m_state)
        return;
    const auto [from, to] = m_scene->timeRange();
    const double at = m_state->cursor().value_or(from);
    m_state->setCursor(std::clamp(at + steps * (to - from) / kCursorSteps, from, to));
}

bool ChartsView::keyPressed(const QKeyEvent &event)
{
    const auto [from, to] = m_scene->timeRange();
    const double around = m_state && m_state->cursor() ? *m_state->cursor() : (from + to) / 2;
    switch (event.key()) {
    case Qt::Key_Left: moveCursor(-1); return true;
    case Qt::Key_Right: moveCursor(1); return true;
    case Qt::Key_Plus: zoom(kKeyZoom, around); return true;
    case Qt::Key_Minus: zoom(1 / kKeyZoom, around); return true;
    case Qt::Key_0:
    case Qt::Key_Home: resetZoom(); return true;
    case Qt::Key_Escape:
        if (m_state)
            m_state->setTask(std::nullopt);
        return true;
    default: return false;
    }
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
