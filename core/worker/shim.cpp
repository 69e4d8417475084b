// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/shim.h"

#include "core/base/clock.h"
#include "core/spawn/spawn.h"
#include "core/workloads/shim_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>

extern char **environ;

namespace interleave::worker {
namespace {

using base::Nanoseconds;
using workloads::kShimFd;
using workloads::ShimWord;

constexpr int kNotStartedByStep = 2;
constexpr int kEndMs = 1000; ///< for the descendants to go
/// What programs expect that wait with select(2) or close every number there is: a runner's own limit may be a million.
constexpr rlim_t kUsualDescriptors = 1024;

base::UniqueFd takeSignals()
{
    sigset_t mine;
    ::sigemptyset(&mine);
    ::sigaddset(&mine, SIGCHLD);
    ::sigaddset(&mine, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &mine, nullptr);
    return base::UniqueFd(::signalfd(-1, &mine, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// What a command finds is what it would find without us.
void tidyUp()
{
    ::unsetenv("INTERLEAVE_PARENT");
    ::unsetenv("INTERLEAVE_BALLAST");
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(limit.rlim_cur, kUsualDescriptors);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Starts the program, without ever asking a shell. Returns 0 or the errno.
int startProgram(char **argv, pid_t &pid)
{
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, kShimFd);
    const int failed = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    return failed;
}

/// The command, from its start to the end of all that came of it.
class Shim {
public:
    explicit Shim(base::UniqueFd signals)
        : m_signals(std::move(signals))
    {
    }

    ShimWord run(const char *folder, char **argv)
    {
        if (*folder != '\0' && ::chdir(folder) != 0)
            return {'d', errno};
        if (const int failed = startProgram(argv, m_command); failed != 0)
            return {'s', failed};
        while (!m_status)
            next();
        spawn::endAllChildren(kEndMs);
        return {'x', *m_status};
    }

private:
    void next()
    {
        std::array<pollfd, 2> sources{{{m_signals.get(), POLLIN, 0}, {m_starterGone ? -1 : kShimFd, POLLIN, 0}}};
        const auto left = std::max(m_killAt.value_or(Nanoseconds{}) - base::monotonicNow(), Nanoseconds{});
        const timespec time = base::toTimespec(left);
        if (::ppoll(sources.data(), sources.size(), m_killAt ? &time : nullptr, nullptr) == 0)
            kill();
        if (sources[0].revents != 0)
            takeSignal();
        if (sources[1].revents != 0)
            takeWord();
    }

    void takeSignal()
    {
        signalfd_siginfo signal{};
        while (::read(m_signals.get(), &signal, sizeof signal) > 0) {
            if (signal.ssi_signo == SIGTERM)
                kill();
        }
        // Everything that ended, or came to us and ended: several children may share one signal.
        int status = 0;
        for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
            if (pid == m_command)
                m_status = status;
        }
    }

    void takeWord()
    {
        std::uint32_t grace = 0;
        if (::recv(kShimFd, &grace, sizeof grace, MSG_WAITALL) == sizeof grace) {
            spawn::signalGroup(m_command, SIGTERM);
            m_killAt = base::monotonicNow() + std::chrono::milliseconds(grace);
        } else {
            m_starterGone = true;
            kill();
        }
    }

    void kill()
    {
        m_killAt.reset();
        spawn::signalGroup(m_command, SIGKILL);
        ::kill(m_command, SIGKILL);
    }

    base::UniqueFd m_signals;
    pid_t m_command = -1;
    std::optional<int> m_status;
    std::optional<Nanoseconds> m_killAt;
    bool m_starterGone = false;
};

} // namespace

int shimMain(int argc, char **argv)
{
    spawn::dieWithParent(SIGTERM);
    if (argc < 4 || ::fcntl(kShimFd, F_GETFD) < 0) {
        std::fputs("interleave-worker --shim is started by a command step, not by hand\n", stderr);
        return kNotStartedByStep;
    }
    spawn::becomeSubreaper();
    Shim shim(takeSignals());
    tidyUp();
    const auto word = workloads::encodeShimWord(shim.run(argv[2], argv + 3));
    ::send(kShimFd, word.data(), word.size(), MSG_NOSIGNAL);
    return 0;
}

} // namespace interleave::worker
