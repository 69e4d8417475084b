// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spawn/spawn.h"

#include "core/base/clock.h"
#include "core/base/unique_fd.h"
#include "core/spawn/parent_variable.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace interleave::spawn {
namespace {

std::atomic<std::int64_t> startedSoFar{0};

/// Frees what posix_spawn's two objects hold.
struct SpawnSetup {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    SpawnSetup()
    {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
    }
    ~SpawnSetup()
    {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;
};

std::vector<std::string> environmentOf(const SpawnOptions& options)
{
    std::vector<std::pair<std::string, std::string>> added = options.environment;
    added.emplace_back(kParentVariable, std::to_string(::getpid()));
    const auto replaced = [&](std::string_view line) {
        return std::any_of(added.begin(), added.end(), [&](const auto& a) { return line.substr(0, line.find('=')) == a.first; });
    };
    std::vector<std::string> lines;
    for (char** line = environ; line && *line; ++line) {
        if (!replaced(*line))
            lines.emplace_back(*line);
    }
    for (const auto& [name, value] : added)
        lines.push_back(name + '=' + value);
    return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> result;
    for (std::string& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// Groups, signals: nothing of ours but what is meant for the child.
void setAttributes(posix_spawnattr_t& attributes)
{
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/// Numbers for the child. Ours are duplicated above the highest target first: a target may be another one's source.
base::Result<std::vector<base::UniqueFd>> setDescriptors(posix_spawn_file_actions_t& actions, const SpawnOptions& options)
{
    int highest = 2;
    std::array<bool, 3> given{};
    for (const auto& [ours, theirs] : options.descriptors) {
        highest = std::max(highest, theirs);
        if (theirs < 3)
            given[static_cast<std::size_t>(theirs)] = true;
    }
    std::vector<base::UniqueFd> held;
    for (const auto& [ours, theirs] : options.descriptors) {
        held.emplace_back(::fcntl(ours, F_DUPFD_CLOEXEC, highest + 1));
        if (!held.back())
            return base::Error{base::ErrorCode::Refused, std::string("no descriptor left: ") + std::strerror(errno), options.path};
        ::posix_spawn_file_actions_adddup2(&actions, held.back().get(), theirs);
    }
    if (!given[0])
        ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!given[1])
        ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (int number = 3; number <= highest; ++number) {
        if (std::none_of(options.descriptors.begin(), options.descriptors.end(), [&](const auto& d) { return d.second == number; }))
            ::posix_spawn_file_actions_addclose(&actions, number);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions, highest + 1);
    return held;
}

/// Whoever started us may have SIGCHLD ignored: then the kernel would reap our children, and nobody could learn how they ended.
void keepChildrenForUs()
{
    struct sigaction now { };
    if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN)
        ::signal(SIGCHLD, SIG_DFL);
}

/// The content of a small file of /proc; no stream: a worker links this, and streams would cost it start-up time.
std::string contentOf(const std::string& path)
{
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content;
    std::array<char, 4096> buffer;
    for (ssize_t n = 0; file && (n = ::read(file.get(), buffer.data(), buffer.size())) > 0;)
        content.append(buffer.data(), static_cast<std::size_t>(n));
    return content;
}

/// Direct children of this process, of all its threads.
std::vector<pid_t> children()
{
    std::vector<pid_t> pids;
    DIR* threads = ::opendir("/proc/self/task");
    while (const dirent* thread = threads ? ::readdir(threads) : nullptr) {
        const std::string list = contentOf(std::string("/proc/self/task/") + thread->d_name + "/children");
        char* next = nullptr;
        for (const char* at = list.c_str(); const long pid = std::strtol(at, &next, 10); at = next)
            pids.push_back(static_cast<pid_t>(pid));
    }
    if (threads)
        ::closedir(threads);
    return pids;
}

} // namespace

base::Result<pid_t> spawnChild(const SpawnOptions& options)
{
    keepChildrenForUs();
    SpawnSetup setup;
    setAttributes(setup.attributes);
    const auto held = setDescriptors(setup.actions, options);
    if (!held)
        return held.error();
    if (!options.directory.empty())
        ::posix_spawn_file_actions_addchdir_np(&setup.actions, options.directory.c_str());
    std::vector<std::string> arguments{options.path};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<std::string> environment = environmentOf(options);
    pid_t pid = 0;
    const int failed
        = ::posix_spawn(&pid, options.path.c_str(), &setup.actions, &setup.attributes, pointers(arguments).data(), pointers(environment).data());
    if (failed != 0) {
        const bool machine = failed == EAGAIN || failed == ENOMEM || failed == EMFILE || failed == ENFILE;
        return base::Error{
            machine ? base::ErrorCode::Refused : base::ErrorCode::BadInput, "could not start " + options.path + ": " + std::strerror(failed), {}};
    }
    countStarted();
    return pid;
}

std::int64_t startedProcesses() { return startedSoFar.load(std::memory_order_relaxed); }

void countStarted() { startedSoFar.fetch_add(1, std::memory_order_relaxed); }

std::size_t raiseDescriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

void becomeSubreaper() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

void signalGroup(pid_t group, int signal)
{
    if (group > 1)
        ::kill(-group, signal);
}

int endAllChildren(int milliseconds)
{
    const auto until = base::monotonicNow() + std::chrono::milliseconds(milliseconds);
    int ended = 0;
    // What a killed child leaves behind re-parents to us only once the child is reaped: hence rounds.
    for (;;) {
        const std::vector<pid_t> now = children();
        if (now.empty() || base::monotonicNow() >= until)
            return ended;
        for (const pid_t pid : now) {
            if (::getpgid(pid) == pid)
                signalGroup(pid, SIGKILL);
            ::kill(pid, SIGKILL);
        }
        for (const pid_t pid : now)
            ended += ::waitpid(pid, nullptr, 0) == pid;
    }
}

std::string describeWaitStatus(int status)
{
    if (WIFEXITED(status))
        return "exit code " + std::to_string(WEXITSTATUS(status));
    if (WIFSIGNALED(status)) {
        const char* name = ::sigabbrev_np(WTERMSIG(status));
        return "killed by " + (name ? "SIG" + std::string(name) : "signal " + std::to_string(WTERMSIG(status)));
    }
    return "wait status " + std::to_string(status);
}

std::string siblingProgram(const char* name)
{
    std::array<char, PATH_MAX> path{};
    const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
    if (length <= 0)
        return name;
    const std::string self(path.data(), static_cast<std::size_t>(length));
    return self.substr(0, self.rfind('/') + 1) + name;
}

} // namespace interleave::spawn
