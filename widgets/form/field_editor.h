// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/form/number_preview.h"
#include "widgets/form/step_fields.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace interleave::widgets {

class NumberEditor;
class WordsEditor;

/// Edits one field of a step; which control, from the field's description and the type of its value.
class FieldEditor : public QWidget {
    Q_OBJECT
public:
    /// `sample`: a step that has the field; tells the type of its value.
    FieldEditor(const StepField &field, const plan::Step &sample, QWidget *parent = nullptr);

    [[nodiscard]] const StepField &field() const { return m_field; }
    void showStep(const NumberPlace &place);
    /// To be put below the editor, over the whole width; null: nothing.
    [[nodiscard]] QWidget *below() const;
    /// True: it wants the whole width of its row.
    [[nodiscard]] bool isWide() const { return m_words || m_truth; }
    /// True: it shows its label itself.
    [[nodiscard]] bool hasLabel() const { return m_truth; }
    void setTheme(const Theme &theme);
    /// `what`: the step and the field.
    void retranslateUi(const QString &what);

Q_SIGNALS:
    /// `part`: what of the value was changed, for edits that merge; empty for an edit of its own.
    void edited(const FieldValue &value, const QString &part);

private:
    void makeControl(const FieldValue &sample);
    QWidget *makeWhole();
    QWidget *makeTruth();
    QWidget *makeChoice();
    QWidget *makeLine();
    QWidget *makeWords();
    QWidget *makeNumber();

    const StepField &m_field;
    NumberEditor *m_number = nullptr;
    QSpinBox *m_whole = nullptr;
    QCheckBox *m_truth = nullptr;
    QComboBox *m_choice = nullptr;
    QLineEdit *m_line = nullptr;
    WordsEditor *m_words = nullptr;
};

} // namespace interleave::widgets
