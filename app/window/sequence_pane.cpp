// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/sequence_pane.h"

#include "core/record/freeze.h"
#include "widgets/common/format.h"
#include "widgets/sequence/sequence_canvas.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace interleave::window {
namespace {

constexpr std::size_t kLiveTasks = 5'000;   ///< larger runs are shown when they have ended: freezing copies every task
constexpr std::size_t kLiveEvents = 20'000;
constexpr qint64 kLivePeriodMs = 500;

} // namespace

SequencePane::SequencePane(QWidget *parent)
    : QWidget(parent), m_whose(new QWidget), m_switch(new QButtonGroup(this)), m_pages(new QStackedWidget(this)), m_label(new QLabel(this)), m_choice(new QComboBox(this)),
      m_which(new QLabel(this)), m_view(new widgets::SequenceView(this)), m_lanes(new widgets::LanesView(this))
{
    auto *row = new QHBoxLayout(m_whose);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(6);
    auto *switches = new QHBoxLayout;
    switches->setSpacing(0);
    for (const auto page : kSchedulingPages)
        switches->addWidget(addSwitch(page));
    row->addLayout(switches);
    row->addWidget(m_label);
    row->addWidget(m_choice);
    row->addWidget(m_which);
    for (auto *&place : m_places) {
        auto *holder = new QWidget;
        place = new QHBoxLayout(holder);
        place->setContentsMargins(0, 0, 0, 0);
        if (&place == &m_places.front())
            m_view->setLeadingWidget(holder);
        else
            m_lanes->setLeadingWidget(holder);
    }
    m_pages->addWidget(m_view);
    m_pages->addWidget(m_lanes);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_pages, 1);
    m_label->setBuddy(m_choice);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(18);
    connect(m_switch, &QButtonGroup::idClicked, this, [this](int id) { setPage(static_cast<SchedulingPage>(id)); });
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        if (m_state)
            m_state->setEntry(static_cast<quint32>(index));
    });
    setPage(m_page);
    retranslateUi();
}

QToolButton *SequencePane::addSwitch(SchedulingPage page)
{
    auto *button = new QToolButton;
    button->setCheckable(true);
    button->setAutoRaise(true);
    m_switches[static_cast<std::size_t>(page)] = button;
    m_switch->addButton(button, static_cast<int>(page));
    return button;
}

void SequencePane::setPage(SchedulingPage page)
{
    m_page = page;
    const auto i = static_cast<std::size_t>(page);
    const bool focused = m_switch->checkedButton() && m_switch->checkedButton()->hasFocus();
    m_switches[i]->setChecked(true);
    m_places[i]->addWidget(m_whose);
    m_pages->setCurrentIndex(static_cast<int>(page));
    if (focused)
        m_switches[i]->setFocus(); // it moved to another bar
    hand(page);
}

void SequencePane::give(Given given)
{
    m_given = std::move(given);
    m_handed.fill(false);
    hand(m_page);
    // Both say that there is nothing yet.
    if (!m_given.trace)
        for (const auto page : kSchedulingPages)
            hand(page);
}

/// Only a page that somebody looks at is prepared: of a large run that takes memory.
void SequencePane::hand(SchedulingPage page)
{
    bool &handed = m_handed[static_cast<std::size_t>(page)];
    if (std::exchange(handed, true))
        return;
    if (page == SchedulingPage::Sequence) {
        m_view->setTrace(m_given.trace, m_given.runStart, m_given.title, m_given.dropped);
        return;
    }
    widgets::KnownRun known;
    if (const auto &plan = m_view->canvas()->plan(); m_handed[static_cast<std::size_t>(SchedulingPage::Sequence)] && !m_view->busy() && plan)
        known = {plan->interactions, plan->pyramid, plan->index};
    m_lanes->setTrace(m_given.trace, m_given.runStart, m_given.title, m_given.dropped, std::move(known));
}

bool SequencePane::busy(SchedulingPage page)
{
    hand(page);
    return page == SchedulingPage::Sequence ? m_view->busy() : m_lanes->busy();
}

QImage SequencePane::renderImage(SchedulingPage page, QSize size, const widgets::Theme &theme, double scale)
{
    hand(page);
    return page == SchedulingPage::Sequence ? m_view->renderImage(size, theme, scale) : m_lanes->renderImage(size, theme, scale);
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
    give({frozen, m_live->trace()->runStart().value_or(base::Nanoseconds{0}), nameOf(key.entry), 0});
    describe(&key);
}

QString SequencePane::nameOf(base::EntryId entry) const { return widgets::entryName(m_plan.executors[entry.value], m_catalogue).oneLine(); }

void SequencePane::showRun(const std::shared_ptr<const record::RunRecord> &run)
{
    m_shown = run;
    give({run->trace, run->runStart, nameOf(run->key.entry), run->eventsDropped});
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
    give({});
}

void SequencePane::setViewState(widgets::ViewState *state)
{
    m_state = state;
    m_view->setViewState(state);
    m_lanes->setViewState(state);
    connect(state, &widgets::ViewState::entryChanged, this, &SequencePane::showEntry);
}

void SequencePane::setTheme(const widgets::Theme &theme)
{
    m_view->setTheme(theme);
    m_lanes->setTheme(theme);
    const auto styles = widgets::entryStyles(m_plan, m_catalogue, theme);
    for (std::size_t i = 0; i < styles.size() && static_cast<int>(i) < m_choice->count(); ++i)
        m_choice->setItemIcon(static_cast<int>(i), widgets::swatchIcon(styles[i]));
}

void SequencePane::retranslateUi()
{
    const std::array names{tr("Sequence"), tr("Lanes")};
    const std::array tips{tr("Who handed what to whom, and who waited for whom"), tr("A lane for each worker, process and loop, over time")};
    for (std::size_t i = 0; i < m_switches.size(); ++i) {
        m_switches[i]->setText(names[i]);
        m_switches[i]->setToolTip(tips[i]);
        m_switches[i]->setAccessibleName(tr("Show: %1").arg(names[i]));
    }
    m_label->setText(tr("o&f", "the sequence, or the lanes, of a concurrency model"));
    m_choice->setAccessibleName(tr("Concurrency model whose scheduling is shown"));
    m_choice->setPlaceholderText(tr("Nothing yet"));
    m_view->retranslateUi();
    m_lanes->retranslateUi();
    for (int i = 0; i < m_choice->count(); ++i)
        m_choice->setItemText(i, widgets::entryName(m_plan.executors[static_cast<std::size_t>(i)], m_catalogue).oneLine());
    if (m_shown)
        showRun(m_shown);
}

} // namespace interleave::window
