// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/tasks.h"
#include "core/runner/responder_process.h"
#include "core/wire/control.h"
#include "core/workloads/run_services.h"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace interleave::runner {

/// What the run lends its steps, from before its set-up until after its tear-down: the private folder with the file to read, the locks, the
/// responder, the addresses of hosts, the pool of connections. Only what its tasks use is made.
class Services {
public:
    /// `apart` gets the pid of what is started here and is no part of the run, at once. Errors: Refused, when the machine has not what the tasks need.
    static base::Result<std::unique_ptr<Services>> open(const plan::Workload &workload, const plan::ExecutorEntry &entry, std::span<const plan::TaskSpec> tasks, const wire::RunSpec &order,
                                                        const std::function<void(pid_t)> &apart = {});
    Services(const Services &) = delete;
    Services &operator=(const Services &) = delete;
    ~Services() { close(); }

    /// Processes of its own: the responder.
    [[nodiscard]] int processes() const { return m_responder ? 1 : 0; }
    [[nodiscard]] const workloads::RunServices &lent() const { return m_lent; }
    /// Ends the responder, removes the folder. What the responder used in all: it is the peer, no part of the run. Only the first call does.
    rusage close();

private:
    Services() = default;
    base::Result<void> makeFolder(const std::string &path);
    void findHosts();

    workloads::RunServices m_lent;
    std::unique_ptr<ResponderProcess> m_responder;
};

/// Removes a run's folder and all that is in it; nothing if there is none.
void removeFolder(const std::string &path);

} // namespace interleave::runner
