// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/own_usage.h"

#include "core/metrics/proc_parse.h"

#include <array>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace interleave::metrics {

OwnMemory readOwnMemory()
{
    const base::UniqueFd fd(::open("/proc/self/status", O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> buffer;
    const ssize_t got = fd ? ::read(fd.get(), buffer.data(), buffer.size()) : -1;
    if (got <= 0)
        return {};
    const ProcStatus status = parseStatus({buffer.data(), static_cast<std::size_t>(got)});
    return {status.peakRssBytes, status.rssBytes};
}

ThreadRunDelay::ThreadRunDelay() : m_fd(::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) { }

std::optional<base::Nanoseconds> ThreadRunDelay::read() const
{
    std::array<char, 128> buffer;
    const ssize_t got = m_fd ? ::pread(m_fd.get(), buffer.data(), buffer.size(), 0) : -1;
    if (got <= 0)
        return std::nullopt;
    const auto stat = parseSchedstat({buffer.data(), static_cast<std::size_t>(got)});
    return stat ? std::optional(base::Nanoseconds(stat->runnable)) : std::nullopt;
}

} // namespace interleave::metrics
