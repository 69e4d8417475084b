// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_minimap.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr int kWidth = 64, kDensityWidth = 16, kGap = 3, kHitWidth = 8;

/// Adds one lane to the overview: only as far as it reaches, for there may be thousands.
void addLane(const SequencePlan &plan, std::uint32_t lane, std::size_t column, RunOverview &result)
{
    const Extent &extent = plan.extents[lane];
    if (extent.begin > extent.end)
        return;
    const std::int64_t first = (extent.begin - result.begin) / result.width;
    const std::int64_t last = std::max(first + 2, (extent.end - result.begin) / result.width + 1);
    const std::int64_t from = result.begin + first * result.width, to = result.begin + last * result.width;
    const auto count = static_cast<std::size_t>(last - first);
    const auto view = plan.pyramid ? plan.pyramid->view(lane, from, to, count) : analysis::sketch(*plan.interactions, lane, from, to, count);
    const double share = 1.0 / static_cast<double>(plan.columns[column].lifelines.size());
    for (std::size_t i = 0; i < view.cells.size(); ++i) {
        const std::int64_t row = (view.begin + static_cast<std::int64_t>(i) * view.width - result.begin) / result.width;
        if (row < 0 || row >= static_cast<std::int64_t>(result.rows))
            continue;
        result.busy[column * result.rows + static_cast<std::size_t>(row)] += static_cast<float>(view.cells[i].busyShare() * share);
        result.events[static_cast<std::size_t>(row)] += view.cells[i].begun;
    }
}

} // namespace

RunOverview overviewOf(const SequencePlan &plan, std::size_t rows)
{
    RunOverview result;
    const std::int64_t begin = plan.interactions->begin, end = std::max(plan.interactions->end, begin + 1);
    const int k = analysis::levelOf(begin, end, std::max<std::size_t>(2, rows));
    result.width = std::int64_t{1} << k;
    result.begin = (begin >> k) << k;
    result.rows = static_cast<std::size_t>(((end - 1) >> k) - (begin >> k)) + 1;
    result.busy.resize(plan.columns.size() * result.rows);
    result.events.resize(result.rows);
    for (std::size_t c = 0; c < plan.columns.size(); ++c)
        for (const auto lane : plan.columns[c].lifelines)
            addLane(plan, lane, c, result);
    return result;
}

SequenceMinimap::SequenceMinimap(QWidget *parent)
    : QWidget(parent)
    , m_theme(Theme::of(palette()))
{
    setFixedWidth(kWidth);
    setCursor(Qt::PointingHandCursor);
    retranslateUi();
}

QSize SequenceMinimap::sizeHint() const { return {kWidth, 100}; }

void SequenceMinimap::retranslateUi()
{
    setAccessibleName(tr("Overview of the whole run"));
    setToolTip(tr("The whole run: how busy each line is, at the right how much happens. Click or drag to go there."));
    update();
}

void SequenceMinimap::setPlan(std::shared_ptr<const SequencePlan> plan)
{
    m_plan = std::move(plan);
    m_run = QPixmap();
    update();
}

void SequenceMinimap::setWindow(std::int64_t begin, std::int64_t end)
{
    if (m_begin == begin && m_end == end)
        return;
    m_begin = begin;
    m_end = end;
    update();
}

void SequenceMinimap::setHits(std::vector<double> times)
{
    m_hits = std::move(times);
    update();
}

void SequenceMinimap::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_run = QPixmap();
    update();
}

double SequenceMinimap::yOf(std::int64_t time) const
{
    if (!m_plan)
        return 0;
    const std::int64_t begin = m_plan->interactions->begin, end = std::max(m_plan->interactions->end, begin + 1);
    return std::clamp(static_cast<double>(time - begin) / static_cast<double>(end - begin), 0.0, 1.0) * (height() - 1);
}

void SequenceMinimap::paintRun()
{
    const double ratio = devicePixelRatioF();
    m_run = QPixmap((QSizeF(size()) * ratio).toSize());
    m_run.setDevicePixelRatio(ratio);
    m_run.fill(m_theme.plot);
    const RunOverview run = overviewOf(*m_plan, static_cast<std::size_t>(std::max(2, height())));
    QPainter p(&m_run);
    const double lanes = width() - kDensityWidth - kGap - 1, step = lanes / static_cast<double>(std::max<std::size_t>(1, m_plan->columns.size()));
    const double most = std::log1p(static_cast<double>(*std::max_element(run.events.begin(), run.events.end())));
    QColor busy = m_theme.stateColor(analysis::LaneState::Running);
    for (std::size_t row = 0; row < run.rows; ++row) {
        const double top = yOf(run.begin + static_cast<std::int64_t>(row) * run.width), bottom = yOf(run.begin + static_cast<std::int64_t>(row + 1) * run.width);
        for (std::size_t c = 0; c < m_plan->columns.size(); ++c) {
            busy.setAlphaF(std::min(1.0F, run.busy[c * run.rows + row]));
            if (busy.alpha() > 0)
                p.fillRect(QRectF(1 + static_cast<double>(c) * step, top, std::max(1.0, step - 1), bottom - top), busy);
        }
        if (run.events[row] > 0 && most > 0)
            p.fillRect(QRectF(width() - kDensityWidth, top, kDensityWidth * std::log1p(static_cast<double>(run.events[row])) / most, bottom - top), m_theme.deemphasised);
    }
    p.setPen(QPen(m_theme.grid, 1));
    p.drawLine(QPointF(0.5, 0), QPointF(0.5, height()));
    p.drawLine(QPointF(width() - kDensityWidth - 1.5, 0), QPointF(width() - kDensityWidth - 1.5, height()));
}

void SequenceMinimap::paintEvent(QPaintEvent *)
{
    QPainter p(this);
    if (!m_plan) {
        p.fillRect(rect(), m_theme.plot);
        return;
    }
    if (m_run.isNull())
        paintRun();
    p.drawPixmap(0, 0, m_run);
    const double top = yOf(m_begin), bottom = std::max(top + 3, yOf(m_end));
    QColor wash = m_theme.accent;
    wash.setAlphaF(0.15F);
    p.fillRect(QRectF(1, top, width() - 2, bottom - top), wash);
    p.setPen(QPen(m_theme.accent, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawRect(QRectF(1, top, width() - 2, std::min(bottom, height() - 1.0) - top));
    p.setPen(QPen(m_theme.warning, 2));
    double last = -10;
    for (const double hit : m_hits) {
        const double y = std::floor(yOf(static_cast<std::int64_t>(std::llround(hit * 1e9)))) + 0.5;
        // Of hits on one pixel one is enough.
        if (std::abs(y - last) < 1)
            continue;
        last = y;
        p.drawLine(QPointF(width() - kHitWidth, y), QPointF(width(), y));
    }
}

void SequenceMinimap::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_run = QPixmap();
}

void SequenceMinimap::askFor(double y)
{
    if (!m_plan)
        return;
    const std::int64_t begin = m_plan->interactions->begin, end = std::max(m_plan->interactions->end, begin + 1);
    const double share = std::clamp(y / std::max(1, height() - 1), 0.0, 1.0);
    Q_EMIT wanted(begin + static_cast<std::int64_t>(share * static_cast<double>(end - begin)));
}

void SequenceMinimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        askFor(event->position().y());
}

void SequenceMinimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        askFor(event->position().y());
}

} // namespace interleave::widgets
