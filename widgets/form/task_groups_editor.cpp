// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/task_groups_editor.h"

#include "core/plan/limits.h"
#include "widgets/form/glyph_icon.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/plan_text.h"
#include "widgets/form/step_editor.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace interleave::widgets {
namespace {

constexpr int kVisibleGroups = 4;

plan::TaskGroup newGroup() { return {"tasks", 8, {plan::Compute{20.0, true}}, {}, {}, {}}; }

} // namespace

TaskGroupsEditor::TaskGroupsEditor(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_list(new QListWidget(this)), m_details(new QWidget(this)), m_nameLabel(new QLabel(m_details)),
      m_countLabel(new QLabel(m_details)), m_stepsLabel(new QLabel(m_details)), m_name(new QLineEdit(m_details)), m_count(new QSpinBox(m_details)),
      m_steps(nullptr), m_addStep(new QPushButton(m_details))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildButtons(column);
    column->addWidget(m_list);
    m_title->setBuddy(m_list);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setFixedHeight(kVisibleGroups * (m_list->fontMetrics().height() + 4) + 6);
    buildDetails(column);
    connect(m_list, &QListWidget::currentRowChanged, this, &TaskGroupsEditor::showDetails);
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

void TaskGroupsEditor::buildDetails(QVBoxLayout *column)
{
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->addRow(m_nameLabel, m_name);
    form->addRow(m_countLabel, m_count);
    m_nameLabel->setBuddy(m_name);
    m_countLabel->setBuddy(m_count);
    m_name->setMaxLength(200);
    m_count->setRange(static_cast<int>(plan::limits::kCount.minimum), static_cast<int>(plan::limits::kCount.maximum));
    m_count->setGroupSeparatorShown(true);
    auto *head = new QHBoxLayout;
    head->addWidget(m_stepsLabel, 1);
    head->addWidget(m_addStep);
    m_stepsLabel->setBuddy(m_addStep);
    m_steps = new QVBoxLayout;
    m_steps->setSpacing(2);
    auto *all = new QVBoxLayout(m_details);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(4);
    all->addLayout(form);
    all->addLayout(head);
    all->addLayout(m_steps);
    column->addWidget(m_details);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (auto group = current() ? std::optional(*current()) : std::nullopt) {
            group->name = text.toStdString();
            editGroup(*group, tr("Rename Task Group"), QStringLiteral("name"));
        }
    });
    connect(m_count, &QSpinBox::valueChanged, this, [this](int count) {
        if (auto group = current() ? std::optional(*current()) : std::nullopt) {
            group->count = count;
            editGroup(*group, tr("Change Number of Tasks"), QStringLiteral("count"));
        }
    });
    connect(m_addStep, &QPushButton::clicked, this, [this] {
        if (current())
            editGroup(edit::withStepAdded(*current(), plan::Sleep{20.0}), tr("Add Step"), {});
    });
}

int TaskGroupsEditor::currentGroup() const { return m_list->currentRow(); }

const plan::TaskGroup *TaskGroupsEditor::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && static_cast<std::size_t>(row) < m_plan.workload.groups.size() ? &m_plan.workload.groups[static_cast<std::size_t>(row)] : nullptr;
}

void TaskGroupsEditor::editGroup(const plan::TaskGroup &group, const QString &text, const QString &field)
{
    const int row = m_list->currentRow();
    m_wanted = row;
    const QString key = field.isEmpty() ? QString() : QStringLiteral("group %1 %2").arg(row).arg(field);
    Q_EMIT edited(edit::withGroup(m_plan, static_cast<std::size_t>(row), group), text, key);
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
    m_wanted = std::max(m_list->currentRow(), 0);
    enableButtons();
    const plan::TaskGroup *group = current();
    m_details->setEnabled(group);
    if (!group) {
        showSteps({});
        return;
    }
    const QString name = QString::fromStdString(group->name);
    if (m_name->text() != name)
        m_name->setText(name);
    const QSignalBlocker quiet(m_count);
    m_count->setValue(static_cast<int>(group->count));
    showSteps(*group);
}

StepEditor *TaskGroupsEditor::makeStep()
{
    auto *editor = new StepEditor(m_details);
    const std::size_t at = m_stepEditors.size();
    m_stepEditors.push_back(editor);
    m_steps->addWidget(editor);
    editor->show(); // the layout would only do so in the next turn of the event loop
    editor->setTheme(m_theme);
    connect(editor, &StepEditor::edited, this, [this, editor, at] {
        editGroup(edit::withStep(*current(), at, editor->step()), tr("Change Step"), QStringLiteral("step %1").arg(at));
    });
    connect(editor, &StepEditor::removeRequested, this, [this, at] { editGroup(edit::withStepRemoved(*current(), at), tr("Remove Step"), {}); });
    connect(editor, &StepEditor::moveUpRequested, this, [this, at] { editGroup(edit::withStepMoved(*current(), at, at - 1), tr("Move Step"), {}); });
    return editor;
}

void TaskGroupsEditor::showSteps(const plan::TaskGroup &group)
{
    while (m_stepEditors.size() > group.steps.size()) {
        m_stepEditors.back()->hide();
        m_stepEditors.back()->deleteLater(); // it may be the one whose button was just pressed
        m_stepEditors.pop_back();
    }
    for (std::size_t i = 0; i < group.steps.size(); ++i) {
        StepEditor *editor = i < m_stepEditors.size() ? m_stepEditors[i] : makeStep();
        editor->showStep(group.steps[i], static_cast<int>(i) + 1);
    }
    m_addStep->setEnabled(group.steps.size() < plan::limits::kSteps);
}

void TaskGroupsEditor::setTheme(const Theme &theme)
{
    m_theme = theme;
    constexpr std::array glyphs{Glyph::Add, Glyph::Duplicate, Glyph::Up, Glyph::Down, Glyph::Remove};
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setIcon(glyphIcon(glyphs[i], theme.text, theme.mutedText));
    for (auto *editor : m_stepEditors)
        editor->setTheme(theme);
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
    m_nameLabel->setText(tr("Group na&me"));
    m_name->setAccessibleName(tr("Name of the task group"));
    m_countLabel->setText(tr("&Number of tasks"));
    m_count->setAccessibleName(tr("Number of tasks in the group"));
    m_stepsLabel->setText(tr("Steps of each task"));
    m_addStep->setText(tr("A&dd Step"));
    m_addStep->setAccessibleName(tr("Add step"));
    for (auto *editor : m_stepEditors)
        editor->retranslateUi();
    showGroups();
}

} // namespace interleave::widgets
