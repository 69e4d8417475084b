// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/lock_step.h"

#include "core/eventloop/loop_services.h"

#include <algorithm>

namespace interleave::eventloop {
namespace {

using trace::BlockCause;
using trace::EventKind;

class Holding {
public:
    Holding(TaskRun &run, LoopServices::NamedLock &named, std::uint16_t index) : m_run(run), m_named(named), m_index(index)
    {
        run.record(EventKind::LockAcquired, index, named.nameId);
    }
    Holding(const Holding &) = delete;
    Holding &operator=(const Holding &) = delete;
    ~Holding()
    {
        m_run.record(EventKind::LockReleased, m_index, m_named.nameId);
        m_named.lock.release();
    }

private:
    TaskRun &m_run;
    LoopServices::NamedLock &m_named;
    const std::uint16_t m_index;
};

} // namespace

Task<workloads::TaskOutcome> lockStep(TaskRun &run, const plan::StepSpec &step, std::uint16_t index)
{
    LoopServices::NamedLock &named = run.environment().shared->lock(run.detail(step).lock);
    run.record(EventKind::LockRequested, index, named.nameId);
    const bool waits = named.lock.held();
    if (waits)
        run.block(BlockCause::Lock, index);
    const bool acquired = co_await named.lock.acquire(run.deadline());
    if (waits)
        run.resume(BlockCause::Lock, index);
    if (!acquired)
        co_return run.interrupted();
    const Holding holding(run, named, index);
    if (step.amount == 0)
        co_return workloads::TaskOutcome{};
    const base::Nanoseconds until = std::min(run.fallAsleep(base::Nanoseconds(step.amount), index), run.deadline());
    co_await run.loop().sleepUntil(until);
    co_return run.wakeUp(index);
}

} // namespace interleave::eventloop
