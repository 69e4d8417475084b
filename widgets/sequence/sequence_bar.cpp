// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_bar.h"

#include "widgets/sequence/sequence_texts.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace interleave::widgets {
namespace {

constexpr int kMostForLeading = 320, kFoldWidth = 56;
constexpr std::array kModes{AxisMode::Ordinal, AxisMode::Compressed, AxisMode::Proportional};
constexpr std::array kOrders{ColumnOrder::Role, ColumnOrder::Communication, ColumnOrder::Hand};
constexpr std::array kFolds{analysis::FoldLevel::None, analysis::FoldLevel::Exact, analysis::FoldLevel::SamePair, analysis::FoldLevel::SameTaskType};

/// One line of text that gives way when there is no room.
class ElidedLabel : public QLabel {
public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {40, QLabel::minimumSizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter p(this);
        p.setPen(palette().color(QPalette::WindowText));
        p.drawText(contentsRect(), Qt::AlignRight | Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
    }
};

} // namespace

SequenceBar::SequenceBar(QWidget *parent)
    : QWidget(parent)
    , m_line(new QHBoxLayout(this))
    , m_title(new ElidedLabel(this))
    , m_modes(new QActionGroup(this))
    , m_folds(new QActionGroup(this))
    , m_orders(new QActionGroup(this))
    , m_more(new QMenu(this))
{
    m_line->setContentsMargins(4, 2, 6, 2);
    m_line->setSpacing(2);
    addModes();
    addFold();
    addOrder();
    addZoom();
    addOverflow();
    m_line->addWidget(m_title, 1);
    showMode(AxisMode::Ordinal);
    showFold(analysis::FoldLevel::None);
    showOrder(ColumnOrder::Role);
    retranslateUi();
}

QToolButton *SequenceBar::addButton(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    if (action)
        button->setDefaultAction(action);
    m_line->addWidget(button);
    return button;
}

void SequenceBar::addModes()
{
    m_modeMenu = new QMenu(this);
    for (const AxisMode mode : kModes) {
        auto *action = m_modes->addAction(QString());
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, mode] { Q_EMIT modeChosen(mode); });
        m_modeMenu->addAction(action);
        m_modeTools.push_back(addButton(action));
    }
    m_modeButton = addButton(nullptr);
    m_modeButton->setMenu(m_modeMenu);
    m_modeButton->setPopupMode(QToolButton::InstantPopup);
    m_modeButton->hide();
}

void SequenceBar::addFold()
{
    m_foldLabel = new QLabel(this);
    m_fold = new QSlider(Qt::Horizontal, this);
    m_fold->setRange(0, static_cast<int>(kFolds.size()) - 1);
    m_fold->setPageStep(1);
    m_fold->setFixedWidth(kFoldWidth);
    m_line->addSpacing(6);
    m_line->addWidget(m_foldLabel);
    m_line->addWidget(m_fold);
    m_foldLabel->setBuddy(m_fold);
    m_foldTools = {m_foldLabel, m_fold};
    m_foldMenu = new QMenu(this);
    for (const auto level : kFolds) {
        auto *action = m_folds->addAction(QString());
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, level] { Q_EMIT foldChosen(level); });
        m_foldMenu->addAction(action);
    }
    connect(m_fold, &QSlider::valueChanged, this, [this](int value) {
        showFoldText();
        Q_EMIT foldChosen(kFolds[static_cast<std::size_t>(value)]);
    });
}

void SequenceBar::addOrder()
{
    m_orderMenu = new QMenu(this);
    for (const auto order : kOrders) {
        auto *action = m_orders->addAction(QString());
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, order] { Q_EMIT orderChosen(order); });
        m_orderMenu->addAction(action);
    }
    m_line->addSpacing(6);
    m_orderButton = addButton(nullptr);
    m_orderButton->setMenu(m_orderMenu);
    m_orderButton->setPopupMode(QToolButton::InstantPopup);
    m_orderTools = {m_orderButton};
}

void SequenceBar::addZoom()
{
    m_zoomOut = new QAction(QStringLiteral("−"), this);
    m_zoomIn = new QAction(QStringLiteral("+"), this);
    m_fit = new QAction(this);
    connect(m_zoomOut, &QAction::triggered, this, &SequenceBar::zoomOutWanted);
    connect(m_zoomIn, &QAction::triggered, this, &SequenceBar::zoomInWanted);
    connect(m_fit, &QAction::triggered, this, &SequenceBar::fitWanted);
    m_line->addSpacing(6);
    for (auto *action : {m_zoomOut, m_zoomIn, m_fit})
        m_zoomTools.push_back(addButton(action));
}

void SequenceBar::addOverflow()
{
    m_more->addMenu(m_foldMenu);
    m_more->addMenu(m_orderMenu);
    for (auto *action : {m_zoomOut, m_zoomIn, m_fit})
        m_more->addAction(action);
    m_moreButton = addButton(nullptr);
    m_moreButton->setText(QStringLiteral("⋯"));
    m_moreButton->setMenu(m_more);
    m_moreButton->setPopupMode(QToolButton::InstantPopup);
    m_moreButton->hide();
}

void SequenceBar::setLeadingWidget(QWidget *widget)
{
    m_leading = widget;
    m_line->insertWidget(0, widget);
    m_line->insertSpacing(1, 8);
    m_title->hide();
    m_line->addStretch(1);
    fit();
}

void SequenceBar::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setToolTip(title);
}

void SequenceBar::showMode(AxisMode mode)
{
    m_modes->actions().at(static_cast<int>(mode))->setChecked(true);
    m_modeButton->setText(modeName(mode));
    const bool rows = mode == AxisMode::Ordinal;
    m_fold->setEnabled(rows);
    m_foldLabel->setEnabled(rows);
    m_foldMenu->setEnabled(rows);
}

void SequenceBar::showFold(analysis::FoldLevel level)
{
    const QSignalBlocker quiet(m_fold);
    m_fold->setValue(static_cast<int>(level));
    m_folds->actions().at(static_cast<int>(level))->setChecked(true);
    showFoldText();
}

void SequenceBar::showFoldText()
{
    const auto level = kFolds[static_cast<std::size_t>(m_fold->value())];
    const QString text = tr("Folds what repeats to loops, in the ordinal axis. Now: %1").arg(foldName(level));
    m_fold->setToolTip(text);
    m_fold->setAccessibleDescription(text);
    m_foldLabel->setToolTip(text);
}

void SequenceBar::showOrder(ColumnOrder order) { m_orders->actions().at(static_cast<int>(order))->setChecked(true); }

void SequenceBar::retranslateUi()
{
    const std::array tips{tr("One row for each step of the story, however long it took"), tr("True time, long gaps cut out"), tr("True time, the same scale everywhere")};
    for (std::size_t i = 0; i < kModes.size(); ++i) {
        auto *action = m_modes->actions().at(static_cast<int>(i));
        action->setText(modeName(kModes[i]));
        action->setToolTip(tips[i]);
        m_modeTools[i]->setAccessibleName(tr("Time axis: %1").arg(modeName(kModes[i])));
        if (action->isChecked())
            m_modeButton->setText(action->text());
    }
    m_modeButton->setToolTip(tr("Time axis"));
    m_modeButton->setAccessibleName(tr("Time axis"));
    for (std::size_t i = 0; i < kFolds.size(); ++i)
        m_folds->actions().at(static_cast<int>(i))->setText(foldName(kFolds[i]));
    for (std::size_t i = 0; i < kOrders.size(); ++i)
        m_orders->actions().at(static_cast<int>(i))->setText(orderName(kOrders[i]));
    m_foldLabel->setText(tr("Fold"));
    m_fold->setAccessibleName(tr("Fold level"));
    m_foldMenu->setTitle(tr("Fold"));
    m_orderMenu->setTitle(tr("Order of lines"));
    m_orderButton->setText(tr("Order"));
    m_orderButton->setToolTip(tr("Who stands beside whom; by hand: drag a head, or click it and press Alt+Left or Alt+Right"));
    m_orderButton->setAccessibleName(tr("Order of lines"));
    m_zoomIn->setToolTip(tr("Zoom in (+, Ctrl+wheel)"));
    m_zoomOut->setToolTip(tr("Zoom out (−, Ctrl+wheel)"));
    m_fit->setText(tr("Reset"));
    m_fit->setToolTip(tr("Show everything (0, or double-click on the time column)"));
    const std::array zoomNames{tr("Zoom out"), tr("Zoom in"), tr("Reset zoom")};
    for (std::size_t i = 0; i < zoomNames.size(); ++i)
        m_zoomTools[i]->setAccessibleName(zoomNames[i]);
    m_moreButton->setToolTip(tr("More tools"));
    m_moreButton->setAccessibleName(tr("More tools"));
    m_title->setAccessibleName(tr("Shown run"));
    showFoldText();
    fit();
}

QSize SequenceBar::minimumSizeHint() const
{
    const int leading = m_leading ? std::min(kMostForLeading, leadingWidth()) + 8 : 40;
    return {leading + m_modeButton->sizeHint().width() + m_moreButton->sizeHint().width() + 30, m_line->minimumSize().height()};
}

int SequenceBar::leadingWidth() const { return m_leading->minimumWidth() > 0 ? m_leading->minimumWidth() : m_leading->minimumSizeHint().width(); }

int SequenceBar::widthOf(const std::vector<QWidget *> &tools) const
{
    int width = 8;
    for (const QWidget *tool : tools)
        width += tool->sizeHint().width() + m_line->spacing();
    return width;
}

/// Hides tools until the rest has room: zoom first, as it has keys; the axis last, and then as one button.
void SequenceBar::fit()
{
    const std::array groups{&m_zoomTools, &m_orderTools, &m_foldTools, &m_modeTools};
    int needed = m_leading ? leadingWidth() + 16 : 56;
    for (const auto *group : groups)
        needed += widthOf(*group);
    std::size_t hidden = 0;
    for (; hidden < groups.size() && needed + (hidden > 0 ? m_moreButton->sizeHint().width() : 0) > width(); ++hidden)
        needed -= widthOf(*groups[hidden]);
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (QWidget *tool : *groups[i])
            tool->setVisible(i >= hidden);
    m_moreButton->setVisible(hidden > 0);
    m_modeButton->setVisible(hidden == groups.size());
    m_foldMenu->menuAction()->setVisible(m_fold->isHidden());
    m_orderMenu->menuAction()->setVisible(m_orderButton->isHidden());
}

void SequenceBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

bool SequenceBar::event(QEvent *event)
{
    // The leading widget's text changed.
    if (event->type() == QEvent::LayoutRequest) {
        const bool handled = QWidget::event(event);
        fit();
        return handled;
    }
    return QWidget::event(event);
}

} // namespace interleave::widgets
