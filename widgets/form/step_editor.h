// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/form/number_preview.h"

#include <QWidget>

#include <string>
#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QShortcut;
class QToolButton;
class QVBoxLayout;

namespace interleave::widgets {

class Disclosure;
class FieldEditor;
class FieldNote;

/// One step of a task group: its kind and its main number in a row, with the buttons to move and remove it; the rest below.
/// Which fields there are comes from step_fields.h.
class StepEditor : public QWidget {
    Q_OBJECT
public:
    explicit StepEditor(QWidget *parent = nullptr);

    /// `last`: there is no step behind it.
    void showStep(const NumberPlace &place, bool last);
    [[nodiscard]] const plan::Step &step() const { return m_place.value; }
    /// Unfolds what the rest of a path names: "network.port".
    void reveal(const std::string &rest);
    /// Takes the focus as the step that moved here had it.
    void focusLike(const StepEditor &other);
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: key of what was changed, for edits that merge; empty for an edit of its own.
    void edited(const plan::Step &after, const QString &field);
    void removeRequested();
    /// By −1 or 1 places.
    void moveRequested(int by);
    /// Other fields can be seen than before.
    void disclosed();

private:
    struct Field {
        FieldEditor *editor;
        FieldNote *note;
        QLabel *label; ///< null: the main field, or one that shows its label itself
    };
    void buildRow(QVBoxLayout *column);
    void buildFields();
    void addMain(Field &field);
    void addDetail(Field &field);
    void setPaths();
    void nameFields();

    NumberPlace m_place;
    int m_form = -1; ///< index into stepForms(); −1: nothing shown yet
    Theme m_theme;
    QComboBox *m_kind;
    QWidget *m_mainSlot, *m_belowSlot, *m_details;
    QGridLayout *m_grid;
    Disclosure *m_disclosure;
    QToolButton *m_up, *m_down, *m_remove;
    FieldNote *m_note; ///< of the step as a whole
    std::vector<Field> m_fields;
};

} // namespace interleave::widgets
