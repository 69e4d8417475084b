// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <array>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace interleave::widgets {

class StepEditor;

/// The workload of a plan: a list of task groups, and below it the selected one with its steps.
class TaskGroupsEditor : public QWidget {
    Q_OBJECT
public:
    explicit TaskGroupsEditor(QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    [[nodiscard]] int currentGroup() const;
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::Plan &after, const QString &text, const QString &field);

private:
    enum Button { Add, Duplicate, Up, Down, Remove };
    void buildButtons(QVBoxLayout *column);
    void buildDetails(QVBoxLayout *column);
    void showGroups();
    void showDetails();
    void showSteps(const plan::TaskGroup &group);
    StepEditor *makeStep();
    void press(Button button);
    void enableButtons();
    void editGroup(const plan::TaskGroup &group, const QString &text, const QString &field);
    [[nodiscard]] const plan::TaskGroup *current() const;

    plan::Plan m_plan;
    Theme m_theme;
    int m_wanted = 0; ///< the group to select after the edit that was asked for
    QLabel *m_title;
    QListWidget *m_list;
    std::array<QToolButton *, 5> m_buttons{};
    QWidget *m_details;
    QLabel *m_nameLabel, *m_countLabel, *m_stepsLabel;
    QLineEdit *m_name;
    QSpinBox *m_count;
    QVBoxLayout *m_steps;
    std::vector<StepEditor *> m_stepEditors;
    QPushButton *m_addStep;
};

} // namespace interleave::widgets
