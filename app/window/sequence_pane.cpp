// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sequence_pane.h"

#include "core/record/freeze.h"
#include "widgets/common/format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace interleave::window {
namespace {

constexpr std::size_t kLiveTasks = 5'000;   ///< larger runs are shown when they have ended: freezing copies every task
constexpr std::size_t kLiveEvents = 20'000;
constexpr qint64 kLivePeriodMs = 500;

} // namespace

SequencePane::SequencePane(QWidget *parent)
    : QWidget(parent), m_label(new QLabel(this)), m_choice(new QComboBox(this)), m_which(new QLabel(this)),
      m_view(new widgets::SequenceView(this))
{
    auto *whose = new QWidget;
    auto *row = new QHBoxLayout(whose);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_label);
    row->addWidget(m_choice);
    row->addWidget(m_which);
    m_view->setLeadingWidget(whose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    m_label->setBuddy(m_choice);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(18);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        if (m_state)
            m_state->setEntry(static_cast<quint32>(index));
    });
    retranslateUi();
}

void SequencePane::setExperiment(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    m_plan = plan;
    m_catalogue = catalogue;
    m_latest.assign(plan.executors.size(), nullptr);
    m_live.reset();
    const QSignalBlocker quiet(m_choice);
    m_choice->clear();
    const auto styles = widgets::entryStyles(plan, catalogue, widgets::Theme::of(palette()));
    for (std::size_t i = 0; i < plan.executors.size(); ++i)
        m_choice->addItem(widgets::swatchIcon(styles[i]), widgets::entryName(plan.executors[i], catalogue).oneLine());
    showEntry();
}

void SequencePane::runStarted(const std::shared_ptr<const record::LiveRun> &run)
{
    m_live = run;
    m_sinceLook.start();
}

void SequencePane::runFinished(const std::shared_ptr<const record::RunRecord> &run)
{
    const std::size_t entry = run->key.entry.value;
    if (!run->trace)
        look(); // a warm-up's trace is not kept: this is how it ended
    m_live.reset();
    if (entry >= m_latest.size() || !run->trace)
        return;
    m_latest[entry] = run;
    if (m_state && m_state->entry() == run->key.entry.value)
        showRun(run);
}

void SequencePane::setRecord(const std::shared_ptr<const record::ExperimentRecord> &record)
{
    m_live.reset();
    for (std::size_t i = 0; i < m_latest.size(); ++i) {
        const auto run = record->representative(base::EntryId{static_cast<std::uint32_t>(i)});
        if (run && run->trace)
            m_latest[i] = run;
    }
    showEntry();
}

void SequencePane::tick()
{
    if (!m_live || m_sinceLook.elapsed() < kLivePeriodMs)
        return;
    m_sinceLook.start();
    look();
}

void SequencePane::look()
{
    if (!m_live || m_live->taskCount() > kLiveTasks || !m_state)
        return;
    const auto &key = m_live->key();
    if (m_state->entry() != key.entry.value || m_latest[key.entry.value])
        return;
    const auto frozen = std::make_shared<record::FrozenTrace>(record::freeze(m_live->trace(), kLiveEvents));
    m_view->setTrace(frozen, m_live->trace()->runStart().value_or(base::Nanoseconds{0}), nameOf(key.entry), 0);
    describe(&key);
}

QString SequencePane::nameOf(base::EntryId entry) const { return widgets::entryName(m_plan.executors[entry.value], m_catalogue).oneLine(); }

void SequencePane::showRun(const std::shared_ptr<const record::RunRecord> &run)
{
    m_shown = run;
    m_view->setTrace(run->trace, run->runStart, nameOf(run->key.entry), run->eventsDropped);
    describe(&run->key);
}

void SequencePane::describe(const record::RunKey *key)
{
    if (!key)
        m_which->clear();
    else if (key->warmup)
        m_which->setText(tr("warm-up"));
    else
        m_which->setText(tr("repetition %1 of %2").arg(key->repetition + 1).arg(m_plan.repetitions));
}

void SequencePane::showEntry()
{
    const auto entry = m_state ? m_state->entry() : std::nullopt;
    m_choice->setCurrentIndex(entry && *entry < m_latest.size() ? static_cast<int>(*entry) : -1);
    if (entry && *entry < m_latest.size() && m_latest[*entry]) {
        if (m_shown != m_latest[*entry])
            showRun(m_latest[*entry]);
        return;
    }
    m_shown.reset();
    describe(nullptr);
    m_view->setTrace(nullptr, base::Nanoseconds{0}, QString(), 0);
}

void SequencePane::setViewState(widgets::ViewState *state)
{
    m_state = state;
    m_view->setViewState(state);
    connect(state, &widgets::ViewState::entryChanged, this, &SequencePane::showEntry);
}

void SequencePane::setTheme(const widgets::Theme &theme)
{
    m_view->setTheme(theme);
    const auto styles = widgets::entryStyles(m_plan, m_catalogue, theme);
    for (std::size_t i = 0; i < styles.size() && static_cast<int>(i) < m_choice->count(); ++i)
        m_choice->setItemIcon(static_cast<int>(i), widgets::swatchIcon(styles[i]));
}

void SequencePane::retranslateUi()
{
    m_label->setText(tr("Se&quence of"));
    m_choice->setAccessibleName(tr("Concurrency model whose sequence is shown"));
    m_choice->setPlaceholderText(tr("Nothing yet"));
    m_view->retranslateUi();
    for (int i = 0; i < m_choice->count(); ++i)
        m_choice->setItemText(i, widgets::entryName(m_plan.executors[static_cast<std::size_t>(i)], m_catalogue).oneLine());
    if (m_shown)
        showRun(m_shown);
}

} // namespace interleave::window
