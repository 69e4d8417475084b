// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_model.h"

#include "widgets/common/format.h"
#include "widgets/results/result_texts.h"
#include "widgets/results/results_model.h"

#include <QLocale>

#include <array>

namespace interleave::window {
namespace {

using analysis::ComparedEntry;
using analysis::SessionSide;
using widgets::ChipKind;

QString figureText(std::optional<double> figure, analysis::Goal goal)
{
    switch (goal) {
    case analysis::Goal::Throughput: return widgets::rateText(figure);
    case analysis::Goal::Memory: return widgets::bytesText(figure);
    case analysis::Goal::Makespan:
    case analysis::Goal::MeanLatency:
    case analysis::Goal::P99Latency:
    case analysis::Goal::Cpu:
    case analysis::Goal::Balanced: break;
    }
    return widgets::durationText(figure);
}

QString rangeText(const QString &low, const QString &high) { return low + QStringLiteral(" – ") + high; }

QString sideText(const SessionSide &side, int column, analysis::Goal goal)
{
    if (column == CompareModel::RunsA)
        return side.entry ? widgets::countText(static_cast<qint64>(side.runs)) : widgets::dashText();
    if (column == CompareModel::MedianA)
        return figureText(side.median, goal);
    return side.low && side.high ? rangeText(figureText(side.low, goal), figureText(side.high, goal)) : widgets::dashText();
}

/// Of the second session, as its verdict is.
ChipKind chipOf(const ComparedEntry &row)
{
    if (row.failedInOne)
        return ChipKind::Bad;
    if (!row.comparison)
        return ChipKind::Neutral;
    switch (row.comparison->verdict) {
    case analysis::Verdict::FirstBetter: return ChipKind::Worse;
    case analysis::Verdict::SecondBetter: return ChipKind::Best;
    case analysis::Verdict::NotSeparated: return ChipKind::Tie;
    case analysis::Verdict::TooFewRounds: break;
    }
    return ChipKind::Waiting;
}

} // namespace

void CompareModel::setComparison(std::optional<analysis::SessionComparison> comparison)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

void CompareModel::retranslateUi()
{
    beginResetModel();
    endResetModel();
}

int CompareModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || !m_comparison ? 0 : static_cast<int>(m_comparison->rows.size()); }

int CompareModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString CompareModel::text(const ComparedEntry &row, int column) const
{
    const auto &c = row.comparison;
    switch (column) {
    case Name: return QString::fromStdString(row.label) + (row.otherExecutor ? QStringLiteral(" *") : QString());
    case MedianA:
    case RangeA:
    case RunsA: return sideText(row.a, column, m_comparison->goal);
    case MedianB:
    case RangeB:
    case RunsB: return sideText(row.b, column - MedianB + MedianA, m_comparison->goal);
    case Ratio: return c && c->ratio ? widgets::factorText(*c->ratio) : widgets::dashText();
    case RatioRange: return c && c->low && c->high ? rangeText(widgets::factorText(*c->low), widgets::factorText(*c->high)) : widgets::dashText();
    default: return widgets::phraseText(analysis::verdictPhrase(row, *m_comparison), {});
    }
}

QString CompareModel::tip(const ComparedEntry &row, int column) const
{
    if (column == Name && row.otherExecutor)
        return tr("The same label stands for different models or parameters in the two sessions.");
    if (column == Ratio || column == RatioRange)
        return tr("Above 1×, the second session costs more: by the Hodges–Lehmann ratio, with its exact 95 % interval.");
    if (column == Verdict && row.comparison && row.comparison->p)
        return tr("Mann–Whitney p, Holm-adjusted over all rows: %1").arg(QLocale().toString(*row.comparison->p, 'g', 2));
    if ((column == RunsA && row.a.failed > 0) || (column == RunsB && row.b.failed > 0))
        return tr("Runs with failures: %1").arg(widgets::countText(static_cast<qint64>(column == RunsA ? row.a.failed : row.b.failed)));
    return {};
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_comparison)
        return {};
    const ComparedEntry &row = m_comparison->rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole: return tip(row, index.column());
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case widgets::ResultsModel::kChipRole: return static_cast<int>(chipOf(row));
    default: return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == Name || section == Verdict ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const std::array titles{tr("Concurrency model"), tr("A"), tr("A 95 %"), tr("Runs A"), tr("B"), tr("B 95 %"), tr("Runs B"), tr("Cost B ÷ A"), tr("95 %"), tr("B is")};
    return titles.at(static_cast<std::size_t>(section));
}

} // namespace interleave::window
