// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/results/results_model.h"
#include "widgets/viewstate/view_state.h"

#include <QByteArray>
#include <QPointer>
#include <QTableView>

namespace interleave::widgets {

/// The numbers: a row per entry, ordered by median makespan.
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
    /// Widths that the user gave the columns, to be kept between starts; empty: they fit themselves.
    [[nodiscard]] QByteArray saveColumns() const;
    /// What was saved of a table with other columns is not taken.
    void restoreColumns(const QByteArray &saved);
    /// The selected rows, or all without a selection, as tab-separated text to the clipboard.
    void copy() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    void selectEntry();
    void describe();

    ResultsModel *m_model;
    bool m_fitting = false;
    bool m_ownWidths = false; ///< the user has given a column a width
    QPointer<ViewState> m_state;
};

} // namespace interleave::widgets
