// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/trace.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace interleave::trace {
namespace {

std::int32_t currentThread() { return static_cast<std::int32_t>(::syscall(SYS_gettid)); }

/// "Not measured" must differ from a measured zero: stored one higher.
std::int64_t stored(std::optional<base::Nanoseconds> t) { return t ? std::max<std::int64_t>(t->count(), 0) + 1 : 0; }

} // namespace

LaneWriter::LaneWriter(std::shared_ptr<Mapping> mapping, LaneRole role, std::string_view name, base::LaneId parent)
    : m_mapping(std::move(mapping))
{
    const std::uint32_t index = m_mapping->header().laneCount.fetch_add(1, std::memory_order_relaxed);
    m_entry = m_mapping->lane(index);
    if (!m_entry)
        return;
    m_id = base::LaneId{index};
    m_entry->parent = parent.value;
    m_entry->role = role;
    m_entry->firstBlock.store(layout::kNoBlock, std::memory_order_relaxed);
    const std::size_t length = std::min(name.size(), sizeof m_entry->name - 1);
    std::memcpy(m_entry->name, name.data(), length);
    m_entry->name[length] = '\0';
    bindToThisThread();
    m_entry->ready.store(1, std::memory_order_release);
}

LaneWriter::LaneWriter(std::shared_ptr<Mapping> mapping, base::LaneId existing)
    : m_mapping(std::move(mapping))
    , m_entry(m_mapping->lane(existing.value))
    , m_id(m_entry ? existing : base::kNoLane)
{
    bindToThisThread();
}

void LaneWriter::bindToThisThread() { setIdentity(::getpid(), currentThread()); }

void LaneWriter::setIdentity(std::int32_t pid, std::int32_t tid)
{
    if (!m_entry)
        return;
    m_entry->pid.store(pid, std::memory_order_relaxed);
    m_entry->tid.store(tid, std::memory_order_relaxed);
}

bool LaneWriter::nextBlock()
{
    if (m_full)
        return false;
    const std::uint32_t index = m_mapping->header().nextBlock.fetch_add(1, std::memory_order_relaxed);
    // Most lanes stay within their first block and should not look larger than they are; one that goes on is a busy one.
    const bool busy = m_block != layout::kNoBlock;
    if (!m_mapping->reserveBlock(index, busy)) {
        m_full = true;
        return false;
    }
    layout::BlockHeader *block = m_mapping->block(index);
    block->lane = m_id.value;
    block->next.store(layout::kNoBlock, std::memory_order_relaxed);
    if (m_block == layout::kNoBlock)
        m_entry->firstBlock.store(index, std::memory_order_release);
    else
        m_mapping->block(m_block)->next.store(index, std::memory_order_release);
    m_block = index;
    m_events = reinterpret_cast<Event *>(block + 1);
    m_used = 0;
    return true;
}

Event *LaneWriter::place()
{
    if (!m_entry) {
        if (m_mapping)
            m_mapping->header().orphanDrops.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    if (m_used == layout::kEventsPerBlock && !nextBlock()) {
        m_entry->dropped.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    return m_events + m_used;
}

void LaneWriter::publish()
{
    ++m_used;
    m_entry->published.store(++m_count, std::memory_order_release);
}

void LaneWriter::append(Event event)
{
    Event *at = place();
    if (!at)
        return;
    if (event.time == 0)
        event.time = base::monotonicNow().count();
    *at = event;
    publish();
}

void LaneWriter::append(EventKind kind, base::TaskId task, base::LaneId peer, std::uint32_t arg1, std::uint64_t arg2, std::uint8_t flags, std::uint16_t step)
{
    Event *at = place();
    if (!at)
        return;
    // Field by field, in place: an event put together elsewhere and copied costs as much again as the clock read
    // (narrow stores that a wide load must wait for).
    at->task = task.value;
    at->peer = peer.value;
    at->kind = kind;
    at->flags = flags;
    at->step = step;
    at->arg1 = arg1;
    at->arg2 = arg2;
    at->time = base::monotonicNow().count();
    publish();
}

void LaneWriter::submitted(base::TaskId task, base::Nanoseconds due)
{
    layout::TaskSlot *slot = m_mapping ? m_mapping->task(task.value) : nullptr;
    if (!slot)
        return;
    slot->due = due.count();
    slot->submitLane = m_id.value;
    slot->submittedAt.store(base::monotonicNow().count(), std::memory_order_release);
    auto &end = m_mapping->header().submittedEnd;
    std::uint32_t seen = end.load(std::memory_order_relaxed);
    while (seen <= task.value && !end.compare_exchange_weak(seen, task.value + 1, std::memory_order_release, std::memory_order_relaxed)) { }
}

void LaneWriter::started(base::TaskId task, base::Nanoseconds at)
{
    layout::TaskSlot *slot = m_mapping ? m_mapping->task(task.value) : nullptr;
    if (!slot)
        return;
    slot->startLane = m_id.value;
    slot->startedAt.store((at.count() != 0 ? at : base::monotonicNow()).count(), std::memory_order_release);
}

bool LaneWriter::finished(base::TaskId task, TaskStatus status, std::string_view error, base::Nanoseconds at)
{
    layout::TaskSlot *slot = m_mapping ? m_mapping->task(task.value) : nullptr;
    if (!slot)
        return false;
    std::uint8_t none = 0;
    if (!slot->status.compare_exchange_strong(none, static_cast<std::uint8_t>(status), std::memory_order_acq_rel))
        return false;
    slot->error = m_mapping->intern(error);
    slot->finishLane = m_id.value;
    slot->finishedAt.store((at.count() != 0 ? at : base::monotonicNow()).count(), std::memory_order_release);
    return true;
}

bool LaneWriter::overturned(base::TaskId task, std::string_view error)
{
    layout::TaskSlot *slot = m_mapping ? m_mapping->task(task.value) : nullptr;
    if (!slot || slot->status.load(std::memory_order_acquire) != static_cast<std::uint8_t>(TaskStatus::Succeeded))
        return false;
    slot->error = m_mapping->intern(error);
    slot->status.store(static_cast<std::uint8_t>(TaskStatus::Failed), std::memory_order_release);
    return true;
}

void LaneWriter::closed(base::TaskId task, const TaskSums &sums)
{
    layout::TaskSlot *slot = m_mapping ? m_mapping->task(task.value) : nullptr;
    if (!slot)
        return;
    slot->onCpu.store(stored(sums.onCpu), std::memory_order_relaxed);
    slot->runnable.store(stored(sums.runnable), std::memory_order_relaxed);
    for (std::size_t i = 0; i < CauseSums::kParts && sums.blockedBy.parts[i] != 0; ++i)
        m_mapping->causes(task.value)->blockedBy[i].store(sums.blockedBy.parts[i], std::memory_order_relaxed);
    slot->blocked.store(stored(sums.blockedBy.total()), std::memory_order_release);
}

void LaneWriter::heldBack(base::TaskId task, BlockCause cause, base::Nanoseconds duration)
{
    layout::TaskCauses *causes = m_mapping ? m_mapping->causes(task.value) : nullptr;
    if (!causes)
        return;
    CauseSums sums;
    sums.add(cause, duration);
    causes->heldBack.store(sums.parts[0], std::memory_order_relaxed);
}

void LaneWriter::spent(const LaneTotals &totals)
{
    if (!m_entry)
        return;
    m_entry->onCpu.store(stored(totals.onCpu), std::memory_order_relaxed);
    m_entry->runnable.store(stored(totals.runnable), std::memory_order_relaxed);
    m_entry->alive.store(stored(totals.alive), std::memory_order_release);
}

} // namespace interleave::trace
