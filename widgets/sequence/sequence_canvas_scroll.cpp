// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of the picture is in view: scale, scrolling, the shared window, and the marks that stand on it.
#include "widgets/sequence/sequence_canvas.h"

#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace interleave::widgets {
namespace {

constexpr double kMostPixels = 1e9; ///< height of the whole picture, below where int arithmetic of scroll bars ends
constexpr double kMostAcross = 8;
constexpr double kRoom = 0.25; ///< of the body, between its edge and what is brought into view

std::int64_t toNs(double seconds) { return static_cast<std::int64_t>(std::llround(seconds * 1e9)); }

/// A proportional axis: its first instant, and units per second.
struct Line {
    double begin, unit, perSecond;
    explicit Line(const TimeAxis &axis)
    {
        const auto &first = axis.knots().front(), &last = axis.knots()[axis.knots().size() - 2];
        begin = static_cast<double>(first.time) * 1e-9;
        unit = first.unit;
        perSecond = (last.unit - first.unit) / (static_cast<double>(last.time - first.time) * 1e-9);
    }
};

} // namespace

double SequenceCanvas::yOf(double seconds) const { return m_plan->axis.unit(toNs(seconds)) * m_scale - verticalScrollBar()->value(); }

double SequenceCanvas::secondsAt(double bodyY) const { return static_cast<double>(m_plan->axis.time((verticalScrollBar()->value() + bodyY) / m_scale)) * 1e-9; }

TimeSpan SequenceCanvas::spanInView() const { return {secondsAt(0), secondsAt(bodyHeight())}; }

void SequenceCanvas::scrollContentsBy(int, int)
{
    invalidate();
    if (sharesWindow() && !m_following && m_state)
        shareWindow();
}

/// What was scrolled to is what all show.
void SequenceCanvas::shareWindow()
{
    const auto now = m_state->window();
    if (!now)
        return;
    const Line line(m_plan->axis);
    const double from = line.begin + (verticalScrollBar()->value() / m_scale - line.unit) / line.perSecond;
    const ViewState::Step step(m_state, ViewState::StepKind::Pan);
    const QScopedValueRollback following(m_following, true);
    m_state->setWindow(TimeSpan(from, from + now->second - now->first));
}

void SequenceCanvas::followWindow()
{
    if (sharesWindow() && !m_following)
        relayout();
}

/// Scale and place follow from the shared window; it may reach beyond this run.
void SequenceCanvas::fitWindow()
{
    const auto window = m_state ? m_state->window() : std::nullopt;
    if (!window)
        return;
    const Line line(m_plan->axis);
    m_scale = std::min(bodyHeight() / ((window->second - window->first) * line.perSecond), kMostPixels / m_plan->axis.length());
    const int lead = static_cast<int>(std::lround(line.unit * m_scale));
    const int top = static_cast<int>(std::lround((line.unit + (window->first - line.begin) * line.perSecond) * m_scale));
    const int end = static_cast<int>(std::lround(m_plan->axis.length() * m_scale - bodyHeight()));
    verticalScrollBar()->setRange(std::min(lead, top), std::max({lead, top, end}));
    verticalScrollBar()->setValue(top);
}

void SequenceCanvas::followAim()
{
    if (!m_plan || sharesWindow())
        return;
    if (const auto window = m_state->window())
        return showSpan(*window);
    m_zoomed = false;
    relayout();
    verticalScrollBar()->setValue(0);
}

void SequenceCanvas::showSpan(TimeSpan span)
{
    const double room = m_plan->mode == AxisMode::Ordinal ? 1 : 0;
    const double from = m_plan->axis.unit(toNs(span.first)) - room, to = m_plan->axis.unit(toNs(span.second)) + room;
    const double middle = (from + to) / 2;
    setScale(bodyHeight() / std::max(1e-6, to - from), from);
    verticalScrollBar()->setValue(static_cast<int>(std::lround(middle * m_scale - bodyHeight() / 2)));
}

void SequenceCanvas::setScale(double scale, double unitAtTop)
{
    const double length = std::max(1.0, m_plan->axis.length());
    const double least = std::min(bodyHeight() / length, defaultScale(bodyHeight(), m_theme));
    m_scale = std::clamp(scale, least, std::max(least, m_plan->mode == AxisMode::Ordinal ? 160.0 : kMostPixels / length));
    m_zoomed = true;
    relayout();
    verticalScrollBar()->setValue(static_cast<int>(std::lround(unitAtTop * m_scale)));
}

void SequenceCanvas::zoomAt(double factor, double bodyY)
{
    if (!m_plan || !m_state)
        return;
    if (sharesWindow())
        return zoomTime(*m_state, m_time, factor, secondsAt(bodyY));
    const double anchor = (verticalScrollBar()->value() + bodyY) / m_scale;
    setScale(m_scale * factor, 0);
    // What was under the pointer stays there.
    verticalScrollBar()->setValue(static_cast<int>(std::lround(anchor * m_scale - bodyY)));
}

void SequenceCanvas::zoom(double factor) { zoomAt(factor, bodyHeight() / 2); }

void SequenceCanvas::resetZoom()
{
    if (m_plan && m_state)
        perform(Gesture::Fit, *m_state, m_time);
}

void SequenceCanvas::zoomRows(double factor, double around) { zoomAt(factor, yOf(around)); }

void SequenceCanvas::panRows(double windows)
{
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(static_cast<int>(std::clamp<double>(bar->value() + windows * bodyHeight(), bar->minimum(), bar->maximum())));
}

void SequenceCanvas::revealRow(double t)
{
    const double y = yOf(t), height = bodyHeight();
    if (y < 0)
        panRows((y - height * kRoom) / height);
    else if (y > height)
        panRows((y - height * (1 - kRoom)) / height);
}

void SequenceCanvas::zoomColumns(double factor)
{
    QScrollBar *bar = horizontalScrollBar();
    const double middle = bar->value() + viewport()->width() / 2.0;
    const double before = std::exchange(m_across, factor == 0 ? 1.0 : std::clamp(m_across * factor, 1.0, kMostAcross));
    relayout();
    bar->setValue(factor == 0 ? 0 : static_cast<int>(std::lround(middle * m_across / before - viewport()->width() / 2.0)));
}

void SequenceCanvas::showTask()
{
    invalidate();
    if (!m_plan || m_plan->coarse() || !m_state || !m_state->task())
        return;
    double first = 0, last = -1;
    for (const auto i : m_plan->index->activationsOfTask(*m_state->task())) {
        first = last < 0 ? m_plan->beginOf(i) : std::min(first, m_plan->beginOf(i));
        last = std::max(last, m_plan->endOf(i));
    }
    const double top = verticalScrollBar()->value(), bottom = top + bodyHeight();
    if (last >= 0 && (first * m_scale > bottom - 10 || last * m_scale < top + 10))
        verticalScrollBar()->setValue(static_cast<int>(first * m_scale - bodyHeight() / 4));
}

void SequenceCanvas::paintMarks(QPainter &p)
{
    p.save();
    p.translate(bodyOrigin());
    p.setClipRect(QRectF(0, 0, viewport()->width(), bodyHeight()));
    SequencePainter painter(p, *m_plan, m_theme, smallFont());
    const TimeSpan whole = m_time.whole();
    const auto inRun = [whole](double t) { return whole.first <= t && t <= whole.second; };
    if (const auto range = m_state->range(); range && range->first <= whole.second && range->second >= whole.first)
        painter.range(frame(), yOf(range->first), yOf(range->second));
    const auto [a, b] = m_state->markers();
    if (a && inRun(*a))
        paintMarker(p, *a, true, !b || *a <= *b);
    if (b && inRun(*b))
        paintMarker(p, *b, false, a && *b < *a);
    if (const auto cursor = m_state->cursor(); cursor && inRun(*cursor))
        painter.cursor(frame(), yOf(*cursor));
    p.restore();
    if (m_rubber.isNull())
        return;
    QColor wash = m_theme.accent;
    wash.setAlphaF(0.12F);
    p.setPen(QPen(m_theme.accent, 1, Qt::DashLine));
    p.setBrush(wash);
    p.drawRect(m_rubber);
}

/// The letters stand outside of what is between the two.
void SequenceCanvas::paintMarker(QPainter &p, double seconds, bool isA, bool earlier)
{
    const double y = std::floor(yOf(seconds)) + 0.5;
    p.setPen(QPen(m_theme.text, 1, Qt::DashLine));
    p.drawLine(QPointF(0, y), QPointF(viewport()->width(), y));
    p.setFont(smallFont());
    const double height = QFontMetricsF(smallFont()).height();
    const QRectF letter(viewport()->width() - 2 * height, earlier ? y - height : y, height, height);
    p.drawText(letter, Qt::AlignCenter, isA ? QStringLiteral("A") : QStringLiteral("B"));
}

} // namespace interleave::widgets
