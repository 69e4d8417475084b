// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_model.h"

#include "widgets/common/pool_job.h"

#include <algorithm>
#include <set>
#include <utility>

namespace interleave::widgets {

namespace {

QString intervalText(const analysis::EntrySummary &row)
{
    if (!row.makespanLow || !row.makespanHigh)
        return dashText();
    const QString low = durationText(row.makespanLow);
    const QString high = durationText(row.makespanHigh);
    // "220 – 222 ms": the unit is said once if it is the same.
    const qsizetype unit = low.lastIndexOf(u' ');
    const bool same = unit >= 0 && high.endsWith(QStringView(low).mid(unit));
    return (same ? low.left(unit) : low) + QStringLiteral(" – ") + high;
}

} // namespace

void ResultsModel::setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    m_record = {};
    m_record.plan = plan;
    m_catalogue = catalogue;
    m_styles = entryStyles(plan, catalogue, m_theme);
    recompute();
}

void ResultsModel::addRun(std::shared_ptr<const record::RunRecord> run)
{
    if (run->key.warmup)
        return;
    m_record.runs.push_back(std::move(run));
    recompute();
}

void ResultsModel::setRecord(const record::ExperimentRecord &record)
{
    m_record = record;
    m_styles = entryStyles(record.plan, m_catalogue, m_theme);
    recompute();
}

void ResultsModel::recompute()
{
    std::size_t tasks = 0;
    for (const auto &run : m_record.runs)
        tasks += run->tasks.size();
    if (tasks <= kGuiThreadLimit) {
        ++m_generation; // what is still computed elsewhere is older than this
        m_computing = m_stale = false;
        show(analysis::orderedByMakespan(analysis::summarize(m_record)));
        return;
    }
    m_stale = m_computing;
    if (std::exchange(m_computing, true))
        return;
    runInPool(
        this, [record = m_record] { return analysis::orderedByMakespan(analysis::summarize(record)); },
        [this, generation = m_generation](std::vector<analysis::EntrySummary> rows) {
            if (generation != m_generation)
                return;
            m_computing = false;
            show(std::move(rows));
            if (std::exchange(m_stale, false))
                recompute();
        });
}

void ResultsModel::show(std::vector<analysis::EntrySummary> rows)
{
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    // The selection stays with its entry while rows change places.
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    const std::vector<analysis::EntrySummary> old = std::exchange(m_rows, std::move(rows));
    for (const QModelIndex &index : before)
        after << createIndex(rowOf(old[static_cast<std::size_t>(index.row())].entry.value), index.column());
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

void ResultsModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_styles = entryStyles(m_record.plan, m_catalogue, m_theme);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ResultsModel::retranslateUi()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

std::optional<quint32> ResultsModel::entryAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return std::nullopt;
    return m_rows[static_cast<std::size_t>(row)].entry.value;
}

int ResultsModel::rowOf(quint32 entry) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [entry](const analysis::EntrySummary &row) { return row.entry.value == entry; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ResultsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int ResultsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString ResultsModel::nameOf(base::EntryId entry) const
{
    if (entry.value >= m_record.plan.executors.size())
        return {};
    return entryName(m_record.plan.executors[entry.value], m_catalogue).oneLine();
}

QString ResultsModel::text(const analysis::EntrySummary &row, int column) const
{
    switch (column) {
    case Name: return nameOf(row.entry);
    case Makespan: return durationText(row.makespanMedian);
    case Range: return intervalText(row);
    case Throughput: return row.throughputMedian ? threeDigits(*row.throughputMedian) : dashText();
    case LatencyMedian: return durationText(row.latencyMedian);
    case LatencyP95: return durationText(row.latencyP95);
    case LatencyP99: return durationText(row.latencyP99);
    case Cpu: return percentText(row.cpuPercentMean);
    case Memory: return bytesText(row.rssPeak);
    case Setup: return durationText(row.setupMedian);
    case FirstResult: return durationText(row.firstResultMedian);
    case Runs: return countText(static_cast<qint64>(row.runs));
    case Failed: return countText(static_cast<qint64>(row.failed));
    default: return {};
    }
}

QString ResultsModel::tip(const analysis::EntrySummary &row, int column) const
{
    const bool tooFew = (column == LatencyP95 && !row.latencyP95) || (column == LatencyP99 && !row.latencyP99);
    if (tooFew && row.succeeded > 0)
        return tr("%1 tasks are too few for this percentile.").arg(countText(static_cast<qint64>(row.succeeded)));
    if (column == Failed && row.failedRuns > 0)
        return tr("%1 of the runs failed as a whole.").arg(countText(static_cast<qint64>(row.failedRuns)));
    return column == Name ? nameOf(row.entry) : QString();
}

QVariant ResultsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const analysis::EntrySummary &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return text(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Name && row.entry.value < m_styles.size() ? QVariant(swatchIcon(m_styles[row.entry.value])) : QVariant();
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight)));
    case Qt::ForegroundRole: return index.column() == Failed && row.failed + row.failedRuns > 0 ? QVariant(QBrush(m_theme.warning)) : QVariant();
    case Qt::ToolTipRole: return tip(row, index.column());
    case Qt::AccessibleTextRole:
        return headerData(index.column(), Qt::Horizontal).toString().replace(u'\n', u' ') + QStringLiteral(": ") + text(row, index.column());
    default: return {};
    }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (section == Name ? Qt::AlignLeft : Qt::AlignRight)));
    const struct {
        QString title, tip;
    } texts[ColumnCount] = {
        {tr("Concurrency model"), tr("Ordered by median makespan; the order alone does not say that a difference is real.")},
        {tr("Makespan\nmedian"), tr("From the first task that could be taken to the last one done; median of the runs")},
        {tr("Low – high"), tr("95 % interval of the median makespan; from 6 runs on")},
        {tr("Tasks\nper s"), tr("Succeeded tasks per second of makespan; median of the runs")},
        {tr("Latency\nmedian"), tr("From a task being due to its end")},
        {tr("Latency\np95"), tr("95 of 100 tasks took at most this long")},
        {tr("Latency\np99"), tr("99 of 100 tasks took at most this long")},
        {tr("CPU\nmean"), tr("100 % = one core")},
        {tr("Memory\npeak"), tr("Resident memory of all processes of the run; shared pages count once a process")},
        {tr("Set-up"), tr("Before the first task could be taken: threads, processes, event loop; median")},
        {tr("First\nresult"), tr("From the start to the first finished task; median")},
        {tr("Runs"), tr("Measured runs so far, without warm-up")},
        {tr("Failed"), tr("Tasks that did not succeed, over all runs")},
    };
    if (role == Qt::DisplayRole)
        return texts[section].title;
    return role == Qt::ToolTipRole ? QVariant(texts[section].tip) : QVariant();
}

QString ResultsModel::tabSeparated(const QModelIndexList &indexes) const
{
    std::set<int> rows;
    for (const QModelIndex &index : indexes)
        rows.insert(index.row());
    QStringList lines;
    QStringList cells;
    for (int c = 0; c < ColumnCount; ++c)
        cells << headerData(c, Qt::Horizontal).toString().replace(u'\n', u' ');
    lines << cells.join(u'\t');
    for (const int r : rows) {
        cells.clear();
        for (int c = 0; c < ColumnCount; ++c)
            cells << text(m_rows[static_cast<std::size_t>(r)], c);
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace interleave::widgets
