// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_builder.h"

#include "widgets/common/pool_job.h"

namespace interleave::widgets {
namespace {

constexpr std::size_t kSmallTrace = 20'000; ///< events that the GUI thread may handle itself

} // namespace

std::shared_ptr<const SequencePlan> buildPlan(const PlanRequest &request)
{
    auto interactions = request.interactions;
    if (!interactions)
        interactions = std::make_shared<const analysis::Interactions>(analysis::interactions(*request.trace, request.runStart, request.dropped));
    const AxisMode mode = request.mode.value_or(defaultMode(interactions->activations.size() + interactions->messages.size()));
    return std::make_shared<const SequencePlan>(makePlan(std::move(interactions), mode, request.expandWorkers));
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

void SequenceBuilder::request(PlanRequest request)
{
    const quint64 number = ++m_number;
    m_request = std::move(request);
    m_busy = true;
    if (m_request.trace->events.size() + m_request.trace->lives.size() <= kSmallTrace) {
        finishNow();
        return;
    }
    workPool().start([request = m_request, number, mailbox = m_mailbox] {
        auto plan = buildPlan(request);
        const std::lock_guard lock(mailbox->mutex);
        if (SequenceBuilder *owner = mailbox->owner)
            QMetaObject::invokeMethod(owner, [owner, number, plan = std::move(plan)] { owner->deliver(number, plan); }, Qt::QueuedConnection);
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
    m_busy = false;
    m_request = {};
    m_done(std::move(plan));
}

} // namespace interleave::widgets
