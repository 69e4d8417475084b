// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/session_compare.h"

#include <QAbstractTableModel>

#include <optional>

namespace interleave::window {

/// A row per entry of two sessions: both figures, how they differ and what that says of the second. Texts only; the verdict has a chip.
class CompareModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, MedianA, RangeA, RunsA, MedianB, RangeB, RunsB, Ratio, RatioRange, Verdict, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setComparison(std::optional<analysis::SessionComparison> comparison);
    void retranslateUi();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const analysis::ComparedEntry &row, int column) const;
    [[nodiscard]] QString tip(const analysis::ComparedEntry &row, int column) const;

    std::optional<analysis::SessionComparison> m_comparison;
};

} // namespace interleave::window
