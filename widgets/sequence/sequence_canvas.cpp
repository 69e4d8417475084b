// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_texts.h"
#include "widgets/viewstate/view_state.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kMostPixels = 2e7; ///< height of the whole picture, far from where int arithmetic of scroll bars ends

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

double SequenceCanvas::yOf(double seconds) const { return m_plan->axis.unit(toNs(seconds)) * m_scale - verticalScrollBar()->value(); }

void SequenceCanvas::scrollContentsBy(int, int) { invalidate(); }

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
