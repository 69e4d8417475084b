// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace interleave::widgets {

class Disclosure;
class FieldNote;
class GroupDetails;
class StepEditor;

/// One task group: its name, its number of tasks, its steps, and by disclosure what else it may say.
class GroupEditor : public QWidget {
    Q_OBJECT
public:
    explicit GroupEditor(QWidget *parent = nullptr);

    /// An index past the end: nothing to edit.
    void showGroup(const plan::Workload &workload, std::size_t at);
    /// Unfolds what the rest of a path names: "steps[1].network.port".
    void reveal(std::optional<std::size_t> step, const std::string &rest);
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::TaskGroup &after, const QString &text, const QString &field);
    /// Other fields can be seen than before.
    void disclosed();

private:
    void buildHead(QVBoxLayout *column);
    void buildSteps(QVBoxLayout *column);
    void showSteps();
    void setPaths();
    void moveStep(std::size_t from, int by);
    StepEditor *makeStep();

    plan::TaskGroup m_group;
    std::uint64_t m_seed = 1;
    std::size_t m_at = 0;
    Theme m_theme;
    QLabel *m_nameLabel, *m_countLabel, *m_stepsLabel;
    QLineEdit *m_name;
    QSpinBox *m_count;
    FieldNote *m_nameNote, *m_countNote, *m_stepsNote;
    QVBoxLayout *m_steps = nullptr;
    std::vector<StepEditor *> m_stepEditors;
    QPushButton *m_addStep;
    GroupDetails *m_details;
    Disclosure *m_disclosure;
};

} // namespace interleave::widgets
