// SPDX-License-Identifier: GPL-3.0-or-later
// Runs coming into the charts, and the charts in words.
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"
#include "widgets/charts/curves.h"
#include "widgets/common/pool_job.h"

#include <algorithm>

namespace interleave::widgets {

void ChartsView::runStarted(std::shared_ptr<const record::LiveRun> run)
{
    const std::size_t entry = run->key().entry.value;
    if (entry >= m_columns.size())
        return;
    m_columns[entry].waiting = std::make_unique<analysis::LivePull>(std::move(run));
    if (m_phase == Phase::Running)
        return;
    setPhase(Phase::Running);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartsView::runFinished(std::shared_ptr<const record::RunRecord> run)
{
    const std::size_t entry = run->key.entry.value;
    if (entry >= m_columns.size())
        return;
    m_columns[entry].waiting.reset();
    freeze(entry, std::move(run));
}

/// Of a large run the curves are made in the thread pool; until they are there its live ones stay.
void ChartsView::freeze(std::size_t entry, std::shared_ptr<const record::RunRecord> run, bool atOnce)
{
    m_columns[entry].ended = run;
    if (atOnce || run->tasks.size() <= kGuiThreadLimit) {
        showFrozen(entry, analysis::seriesOf(*run));
        return;
    }
    m_columns[entry].freezing = true;
    runInPool(
        this, [run] { return analysis::seriesOf(*run); },
        [this, entry, run](analysis::RunSeries series) {
            if (entry < m_columns.size() && m_columns[entry].ended == run)
                showFrozen(entry, std::move(series));
        });
}

void ChartsView::showFrozen(std::size_t entry, analysis::RunSeries series)
{
    Column &column = m_columns[entry];
    if (column.live && (m_phase == Phase::Over || column.live->run().key().run == column.ended->key.run))
        column.live.reset();
    column.frozen = std::move(series);
    column.freezing = false;
    showNew();
    describe();
}

bool ChartsView::busy() const
{
    return std::any_of(m_columns.begin(), m_columns.end(), [](const Column &column) { return column.freezing; });
}

void ChartsView::setRecord(std::shared_ptr<const record::ExperimentRecord> record, bool atOnce)
{
    if (record->plan.executors != m_plan.executors)
        setExperiment(record->plan, m_catalogue);
    setPhase(Phase::Over);
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        Column &column = m_columns[i];
        column.waiting.reset();
        const auto run = record->representative(base::EntryId{static_cast<std::uint32_t>(i)});
        if (run && run != column.ended)
            freeze(i, run, atOnce);
        else if (!column.freezing)
            column.live.reset();
    }
    showNew();
    describe();
}

bool ChartsView::tick()
{
    // A view that falls behind must not eat the machine it looks at: it rests four times as long as it worked.
    if (m_clock.elapsed() < m_restUntil)
        return false;
    const qint64 begin = m_clock.elapsed();
    bool anything = false;
    for (Column &column : m_columns) {
        if (column.waiting && column.waiting->pull()) {
            column.live = std::move(column.waiting);
            anything = true;
        } else if (column.live && column.live->pull()) {
            anything = true;
        }
    }
    if (!anything)
        return false;
    showNew();
    const qint64 cost = m_clock.elapsed() - begin;
    constexpr qint64 kCheap = 10;
    m_restUntil = cost > kCheap ? m_clock.elapsed() + 4 * cost : 0;
    return true;
}

bool ChartsView::hasData() const
{
    const auto all = entries(m_theme);
    return std::any_of(all.begin(), all.end(), [](const ChartEntry &entry) { return entry.hasData(); });
}

std::size_t ChartsView::pointCount() const { return m_scene->pointCount(); }

QString ChartsView::summary() const
{
    QStringList lines;
    for (const ChartEntry &entry : entries(m_theme)) {
        if (!entry.hasData())
            continue;
        const auto highest = [&entry](Metric metric) {
            const auto range = extremes(*entry.series, metric);
            return range ? threeDigits(range->second) : dashText();
        };
        const auto latency = extremes(*entry.series, Metric::Latency);
        const auto queued = extremes(queuedOf(*entry.series).values);
        lines << tr("%1: CPU up to %2 % of one core, memory up to %3 MiB, throughput up to %4 tasks per second, latency %5 to %6 ms, "
                    "up to %7 tasks in flight and %8 queued.")
                     .arg(entry.name.oneLine(), highest(Metric::Cpu), highest(Metric::Memory), highest(Metric::Throughput),
                          latency ? threeDigits(latency->first) : dashText(), latency ? threeDigits(latency->second) : dashText(), highest(Metric::InFlight),
                          queued ? threeDigits(queued->second) : dashText());
    }
    return lines.isEmpty() ? tr("Nothing has been measured yet.") : lines.join(u'\n');
}

void ChartsView::describe()
{
    const QString text = summary();
    setAccessibleDescription(text);
    m_plot->setAccessibleDescription(text);
}

} // namespace interleave::widgets
