// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace interleave::workloads {

/// Idle connections of network steps that keep theirs, by peer ("127.0.0.1:4711"). The last one given back is taken first: the others may
/// grow old, it is the one most likely to be alive.
/// Threads: any.
class ConnectionPool {
public:
    /// Empty: none is idle. One that the peer has closed, or has sent something on that nobody asked for, is dropped on the way.
    base::UniqueFd take(const std::string &peer);
    void give(const std::string &peer, base::UniqueFd connection);
    [[nodiscard]] std::size_t idle() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::string, std::vector<base::UniqueFd>> m_idle;
};

} // namespace interleave::workloads
