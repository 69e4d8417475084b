// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/step_editor.h"

#include "widgets/form/glyph_icon.h"
#include "widgets/form/number_editor.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/plan_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

namespace interleave::widgets {

StepEditor::StepEditor(QWidget *parent)
    : QWidget(parent), m_step(plan::Sleep{}), m_kind(new QComboBox(this)), m_number(new NumberEditor(this)), m_up(new QToolButton(this)), m_remove(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(3);
    row->addWidget(m_kind, 1, Qt::AlignTop);
    row->addWidget(m_number, 1, Qt::AlignTop);
    row->addWidget(m_up, 0, Qt::AlignTop);
    row->addWidget(m_remove, 0, Qt::AlignTop);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(5);
    m_up->setAutoRaise(true);
    m_remove->setAutoRaise(true);
    connect(m_kind, &QComboBox::activated, this, &StepEditor::takeKind);
    connect(m_number, &NumberEditor::edited, this, &StepEditor::takeNumber);
    connect(m_up, &QToolButton::clicked, this, &StepEditor::moveUpRequested);
    connect(m_remove, &QToolButton::clicked, this, &StepEditor::removeRequested);
}

void StepEditor::showStep(const plan::Step &step, int position)
{
    const bool renamed = position != m_position || edit::choiceOf(step) != edit::choiceOf(m_step) || m_kind->count() == 0;
    m_step = step;
    m_position = position;
    m_up->setEnabled(position > 1);
    const auto choice = edit::choiceOf(step);
    m_number->setWhole(choice == edit::StepChoice::ComputeIterations);
    m_number->setVisible(choice.has_value());
    m_kind->setEnabled(choice.has_value());
    if (const auto *number = edit::numberOf(step))
        m_number->showNumber(*number);
    if (renamed)
        retranslateUi();
}

void StepEditor::setTheme(const Theme &theme)
{
    m_number->setTheme(theme);
    m_up->setIcon(glyphIcon(Glyph::Up, theme.text, theme.mutedText));
    m_remove->setIcon(glyphIcon(Glyph::Remove, theme.text, theme.mutedText));
}

void StepEditor::fillKinds()
{
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    const auto choice = edit::choiceOf(m_step);
    if (!choice) {
        m_kind->addItem(tr("%1 (not in this version)").arg(stepText(m_step)));
        return;
    }
    m_kind->addItem(tr("Compute"));
    m_kind->addItem(tr("Compute (iterations)"));
    m_kind->addItem(tr("Sleep"));
    m_kind->setCurrentIndex(static_cast<int>(*choice));
}

void StepEditor::takeKind(int index)
{
    if (!edit::choiceOf(m_step))
        return;
    m_step = edit::withChoice(m_step, static_cast<edit::StepChoice>(index));
    Q_EMIT edited();
}

void StepEditor::takeNumber()
{
    m_step = edit::withNumber(m_step, m_number->number());
    Q_EMIT edited();
}

void StepEditor::retranslateUi()
{
    fillKinds();
    const QString what = tr("Step %1").arg(m_position);
    m_kind->setAccessibleName(tr("%1: kind").arg(what));
    m_kind->setToolTip(tr("What the task does in this step"));
    m_number->retranslateUi(what);
    m_up->setText(tr("Move Up"));
    m_up->setToolTip(tr("Move this step up"));
    m_up->setAccessibleName(tr("%1: move up").arg(what));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Remove this step"));
    m_remove->setAccessibleName(tr("%1: remove").arg(what));
}

} // namespace interleave::widgets
