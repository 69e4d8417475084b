// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_table.h"

#include "widgets/results/verdict_chip.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>

#include <algorithm>

namespace interleave::widgets {
namespace {

std::vector<bool> defaultColumns()
{
    std::vector<bool> shown(ResultsModel::ColumnCount, true);
    // Of less use to most, and there is no room for all of them beside the form.
    for (const auto column : {ResultsModel::Switches, ResultsModel::FirstResult})
        shown[column] = false;
    return shown;
}

} // namespace

ResultsTable::ResultsTable(QWidget *parent) : QTableView(parent), m_model(new ResultsModel(this)), m_chips(new VerdictDelegate(this)), m_wanted(defaultColumns())
{
    setModel(m_model);
    setItemDelegateForColumn(ResultsModel::Verdict, m_chips);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIconSize(QSize(24, 14));
    // Many columns beside the form: a little smaller than the text around, as tables of numbers are.
    QFont small = font();
    if (small.pointSizeF() > 0)
        small.setPointSizeF(std::max(7.5, small.pointSizeF() * 0.92));
    setFont(small);
    horizontalHeader()->setFont(small);
    verticalHeader()->hide();
    buildHeader();
    // Of large runs the numbers come later, from the thread pool.
    const auto refit = [this] {
        fitColumns();
        describe();
    };
    connect(m_model, &QAbstractItemModel::modelReset, this, refit);
    connect(m_model, &QAbstractItemModel::layoutChanged, this, refit);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (const auto entry = m_model->entryAt(current.row()); m_state && entry)
            m_state->setEntry(*entry);
    });
    applyColumns();
    retranslateUi();
}

void ResultsTable::buildHeader()
{
    QHeaderView *header = horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(24);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    showSorting();
    connect(header, &QHeaderView::sectionResized, this, [this] { m_ownWidths = m_ownWidths || (!m_fitting && isVisible()); });
    connect(header, &QHeaderView::sectionClicked, this, &ResultsTable::sortByHeader);
    connect(header, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        auto *menu = new QMenu(this);
        fillColumnMenu(menu);
        openMenu(menu, horizontalHeader()->mapToGlobal(at));
    });
}

/// The same heading again turns the order round; with Shift it orders what is equal so far.
void ResultsTable::sortByHeader(int column)
{
    const bool turn = column == m_sortColumn && m_sortOrder == Qt::AscendingOrder;
    m_sortColumn = column;
    m_sortOrder = turn ? Qt::DescendingOrder : Qt::AscendingOrder;
    showSorting();
    m_model->sortBy(column, m_sortOrder, QApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
}

void ResultsTable::showSorting() { horizontalHeader()->setSortIndicator(m_sortColumn, m_sortOrder); }

void ResultsTable::setGoal(analysis::Goal goal)
{
    m_model->setGoal(goal);
    applyColumns();
    fitColumns();
}

void ResultsTable::setColumnShown(int column, bool shown)
{
    m_wanted.at(static_cast<std::size_t>(column)) = shown;
    applyColumns();
    fitColumns();
}

/// What is ranked by has a column of its own unless it is the makespan, which has one anyway.
void ResultsTable::applyColumns()
{
    const QScopedValueRollback fitting(m_fitting, true);
    for (int c = 0; c < ResultsModel::ColumnCount; ++c) {
        const bool repeated = c == ResultsModel::Figure && m_model->goal() == analysis::Goal::Makespan;
        setColumnHidden(c, !columnShown(c) || repeated);
    }
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
        setCurrentIndex(m_model->index(row, ResultsModel::Name));
}

void ResultsTable::setTheme(const Theme &theme)
{
    m_model->setTheme(theme);
    m_chips->setTheme(theme);
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
    QByteArray saved;
    QDataStream out(&saved, QIODevice::WriteOnly);
    out << qint32(ResultsModel::ColumnCount) << m_ownWidths;
    for (int c = 0; c < ResultsModel::ColumnCount; ++c)
        out << bool(columnShown(c)) << qint32(m_ownWidths && !isColumnHidden(c) ? columnWidth(c) : 0);
    return saved;
}

void ResultsTable::restoreColumns(const QByteArray &saved)
{
    QDataStream in(saved);
    qint32 columns = 0;
    bool widths = false;
    in >> columns >> widths;
    const bool known = columns == ResultsModel::ColumnCount;
    m_wanted = defaultColumns();
    m_ownWidths = known && widths;
    std::vector<qint32> given(ResultsModel::ColumnCount, 0);
    for (std::size_t c = 0; known && c < given.size(); ++c) {
        bool shown = true;
        in >> shown >> given[c];
        m_wanted[c] = shown || c == ResultsModel::Name;
    }
    applyColumns();
    if (!m_ownWidths)
        return fitColumns();
    for (int c = 0; c < columns; ++c) {
        if (given[static_cast<std::size_t>(c)] > 0)
            setColumnWidth(c, std::max(given[static_cast<std::size_t>(c)], horizontalHeader()->minimumSectionSize()));
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
        used += isColumnHidden(c) ? 0 : columnWidth(c);
    if (used < viewport()->width())
        setColumnWidth(ResultsModel::Name, columnWidth(ResultsModel::Name) + viewport()->width() - used);
}

void ResultsTable::describe()
{
    QStringList lines;
    const auto cell = [this](int row, int column) { return m_model->index(row, column).data().toString(); };
    for (int row = 0; row < m_model->rowCount(); ++row) {
        lines << tr("%1: %2, rank %3, median makespan %4")
                     .arg(cell(row, ResultsModel::Name), cell(row, ResultsModel::Verdict), cell(row, ResultsModel::Rank), cell(row, ResultsModel::Makespan));
    }
    setAccessibleDescription(lines.join(u'\n'));
}

void ResultsTable::copy(CopyFormat format) const
{
    std::vector<int> rows, columns;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows.push_back(index.row());
    const bool all = rows.empty();
    for (int row = 0; all && row < m_model->rowCount(); ++row)
        rows.push_back(row);
    for (int c = 0; c < ResultsModel::ColumnCount; ++c) {
        if (!isColumnHidden(c))
            columns.push_back(c);
    }
    QString text = tableText(*m_model, rows, columns, format);
    if (format == CopyFormat::Markdown)
        text += u'\n' + m_model->machineText() + u'\n';
    QApplication::clipboard()->setText(text);
}

void ResultsTable::copyCommand() const
{
    if (const QString command = m_model->commandOf(currentIndex().row()); !command.isEmpty())
        QApplication::clipboard()->setText(command);
}

void ResultsTable::fillColumnMenu(QMenu *menu)
{
    for (int c = 0; c < ResultsModel::ColumnCount; ++c) {
        if (c == ResultsModel::Figure)
            continue;
        auto *action = menu->addAction(m_model->headerData(c, Qt::Horizontal).toString().replace(QStringLiteral("-\n"), QString()).replace(u'\n', u' '));
        action->setCheckable(true);
        action->setChecked(columnShown(c));
        action->setEnabled(c != ResultsModel::Name); // a row without a name says nothing
        connect(action, &QAction::toggled, this, [this, c](bool shown) { setColumnShown(c, shown); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Default Columns")), &QAction::triggered, this, [this] { restoreColumns({}); });
    connect(menu->addAction(tr("Order by Rank")), &QAction::triggered, this, [this] {
        m_sortColumn = ResultsModel::Rank;
        m_sortOrder = Qt::DescendingOrder; // which the next line turns
        sortByHeader(ResultsModel::Rank);
    });
}

void ResultsTable::fillCopyMenu(QMenu *menu)
{
    const auto add = [this, menu](const QString &text, auto run) { connect(menu->addAction(text), &QAction::triggered, this, run); };
    add(tr("Copy"), [this] { copy(); });
    add(tr("Copy as Markdown"), [this] { copy(CopyFormat::Markdown); });
    add(tr("Copy as CSV"), [this] { copy(CopyFormat::Csv); });
    add(tr("Copy Row as Command"), [this] { copyCommand(); });
}

void ResultsTable::openMenu(QMenu *menu, QPoint at)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(at);
}

void ResultsTable::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    fillCopyMenu(menu);
    openMenu(menu, event->globalPos());
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
