// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/step_editor.h"

#include "core/plan/fault.h"
#include "widgets/form/disclosure.h"
#include "widgets/form/field_editor.h"
#include "widgets/form/field_note.h"
#include "widgets/form/glyph_icon.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>

namespace interleave::widgets {
namespace {

QVBoxLayout *makeColumn(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    return column;
}

/// It may be the one whose signal is being handled.
void discard(QWidget *widget)
{
    if (!widget)
        return;
    widget->hide();
    widget->setParent(nullptr);
    widget->deleteLater();
}

} // namespace

StepEditor::StepEditor(QWidget *parent)
    : QWidget(parent), m_kind(new QComboBox(this)), m_mainSlot(new QWidget(this)), m_belowSlot(new QWidget(this)), m_details(new QWidget(this)),
      m_grid(new QGridLayout(m_details)), m_disclosure(new Disclosure(m_details, false, this)), m_up(new QToolButton(this)), m_down(new QToolButton(this)),
      m_remove(new QToolButton(this)), m_note(new FieldNote(m_kind, this))
{
    auto *column = makeColumn(this);
    buildRow(column);
    makeColumn(m_mainSlot);
    makeColumn(m_belowSlot);
    column->addWidget(m_belowSlot);
    column->addWidget(m_note);
    column->addWidget(m_details);
    m_grid->setContentsMargins(12, 0, 0, 4);
    m_grid->setHorizontalSpacing(6);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnStretch(1, 1);
    connect(m_kind, &QComboBox::activated, this, [this](int index) { Q_EMIT edited(withForm(m_place.value, static_cast<std::size_t>(index)), {}); });
    connect(m_up, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(1); });
    connect(m_remove, &QToolButton::clicked, this, &StepEditor::removeRequested);
    connect(m_disclosure, &QToolButton::toggled, this, &StepEditor::disclosed);
    for (const auto &[key, button] : {std::pair(Qt::Key_Up, m_up), std::pair(Qt::Key_Down, m_down)}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, button, &QToolButton::click);
    }
}

void StepEditor::buildRow(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    row->addWidget(m_kind, 6, Qt::AlignTop);
    row->addWidget(m_mainSlot, 7, Qt::AlignTop);
    for (QToolButton *button : {static_cast<QToolButton *>(m_disclosure), m_up, m_down, m_remove}) {
        button->setAutoRaise(true);
        row->addWidget(button, 0, Qt::AlignTop);
    }
    QSizePolicy kept = m_disclosure->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // rows stay aligned
    m_disclosure->setSizePolicy(kept);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(5);
    column->addLayout(row);
}

void StepEditor::showStep(const NumberPlace &place, bool last)
{
    const bool moved = place.step != m_place.step;
    m_place = place;
    m_up->setEnabled(place.step > 0);
    m_down->setEnabled(!last);
    const int form = static_cast<int>(formOf(place.value));
    if (form != m_form) {
        m_form = form;
        buildFields();
        retranslateUi();
    } else if (moved) {
        retranslateUi();
    }
    setPaths();
    for (const Field &field : m_fields)
        field.editor->showStep(m_place);
}

void StepEditor::buildFields()
{
    for (const Field &field : m_fields) {
        discard(field.editor->below());
        for (QWidget *part : {static_cast<QWidget *>(field.editor), static_cast<QWidget *>(field.note), static_cast<QWidget *>(field.label)})
            discard(part);
    }
    m_fields.clear();
    for (const StepField &description : stepForms()[static_cast<std::size_t>(m_form)].fields) {
        Field &field = m_fields.emplace_back();
        field.editor = new FieldEditor(description, m_place.value, this);
        field.note = new FieldNote(field.editor, this);
        field.label = nullptr;
        if (m_fields.size() == 1)
            addMain(field);
        else
            addDetail(field);
        field.editor->setTheme(m_theme);
        field.editor->show();
        connect(field.editor, &FieldEditor::edited, this, [this, &description](const FieldValue &value, const QString &part) {
            plan::Step after = m_place.value;
            description.set(after, value);
            Q_EMIT edited(after, part.isEmpty() ? part : QString::fromUtf8(description.key) + u' ' + part);
        });
    }
    const bool more = m_fields.size() > 1;
    m_disclosure->setVisible(more);
    if (!more)
        m_disclosure->setOpen(false);
}

/// In the row, or below it if it needs the whole width.
void StepEditor::addMain(Field &field)
{
    auto *below = static_cast<QVBoxLayout *>(m_belowSlot->layout());
    const bool wide = field.editor->isWide();
    m_mainSlot->setVisible(!wide);
    (wide ? m_belowSlot : m_mainSlot)->layout()->addWidget(field.editor);
    if (field.editor->below())
        below->addWidget(field.editor->below());
    below->addWidget(field.note);
}

void StepEditor::addDetail(Field &field)
{
    int row = m_grid->rowCount();
    if (field.editor->hasLabel()) {
        m_grid->addWidget(field.editor, row, 0, 1, 2);
    } else {
        field.label = new QLabel(m_details);
        field.label->setBuddy(field.editor);
        m_grid->addWidget(field.label, row, 0);
        m_grid->addWidget(field.editor, row, 1);
        field.label->show();
    }
    if (field.editor->below())
        m_grid->addWidget(field.editor->below(), ++row, 0, 1, 2);
    m_grid->addWidget(field.note, ++row, 0, 1, 2);
}

void StepEditor::setPaths()
{
    const std::string own = plan::element(plan::element("workload.groups", m_place.group) + ".steps", m_place.step);
    m_note->setPath(own);
    const std::string kind = plan::member(own, plan::toText(plan::kindOf(m_place.value)));
    for (const Field &field : m_fields)
        field.note->setPath(plan::member(kind, field.editor->field().key));
}

void StepEditor::reveal(const std::string &rest)
{
    const std::string key = rest.substr(std::min(rest.find('.') + 1, rest.size()));
    for (const Field &field : m_fields) {
        if (&field != &m_fields.front() && key.starts_with(field.editor->field().key))
            m_disclosure->setOpen(true);
    }
}

void StepEditor::focusLike(const StepEditor &other)
{
    const bool up = other.m_up->hasFocus(), down = other.m_down->hasFocus();
    QToolButton *button = (up && m_up->isEnabled()) || !m_down->isEnabled() ? m_up : m_down;
    if (up || down)
        button->setFocus(Qt::OtherFocusReason);
    else
        m_kind->setFocus(Qt::OtherFocusReason);
}

void StepEditor::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_up->setIcon(glyphIcon(Glyph::Up, theme.text, theme.mutedText));
    m_down->setIcon(glyphIcon(Glyph::Down, theme.text, theme.mutedText));
    m_remove->setIcon(glyphIcon(Glyph::Remove, theme.text, theme.mutedText));
    for (const Field &field : m_fields)
        field.editor->setTheme(theme);
}

void StepEditor::nameFields()
{
    const QString what = tr("Step %1").arg(m_place.step + 1);
    for (const Field &field : m_fields) {
        const QString label = fieldText(field.editor->field().label);
        field.editor->retranslateUi(tr("%1: %2", "step, its field").arg(what, label));
        if (field.label)
            field.label->setText(label);
    }
}

void StepEditor::retranslateUi()
{
    const QString what = tr("Step %1").arg(m_place.step + 1);
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    for (const StepForm &form : stepForms())
        m_kind->addItem(fieldText(form.name));
    m_kind->setCurrentIndex(m_form);
    m_kind->setAccessibleName(tr("%1: kind").arg(what));
    m_kind->setToolTip(tr("What the task does in this step"));
    m_disclosure->setText(tr("Details"));
    m_disclosure->setToolTip(tr("More about this step"));
    m_disclosure->setAccessibleName(tr("%1: details").arg(what));
    m_up->setText(tr("Move Up"));
    m_up->setToolTip(tr("Move this step up (Ctrl+Shift+Up)"));
    m_up->setAccessibleName(tr("%1: move up").arg(what));
    m_down->setText(tr("Move Down"));
    m_down->setToolTip(tr("Move this step down (Ctrl+Shift+Down)"));
    m_down->setAccessibleName(tr("%1: move down").arg(what));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Remove this step"));
    m_remove->setAccessibleName(tr("%1: remove").arg(what));
    nameFields();
}

} // namespace interleave::widgets
