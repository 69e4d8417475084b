// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/distributions/distribution_page.h"

#include "widgets/distributions/distribution_picture.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace interleave::widgets {

DistributionCanvas::DistributionCanvas(QWidget *parent) : QWidget(parent) { setFocusPolicy(Qt::StrongFocus); }

void DistributionCanvas::show(DistributionChart chart, const DistributionSource &source)
{
    m_chart = chart;
    m_source = source;
    changed();
}

void DistributionCanvas::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_drawn = {};
    update();
}

void DistributionCanvas::retranslateUi() { changed(); }

void DistributionCanvas::changed()
{
    m_drawn = {};
    setMinimumHeight(distributionHeight(m_chart, m_source, fontMetrics()));
    setAccessibleName(distributionTitle(m_chart));
    setAccessibleDescription(m_source.has(m_chart) ? distributionText(m_chart, m_source) : QString());
    update();
}

void DistributionCanvas::copy() const { QApplication::clipboard()->setText(distributionTable(m_chart, m_source)); }

void DistributionCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.plot);
    if (!m_source.has(m_chart)) {
        painter.setPen(m_theme.mutedText);
        painter.drawText(rect().adjusted(12, 4, -12, -4), Qt::AlignCenter | Qt::TextWordWrap, tr("Drawn as soon as a run has finished"));
        return;
    }
    if (m_drawn.isNull() || m_drawn.size() != size() * devicePixelRatioF())
        m_drawn = renderDistribution(m_chart, m_source, size(), m_theme, devicePixelRatioF(), false);
    painter.drawImage(0, 0, m_drawn);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.accent, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void DistributionCanvas::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    QWidget::keyPressEvent(event);
}

void DistributionCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy as Table")), &QAction::triggered, this, &DistributionCanvas::copy);
    menu->popup(event->globalPos());
}

DistributionPage::DistributionPage(std::vector<DistributionChart> charts, QWidget *parent)
    : QWidget(parent), m_charts(std::move(charts)), m_asTable(new QToolButton(this)), m_stack(new QStackedWidget(this)), m_scroll(new QScrollArea(this)), m_canvas(new DistributionCanvas),
      m_table(new QTableWidget(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(2, 2, 0, 2);
    column->setSpacing(0);
    row->addLayout(column);
    auto *group = new QButtonGroup(this);
    for (std::size_t i = 0; m_charts.size() > 1 && i < m_charts.size(); ++i) {
        auto *button = m_choices.emplace_back(new QToolButton(this));
        group->addButton(button);
        column->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, i] { choose(m_charts[i]); });
    }
    column->addWidget(m_asTable);
    column->addStretch(1);
    for (int i = 0; i < column->count(); ++i) {
        if (auto *button = qobject_cast<QToolButton *>(column->itemAt(i)->widget())) {
            button->setCheckable(true);
            button->setAutoRaise(true);
            button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        }
    }
    m_scroll->setWidget(m_canvas);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_stack->addWidget(m_scroll);
    m_stack->addWidget(m_table);
    row->addWidget(m_stack, 1);
    connect(m_asTable, &QToolButton::toggled, this, [this](bool table) {
        fillTable();
        m_stack->setCurrentIndex(table ? 1 : 0);
    });
    choose(m_charts.front());
    retranslateUi();
}

void DistributionPage::choose(DistributionChart chart)
{
    for (std::size_t i = 0; i < m_choices.size(); ++i)
        m_choices[i]->setChecked(m_charts[i] == chart);
    m_canvas->show(chart, m_canvas->source());
    fillTable();
}

void DistributionPage::setSource(const DistributionSource &source)
{
    m_canvas->show(m_canvas->chart(), source);
    fillTable();
}

void DistributionPage::fillTable()
{
    if (!m_asTable->isChecked())
        return;
    QStringList lines = distributionTable(m_canvas->chart(), m_canvas->source()).split(u'\n', Qt::SkipEmptyParts);
    const QStringList heading = lines.takeFirst().split(u'\t');
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(heading.size()));
    m_table->setRowCount(static_cast<int>(lines.size()));
    m_table->setHorizontalHeaderLabels(heading);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QStringList cells = lines[row].split(u'\t');
        for (int c = 0; c < cells.size(); ++c) {
            auto *item = new QTableWidgetItem(cells[c]);
            item->setTextAlignment(Qt::AlignVCenter | (c == 0 ? Qt::AlignLeft : Qt::AlignRight));
            m_table->setItem(row, c, item);
        }
    }
    m_table->resizeColumnsToContents();
}

void DistributionPage::setTheme(const Theme &theme) { m_canvas->setTheme(theme); }

void DistributionPage::retranslateUi()
{
    const auto shortName = [](DistributionChart chart) {
        switch (chart) {
        case DistributionChart::Ecdf: return tr("ECDF");
        case DistributionChart::Percentiles: return tr("Percentiles");
        case DistributionChart::Box: return tr("Box");
        case DistributionChart::Histogram: return tr("Histogram");
        case DistributionChart::TimeSplit: return tr("Time split");
        case DistributionChart::TradeOff: return tr("Trade-off");
        }
        return QString();
    };
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
        m_choices[i]->setText(shortName(m_charts[i]));
        m_choices[i]->setToolTip(distributionTitle(m_charts[i]));
        m_choices[i]->setAccessibleName(distributionTitle(m_charts[i]));
    }
    m_asTable->setText(tr("As Table"));
    m_asTable->setToolTip(tr("The numbers of this chart as a table"));
    m_asTable->setAccessibleName(tr("Show as Table"));
    m_table->setAccessibleName(tr("Numbers of the chart"));
    m_canvas->retranslateUi();
    fillTable();
}

void DistributionPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace interleave::widgets
