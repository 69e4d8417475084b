// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/child.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/process/v2/process.hpp>

#include <sys/wait.h>

#include <cerrno>

namespace interleave::process {

namespace asio = boost::asio;
using Handle = boost::process::v2::basic_process<asio::any_io_executor>;

struct Child::Impl {
    Impl(asio::any_io_executor executor, pid_t started, std::function<void(int)> callback)
        : pid(started)
        , handle(std::move(executor), started)
        , exited(std::move(callback))
    {
    }
    const pid_t pid;
    Handle handle;
    asio::cancellation_signal stop;
    std::function<void(int)> exited;
    bool reaped = false;
};

base::Result<std::unique_ptr<Child>> Child::start(asio::any_io_executor executor, const spawn::SpawnOptions& options, std::function<void(int)> exited)
{
    const auto pid = spawn::spawnChild(options);
    if (!pid)
        return pid.error();
    std::shared_ptr<Impl> impl;
    try {
        impl = std::make_shared<Impl>(executor, *pid, std::move(exited));
    } catch (const std::exception& e) {
        // No descriptor for the handle: the child that nobody could wait for must not stay.
        spawn::signalGroup(*pid, SIGKILL);
        ::waitpid(*pid, nullptr, 0);
        return base::Error{base::ErrorCode::Refused, "could not watch " + options.path + ": " + e.what(), {}};
    }
    // The handler owns the handle: Boost's wait refers to it until it completes.
    auto done = [impl](boost::system::error_code error, int) {
        if (impl->reaped)
            return;
        impl->reaped = true;
        const int status = error ? 0 : impl->handle.native_exit_code();
        // The number may belong to another child soon: the handle must forget it.
        (void)impl->handle.detach();
        if (const auto callback = std::exchange(impl->exited, nullptr))
            callback(status);
    };
    impl->handle.async_wait(asio::bind_cancellation_slot(impl->stop.slot(), std::move(done)));
    return std::unique_ptr<Child>(new Child(std::move(impl)));
}

Child::Child(std::shared_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Child::~Child()
{
    m_impl->exited = nullptr;
    if (m_impl->reaped)
        return;
    m_impl->reaped = true;
    spawn::signalGroup(m_impl->pid, SIGKILL);
    // Boost honours only this kind; after it its wait touches the number no more.
    m_impl->stop.emit(asio::cancellation_type::terminal);
    while (::waitpid(m_impl->pid, nullptr, 0) < 0 && errno == EINTR) { }
}

int Child::pid() const { return m_impl->pid; }
bool Child::running() const { return !m_impl->reaped; }

void Child::signalGroup(int signal)
{
    if (running())
        spawn::signalGroup(m_impl->pid, signal);
}

} // namespace interleave::process
