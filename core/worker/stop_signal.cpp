// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/stop_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace interleave::worker {
namespace {

// A signal handler reaches nothing but globals.
std::atomic<bool> asked{false};
int event = -1;
int nothing = -1; ///< /dev/null
int waitedFor = -1;

void onTerminate(int)
{
    const int before = errno;
    asked.store(true, std::memory_order_relaxed);
    const std::uint64_t one = 1;
    // The event wakes a sleep that began just before the signal came.
    if (::write(event, &one, sizeof one) < 0) { }
    ::dup2(nothing, waitedFor);
    errno = before;
}

} // namespace

void prepareSignals(int input)
{
    event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    waitedFor = input;
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error code too
    struct sigaction action { };
    action.sa_handler = onTerminate; // without SA_RESTART: it ends what waits
    ::sigaction(SIGTERM, &action, nullptr);
}

const std::atomic<bool>& stopAsked() { return asked; }
int stopDescriptor() { return event; }

bool sleepUntil(base::Nanoseconds until)
{
    pollfd stop{event, POLLIN, 0};
    for (auto left = until - base::monotonicNow(); left.count() > 0; left = until - base::monotonicNow()) {
        const timespec time = base::toTimespec(left);
        if (::ppoll(&stop, 1, &time, nullptr) > 0)
            return false;
    }
    return !asked.load(std::memory_order_relaxed);
}

} // namespace interleave::worker
