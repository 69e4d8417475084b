// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/task_groups_editor.h"

#include "widgets/form/field_note.h"
#include "widgets/form/glyph_icon.h"
#include "widgets/form/group_editor.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/plan_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace interleave::widgets {
namespace {

constexpr int kVisibleGroups = 4;

plan::TaskGroup newGroup() { return {"tasks", 8, {plan::Compute{20.0, true}}, {}, {}, {}}; }

} // namespace

TaskGroupsEditor::TaskGroupsEditor(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_list(new QListWidget(this)), m_note(new FieldNote(m_list, this)), m_group(new GroupEditor(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildButtons(column);
    column->addWidget(m_list);
    column->addWidget(m_note);
    column->addWidget(m_group);
    m_note->setPath("workload.groups");
    m_title->setBuddy(m_list);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setFixedHeight(kVisibleGroups * (m_list->fontMetrics().height() + 4) + 6);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        showDetails();
        Q_EMIT disclosed();
    });
    connect(m_group, &GroupEditor::edited, this, &TaskGroupsEditor::takeGroup);
    connect(m_group, &GroupEditor::disclosed, this, &TaskGroupsEditor::disclosed);
}

void TaskGroupsEditor::buildButtons(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_title, 1);
    for (const Button button : {Add, Duplicate, Up, Down, Remove}) {
        auto *&tool = m_buttons[static_cast<std::size_t>(button)];
        tool = new QToolButton(this);
        tool->setAutoRaise(true);
        row->addWidget(tool);
        connect(tool, &QToolButton::clicked, this, [this, button] { press(button); });
    }
    column->addLayout(row);
}

int TaskGroupsEditor::currentGroup() const { return m_list->currentRow(); }

void TaskGroupsEditor::takeGroup(const plan::TaskGroup &group, const QString &text, const QString &field)
{
    const int row = m_list->currentRow();
    const auto at = static_cast<std::size_t>(row);
    m_wanted = row;
    const QString key = field.isEmpty() ? QString() : QStringLiteral("group %1 %2").arg(row).arg(field);
    if (field != QLatin1String("name"))
        return Q_EMIT edited(edit::withGroup(m_plan, at, group), text, key);
    const Renaming renaming = m_renaming.value_or(Renaming{m_plan.workload.groups[at].name, m_plan.executors});
    plan::Plan before = m_plan;
    before.workload.groups[at].name = renaming.name;
    before.executors = renaming.executors;
    Q_EMIT edited(edit::withGroup(before, at, group), text, key);
    m_renaming = renaming; // showPlan has forgotten it
}

void TaskGroupsEditor::press(Button button)
{
    const int row = m_list->currentRow();
    const auto at = static_cast<std::size_t>(row);
    const auto ask = [this](int wanted, const plan::Plan &after, const QString &text) {
        m_wanted = wanted;
        Q_EMIT edited(after, text, {});
    };
    switch (button) {
    case Add:
        return ask(row + 1, edit::withGroupAdded(m_plan, at + 1, newGroup()), tr("Add Task Group"));
    case Duplicate:
        return ask(row + 1, edit::withGroupDuplicated(m_plan, at), tr("Duplicate Task Group"));
    case Up:
        return ask(row - 1, edit::withGroupMoved(m_plan, at, at - 1), tr("Move Task Group"));
    case Down:
        return ask(row + 1, edit::withGroupMoved(m_plan, at, at + 1), tr("Move Task Group"));
    case Remove:
        return ask(row, edit::withGroupRemoved(m_plan, at), tr("Remove Task Group"));
    }
}

void TaskGroupsEditor::enableButtons()
{
    const int row = m_list->currentRow();
    const auto enable = [this](Button button, bool enabled) { m_buttons[static_cast<std::size_t>(button)]->setEnabled(enabled); };
    enable(Duplicate, row >= 0);
    enable(Remove, row >= 0);
    enable(Up, row > 0);
    enable(Down, row >= 0 && row + 1 < m_list->count());
}

void TaskGroupsEditor::showPlan(const plan::Plan &plan)
{
    m_plan = plan;
    m_renaming.reset();
    showGroups();
    showDetails();
}

void TaskGroupsEditor::showGroups()
{
    const QSignalBlocker quiet(m_list);
    const int count = static_cast<int>(m_plan.workload.groups.size());
    while (m_list->count() > count)
        delete m_list->takeItem(m_list->count() - 1);
    while (m_list->count() < count)
        m_list->addItem(QString());
    for (int i = 0; i < count; ++i) {
        const auto &group = m_plan.workload.groups[static_cast<std::size_t>(i)];
        const QString text = tr("%1 ×%2: %3", "name, number of tasks, steps").arg(QString::fromStdString(group.name), QLocale().toString(group.count), stepsText(group));
        m_list->item(i)->setText(text);
        m_list->item(i)->setToolTip(text);
    }
    m_list->setCurrentRow(std::min(std::max(m_wanted, 0), count - 1));
}

void TaskGroupsEditor::showDetails()
{
    if (m_wanted != m_list->currentRow())
        m_renaming.reset();
    m_wanted = std::max(m_list->currentRow(), 0);
    enableButtons();
    const int row = m_list->currentRow();
    m_group->showGroup(m_plan.workload, row < 0 ? m_plan.workload.groups.size() : static_cast<std::size_t>(row));
}

void TaskGroupsEditor::reveal(std::size_t group, std::optional<std::size_t> step, const std::string &rest)
{
    m_list->setCurrentRow(static_cast<int>(group));
    m_group->reveal(step, rest);
}

void TaskGroupsEditor::setTheme(const Theme &theme)
{
    constexpr std::array glyphs{Glyph::Add, Glyph::Duplicate, Glyph::Up, Glyph::Down, Glyph::Remove};
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setIcon(glyphIcon(glyphs[i], theme.text, theme.mutedText));
    m_group->setTheme(theme);
}

void TaskGroupsEditor::retranslateUi()
{
    m_title->setText(tr("&Task groups"));
    m_list->setAccessibleName(tr("Task groups"));
    const std::array names{tr("Add Task Group"), tr("Duplicate Task Group"), tr("Move Task Group Up"), tr("Move Task Group Down"), tr("Remove Task Group")};
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setText(names[i]);
        m_buttons[i]->setToolTip(names[i]);
        m_buttons[i]->setAccessibleName(names[i]);
    }
    m_group->retranslateUi();
    showGroups();
}

} // namespace interleave::widgets
