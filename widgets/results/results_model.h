// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/summary.h"
#include "core/plan/catalogue.h"
#include "core/record/run_record.h"
#include "widgets/common/format.h"
#include "widgets/common/theme.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// Rows: entries by median makespan, those without one last. Values are texts; Qt::EditRole is the same without swatch.
class ResultsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Makespan, Range, Throughput, LatencyMedian, LatencyP95, LatencyP99, Cpu, Memory, Setup, FirstResult, Runs, Failed, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void addRun(std::shared_ptr<const record::RunRecord> run);
    void setRecord(const record::ExperimentRecord &record);
    void setTheme(const Theme &theme);
    void retranslateUi();

    [[nodiscard]] std::optional<quint32> entryAt(int row) const;
    [[nodiscard]] int rowOf(quint32 entry) const; ///< −1 for none
    [[nodiscard]] QString tabSeparated(const QModelIndexList &indexes) const; ///< rows of these cells, with a heading

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void recompute();
    void show(std::vector<analysis::EntrySummary> rows);
    [[nodiscard]] QString text(const analysis::EntrySummary &row, int column) const;
    [[nodiscard]] QString tip(const analysis::EntrySummary &row, int column) const;
    [[nodiscard]] QString nameOf(base::EntryId entry) const;

    record::ExperimentRecord m_record;
    plan::Catalogue m_catalogue;
    Theme m_theme = Theme::light();
    std::vector<SeriesStyle> m_styles;
    std::vector<analysis::EntrySummary> m_rows;
    bool m_computing = false; ///< in the thread pool
    bool m_stale = false;     ///< something came since that began
    quint64 m_generation = 0; ///< what was asked for under an older one is dropped
};

} // namespace interleave::widgets
