// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/spawn/spawn.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace interleave::process {

/// One supervised child: spawned, awaited through a Boost.Process handle (pidfd), reaped exactly once.
/// Threads: everything, call-backs included, in the thread that runs the executor's io_context (which must be long-lived:
/// the parent-death signal follows it). Cost: see spawnChild.
class Child {
public:
    /// `exited` gets the wait status; not called after the destructor.
    static base::Result<std::unique_ptr<Child>> start(
        boost::asio::any_io_executor executor, const spawn::SpawnOptions& options, std::function<void(int waitStatus)> exited);
    /// Kills the whole group and reaps the child if it still runs.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] int pid() const;
    [[nodiscard]] bool running() const;
    void signalGroup(int signal);

private:
    struct Impl;
    explicit Child(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> m_impl;
};

} // namespace interleave::process
