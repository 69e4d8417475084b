// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace interleave::runner {

/// The run's own `interleave-worker --responder`: the peer of network steps without a host.
/// Threads: started by one that lives as long as the run.
class ResponderProcess {
public:
    /// Waits until it listens; `started` gets its pid before that. Errors: Refused.
    static base::Result<std::unique_ptr<ResponderProcess>> start(const std::string &workerPath, const std::function<void(pid_t)> &started = {});
    ResponderProcess(const ResponderProcess &) = delete;
    ResponderProcess &operator=(const ResponderProcess &) = delete;
    ~ResponderProcess() { stop(); }

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    /// Ends and reaps it. What it used in all; a second call has nothing to add.
    rusage stop();

private:
    ResponderProcess() = default;
    bool awaitPort(int from);
    pid_t m_pid = -1;
    std::uint16_t m_port = 0;
    base::UniqueFd m_lifeline; ///< its end of file is its end
};

} // namespace interleave::runner
