// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/record/run_record.h"
#include "widgets/common/format.h"
#include "widgets/common/theme.h"
#include "widgets/results/results_outcome.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// What stands behind a verdict's word.
enum class ChipKind : int { Best, Tie, Worse, Bad, Waiting, Neutral };
ChipKind chipOf(analysis::RowVerdict verdict);

/// Rows: entries in the order of the ranking, or by columns. Values are texts; Qt::EditRole is the same without swatch.
class ResultsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Rank, Name, Verdict, Makespan, Range, Figure, Speedup, Throughput, LatencyMedian, LatencyP95, LatencyP99, Cpu, Memory, Switches, Setup, FirstResult, Runs, Failed,
        ColumnCount
    };
    static constexpr int kChipRole = Qt::UserRole; ///< of Verdict: ChipKind
    explicit ResultsModel(QObject *parent = nullptr);

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void addRun(std::shared_ptr<const record::RunRecord> run);
    void setRecord(const record::ExperimentRecord &record);
    void setTheme(const Theme &theme);
    void setGoal(analysis::Goal goal);
    /// Figures as multiples of those of the entry with the shortest makespan.
    void setRelative(bool relative);
    void retranslateUi();

    [[nodiscard]] analysis::Goal goal() const { return m_goal; }
    [[nodiscard]] bool relative() const { return m_relative; }
    [[nodiscard]] const ResultsOutcome &outcome() const { return m_outcome; }
    /// More runs are to come: places may still change, and entries that have fewer rounds by now are not in the finding.
    [[nodiscard]] bool underWay() const { return m_underWay && !m_record.runs.empty(); }
    [[nodiscard]] std::optional<quint32> entryAt(int row) const;
    [[nodiscard]] int rowOf(quint32 entry) const; ///< −1 for none
    [[nodiscard]] QString nameOf(base::EntryId entry) const;
    /// The checks that an entry's runs failed, a line each; empty: none.
    [[nodiscard]] QStringList failedChecksOf(const ResultRow &row) const;
    /// The number in a cell as it is compared: ns, bytes, per second, percent; empty: none.
    [[nodiscard]] std::optional<double> valueAt(int row, int column) const;
    /// `interleave run …` that repeats the entry alone, from the saved plan.
    [[nodiscard]] QString commandOf(int row) const;
    /// Machine, cores and seed in one line, for below a copied table.
    [[nodiscard]] QString machineText() const;

    /// By this column; `further`: rows that are equal in those before only.
    void sortBy(int column, Qt::SortOrder order, bool further);
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void outcomeChanged();

private:
    void recompute();
    void show(ResultsOutcome outcome);
    void arrange();
    void redraw();
    [[nodiscard]] std::optional<double> number(const ResultRow &row, int column) const;
    [[nodiscard]] QString numberText(const ResultRow &row, int column) const;
    [[nodiscard]] QString rangeText(const ResultRow &row) const;
    [[nodiscard]] QString text(const ResultRow &row, int column) const;
    [[nodiscard]] QString tip(const ResultRow &row, int column) const;
    [[nodiscard]] bool before(const ResultRow &a, const ResultRow &b) const;
    [[nodiscard]] const ResultRow *reference() const;

    struct Sorting {
        int column = Rank;
        Qt::SortOrder order = Qt::AscendingOrder;
    };
    record::ExperimentRecord m_record;
    plan::Catalogue m_catalogue;
    Theme m_theme = Theme::light();
    std::vector<SeriesStyle> m_styles;
    ResultsOutcome m_outcome;
    std::vector<ResultRow> m_rows; ///< those of the outcome, in the order shown
    std::vector<Sorting> m_sorting{{}};
    analysis::Goal m_goal = analysis::Goal::Makespan;
    bool m_relative = false;
    bool m_underWay = false;
    bool m_computing = false; ///< in the thread pool
    bool m_stale = false;     ///< something came since that began
    quint64 m_generation = 0; ///< what was asked for under an older one is dropped
};

} // namespace interleave::widgets
