// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/results/results_copy.h"
#include "widgets/results/results_model.h"
#include "widgets/viewstate/view_state.h"

#include <QByteArray>
#include <QPointer>
#include <QTableView>

class QMenu;

namespace interleave::widgets {

class VerdictDelegate;

/// The numbers: a row per entry, in the order of the ranking or by a column.
class ResultsTable : public QTableView {
    Q_OBJECT
public:
    explicit ResultsTable(QWidget *parent = nullptr);

    void setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue);
    void runFinished(std::shared_ptr<const record::RunRecord> run);
    void setRecord(std::shared_ptr<const record::ExperimentRecord> record);
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();

    [[nodiscard]] ResultsModel *resultsModel() const { return m_model; }
    void setGoal(analysis::Goal goal);
    void setRelative(bool relative) { m_model->setRelative(relative); }
    void setColumnShown(int column, bool shown);
    [[nodiscard]] bool columnShown(int column) const { return m_wanted.at(static_cast<std::size_t>(column)); }
    /// Which columns are shown, and the widths that the user gave them, to be kept between starts.
    [[nodiscard]] QByteArray saveColumns() const;
    /// What was saved of a table with other columns is not taken; empty: as at first.
    void restoreColumns(const QByteArray &saved);
    /// The selected rows, or all without a selection, as text to the clipboard.
    void copy(CopyFormat format = CopyFormat::Tsv) const;
    /// The command line that runs the selected row's entry alone.
    void copyCommand() const;

    void fillColumnMenu(QMenu *menu);
    void fillCopyMenu(QMenu *menu);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void buildHeader();
    void sortByHeader(int column);
    void showSorting();
    void applyColumns();
    void fitColumns();
    void selectEntry();
    void describe();
    void openMenu(QMenu *menu, QPoint at);

    ResultsModel *m_model;
    VerdictDelegate *m_chips;
    std::vector<bool> m_wanted;
    bool m_fitting = false;
    bool m_ownWidths = false; ///< the user has given a column a width
    int m_sortColumn = ResultsModel::Rank;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    QPointer<ViewState> m_state;
};

} // namespace interleave::widgets
