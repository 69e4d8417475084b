// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/queue_page.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace interleave::wire {

QueuePage::QueuePage(base::UniqueFd fd, void* base, std::uint32_t slots)
    : m_fd(std::move(fd))
    , m_base(base)
    , m_slots(slots)
{
}

QueuePage::QueuePage(QueuePage&& other) noexcept
    : m_fd(std::move(other.m_fd))
    , m_base(std::exchange(other.m_base, nullptr))
    , m_slots(other.m_slots)
{
}

QueuePage::~QueuePage()
{
    if (m_base)
        ::munmap(m_base, bytesFor(m_slots));
}

base::Result<QueuePage> QueuePage::map(base::UniqueFd fd, std::uint32_t slots)
{
    void* base = ::mmap(nullptr, bytesFor(slots), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (base == MAP_FAILED)
        return base::Error{base::ErrorCode::Refused, std::string("no memory for the page of a queue: ") + std::strerror(errno), {}};
    return QueuePage(std::move(fd), base, slots);
}

base::Result<QueuePage> QueuePage::create(std::uint32_t slots)
{
    base::UniqueFd fd(::memfd_create("interleave-queue", MFD_CLOEXEC));
    if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(bytesFor(slots))) != 0)
        return base::Error{base::ErrorCode::Refused, std::string("no memory for the page of a queue: ") + std::strerror(errno), {}};
    return map(std::move(fd), slots);
}

base::Result<QueuePage> QueuePage::attach(base::UniqueFd fd, std::uint32_t slot)
{
    struct stat status { };
    if (::fstat(fd.get(), &status) != 0 || static_cast<std::size_t>(status.st_size) < bytesFor(std::size_t{slot} + 1))
        return base::Error{base::ErrorCode::Protocol, "the page of the queue has no slot " + std::to_string(slot), {}};
    return map(std::move(fd), slot + 1);
}

std::uint32_t QueuePage::depth() const
{
    const std::uint64_t taken = counts().taken.load(std::memory_order_relaxed);
    const std::uint64_t put = counts().put.load(std::memory_order_relaxed);
    return static_cast<std::uint32_t>(put - std::min(put, taken));
}

std::atomic<std::uint32_t>& QueuePage::at(std::uint32_t slot) const
{
    assert(slot < m_slots);
    return reinterpret_cast<Slot*>(static_cast<std::byte*>(m_base) + sizeof(Counts))[slot].held;
}

} // namespace interleave::wire
