// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_table.h"

#include <QApplication>
#include <QClipboard>
#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>

#include <algorithm>

namespace interleave::widgets {

ResultsTable::ResultsTable(QWidget *parent) : QTableView(parent), m_model(new ResultsModel(this))
{
    setModel(m_model);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIconSize(QSize(24, 14));
    // Thirteen columns beside the form: a little smaller than the text around, as tables of numbers are.
    QFont small = font();
    if (small.pointSizeF() > 0)
        small.setPointSizeF(std::max(7.5, small.pointSizeF() * 0.92));
    setFont(small);
    horizontalHeader()->setFont(small);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(30);
    // Of large runs the numbers come later, from the thread pool.
    const auto refit = [this] {
        fitColumns();
        describe();
    };
    connect(m_model, &QAbstractItemModel::modelReset, this, refit);
    connect(m_model, &QAbstractItemModel::layoutChanged, this, refit);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] { m_ownWidths = m_ownWidths || (!m_fitting && isVisible()); });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (const auto entry = m_model->entryAt(current.row()); m_state && entry)
            m_state->setEntry(*entry);
    });
    retranslateUi();
}

void ResultsTable::setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    m_model->setExperiment(plan, catalogue);
    fitColumns();
    describe();
}

void ResultsTable::runFinished(std::shared_ptr<const record::RunRecord> run)
{
    m_model->addRun(std::move(run));
}

void ResultsTable::setRecord(std::shared_ptr<const record::ExperimentRecord> record)
{
    m_model->setRecord(*record);
}

void ResultsTable::setViewState(ViewState *state)
{
    if (m_state)
        disconnect(m_state, nullptr, this, nullptr);
    m_state = state;
    if (!state)
        return;
    connect(state, &ViewState::entryChanged, this, [this] { selectEntry(); });
    selectEntry();
}

void ResultsTable::selectEntry()
{
    const int row = m_state && m_state->entry() ? m_model->rowOf(*m_state->entry()) : -1;
    if (row < 0)
        clearSelection();
    else if (row != currentIndex().row() || !selectionModel()->hasSelection())
        setCurrentIndex(m_model->index(row, 0));
}

void ResultsTable::setTheme(const Theme &theme)
{
    m_model->setTheme(theme);
    const int height = fontMetrics().height() + theme.spacing;
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

void ResultsTable::retranslateUi()
{
    setAccessibleName(tr("Results"));
    m_model->retranslateUi();
    fitColumns();
    describe();
}

QByteArray ResultsTable::saveColumns() const
{
    if (!m_ownWidths)
        return {};
    QByteArray saved;
    QDataStream out(&saved, QIODevice::WriteOnly);
    out << qint32(ResultsModel::ColumnCount);
    for (int c = 0; c < ResultsModel::ColumnCount; ++c)
        out << qint32(columnWidth(c));
    return saved;
}

void ResultsTable::restoreColumns(const QByteArray &saved)
{
    QDataStream in(saved);
    qint32 columns = 0;
    in >> columns;
    m_ownWidths = columns == ResultsModel::ColumnCount;
    if (!m_ownWidths)
        return fitColumns();
    for (int c = 0; c < columns; ++c) {
        qint32 width = 0;
        in >> width;
        setColumnWidth(c, std::max(width, horizontalHeader()->minimumSectionSize()));
    }
}

void ResultsTable::fitColumns()
{
    if (m_ownWidths)
        return;
    const QScopedValueRollback fitting(m_fitting, true);
    resizeColumnsToContents();
    // What is left goes to the names: numbers stay together at the right.
    int used = 0;
    for (int c = 0; c < ResultsModel::ColumnCount; ++c)
        used += columnWidth(c);
    if (used < viewport()->width())
        setColumnWidth(0, columnWidth(0) + viewport()->width() - used);
}

void ResultsTable::describe()
{
    QStringList lines;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        lines << tr("%1: median makespan %2")
                     .arg(m_model->index(row, ResultsModel::Name).data().toString(), m_model->index(row, ResultsModel::Makespan).data().toString());
    }
    setAccessibleDescription(lines.join(u'\n'));
}

void ResultsTable::copy() const
{
    QModelIndexList indexes = selectionModel()->selectedIndexes();
    if (indexes.isEmpty()) {
        for (int row = 0; row < m_model->rowCount(); ++row)
            indexes << m_model->index(row, 0);
    }
    QApplication::clipboard()->setText(m_model->tabSeparated(indexes));
}

void ResultsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    QTableView::keyPressEvent(event);
}

void ResultsTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void ResultsTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

} // namespace interleave::widgets
