// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_canvas.h"

#include "widgets/sequence/sequence_handles.h"
#include "widgets/sequence/sequence_texts.h"

#include <QEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {

SequenceCanvas::SequenceCanvas(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(Theme::of(palette()))
    , m_handles(new SequenceHandles(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    setMinimumSize(320, 160);
    setViewState(new ViewState(this)); // until it is given the window's
    retranslateUi();
}

QFont SequenceCanvas::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() * 0.9));
    return small;
}

double SequenceCanvas::bodyHeight() const { return std::max(1.0, viewport()->height() - headHeight(m_theme) - m_legendHeight); }

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
    if (!sharesWindow())
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
    for (const auto signal : {&ViewState::cursorChanged, &ViewState::rangeChanged, &ViewState::markersChanged})
        connect(state, signal, this, [this] { viewport()->update(); });
    connect(state, &ViewState::taskChanged, this, &SequenceCanvas::showTask);
    connect(state, &ViewState::windowChanged, this, &SequenceCanvas::followWindow);
    connect(state, &ViewState::zoomedTo, this, &SequenceCanvas::followAim);
    connect(state, &ViewState::cursorPlaced, this, [this](double t) {
        if (m_plan && !sharesWindow())
            revealRow(t);
    });
    relayout();
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
    if (!m_zoomed || sharesWindow())
        m_scale = defaultScale(bodyHeight(), m_theme);
    const QScopedValueRollback following(m_following, true);
    const auto boxes = columnBoxes(*m_plan, m_theme, viewport()->width(), m_across);
    const double wide = boxes.empty() ? 0 : boxes.back().right;
    horizontalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(wide)) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_theme.lifelineSpacing / 2);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::floor(m_plan->axis.length() * m_scale - bodyHeight()))));
    verticalScrollBar()->setPageStep(static_cast<int>(bodyHeight()));
    verticalScrollBar()->setSingleStep(m_theme.rowHeight);
    if (sharesWindow())
        fitWindow();
    invalidate();
}

void SequenceCanvas::invalidate()
{
    m_frame.reset();
    m_picture = QPixmap();
    viewport()->update();
    Q_EMIT viewChanged();
}

const SequenceFrame &SequenceCanvas::frame()
{
    if (!m_frame) {
        m_frame = m_plan ? layoutFrame({*m_plan, m_theme, QFontMetricsF(smallFont()), static_cast<double>(viewport()->width()), bodyHeight(),
                                        static_cast<double>(horizontalScrollBar()->value()), static_cast<double>(verticalScrollBar()->value()), m_scale,
                                        m_state ? m_state->task() : std::nullopt, m_across, &m_path})
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
    painter.heads(now, headHeight(m_theme));
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
    if (m_state)
        paintMarks(p);
    paintDrop(p);
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
    const double height = size.height() - titleHeight - headHeight(theme) - legendHeight;
    const SequenceFrame still = layoutFrame({*m_plan, theme, QFontMetricsF(small), static_cast<double>(size.width()), height, 0, 0, defaultScale(height, theme), std::nullopt, 1, &m_path});
    SequencePainter painter(p, *m_plan, theme, small);
    painter.legend(legend, QRectF(0, size.height() - legendHeight, size.width(), legendHeight), m_plan->interactions->dropped);
    p.translate(0, titleHeight);
    painter.heads(still, headHeight(theme));
    p.translate(0, headHeight(theme));
    painter.body(still);
    return image;
}

void SequenceCanvas::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    relayout();
}

} // namespace interleave::widgets
