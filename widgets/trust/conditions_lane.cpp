// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/conditions_lane.h"

#include "widgets/common/format.h"

#include <QEvent>
#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace interleave::widgets {
namespace {

double lengthOf(const record::RunRecord &run)
{
    const auto &samples = run.conditions.samples;
    const double seen = samples.empty() ? 0 : static_cast<double>((samples.back().time - run.runStart).count());
    return std::max({seen, static_cast<double>(run.makespanNs.value_or(0)), 1.0});
}

QRectF part(double left, double right, double from, double to, const QRectF &rect)
{
    const auto y = [&rect](double percent) { return rect.bottom() - rect.height() * std::clamp(percent, 0.0, 100.0) / 100; };
    return QRectF(QPointF(left, y(to)), QPointF(right, y(from)));
}

/// Mean of what the runs have.
template <class Get>
std::optional<double> mean(const RunList &runs, Get get)
{
    double sum = 0;
    std::size_t n = 0;
    for (const auto &run : runs) {
        if (const std::optional<double> value = get(run->conditions)) {
            sum += *value;
            ++n;
        }
    }
    return n > 0 ? std::optional(sum / static_cast<double>(n)) : std::nullopt;
}

} // namespace

std::vector<LaneBar> laneBars(const RunList &runs, const QRectF &rect)
{
    double whole = 0;
    for (const auto &run : runs)
        whole += lengthOf(*run);
    std::vector<LaneBar> bars;
    double offset = 0;
    const auto x = [&](double t) { return rect.left() + rect.width() * std::clamp(t / whole, 0.0, 1.0); };
    for (const auto &run : runs) {
        double before = 0;
        for (const auto &sample : run->conditions.samples) {
            const double now = std::max(before, static_cast<double>((sample.time - run->runStart).count()));
            const double left = x(offset + before);
            const double right = x(offset + now);
            LaneBar bar;
            const double foreign = sample.foreignPercent.value_or(0);
            if (foreign > 0)
                bar.foreign = part(left, right, 0, foreign, rect);
            if (sample.stealPercent.value_or(0) > 0)
                bar.steal = part(left, right, foreign, foreign + *sample.stealPercent, rect);
            bar.throttled = sample.throttled;
            bar.swapped = sample.swapped;
            if (bar.throttled || bar.swapped || !bar.foreign.isEmpty() || !bar.steal.isEmpty())
                bars.push_back(bar);
            before = now;
        }
        offset += lengthOf(*run);
    }
    return bars;
}

ConditionsLane::ConditionsLane(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    changed();
}

void ConditionsLane::clear()
{
    m_runs.clear();
    changed();
}

void ConditionsLane::addRun(std::shared_ptr<const record::RunRecord> run)
{
    m_runs.push_back(std::move(run));
    changed();
}

void ConditionsLane::setRecord(const record::ExperimentRecord &record)
{
    m_runs = record.runs;
    changed();
}

void ConditionsLane::setTheme(const Theme &theme)
{
    m_theme = theme;
    update();
}

void ConditionsLane::retranslateUi() { changed(); }

void ConditionsLane::changed()
{
    setAccessibleName(tr("The machine beside the runs"));
    setAccessibleDescription(summary());
    setToolTip(tr("What the machine did beside the runs, one after another: other programs, CPU taken by a host, throttling, swapping.") + u'\n' + summary());
    setVisible(!m_runs.empty());
    update();
}

QString ConditionsLane::summary() const
{
    const auto foreign = mean(m_runs, [](const record::Conditions &c) { return c.foreignPercent; });
    const auto steal = mean(m_runs, [](const record::Conditions &c) { return c.stealPercent; });
    const auto any = [this](auto has) { return std::any_of(m_runs.begin(), m_runs.end(), has); };
    QStringList parts{tr("other programs %1").arg(foreign ? percentText(foreign) : tr("not known")), tr("host %1").arg(steal ? percentText(steal) : tr("not known"))};
    if (any([](const auto &run) { return run->conditions.throttledNs.value_or(0) > 0; }))
        parts << tr("throttled");
    if (any([](const auto &run) { return run->conditions.swappedPages.value_or(0) > 0; }))
        parts << tr("swapped");
    return parts.join(QStringLiteral(" · "));
}

QSize ConditionsLane::sizeHint() const { return {400, fontMetrics().height() + 2}; }

void ConditionsLane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont small = font();
    if (small.pointSizeF() > 0)
        small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const QFontMetrics metrics(small);
    const QString title = tr("Machine");
    const QString text = summary();
    const int left = metrics.horizontalAdvance(title) + 12;
    const int right = metrics.horizontalAdvance(text) + 12;
    painter.setPen(m_theme.mutedText);
    painter.drawText(QRect(6, 0, left, height()), Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.drawText(QRect(width() - right, 0, right - 6, height()), Qt::AlignRight | Qt::AlignVCenter, text);
    const QRectF lane(left, 2, std::max(0, width() - left - right), height() - 4);
    painter.fillRect(lane, m_theme.plot);
    for (const LaneBar &bar : laneBars(m_runs, lane)) {
        painter.fillRect(bar.foreign, m_theme.stateFill(analysis::LaneState::Ready));
        painter.fillRect(bar.steal, m_theme.stateFill(analysis::LaneState::LockWait));
        const double x = std::max(bar.foreign.right(), bar.steal.right());
        if (bar.throttled || bar.swapped)
            painter.fillRect(QRectF(std::max(x - 2, lane.left()), lane.top(), 2, lane.height()), m_theme.warning);
    }
    painter.setPen(m_theme.grid);
    painter.drawRect(lane.adjusted(0, 0, -1, -1));
}

void ConditionsLane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace interleave::widgets
