// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_texts.h"
#include "widgets/viewstate/view_state.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kZoomStep = 1.25;
constexpr double kMostPixels = 2e7; ///< height of the whole picture, far from where int arithmetic of scroll bars ends
constexpr double kArrowReach = 5;   ///< pixels beside an arrow that still mean it

std::int64_t toNs(double seconds) { return static_cast<std::int64_t>(std::llround(seconds * 1e9)); }

} // namespace

SequenceCanvas::SequenceCanvas(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(Theme::of(palette()))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    setMinimumSize(320, 160);
    retranslateUi();
}

QFont SequenceCanvas::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() * 0.9));
    return small;
}

double SequenceCanvas::bodyHeight() const { return std::max(1.0, viewport()->height() - m_theme.headHeight - m_legendHeight); }

double SequenceCanvas::defaultScale(double height, const Theme &theme) const
{
    const double fit = height / std::max(1.0, m_plan->axis.length());
    switch (m_plan->mode) {
    case AxisMode::Ordinal: return std::clamp(fit, std::max<double>(theme.rowHeight, QFontMetricsF(smallFont()).height() + 3), 48.0);
    case AxisMode::Compressed: return std::max(fit, 8.0);
    case AxisMode::Proportional: break;
    }
    return fit;
}

void SequenceCanvas::setPlan(std::shared_ptr<const SequencePlan> plan, bool keep)
{
    const bool stay = keep && m_plan && plan;
    const double top = verticalScrollBar()->value();
    const std::int64_t topTime = stay ? m_plan->axis.time(top / m_scale) : 0;
    const bool sameAxis = stay && m_plan->mode == plan->mode;
    m_plan = std::move(plan);
    m_zoomed = m_zoomed && sameAxis;
    m_legend = m_plan ? legendItems(*m_plan) : std::vector<LegendItem>{};
    relayout();
    verticalScrollBar()->setValue(stay && top > 0 ? static_cast<int>(m_plan->axis.unit(topTime) * m_scale) : 0);
    if (!stay)
        horizontalScrollBar()->setValue(0);
    retranslateUi();
}

void SequenceCanvas::setTitle(const QString &title)
{
    m_title = title;
    retranslateUi();
}

void SequenceCanvas::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    retranslateUi();
}

void SequenceCanvas::setViewState(ViewState *state)
{
    if (m_state)
        m_state->disconnect(this);
    m_state = state;
    if (m_state) {
        connect(m_state, &ViewState::cursorChanged, viewport(), qOverload<>(&QWidget::update));
        connect(m_state, &ViewState::rangeChanged, viewport(), qOverload<>(&QWidget::update));
        connect(m_state, &ViewState::taskChanged, this, &SequenceCanvas::showTask);
    }
    invalidate();
}

void SequenceCanvas::setTheme(const Theme &theme)
{
    m_theme = theme;
    relayout();
}

void SequenceCanvas::retranslateUi()
{
    setAccessibleName(tr("Sequence diagram"));
    setAccessibleDescription(m_plan ? describe(*m_plan, m_title) : m_placeholder);
    invalidate();
}

void SequenceCanvas::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        relayout();
}

void SequenceCanvas::relayout()
{
    if (!m_plan) {
        horizontalScrollBar()->setRange(0, 0);
        verticalScrollBar()->setRange(0, 0);
        invalidate();
        return;
    }
    const QFontMetricsF metrics(smallFont());
    const double reserved = m_plan->interactions->dropped > 0 ? metrics.horizontalAdvance(droppedText(m_plan->interactions->dropped)) + 20 : 0;
    m_legendHeight = layoutLegend(m_legend, metrics, viewport()->width() - reserved);
    if (!m_zoomed)
        m_scale = defaultScale(bodyHeight(), m_theme);
    const auto boxes = columnBoxes(*m_plan, m_theme, viewport()->width());
    const double wide = boxes.empty() ? 0 : boxes.back().right;
    horizontalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(wide)) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_theme.lifelineSpacing / 2);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::floor(m_plan->axis.length() * m_scale - bodyHeight()))));
    verticalScrollBar()->setPageStep(static_cast<int>(bodyHeight()));
    verticalScrollBar()->setSingleStep(m_theme.rowHeight);
    invalidate();
}

void SequenceCanvas::invalidate()
{
    m_frame.reset();
    m_picture = QPixmap();
    viewport()->update();
}

const SequenceFrame &SequenceCanvas::frame()
{
    if (!m_frame) {
        m_frame = m_plan ? layoutFrame({*m_plan, m_theme, QFontMetricsF(smallFont()), static_cast<double>(viewport()->width()), bodyHeight(),
                                        static_cast<double>(horizontalScrollBar()->value()), static_cast<double>(verticalScrollBar()->value()), m_scale,
                                        m_state ? m_state->task() : std::nullopt})
                         : SequenceFrame{};
    }
    return *m_frame;
}

void SequenceCanvas::renderPicture()
{
    const double ratio = viewport()->devicePixelRatioF();
    m_picture = QPixmap((QSizeF(viewport()->size()) * ratio).toSize());
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(m_theme.plot);
    const SequenceFrame &now = frame();
    QPainter p(&m_picture);
    SequencePainter painter(p, *m_plan, m_theme, smallFont());
    painter.heads(now, m_theme.headHeight);
    painter.legend(m_legend, QRectF(0, viewport()->height() - m_legendHeight, viewport()->width(), m_legendHeight), m_plan->interactions->dropped);
    p.translate(bodyOrigin());
    painter.body(now);
}

void SequenceCanvas::paintEvent(QPaintEvent *)
{
    QPainter p(viewport());
    if (!m_plan) {
        p.fillRect(viewport()->rect(), m_theme.plot);
        p.setPen(m_theme.mutedText);
        p.drawText(viewport()->rect().adjusted(m_theme.margin, m_theme.margin, -m_theme.margin, -m_theme.margin), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    if (m_picture.isNull())
        renderPicture();
    p.drawPixmap(0, 0, m_picture);
    if (m_state) {
        p.translate(bodyOrigin());
        p.setClipRect(QRectF(0, 0, viewport()->width(), bodyHeight()));
        SequencePainter painter(p, *m_plan, m_theme, smallFont());
        if (const auto range = m_state->range())
            painter.range(frame(), yOf(range->first), yOf(range->second));
        if (const auto cursor = m_state->cursor())
            painter.cursor(frame(), yOf(*cursor));
        p.resetTransform();
        p.setClipping(false);
    }
    if (hasFocus()) {
        p.setPen(QPen(m_theme.accent, 1));
        p.setBrush(Qt::NoBrush);
        p.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

QImage SequenceCanvas::renderImage(QSize size, const Theme &theme, double scale) const
{
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(theme.plot);
    QPainter p(&image);
    p.setFont(font());
    const double titleHeight = QFontMetricsF(font()).height() + 2 * theme.spacing;
    p.fillRect(QRectF(0, 0, size.width(), titleHeight), theme.window);
    p.setPen(theme.text);
    p.drawText(QRectF(theme.margin, 0, size.width() - 2 * theme.margin, titleHeight), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    if (!m_plan) {
        p.drawText(QRectF(QPointF(0, titleHeight), QSizeF(size.width(), size.height() - titleHeight)), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return image;
    }
    const QFont small = smallFont();
    auto legend = m_legend;
    const double legendHeight = layoutLegend(legend, QFontMetricsF(small), size.width() - (m_plan->interactions->dropped > 0 ? 200 : 0));
    const double height = size.height() - titleHeight - theme.headHeight - legendHeight;
    const SequenceFrame still = layoutFrame({*m_plan, theme, QFontMetricsF(small), static_cast<double>(size.width()), height, 0, 0, defaultScale(height, theme), std::nullopt});
    SequencePainter painter(p, *m_plan, theme, small);
    painter.legend(legend, QRectF(0, size.height() - legendHeight, size.width(), legendHeight), m_plan->interactions->dropped);
    p.translate(0, titleHeight);
    painter.heads(still, theme.headHeight);
    p.translate(0, theme.headHeight);
    painter.body(still);
    return image;
}

void SequenceCanvas::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    relayout();
}

void SequenceCanvas::scrollContentsBy(int, int) { invalidate(); }

// --- zoom ---

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
    if (!m_plan)
        return;
    const double anchor = (verticalScrollBar()->value() + bodyY) / m_scale;
    setScale(m_scale * factor, 0);
    // What was under the pointer stays there.
    verticalScrollBar()->setValue(static_cast<int>(std::lround(anchor * m_scale - bodyY)));
}

void SequenceCanvas::zoom(double factor) { zoomAt(factor, bodyHeight() / 2); }

void SequenceCanvas::resetZoom()
{
    m_zoomed = false;
    relayout();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
}

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

// --- pointer ---

double SequenceCanvas::yOf(double seconds) const { return m_plan->axis.unit(toNs(seconds)) * m_scale - verticalScrollBar()->value(); }

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

// --- keyboard ---

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

void SequenceCanvas::showTask()
{
    invalidate();
    if (!m_plan || !m_state || !m_state->task())
        return;
    const auto task = *m_state->task();
    double first = 0, last = -1;
    for (const PlacedActivation &a : m_plan->activations) {
        if (m_plan->interactions->activations[a.source].task != task)
            continue;
        first = last < 0 ? a.begin : std::min(first, a.begin);
        last = std::max(last, a.end);
    }
    const double top = verticalScrollBar()->value(), bottom = top + bodyHeight();
    if (last >= 0 && (first * m_scale > bottom - 10 || last * m_scale < top + 10))
        verticalScrollBar()->setValue(static_cast<int>(first * m_scale - bodyHeight() / 4));
}

} // namespace interleave::widgets
