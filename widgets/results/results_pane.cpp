// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/results_pane.h"

#include "widgets/results/finding_bar.h"
#include "widgets/results/result_texts.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace interleave::widgets {
namespace {

constexpr std::array kGoals{analysis::Goal::Makespan, analysis::Goal::Throughput, analysis::Goal::MeanLatency, analysis::Goal::P99Latency,
                            analysis::Goal::Memory,   analysis::Goal::Cpu,        analysis::Goal::Balanced};

} // namespace

ResultsPane::ResultsPane(QWidget *parent)
    : QWidget(parent), m_table(new ResultsTable), m_finding(new FindingBar(m_table->resultsModel())), m_pages(new QTabWidget), m_corner(new QWidget), m_goalLabel(new QLabel(m_corner)),
      m_goals(new QComboBox(m_corner)), m_relative(new QToolButton(m_corner)), m_columns(new QToolButton(m_corner)), m_copy(new QToolButton(m_corner)), m_enlarge(new QToolButton(m_corner))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_finding);
    column->addWidget(m_pages, 1);
    m_pages->setDocumentMode(true);
    m_pages->tabBar()->setUsesScrollButtons(false);
    m_pages->tabBar()->setElideMode(Qt::ElideRight);
    m_pages->addTab(m_table, QString());
    m_table->setMinimumHeight(72);
    buildCorner();
    retranslateUi();
}

void ResultsPane::buildCorner()
{
    auto *row = new QHBoxLayout(m_corner);
    row->setContentsMargins(0, 0, 4, 1);
    row->setSpacing(3);
    row->addWidget(m_goalLabel);
    row->addWidget(m_goals);
    m_goalLabel->setBuddy(m_goals);
    for (const analysis::Goal goal : kGoals)
        m_goals->addItem(goalText(goal), static_cast<int>(goal));
    connect(m_goals, &QComboBox::currentIndexChanged, this, [this] {
        m_table->setGoal(goal());
        Q_EMIT goalChanged(goal());
    });
    for (auto *button : {m_relative, m_columns, m_copy, m_enlarge}) {
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    m_relative->setCheckable(true);
    connect(m_relative, &QToolButton::toggled, m_table, &ResultsTable::setRelative);
    m_enlarge->setCheckable(true);
    connect(m_enlarge, &QToolButton::toggled, this, &ResultsPane::enlarged);
    const auto withMenu = [this](QToolButton *button, void (ResultsTable::*fill)(QMenu *)) {
        auto *menu = new QMenu(button);
        button->setMenu(menu);
        button->setPopupMode(QToolButton::InstantPopup);
        connect(menu, &QMenu::aboutToShow, this, [this, menu, fill] {
            menu->clear();
            (m_table->*fill)(menu);
        });
    };
    withMenu(m_columns, &ResultsTable::fillColumnMenu);
    withMenu(m_copy, &ResultsTable::fillCopyMenu);
    m_pages->setCornerWidget(m_corner, Qt::TopRightCorner);
}

void ResultsPane::addPage(QWidget *page) { m_pages->addTab(page, QString()); }
void ResultsPane::retitle(int page, const QString &title) { m_pages->setTabText(page, title); }

analysis::Goal ResultsPane::goal() const { return static_cast<analysis::Goal>(m_goals->currentData().toInt()); }
void ResultsPane::setGoal(analysis::Goal goal) { m_goals->setCurrentIndex(m_goals->findData(static_cast<int>(goal))); }

void ResultsPane::setTheme(const Theme &theme)
{
    m_table->setTheme(theme);
    m_finding->setTheme(theme);
}

void ResultsPane::retranslateUi()
{
    m_pages->setTabText(0, tr("Table"));
    m_pages->tabBar()->setAccessibleName(tr("Pages of the results"));
    m_goalLabel->setText(tr("Rank by"));
    m_goals->setAccessibleName(tr("What to rank by"));
    m_goals->setToolTip(tr("What the entries are ranked by"));
    for (std::size_t i = 0; i < kGoals.size(); ++i)
        m_goals->setItemText(static_cast<int>(i), goalText(kGoals[i]));
    const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
        button->setText(text);
        button->setAccessibleName(tip);
        button->setToolTip(tip);
    };
    name(m_relative, tr("Relative"), tr("Show multiples of the fastest entry: it has 1.00×"));
    name(m_columns, tr("Columns"), tr("Choose the columns of the table"));
    name(m_copy, tr("Copy"), tr("Copy the table or a row"));
    name(m_enlarge, tr("Enlarge"), tr("Give the results the whole window, or the room they had"));
    m_table->retranslateUi();
    m_finding->retranslateUi();
}

void ResultsPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace interleave::widgets
