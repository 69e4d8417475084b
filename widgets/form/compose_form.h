// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plan/plan.h"
#include "widgets/common/theme.h"
#include "widgets/form/plan_problems.h"

#include <QWidget>

#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QUndoStack;

namespace interleave::widgets {

class ArrivalEditor;
class FieldNote;
class MessageStrip;
class ModelsEditor;
class RunSettingsEditor;
class TaskGroupsEditor;

/// Shows and edits one plan. Every edit is undoable; what keeps it from running is said beside the field and below the form.
class ComposeForm : public QWidget {
    Q_OBJECT
public:
    explicit ComposeForm(const plan::Catalogue &catalogue, QWidget *parent = nullptr);

    [[nodiscard]] const plan::Plan &plan() const { return m_plan; }
    /// Shows another plan; what was to undo is forgotten.
    void setPlan(plan::Plan plan);
    /// True: the plan can run.
    [[nodiscard]] bool valid() const { return m_valid; }
    [[nodiscard]] QUndoStack *undoStack() const { return m_undo; }
    /// One undoable edit; edits with the same non-empty `field` that follow each other are one.
    void edit(const plan::Plan &after, const QString &text, const QString &field);
    /// Replaces the plan by a preset, as one undoable edit. Errors: BadInput for an unknown id.
    base::Result<void> applyPreset(std::string_view id);

    /// Brings the first field that is wrong into sight and gives it the focus.
    void showFirstProblem();

    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    void planChanged(const plan::Plan &plan);
    void validityChanged(bool valid);

private:
    void showPlan(const plan::Plan &plan);
    void showProblems();
    void showNotes();
    void showPreset();
    void fillPresets();
    void layOut();

    plan::Catalogue m_catalogue;
    plan::Plan m_plan;
    std::vector<std::optional<plan::Plan>> m_presets; ///< as the list shows them; empty: not in this version
    std::vector<Problem> m_problems;
    bool m_valid = false;
    QUndoStack *m_undo;
    QScrollArea *m_scroll;
    QLabel *m_presetLabel, *m_lookFor, *m_nameLabel;
    QComboBox *m_preset;
    QLineEdit *m_name;
    FieldNote *m_nameNote;
    TaskGroupsEditor *m_groups;
    ArrivalEditor *m_arrival;
    ModelsEditor *m_models;
    RunSettingsEditor *m_settings;
    MessageStrip *m_problem;
};

} // namespace interleave::widgets
