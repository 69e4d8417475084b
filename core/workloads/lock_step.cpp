// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/lock_step.h"

#include "core/workloads/lock_table.h"

namespace interleave::workloads {
namespace {

using trace::EventKind;

/// One lock as its task sees it.
class NamedLock {
public:
    NamedLock(StepCall &call, std::uint32_t lock)
        : m_call(call)
        , m_lock(lock)
        , m_table(*call.context.services->locks)
        , m_name(lockName(call.context.lane, *call.context.services, lock))
    {
    }
    ~NamedLock()
    {
        if (!m_held)
            return;
        record(EventKind::LockReleased); // before: the next holder's event comes after it
        m_table.unlock(m_lock);
    }
    NamedLock(const NamedLock &) = delete;
    NamedLock &operator=(const NamedLock &) = delete;

    TaskOutcome take()
    {
        record(EventKind::LockRequested);
        m_held = m_table.tryLock(m_lock) || await();
        if (!m_held)
            return m_call.interrupted();
        record(EventKind::LockAcquired);
        return {};
    }

private:
    bool await()
    {
        const Blocking blocking(m_call, trace::BlockCause::Lock);
        const auto until = m_call.deadline.count() > 0 ? std::optional(m_call.deadline) : std::nullopt;
        return m_table.lockUntil(m_lock, until, m_call.context.cancelled) == LockTable::Got::Lock;
    }
    void record(EventKind kind) { m_call.context.lane.append(kind, m_call.task.id, base::kNoLane, m_name, 0, 0, m_call.index); }

    StepCall &m_call;
    const std::uint32_t m_lock;
    const LockTable &m_table;
    const std::uint32_t m_name;
    bool m_held = false;
};

} // namespace

TaskOutcome lockStep(StepCall &call)
{
    const plan::StepDetail *detail = call.detail();
    const LockTable *table = detail ? call.context.services->locks.get() : nullptr;
    if (!table || detail->lock >= table->count())
        return unknownStep(call.step);
    NamedLock lock(call, detail->lock);
    TaskOutcome outcome = lock.take();
    if (outcome.status == trace::TaskStatus::Succeeded && call.step.amount > 0)
        outcome = pauseFor(call, base::Nanoseconds(call.step.amount));
    return outcome;
}

std::uint32_t lockName(const trace::LaneWriter &lane, const RunServices &services, std::uint32_t lock)
{
    if (!lane.mapping() || lock >= services.lockNames.size())
        return 0;
    return services.locks->nameId(lock, *lane.mapping(), services.lockNames[lock]);
}

} // namespace interleave::workloads
