// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/group_editor.h"

#include "core/plan/fault.h"
#include "core/plan/limits.h"
#include "widgets/form/disclosure.h"
#include "widgets/form/field_note.h"
#include "widgets/form/group_details.h"
#include "widgets/form/number_box.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/step_editor.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace interleave::widgets {

GroupEditor::GroupEditor(QWidget *parent)
    : QWidget(parent), m_nameLabel(new QLabel(this)), m_countLabel(new QLabel(this)), m_stepsLabel(new QLabel(this)), m_name(new QLineEdit(this)), m_count(new QSpinBox(this)),
      m_nameNote(new FieldNote(m_name, this)), m_countNote(new FieldNote(m_count, this)), m_stepsNote(nullptr), m_addStep(new QPushButton(this)),
      m_details(new GroupDetails(this)), m_disclosure(new Disclosure(m_details, true, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    buildHead(column);
    column->addWidget(m_disclosure);
    column->addWidget(m_details);
    buildSteps(column);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        auto after = m_group;
        after.name = text.toStdString();
        Q_EMIT edited(after, tr("Rename Task Group"), QStringLiteral("name"));
    });
    connect(m_count, &QSpinBox::valueChanged, this, [this](int count) {
        auto after = m_group;
        after.count = count;
        Q_EMIT edited(after, tr("Change Number of Tasks"), QStringLiteral("count"));
    });
    connect(m_addStep, &QPushButton::clicked, this, [this] { Q_EMIT edited(edit::withStepAdded(m_group, plan::Sleep{20.0}), tr("Add Step"), {}); });
    connect(m_details, &GroupDetails::edited, this, [this](const plan::TaskGroup &after, const QString &field) { Q_EMIT edited(after, tr("Change Task Group"), field); });
    connect(m_disclosure, &QToolButton::toggled, this, &GroupEditor::disclosed);
}

void GroupEditor::buildHead(QVBoxLayout *column)
{
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->addRow(m_nameLabel, m_name);
    form->addRow(m_nameNote);
    form->addRow(m_countLabel, m_count);
    form->addRow(m_countNote);
    m_nameLabel->setBuddy(m_name);
    m_countLabel->setBuddy(m_count);
    m_name->setMaxLength(200);
    m_count->setRange(static_cast<int>(plan::limits::kCount.minimum), static_cast<int>(plan::limits::kCount.maximum));
    m_count->setGroupSeparatorShown(true);
    column->addLayout(form);
}

void GroupEditor::buildSteps(QVBoxLayout *column)
{
    auto *head = new QHBoxLayout;
    head->addWidget(m_stepsLabel, 1);
    head->addWidget(m_addStep);
    m_stepsLabel->setBuddy(m_addStep);
    m_stepsNote = new FieldNote(m_addStep, this);
    m_steps = new QVBoxLayout;
    m_steps->setSpacing(2);
    column->addLayout(head);
    column->addLayout(m_steps);
    column->addWidget(m_stepsNote);
}

void GroupEditor::showGroup(const plan::Workload &workload, std::size_t at)
{
    const bool exists = at < workload.groups.size();
    setEnabled(exists);
    m_group = exists ? workload.groups[at] : plan::TaskGroup{};
    m_seed = workload.seed;
    m_at = at;
    setPaths();
    if (const QString name = QString::fromStdString(m_group.name); m_name->text() != name)
        m_name->setText(name);
    putNumber(m_count, static_cast<int>(m_group.count));
    showSteps();
    m_details->showGroup(m_group, at);
}

void GroupEditor::setPaths()
{
    const std::string own = plan::element("workload.groups", m_at);
    m_nameNote->setPath(plan::member(own, "name"));
    m_countNote->setPath(plan::member(own, "count"));
    m_stepsNote->setPath(plan::member(own, "steps"));
}

StepEditor *GroupEditor::makeStep()
{
    auto *editor = new StepEditor(this);
    const std::size_t at = m_stepEditors.size();
    m_stepEditors.push_back(editor);
    m_steps->addWidget(editor);
    editor->show(); // the layout would only do so in the next turn of the event loop
    editor->setTheme(m_theme);
    connect(editor, &StepEditor::edited, this, [this, at](const plan::Step &after, const QString &field) {
        const QString key = field.isEmpty() ? field : QStringLiteral("step %1 %2").arg(at).arg(field);
        Q_EMIT edited(edit::withStep(m_group, at, after), tr("Change Step"), key);
    });
    connect(editor, &StepEditor::removeRequested, this, [this, at] { Q_EMIT edited(edit::withStepRemoved(m_group, at), tr("Remove Step"), {}); });
    connect(editor, &StepEditor::moveRequested, this, [this, at](int by) { moveStep(at, by); });
    connect(editor, &StepEditor::disclosed, this, &GroupEditor::disclosed);
    return editor;
}

void GroupEditor::moveStep(std::size_t from, int by)
{
    const std::size_t to = by < 0 ? from - 1 : from + 1;
    if (to >= m_stepEditors.size())
        return;
    Q_EMIT edited(edit::withStepMoved(m_group, from, to), tr("Move Step"), {});
    m_stepEditors[to]->focusLike(*m_stepEditors[from]);
}

void GroupEditor::showSteps()
{
    while (m_stepEditors.size() > m_group.steps.size()) {
        m_stepEditors.back()->hide();
        m_stepEditors.back()->setParent(nullptr); // its notes are looked for no longer
        m_stepEditors.back()->deleteLater();      // it may be the one whose button was just pressed
        m_stepEditors.pop_back();
    }
    for (std::size_t i = 0; i < m_group.steps.size(); ++i) {
        StepEditor *editor = i < m_stepEditors.size() ? m_stepEditors[i] : makeStep();
        editor->showStep({m_seed, static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(i), m_group.steps[i]}, i + 1 == m_group.steps.size());
    }
    m_addStep->setEnabled(m_group.steps.size() < plan::limits::kSteps);
}

void GroupEditor::reveal(std::optional<std::size_t> step, const std::string &rest)
{
    if (step && *step < m_stepEditors.size())
        m_stepEditors[*step]->reveal(rest);
    else if (GroupDetails::has(rest))
        m_disclosure->setOpen(true);
}

void GroupEditor::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (auto *editor : m_stepEditors)
        editor->setTheme(theme);
}

void GroupEditor::retranslateUi()
{
    m_nameLabel->setText(tr("Group na&me"));
    m_name->setAccessibleName(tr("Name of the task group"));
    m_countLabel->setText(tr("&Number of tasks"));
    m_count->setAccessibleName(tr("Number of tasks in the group"));
    m_stepsLabel->setText(tr("Steps of each task"));
    m_addStep->setText(tr("A&dd Step"));
    m_addStep->setAccessibleName(tr("Add step"));
    m_disclosure->setText(tr("Details"));
    m_disclosure->setToolTip(tr("Time-out of a task, and the bytes it is given and gives back"));
    m_disclosure->setAccessibleName(tr("Details of the task group"));
    m_details->retranslateUi();
    for (auto *editor : m_stepEditors)
        editor->retranslateUi();
}

} // namespace interleave::widgets
