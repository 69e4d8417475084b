// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_model.h"

#include "widgets/common/pool_job.h"
#include "widgets/results/result_texts.h"

#include <algorithm>
#include <utility>

namespace interleave::widgets {

ChipKind chipOf(analysis::RowVerdict verdict)
{
    switch (verdict) {
    case analysis::RowVerdict::Best: return ChipKind::Best;
    case analysis::RowVerdict::Tie: return ChipKind::Tie;
    case analysis::RowVerdict::Worse: return ChipKind::Worse;
    case analysis::RowVerdict::Failed: return ChipKind::Bad;
    case analysis::RowVerdict::TooFewRounds: return ChipKind::Waiting;
    case analysis::RowVerdict::Alone:
    case analysis::RowVerdict::NoFigure:
    case analysis::RowVerdict::NotRun:
    case analysis::RowVerdict::NotApplicable: break;
    }
    return ChipKind::Neutral;
}

ResultsModel::ResultsModel(QObject *parent) : QAbstractTableModel(parent) {}

void ResultsModel::setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    m_record = {};
    m_record.plan = plan;
    m_catalogue = catalogue;
    m_styles = entryStyles(plan, catalogue, m_theme);
    for (std::uint32_t i = 0; i < plan.executors.size(); ++i) {
        const plan::ExecutorDescriptor *descriptor = catalogue.executor(plan.executors[i].id);
        if (const auto reason = descriptor ? plan::whyLeftOut(plan.workload, plan.executors[i], *descriptor) : std::nullopt)
            m_record.leftOut.push_back({base::EntryId{i}, *reason});
    }
    recompute();
}

void ResultsModel::addRun(std::shared_ptr<const record::RunRecord> run)
{
    if (run->key.warmup)
        return;
    m_record.runs.push_back(std::move(run));
    m_underWay = true;
    recompute();
}

void ResultsModel::setRecord(const record::ExperimentRecord &record)
{
    m_record = record;
    m_underWay = false;
    m_styles = entryStyles(record.plan, m_catalogue, m_theme);
    recompute();
}

void ResultsModel::setGoal(analysis::Goal goal)
{
    if (std::exchange(m_goal, goal) == goal)
        return;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    recompute();
}

void ResultsModel::setRelative(bool relative)
{
    m_relative = relative;
    redraw();
    Q_EMIT layoutChanged();
}

void ResultsModel::recompute()
{
    std::size_t tasks = 0;
    for (const auto &run : m_record.runs)
        tasks += run->tasks.size();
    if (tasks <= kGuiThreadLimit) {
        ++m_generation; // what is still computed elsewhere is older than this
        m_computing = m_stale = false;
        show(outcomeOf(m_record, m_goal));
        return;
    }
    m_stale = m_computing;
    if (std::exchange(m_computing, true))
        return;
    runInPool(
        this, [record = m_record, goal = m_goal] { return outcomeOf(record, goal); },
        [this, generation = m_generation](ResultsOutcome outcome) {
            if (generation != m_generation)
                return;
            m_computing = false;
            show(std::move(outcome));
            if (std::exchange(m_stale, false))
                recompute();
        });
}

void ResultsModel::show(ResultsOutcome outcome)
{
    m_outcome = std::move(outcome);
    if (m_outcome.rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = m_outcome.rows;
        std::stable_sort(m_rows.begin(), m_rows.end(), [this](const ResultRow &a, const ResultRow &b) { return before(a, b); });
        endResetModel();
    } else {
        arrange();
    }
    Q_EMIT outcomeChanged();
}

void ResultsModel::arrange()
{
    // The selection stays with its entry while rows change places.
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList earlier = persistentIndexList();
    QModelIndexList later;
    const std::vector<ResultRow> old = std::exchange(m_rows, m_outcome.rows);
    std::stable_sort(m_rows.begin(), m_rows.end(), [this](const ResultRow &a, const ResultRow &b) { return before(a, b); });
    for (const QModelIndex &index : earlier)
        later << createIndex(rowOf(old[static_cast<std::size_t>(index.row())].place.entry.value), index.column());
    changePersistentIndexList(earlier, later);
    Q_EMIT layoutChanged();
}

/// By what was asked for; rows without a value last, whatever the order.
bool ResultsModel::before(const ResultRow &a, const ResultRow &b) const
{
    for (const Sorting &sorting : m_sorting) {
        if (sorting.column == Rank && sorting.order == Qt::AscendingOrder)
            return false; // the order they came in
        if (sorting.column == Name) {
            const int order = QString::localeAwareCompare(nameOf(a.place.entry), nameOf(b.place.entry));
            if (order != 0)
                return (order < 0) == (sorting.order == Qt::AscendingOrder);
            continue;
        }
        const auto left = number(a, sorting.column);
        const auto right = number(b, sorting.column);
        if (left && right && *left != *right)
            return (*left < *right) == (sorting.order == Qt::AscendingOrder);
        if (left.has_value() != right.has_value())
            return left.has_value();
    }
    return false;
}

void ResultsModel::sortBy(int column, Qt::SortOrder order, bool further)
{
    std::erase_if(m_sorting, [column, further](const Sorting &sorting) { return !further || sorting.column == column; });
    m_sorting.push_back({column, order});
    arrange();
}

void ResultsModel::sort(int column, Qt::SortOrder order) { sortBy(column, order, false); }

void ResultsModel::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_styles = entryStyles(m_record.plan, m_catalogue, m_theme);
    redraw();
}

void ResultsModel::retranslateUi()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    redraw();
}

void ResultsModel::redraw()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

std::optional<quint32> ResultsModel::entryAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return std::nullopt;
    return m_rows[static_cast<std::size_t>(row)].place.entry.value;
}

int ResultsModel::rowOf(quint32 entry) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [entry](const ResultRow &row) { return row.place.entry.value == entry; });
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

std::optional<double> ResultsModel::valueAt(int row, int column) const
{
    return row < 0 || row >= rowCount() ? std::nullopt : number(m_rows[static_cast<std::size_t>(row)], column);
}

QVariant ResultsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ResultRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool words = index.column() == Name || index.column() == Verdict;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return text(row, index.column());
    case Qt::DecorationRole:
        return index.column() == Name && row.place.entry.value < m_styles.size() ? QVariant(swatchIcon(m_styles[row.place.entry.value])) : QVariant();
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (words ? Qt::AlignLeft : Qt::AlignRight)));
    case Qt::ForegroundRole:
        if ((index.column() == Failed && row.summary.failed + row.summary.failedRuns > 0) || (index.column() == Name && !row.failedChecks.empty()))
            return QBrush(m_theme.warning);
        return {};
    case Qt::ToolTipRole: return tip(row, index.column());
    case Qt::AccessibleTextRole:
        return headerData(index.column(), Qt::Horizontal).toString().replace(u'\n', u' ') + QStringLiteral(": ") + text(row, index.column());
    case Qt::AccessibleDescriptionRole: return index.column() == Name && !row.failedChecks.empty() ? QVariant(failedChecksOf(row).join(u'\n')) : QVariant();
    case kChipRole: return index.column() == Verdict ? QVariant(static_cast<int>(chipOf(row.place.verdict))) : QVariant();
    default: return {};
    }
}

} // namespace interleave::widgets
