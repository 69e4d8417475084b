// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/compose_form.h"

#include "core/plan/presets.h"
#include "widgets/form/arrival_editor.h"
#include "widgets/form/field_note.h"
#include "widgets/form/message_strip.h"
#include "widgets/form/models_editor.h"
#include "widgets/form/plan_command.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/plan_text.h"
#include "widgets/form/run_settings_editor.h"
#include "widgets/form/task_groups_editor.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include <map>

namespace interleave::widgets {
namespace {

/// Scrolls up and down only, so it is never narrower than what it holds: a dock beside it would cut the fields off.
class TallScrollArea : public QScrollArea {
public:
    using QScrollArea::QScrollArea;
    QSize minimumSizeHint() const override
    {
        const QSize least = QScrollArea::minimumSizeHint();
        return widget() ? QSize(widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(), least.height()) : least;
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::LayoutRequest)
            updateGeometry();
        return QScrollArea::event(event);
    }
};

} // namespace

ComposeForm::ComposeForm(const plan::Catalogue &catalogue, QWidget *parent)
    : QWidget(parent), m_catalogue(catalogue), m_undo(new QUndoStack(this)), m_scroll(new TallScrollArea(this)), m_presetLabel(new QLabel(this)), m_lookFor(new QLabel(this)),
      m_nameLabel(new QLabel(this)), m_preset(new QComboBox(this)), m_name(new QLineEdit(this)), m_nameNote(new FieldNote(m_name, this)), m_groups(new TaskGroupsEditor(this)),
      m_arrival(new ArrivalEditor(this)), m_models(new ModelsEditor(catalogue, this)), m_settings(new RunSettingsEditor(this)),
      m_problem(new MessageStrip(MessageStrip::Closing::ByItself, this))
{
    for (const auto &preset : plan::presets()) {
        const auto loaded = plan::loadPreset(preset.id, m_catalogue);
        m_presets.push_back(loaded ? std::optional(*loaded) : std::nullopt);
    }
    layOut();
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        const auto applied = applyPreset(m_preset->itemData(index).toString().toStdString());
        if (!applied)
            m_problem->say(QString::fromStdString(applied.error().text()));
    });
    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString &name) { edit(edit::withName(m_plan, name.toStdString()), tr("Rename Plan"), QStringLiteral("name")); });
    connect(m_groups, &TaskGroupsEditor::edited, this, &ComposeForm::edit);
    connect(m_groups, &TaskGroupsEditor::disclosed, this, &ComposeForm::showNotes);
    connect(m_arrival, &ArrivalEditor::edited, this, &ComposeForm::edit);
    connect(m_models, &ModelsEditor::edited, this, &ComposeForm::edit);
    connect(m_settings, &RunSettingsEditor::edited, this, &ComposeForm::edit);
    connect(m_problem, &MessageStrip::actionRequested, this, &ComposeForm::showFirstProblem);
    setTheme(Theme::of(palette()));
    retranslateUi();
    showPlan(m_plan);
}

void ComposeForm::layOut()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    auto *head = new QFormLayout;
    head->setSpacing(4);
    head->addRow(m_presetLabel, m_preset);
    head->addRow(m_nameLabel, m_name);
    head->addRow(m_nameNote);
    m_nameNote->setPath("name");
    m_presetLabel->setBuddy(m_preset);
    m_nameLabel->setBuddy(m_name);
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_preset->setMinimumContentsLength(8);
    m_lookFor->setWordWrap(true);
    m_lookFor->setTextFormat(Qt::PlainText);
    column->addLayout(head);
    column->addWidget(m_lookFor);
    column->addWidget(m_groups);
    column->addWidget(m_arrival);
    column->addWidget(m_models, 1);
    column->addWidget(m_settings);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(content);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_scroll, 1);
    all->addWidget(m_problem);
}

void ComposeForm::setPlan(plan::Plan plan)
{
    m_undo->clear();
    showPlan(plan);
}

void ComposeForm::edit(const plan::Plan &after, const QString &text, const QString &field)
{
    if (after == m_plan)
        return;
    m_undo->push(new PlanCommand(m_plan, after, text, field, [this](const plan::Plan &plan) { showPlan(plan); }));
}

base::Result<void> ComposeForm::applyPreset(std::string_view id)
{
    auto loaded = plan::loadPreset(id, m_catalogue);
    if (!loaded)
        return loaded.error();
    edit(loaded.value(), tr("Apply Preset"), {});
    return {};
}

void ComposeForm::showPlan(const plan::Plan &plan)
{
    m_plan = plan;
    const QString name = QString::fromStdString(plan.name);
    if (m_name->text() != name)
        m_name->setText(name);
    m_groups->showPlan(m_plan);
    m_arrival->showPlan(m_plan);
    m_models->showPlan(m_plan);
    m_settings->showPlan(m_plan);
    showPreset();
    showProblems();
    Q_EMIT planChanged(m_plan);
}

void ComposeForm::showProblems()
{
    m_problems = problemsOf(m_plan, m_catalogue);
    QStringList sentences;
    for (const Problem &problem : m_problems)
        sentences << problem.sentence();
    if (sentences.isEmpty())
        m_problem->clear();
    else
        m_problem->say(sentences.join(u'\n'), tr("Show"));
    m_models->showProblems(m_problems);
    showNotes();
    if (m_valid != m_problems.empty()) {
        m_valid = m_problems.empty();
        Q_EMIT validityChanged(m_valid);
    }
}

/// Each problem beside its field, or at the nearest place that can be seen.
void ComposeForm::showNotes()
{
    std::map<FieldNote *, QString> said;
    for (const Problem &problem : m_problems) {
        FieldNote *note = parsePath(problem.path).entry ? nullptr : nearestNote(this, problem.path);
        if (note)
            said.emplace(note, problem.path.starts_with("workload.groups[") && note->path() == "workload.groups" ? problem.sentence() : problem.text);
    }
    for (auto *note : findChildren<FieldNote *>()) {
        if (const auto found = said.find(note); found != said.end())
            note->say(found->second);
        else
            note->clear();
    }
}

void ComposeForm::showFirstProblem()
{
    if (m_problems.empty())
        return;
    const std::string path = m_problems.front().path;
    const PlanPath where = parsePath(path);
    if (where.entry) {
        m_models->reveal(*where.entry);
        m_scroll->ensureWidgetVisible(m_models);
        return;
    }
    if (where.group)
        m_groups->reveal(*where.group, where.step, where.rest);
    showNotes();
    if (auto *note = nearestNote(this, path)) {
        note->control()->setFocus(Qt::OtherFocusReason);
        // What was unfolded just now has its place after the next turn of the event loop.
        QTimer::singleShot(0, note, [this, note] { m_scroll->ensureWidgetVisible(note->control()); });
    }
}

void ComposeForm::fillPresets()
{
    const QSignalBlocker quiet(m_preset);
    m_preset->clear();
    for (const auto &preset : plan::presets()) {
        m_preset->addItem(presetText(preset.title), QString::fromUtf8(preset.id.data(), static_cast<qsizetype>(preset.id.size())));
        m_preset->setItemData(m_preset->count() - 1, presetText(preset.lookFor), Qt::ToolTipRole);
    }
}

void ComposeForm::showPreset()
{
    const QSignalBlocker quiet(m_preset);
    int shown = -1;
    m_lookFor->clear();
    for (std::size_t i = 0; i < m_presets.size(); ++i) {
        if (m_presets[i] == m_plan) {
            shown = static_cast<int>(i);
            m_lookFor->setText(m_preset->itemData(shown, Qt::ToolTipRole).toString());
        }
    }
    m_preset->setCurrentIndex(shown);
    m_lookFor->setVisible(shown >= 0 && !m_lookFor->text().isEmpty());
}

void ComposeForm::setTheme(const Theme &theme)
{
    m_groups->setTheme(theme);
    m_models->setTheme(theme);
    m_problem->setTheme(theme);
}

void ComposeForm::retranslateUi()
{
    m_presetLabel->setText(tr("Pre&set"));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setPlaceholderText(tr("Own plan"));
    m_preset->setToolTip(tr("Fills the form with a ready experiment"));
    m_nameLabel->setText(tr("&Name"));
    m_name->setAccessibleName(tr("Name of the plan"));
    fillPresets();
    showPreset();
    m_groups->retranslateUi();
    m_arrival->retranslateUi();
    m_models->retranslateUi();
    m_settings->retranslateUi();
    m_problem->retranslateUi();
    showProblems();
}

} // namespace interleave::widgets
