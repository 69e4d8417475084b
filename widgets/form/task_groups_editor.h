// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <array>
#include <optional>
#include <string>
#include <vector>

class QLabel;
class QListWidget;
class QToolButton;
class QVBoxLayout;

namespace interleave::widgets {

class FieldNote;
class GroupEditor;

/// The workload of a plan: a list of task groups, and below it the selected one.
class TaskGroupsEditor : public QWidget {
    Q_OBJECT
public:
    explicit TaskGroupsEditor(QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    [[nodiscard]] int currentGroup() const;
    /// Selects a group and unfolds what the rest of a path names.
    void reveal(std::size_t group, std::optional<std::size_t> step, const std::string &rest);
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::Plan &after, const QString &text, const QString &field);
    /// Other fields can be seen than before.
    void disclosed();

private:
    /// The name and the entries before the first letter of a rename: half typed, a name may be that of another group for a moment,
    /// and the entries of that one must not follow.
    struct Renaming {
        std::string name;
        std::vector<plan::ExecutorEntry> executors;
    };
    enum Button { Add, Duplicate, Up, Down, Remove };
    void buildButtons(QVBoxLayout *column);
    void showGroups();
    void showDetails();
    void press(Button button);
    void enableButtons();
    void takeGroup(const plan::TaskGroup &group, const QString &text, const QString &field);

    plan::Plan m_plan;
    int m_wanted = 0; ///< the group to select after the edit that was asked for
    std::optional<Renaming> m_renaming;
    QLabel *m_title;
    QListWidget *m_list;
    std::array<QToolButton *, 5> m_buttons{};
    FieldNote *m_note;
    GroupEditor *m_group;
};

} // namespace interleave::widgets
