// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/memory_step.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace interleave::workloads {

OwnMemory::OwnMemory(std::size_t bytes)
    : m_bytes(bytes)
{
    if (bytes == 0)
        return;
    void *base = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        m_error = "could not allocate " + std::to_string(bytes) + " bytes: " + std::strerror(errno);
    else
        m_base = static_cast<std::byte *>(base);
}

void OwnMemory::giveBack()
{
    if (std::byte *base = std::exchange(m_base, nullptr))
        ::munmap(base, m_bytes);
}

bool OwnMemory::touchMore()
{
    constexpr std::size_t kSlice = 4U << 20;
    if (!m_base || m_touched >= m_bytes)
        return false;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t end = std::min(m_bytes, m_touched + kSlice);
    for (; m_touched < end; m_touched += page)
        static_cast<volatile std::byte *>(m_base)[m_touched] = std::byte{1};
    return m_touched < m_bytes;
}

AddressSpaceLock::~AddressSpaceLock()
{
    constexpr base::Nanoseconds kWait = std::chrono::microseconds(50); // less is in the reading
    if (!m_measured)
        return;
    if (const auto waited = (ThreadCost::now() - m_before).idle(); waited > kWait)
        m_sums.add(trace::BlockCause::Lock, waited);
}

namespace {

TaskOutcome touchAll(StepCall &call, OwnMemory &memory)
{
    if (!memory.error().empty())
        return failedOutcome(memory.error());
    while (memory.touchMore()) {
        if (!call.goesOn())
            return call.interrupted();
        call.betweenSlices();
    }
    return {};
}

} // namespace

TaskOutcome memoryStep(StepCall &call)
{
    std::optional<AddressSpaceLock> taking(std::in_place, call.measured && !call.context.interlude, call.blockedBy);
    OwnMemory memory(static_cast<std::size_t>(call.step.amount));
    TaskOutcome outcome = touchAll(call, memory);
    taking.reset();
    if (outcome.status == trace::TaskStatus::Succeeded && call.step.second > 0)
        outcome = pauseFor(call, base::Nanoseconds(call.step.second));
    const AddressSpaceLock givingBack(call.measured, call.blockedBy);
    memory.giveBack();
    return outcome;
}

} // namespace interleave::workloads
