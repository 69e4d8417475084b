// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_editor.h"

#include "widgets/form/glyph_icon.h"
#include "widgets/form/number_box.h"
#include "widgets/form/number_panel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace interleave::widgets {

NumberEditor::NumberEditor(const StepField &field, QWidget *parent)
    : QWidget(parent), m_field(field), m_box(makeNumberBox(this)), m_vary(new QToolButton(this)), m_modes(new QActionGroup(this)), m_panel(new NumberPanel(field, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    row->addWidget(m_box, 1);
    row->addWidget(m_vary);
    m_box->setDecimals(field.whole ? 0 : kDecimals);
    m_box->setRange(field.range.minimum, field.range.maximum);
    auto *menu = new QMenu(m_vary);
    for (std::size_t i = 0; i < m_actions.size(); ++i) {
        m_actions[i] = m_modes->addAction(menu->addAction(QString()));
        m_actions[i]->setCheckable(true);
        connect(m_actions[i], &QAction::triggered, this, [this, i] { Q_EMIT edited(withMode(m_number, kNumberModes[i], m_field.whole), {}); });
    }
    m_vary->setMenu(menu);
    m_vary->setPopupMode(QToolButton::InstantPopup);
    m_vary->setAutoRaise(true);
    setFocusProxy(m_box);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, [this](double value) { Q_EMIT edited(value, QStringLiteral("value")); });
    connect(m_panel, &NumberPanel::edited, this, &NumberEditor::edited);
}

void NumberEditor::showNumber(const plan::Number &number, const NumberPlace &place)
{
    m_number = number;
    if (const auto *constant = std::get_if<double>(&number))
        putNumber(m_box, *constant);
    m_panel->showNumber(number, place);
    showMode();
}

/// A constant shows itself; of what varies the button says how.
void NumberEditor::showMode()
{
    const NumberMode mode = modeOf(m_number);
    const bool constant = mode == NumberMode::Constant;
    const QAction *action = m_actions[static_cast<std::size_t>(mode)];
    m_actions[static_cast<std::size_t>(mode)]->setChecked(true);
    m_box->setVisible(constant);
    m_vary->setText(action->text());
    m_vary->setToolButtonStyle(constant ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextOnly);
    m_vary->setSizePolicy(constant ? QSizePolicy::Fixed : QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_vary->setAutoRaise(constant);
    setFocusProxy(constant ? static_cast<QWidget *>(m_box) : m_vary);
}

void NumberEditor::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_vary->setIcon(glyphIcon(Glyph::Vary, theme.text, theme.mutedText));
}

void NumberEditor::retranslateUi(const QString &what)
{
    const std::array names{tr("Constant"), tr("By index"), tr("Uniform"), tr("Exponential"), tr("Lognormal")};
    const std::array helps{tr("The same for every task"), tr("Rises from task to task and starts again"), tr("Drawn, any value between two"),
                           tr("Drawn, mostly short and sometimes long"), tr("Drawn round a median, with a long tail")};
    for (std::size_t i = 0; i < m_actions.size(); ++i) {
        m_actions[i]->setText(names[i]);
        m_actions[i]->setToolTip(helps[i]);
    }
    m_vary->menu()->setToolTipsVisible(true);
    m_box->setSuffix(unitSuffix(m_field.unit));
    m_box->setAccessibleName(what);
    m_box->setToolTip(fieldText(m_field.help));
    m_vary->setToolTip(tr("How it varies from task to task"));
    m_vary->setAccessibleName(tr("%1: how it varies").arg(what));
    m_panel->retranslateUi(what);
    showMode();
}

} // namespace interleave::widgets
