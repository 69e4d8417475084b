// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/compare_dialog.h"

#include "app/window/compare_texts.h"
#include "widgets/form/message_strip.h"
#include "widgets/results/verdict_chip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace interleave::window {
namespace {

constexpr int kMostDifferences = 6; ///< rows that are seen without scrolling
constexpr std::array kGoals{analysis::Goal::Makespan, analysis::Goal::Throughput, analysis::Goal::MeanLatency,
                            analysis::Goal::P99Latency, analysis::Goal::Memory, analysis::Goal::Cpu};

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText); // names come from files
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

CompareDialog::CompareDialog(plan::Catalogue catalogue, QWidget *parent)
    : QDialog(parent), m_pair(new SessionPair(std::move(catalogue), this)), m_model(new CompareModel(this)),
      m_messages(new widgets::MessageStrip(widgets::MessageStrip::Closing::ByUser, this)), m_note(plainLabel(this)), m_differences(new QTreeWidget(this)),
      m_goalLabel(new QLabel(this)), m_goals(new QComboBox(this)), m_across(new QCheckBox(this)), m_progress(new QProgressBar(this)), m_table(new QTableView(this)),
      m_chips(new widgets::VerdictDelegate(this)), m_method(plainLabel(this)), m_copy(new QPushButton(this)), m_close(new QPushButton(this))
{
    setObjectName(QStringLiteral("compareDialog"));
    for (int side = 0; side < SessionPair::kSides; ++side)
        buildSide(side);
    buildControls();
    layOut();
    connect(m_pair, &SessionPair::changed, this, &CompareDialog::showPair);
    connect(m_pair, &SessionPair::progressed, this, &CompareDialog::showProgress);
    connect(m_pair, &SessionPair::failed, m_messages, [this](const QString &why) { m_messages->say(why); });
    setTheme(widgets::Theme::of(palette()));
    retranslateUi();
    resize(1000, 620);
}

void CompareDialog::buildSide(int side)
{
    SideRow &row = m_sides[static_cast<std::size_t>(side)];
    row = {new QLabel(this), new QLineEdit(this), new QPushButton(this), plainLabel(this)};
    row.file->setReadOnly(true);
    row.title->setBuddy(row.choose);
    row.choose->setAutoDefault(false);
    connect(row.choose, &QPushButton::clicked, this, [this, side] { askFile(static_cast<SessionPair::Side>(side)); });
}

void CompareDialog::buildControls()
{
    m_differences->setRootIsDecorated(false);
    m_differences->setColumnCount(3);
    m_differences->setSelectionMode(QAbstractItemView::NoSelection);
    m_differences->setUniformRowHeights(true);
    for (const analysis::Goal goal : kGoals)
        m_goals->addItem(QString(), static_cast<int>(goal));
    m_goalLabel->setBuddy(m_goals);
    const auto choose = [this] {
        analysis::SessionCompareOptions options = m_pair->options();
        options.goal = static_cast<analysis::Goal>(m_goals->currentData().toInt());
        options.acrossMachines = m_across->isChecked();
        m_pair->setOptions(options);
    };
    connect(m_goals, &QComboBox::currentIndexChanged, this, choose);
    connect(m_across, &QCheckBox::toggled, this, choose);
    m_progress->setRange(0, 100);
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(CompareModel::Verdict, m_chips);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_copy, &QPushButton::clicked, this, &CompareDialog::copyTable);
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    m_copy->setAutoDefault(false);
    m_close->setAutoDefault(false);
}

void CompareDialog::layOut()
{
    auto *column = new QVBoxLayout(this);
    auto *sides = new QGridLayout;
    sides->setColumnStretch(1, 1);
    for (int side = 0; side < SessionPair::kSides; ++side) {
        const SideRow &row = m_sides[static_cast<std::size_t>(side)];
        sides->addWidget(row.title, 2 * side, 0);
        sides->addWidget(row.file, 2 * side, 1);
        sides->addWidget(row.choose, 2 * side, 2);
        sides->addWidget(row.about, 2 * side + 1, 1, 1, 2);
    }
    column->addLayout(sides);
    column->addWidget(m_messages);
    column->addWidget(m_note);
    column->addWidget(m_differences);
    auto *controls = new QHBoxLayout;
    controls->addWidget(m_goalLabel);
    controls->addWidget(m_goals);
    controls->addWidget(m_across);
    controls->addStretch(1);
    controls->addWidget(m_progress);
    column->addLayout(controls);
    column->addWidget(m_table, 1);
    column->addWidget(m_method);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_copy);
    buttons->addWidget(m_close);
    column->addLayout(buttons);
}

void CompareDialog::askFile(SessionPair::Side side)
{
    auto *dialog = new QFileDialog(this, side == SessionPair::First ? tr("First Session") : tr("Second Session"), {}, tr("Sessions (*.interleave)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, side](const QString &file) {
        m_messages->clear();
        m_pair->open(side, file);
    });
    dialog->open();
}

void CompareDialog::setReadingAllowed(bool allowed)
{
    for (const SideRow &row : m_sides)
        row.choose->setEnabled(allowed);
}

void CompareDialog::showPair()
{
    showSides();
    showDifferences();
    showProgress();
    m_model->setComparison(m_pair->comparison());
    m_note->setText(noteText());
    m_note->setVisible(!m_note->text().isEmpty());
    m_method->setText(m_pair->comparison() ? footText(*m_pair->comparison()) : QString());
    m_method->setVisible(!m_method->text().isEmpty());
    m_copy->setEnabled(m_model->rowCount() > 0);
    fitColumns();
}

void CompareDialog::showSides()
{
    for (int side = 0; side < SessionPair::kSides; ++side) {
        const SideRow &row = m_sides[static_cast<std::size_t>(side)];
        const auto &record = m_pair->record(static_cast<SessionPair::Side>(side));
        row.file->setText(m_pair->name(static_cast<SessionPair::Side>(side)));
        row.file->end(false); // a long path shows its name
        row.about->setText(record ? sessionText(*record) : QString());
        row.about->setVisible(record != nullptr);
    }
}

void CompareDialog::showDifferences()
{
    m_differences->clear();
    const auto &comparison = m_pair->comparison();
    const auto add = [this](const analysis::SessionDifference &difference) {
        const auto known = [](const std::string &text) { return text.empty() ? tr("unknown") : QString::fromStdString(text); };
        m_differences->addTopLevelItem(new QTreeWidgetItem({differenceName(difference), known(difference.a), known(difference.b)}));
    };
    if (comparison) {
        std::for_each(comparison->machine.begin(), comparison->machine.end(), add);
        std::for_each(comparison->build.begin(), comparison->build.end(), add);
    }
    const int rows = std::min(m_differences->topLevelItemCount(), kMostDifferences);
    const int height = rows > 0 ? m_differences->sizeHintForRow(0) : 0;
    m_differences->setFixedHeight(m_differences->header()->sizeHint().height() + rows * height + 2 * m_differences->frameWidth() + 2);
    m_differences->setVisible(rows > 0);
    for (int column = 0; column < 2; ++column)
        m_differences->resizeColumnToContents(column);
    m_across->setVisible(comparison && !comparison->machine.empty());
}

void CompareDialog::showProgress()
{
    const auto share = m_pair->progress();
    m_progress->setVisible(share.has_value());
    m_progress->setValue(static_cast<int>(share.value_or(0) * 100));
}

QString CompareDialog::note() const { return m_note->text(); }

void CompareDialog::fitColumns()
{
    m_table->resizeColumnsToContents();
    int used = 0;
    for (int c = 0; c < CompareModel::ColumnCount; ++c)
        used += m_table->columnWidth(c);
    if (used < m_table->viewport()->width())
        m_table->setColumnWidth(CompareModel::Name, m_table->columnWidth(CompareModel::Name) + m_table->viewport()->width() - used);
}

void CompareDialog::setTheme(const widgets::Theme &theme)
{
    m_messages->setTheme(theme);
    m_chips->setTheme(theme);
    const int height = m_table->fontMetrics().height() + theme.spacing;
    m_table->verticalHeader()->setMinimumSectionSize(height);
    m_table->verticalHeader()->setDefaultSectionSize(height);
    m_table->viewport()->update();
}

void CompareDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

void CompareDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    fitColumns();
}

} // namespace interleave::window
