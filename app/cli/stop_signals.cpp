// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stop_signals.h"

#include "app/cli/exit_code.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <csignal>
#include <utility>

namespace interleave::cli {
namespace {

std::atomic<int> signalCount{0};
std::atomic<int> writeEnd{-1};
std::atomic<std::int64_t> firstSignal{0}; ///< CLOCK_MONOTONIC, ns
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free); // used by a signal handler

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

void tell(char what)
{
    const int saved = errno;
    if (::write(writeEnd.load(), &what, 1) < 0) { // the pipe is full of the same message: nothing is lost
    }
    errno = saved;
}

void onSignal(int)
{
    if (signalCount.fetch_add(1) > 0)
        ::_exit(Interrupted);
    firstSignal = base::monotonicNow().count();
    tell('s');
}

// A handler and not a blocked mask: children inherit a mask, but never a handler.
void install(void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : kSignals) {
        struct sigaction before {};
        ::sigaction(signal, nullptr, &before);
        if (signal == SIGHUP && before.sa_handler == SIG_IGN)
            continue; // nohup
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

StopSignals::StopSignals(std::function<void()> onStop) : m_onStop(std::move(onStop))
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return; // no descriptors left: signals keep their default action, which ends the process
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    signalCount = 0;
    writeEnd = ends[1];
    m_thread = std::thread([this, end = ends[0]] { wait(end); });
    install(onSignal);
}

StopSignals::~StopSignals()
{
    if (!m_thread.joinable())
        return;
    install(SIG_DFL);
    tell('q');
    m_thread.join();
    ::close(writeEnd.exchange(-1));
}

void StopSignals::wait(int readEnd)
{
    for (char what = 0; what != 'q';) {
        const ssize_t n = ::read(readEnd, &what, 1);
        if (n == 1 && what == 's')
            m_onStop();
        else if (n == 0 || (n < 0 && errno != EINTR))
            break;
    }
    ::close(readEnd);
}

bool StopSignals::stopped() const { return signalCount.load() > 0; }

std::optional<base::Nanoseconds> StopSignals::stoppedAt() const { return stopped() ? std::optional(base::Nanoseconds(firstSignal.load())) : std::nullopt; }

} // namespace interleave::cli
