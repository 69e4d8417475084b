// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/field_editor.h"

#include "widgets/form/number_box.h"
#include "widgets/form/number_editor.h"
#include "widgets/form/number_panel.h"
#include "widgets/form/words_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>

namespace interleave::widgets {
FieldEditor::FieldEditor(const StepField &field, const plan::Step &sample, QWidget *parent) : QWidget(parent), m_field(field)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    makeControl(field.get(sample));
}

void FieldEditor::makeControl(const FieldValue &sample)
{
    QWidget *control = nullptr;
    if (std::holds_alternative<plan::Number>(sample))
        control = makeNumber();
    else if (std::holds_alternative<std::int64_t>(sample))
        control = makeWhole();
    else if (std::holds_alternative<std::string>(sample))
        control = makeLine();
    else if (std::holds_alternative<bool>(sample))
        control = m_field.choices[0] ? makeChoice() : makeTruth();
    else
        control = makeWords();
    layout()->addWidget(control);
    setFocusProxy(control);
}

QWidget *FieldEditor::makeNumber()
{
    m_number = new NumberEditor(m_field, this);
    connect(m_number, &NumberEditor::edited, this, [this](const plan::Number &number, const QString &part) { Q_EMIT edited(FieldValue(number), part); });
    return m_number;
}

QWidget *FieldEditor::makeWhole()
{
    m_whole = new QSpinBox(this);
    m_whole->setRange(static_cast<int>(m_field.range.minimum), static_cast<int>(m_field.range.maximum));
    m_whole->setMinimumWidth(64);
    connect(m_whole, &QSpinBox::valueChanged, this, [this](int value) { Q_EMIT edited(FieldValue(std::int64_t{value}), QStringLiteral("value")); });
    return m_whole;
}

QWidget *FieldEditor::makeTruth()
{
    m_truth = new QCheckBox(this);
    connect(m_truth, &QCheckBox::toggled, this, [this](bool on) { Q_EMIT edited(FieldValue(on), {}); });
    return m_truth;
}

QWidget *FieldEditor::makeChoice()
{
    m_choice = new QComboBox(this);
    m_choice->addItems({QString(), QString()});
    connect(m_choice, &QComboBox::activated, this, [this](int index) { Q_EMIT edited(FieldValue(index == 1), {}); });
    return m_choice;
}

QWidget *FieldEditor::makeLine()
{
    m_line = new QLineEdit(this);
    m_line->setMinimumWidth(64);
    m_line->setMaxLength(static_cast<int>(plan::limits::kTextBytes));
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) { Q_EMIT edited(FieldValue(text.toStdString()), QStringLiteral("value")); });
    return m_line;
}

QWidget *FieldEditor::makeWords()
{
    m_words = new WordsEditor(this);
    connect(m_words, &WordsEditor::edited, this, [this](const std::vector<std::string> &words) { Q_EMIT edited(FieldValue(words), QStringLiteral("value")); });
    return m_words;
}

QWidget *FieldEditor::below() const { return m_number ? m_number->panel() : nullptr; }

void FieldEditor::showStep(const NumberPlace &place)
{
    const FieldValue value = m_field.get(place.value);
    if (m_number) {
        m_number->showNumber(std::get<plan::Number>(value), place);
    } else if (m_whole) {
        putNumber(m_whole, static_cast<int>(std::clamp<std::int64_t>(std::get<std::int64_t>(value), m_whole->minimum(), m_whole->maximum())));
    } else if (m_truth) {
        const QSignalBlocker quiet(m_truth);
        m_truth->setChecked(std::get<bool>(value));
    } else if (m_choice) {
        m_choice->setCurrentIndex(std::get<bool>(value) ? 1 : 0);
    } else if (m_line) {
        const QString text = QString::fromStdString(std::get<std::string>(value));
        if (m_line->text() != text)
            m_line->setText(text);
    } else {
        m_words->showWords(std::get<std::vector<std::string>>(value));
    }
}

void FieldEditor::setTheme(const Theme &theme)
{
    if (m_number)
        m_number->setTheme(theme);
}

void FieldEditor::retranslateUi(const QString &what)
{
    const QString help = fieldText(m_field.help);
    if (m_number)
        return m_number->retranslateUi(what);
    if (m_words)
        return m_words->retranslateUi(what, help);
    QWidget *control = m_whole ? static_cast<QWidget *>(m_whole) : m_truth ? static_cast<QWidget *>(m_truth) : m_choice ? static_cast<QWidget *>(m_choice) : m_line;
    control->setAccessibleName(what);
    control->setToolTip(help);
    if (m_whole) {
        m_whole->setSuffix(unitSuffix(m_field.unit));
        m_whole->setSpecialValueText(fieldText(m_field.zero));
    }
    if (m_truth)
        m_truth->setText(fieldText(m_field.label));
    for (int i = 0; m_choice && i < m_choice->count(); ++i)
        m_choice->setItemText(i, fieldText(m_field.choices[static_cast<std::size_t>(i)]));
}

} // namespace interleave::widgets
