// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/parameter_editor.h"

#include "widgets/form/plan_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <limits>

namespace interleave::widgets {
namespace {

int clampToInt(std::int64_t value)
{
    return static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(value, std::numeric_limits<int>::min() + 1), std::numeric_limits<int>::max()));
}

/// A spin box whose lowest value means "not given"; from there the arrows go on from what it is then.
class ParameterBox : public QSpinBox {
public:
    ParameterBox(int usual, QWidget *parent) : QSpinBox(parent), m_usual(usual) {}

    void stepBy(int steps) override
    {
        if (value() == minimum() && steps != 0)
            setValue(std::max(m_usual + steps, minimum() + 1));
        else
            QSpinBox::stepBy(steps);
    }

protected:
    StepEnabled stepEnabled() const override { return value() == minimum() ? StepUpEnabled | StepDownEnabled : QSpinBox::stepEnabled(); }

private:
    int m_usual;
};

} // namespace

ParameterEditor::ParameterEditor(const plan::ParameterDescriptor &descriptor, const QString &accessibleName, QWidget *parent) : QWidget(parent), m_descriptor(descriptor)
{
    if (std::holds_alternative<std::int64_t>(descriptor.defaultValue))
        makeNumber();
    else if (std::holds_alternative<bool>(descriptor.defaultValue))
        makeTruth();
    else
        makeChoice();
    QWidget *control = m_number ? static_cast<QWidget *>(m_number) : m_truth ? static_cast<QWidget *>(m_truth) : m_choice;
    control->setAccessibleName(accessibleName);
    control->setToolTip(catalogueText(descriptor.help));
    control->setWhatsThis(catalogueText(descriptor.help));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(control);
    setFocusProxy(control);
    showValue(std::nullopt);
}

/// A default may be another one on another computer: it is not the same as the number that it is here.
void ParameterEditor::makeNumber()
{
    const int usual = clampToInt(std::get<std::int64_t>(m_descriptor.defaultValue));
    m_number = new ParameterBox(usual, this);
    m_number->setRange(clampToInt(m_descriptor.minimum - 1), clampToInt(m_descriptor.maximum));
    m_number->setSpecialValueText(m_descriptor.automatic ? tr("Automatic") : tr("Default (%1)").arg(usual));
    connect(m_number, &QSpinBox::valueChanged, this, [this](int value) {
        Q_EMIT edited(value == m_number->minimum() ? std::nullopt : std::optional<plan::ParameterValue>(std::int64_t{value}));
    });
}

void ParameterEditor::makeTruth()
{
    m_truth = new QCheckBox(this);
    connect(m_truth, &QCheckBox::toggled, this, [this](bool on) {
        Q_EMIT edited(plan::ParameterValue(on) == m_descriptor.defaultValue ? std::nullopt : std::optional<plan::ParameterValue>(on));
    });
}

void ParameterEditor::makeChoice()
{
    m_choice = new QComboBox(this);
    for (const auto &word : m_descriptor.choices)
        m_choice->addItem(catalogueText(word), QString::fromStdString(word));
    connect(m_choice, &QComboBox::activated, this, [this] {
        const plan::ParameterValue word = m_choice->currentData().toString().toStdString();
        Q_EMIT edited(word == m_descriptor.defaultValue ? std::nullopt : std::optional(word));
    });
}

void ParameterEditor::showValue(const std::optional<plan::ParameterValue> &value)
{
    const plan::ParameterValue shown = value.value_or(m_descriptor.defaultValue);
    if (m_number) {
        const QSignalBlocker quiet(m_number);
        const auto *number = std::get_if<std::int64_t>(&shown);
        m_number->setValue(value && number ? clampToInt(*number) : m_number->minimum());
    } else if (m_truth) {
        const QSignalBlocker quiet(m_truth);
        m_truth->setChecked(shown == plan::ParameterValue(true));
    } else {
        const QSignalBlocker quiet(m_choice);
        m_choice->setCurrentIndex(m_choice->findData(QString::fromStdString(plan::toText(shown))));
    }
}

} // namespace interleave::widgets
