// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/memory_step.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

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

OwnMemory::~OwnMemory()
{
    if (m_base)
        ::munmap(m_base, m_bytes);
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

TaskOutcome memoryStep(StepCall &call)
{
    OwnMemory memory(static_cast<std::size_t>(call.step.amount));
    if (!memory.error().empty())
        return failedOutcome(memory.error());
    while (memory.touchMore()) {
        if (!call.goesOn())
            return call.interrupted();
        call.betweenSlices();
    }
    return call.step.second > 0 ? pauseFor(call, base::Nanoseconds(call.step.second)) : TaskOutcome{};
}

} // namespace interleave::workloads
