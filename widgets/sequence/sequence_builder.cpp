// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_builder.h"

#include "widgets/common/pool_job.h"
#include "widgets/sequence/sequence_columns.h"

#include <algorithm>

namespace interleave::widgets {
namespace {

std::shared_ptr<const analysis::Interactions> readTrace(const PlanRequest &request)
{
    return std::make_shared<const analysis::Interactions>(analysis::interactions(*request.trace, request.runStart, request.dropped));
}

/// What failed and what is selected must be seen by itself.
std::vector<analysis::FoldTask> foldTasksOf(const PlanRequest &request, const analysis::Interactions &all)
{
    auto tasks = analysis::foldTasks(all);
    const auto setApart = [&](std::uint32_t task) {
        if (task >= tasks.size())
            tasks.resize(task + 1U);
        tasks[task].apart = true;
    };
    for (const trace::TaskLife &life : request.trace->lives)
        if (life.status != trace::TaskStatus::Succeeded && life.status != trace::TaskStatus::None)
            setApart(life.task.value);
    if (request.task)
        setApart(*request.task);
    return tasks;
}

std::vector<analysis::FoldItem> foldMessages(const PlanRequest &request, const analysis::Interactions &all, analysis::FoldLevel level)
{
    const auto tasks = foldTasksOf(request, all);
    const auto groups = groupsOf(all, request.expandWorkers);
    analysis::FoldRules rules;
    rules.level = level;
    rules.tasks = tasks;
    rules.groupOf = groups;
    rules.selected = request.range;
    auto items = analysis::fold(all, all.messages, rules);
    for (const Unfold &unfold : request.unfolds) {
        const auto at = std::find_if(items.begin(), items.end(), [&](const analysis::FoldItem &i) { return i.first <= unfold.message && unfold.message < i.first + i.size(); });
        if (at == items.end() || !at->isLoop())
            continue;
        const auto item = static_cast<std::size_t>(at - items.begin());
        const auto instance = static_cast<std::uint32_t>((unfold.message - at->first) / at->period);
        items = unfold.whole ? analysis::unfolded(items, item) : analysis::unfolded(items, all.messages, item, instance);
    }
    return items;
}

PlanOptions optionsOf(const PlanRequest &request)
{
    PlanOptions options;
    options.expandWorkers = request.expandWorkers;
    options.order = request.order;
    options.byHand = request.byHand;
    return options;
}

/// Without anything that takes long to make: enough to see who did what, and when.
std::shared_ptr<const SequencePlan> coarsePlan(const PlanRequest &request)
{
    PlanOptions options = optionsOf(request);
    options.mode = AxisMode::Proportional;
    return std::make_shared<const SequencePlan>(makePlan({request.data.interactions, nullptr, nullptr, nullptr}, options));
}

} // namespace

std::shared_ptr<const SequencePlan> buildPlan(const PlanRequest &request)
{
    SequenceData data = request.data;
    if (!data.interactions)
        data.interactions = readTrace(request);
    if (!data.index || !data.pyramid || !data.traffic)
        data = SequenceData::of(data.interactions);
    const analysis::Interactions &all = *data.interactions;
    PlanOptions options = optionsOf(request);
    options.mode = request.mode.value_or(defaultMode(all.activations.size() + all.messages.size()));
    options.fold = request.fold.value_or(defaultFold(all.messages.size()));
    if (options.mode == AxisMode::Ordinal && options.fold != analysis::FoldLevel::None)
        options.folded = foldMessages(request, all, options.fold);
    return std::make_shared<const SequencePlan>(makePlan(data, options));
}

SequenceBuilder::SequenceBuilder(Done done, QObject *parent)
    : QObject(parent)
    , m_done(std::move(done))
    , m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->owner = this;
}

SequenceBuilder::~SequenceBuilder()
{
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->owner = nullptr;
}

void SequenceBuilder::Mailbox::send(quint64 number, std::shared_ptr<const SequencePlan> plan)
{
    const std::lock_guard lock(mutex);
    if (SequenceBuilder *to = owner)
        QMetaObject::invokeMethod(to, [to, number, plan = std::move(plan)] { to->deliver(number, plan); }, Qt::QueuedConnection);
}

void SequenceBuilder::request(PlanRequest request)
{
    const quint64 number = ++m_number;
    m_request = std::move(request);
    m_busy = true;
    if (m_request.trace->events.size() + m_request.trace->lives.size() <= kGuiThreadLimit) {
        finishNow();
        return;
    }
    workPool().start([request = m_request, number, mailbox = m_mailbox]() mutable {
        if (!request.data.interactions) {
            request.data.interactions = readTrace(request);
            mailbox->send(number, coarsePlan(request));
        }
        mailbox->send(number, buildPlan(request));
    });
}

void SequenceBuilder::drop()
{
    ++m_number;
    m_busy = false;
    m_request = {};
}

void SequenceBuilder::finishNow()
{
    if (m_busy)
        deliver(m_number, buildPlan(m_request));
}

void SequenceBuilder::deliver(quint64 number, std::shared_ptr<const SequencePlan> plan)
{
    // An answer that comes late is no answer to what is asked now.
    if (number != m_number || !m_busy)
        return;
    if (!plan->coarse()) {
        m_busy = false;
        m_request = {};
    }
    m_done(std::move(plan));
}

} // namespace interleave::widgets
