// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_editor.h"

#include "core/plan/limits.h"
#include "widgets/form/glyph_icon.h"
#include "widgets/form/number_box.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

namespace interleave::widgets {
namespace {

constexpr double kLargestMilliseconds = plan::limits::kMilliseconds.maximum;
constexpr double kLargestIterations = plan::limits::kIterations.maximum;

void put(QDoubleSpinBox *box, double value)
{
    const QSignalBlocker quiet(box);
    if (box->value() != value) // setting the same value would throw away what is half typed
        box->setValue(value);
}

QDoubleSpinBox *makeBox(QWidget *parent)
{
    auto *box = new NumberBox(parent);
    box->setMinimumWidth(64);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return box;
}

} // namespace

NumberEditor::NumberEditor(QWidget *parent)
    : QWidget(parent), m_base(makeBox(this)), m_vary(new QToolButton(this)), m_details(new QWidget(this)), m_stepLabel(new QLabel(m_details)),
      m_step(makeBox(m_details)), m_moduloLabel(new QLabel(m_details)), m_modulo(new QSpinBox(m_details))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(3);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_base, 0, 0);
    grid->addWidget(m_vary, 0, 1);
    grid->addWidget(m_details, 1, 0, 1, 2);
    auto *row = new QGridLayout(m_details);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(3);
    row->addWidget(m_stepLabel, 0, 0);
    row->addWidget(m_step, 0, 1);
    row->addWidget(m_moduloLabel, 1, 0);
    row->addWidget(m_modulo, 1, 1);
    row->setColumnStretch(1, 1);
    m_vary->setCheckable(true);
    m_vary->setAutoRaise(true);
    m_modulo->setRange(static_cast<int>(plan::limits::kModulo.minimum), static_cast<int>(plan::limits::kModulo.maximum));
    m_stepLabel->setBuddy(m_step);
    m_moduloLabel->setBuddy(m_modulo);
    m_details->hide();
    setWhole(false);
    connect(m_base, &QDoubleSpinBox::valueChanged, this, &NumberEditor::edited);
    connect(m_step, &QDoubleSpinBox::valueChanged, this, &NumberEditor::edited);
    connect(m_modulo, &QSpinBox::valueChanged, this, &NumberEditor::edited);
    connect(m_vary, &QToolButton::toggled, this, &NumberEditor::toggleVarying);
}

void NumberEditor::toggleVarying(bool varying)
{
    m_details->setVisible(varying);
    if (varying && m_modulo->value() == 1) {
        const QSignalBlocker quiet(m_modulo);
        m_modulo->setValue(4); // index mod 1 is 0: nothing would vary
    }
    Q_EMIT edited();
}

void NumberEditor::showNumber(const plan::Number &number)
{
    m_kept = number;
    m_drawn = std::holds_alternative<plan::Distribution>(number);
    setEnabled(!m_drawn);
    const auto *indexed = std::get_if<plan::Indexed>(&number);
    const auto *constant = std::get_if<double>(&number);
    put(m_base, indexed ? indexed->base : constant ? *constant : std::get<plan::Distribution>(number).first);
    if (indexed) {
        put(m_step, indexed->step);
        const QSignalBlocker quiet(m_modulo);
        m_modulo->setValue(static_cast<int>(indexed->modulo));
    }
    const QSignalBlocker quiet(m_vary);
    m_vary->setChecked(indexed);
    m_details->setVisible(indexed);
}

plan::Number NumberEditor::number() const
{
    if (m_drawn)
        return m_kept;
    if (m_vary->isChecked())
        return plan::Indexed{m_base->value(), m_step->value(), m_modulo->value()};
    return m_base->value();
}

void NumberEditor::setWhole(bool whole)
{
    m_whole = whole;
    for (auto *box : {m_base, m_step}) {
        const QSignalBlocker quiet(box);
        const double largest = whole ? kLargestIterations : kLargestMilliseconds;
        box->setDecimals(whole ? 0 : 3);
        box->setRange(box == m_base ? 0 : -largest, largest);
    }
}

void NumberEditor::setTheme(const Theme &theme) { m_vary->setIcon(glyphIcon(Glyph::Vary, theme.text, theme.mutedText)); }

void NumberEditor::retranslateUi(const QString &what)
{
    m_base->setSuffix(m_whole ? QString() : tr(" ms"));
    m_step->setSuffix(m_base->suffix());
    m_vary->setText(tr("Varies"));
    m_vary->setToolTip(tr("Varies from task to task"));
    m_stepLabel->setText(tr("plus, per task"));
    m_moduloLabel->setText(tr("again after tasks"));
    m_base->setAccessibleName(tr("%1: amount").arg(what));
    m_vary->setAccessibleName(tr("%1: varies from task to task").arg(what));
    m_step->setAccessibleName(tr("%1: more for each task").arg(what));
    m_modulo->setAccessibleName(tr("%1: tasks until it starts again").arg(what));
    m_details->setWhatsThis(tr("Task n of the group does base + step × (n mod modulo)."));
    m_step->setToolTip(m_details->whatsThis());
    m_modulo->setToolTip(m_details->whatsThis());
}

} // namespace interleave::widgets
