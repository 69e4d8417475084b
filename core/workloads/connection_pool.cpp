// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/connection_pool.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace interleave::workloads {
namespace {

bool isQuiet(int connection)
{
    char one = 0;
    return ::recv(connection, &one, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

} // namespace

base::UniqueFd ConnectionPool::take(const std::string &peer)
{
    const std::lock_guard lock(m_mutex);
    auto &idle = m_idle[peer];
    while (!idle.empty()) {
        base::UniqueFd last = std::move(idle.back());
        idle.pop_back();
        if (isQuiet(last.get()))
            return last;
    }
    return {};
}

void ConnectionPool::give(const std::string &peer, base::UniqueFd connection)
{
    const std::lock_guard lock(m_mutex);
    m_idle[peer].push_back(std::move(connection));
}

std::size_t ConnectionPool::idle() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = 0;
    for (const auto &[peer, connections] : m_idle)
        count += connections.size();
    return count;
}

} // namespace interleave::workloads
