// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/machine_limits.h"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>

namespace interleave::executors {
namespace {

constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kUsablePercent = 80;

std::optional<std::int64_t> numberIn(const std::string &file)
{
    std::int64_t value = 0;
    if (std::ifstream(file) >> value)
        return value;
    return std::nullopt;
}

void tighten(Limit &limit, std::optional<std::int64_t> value, const std::string &name)
{
    if (value && *value < limit.value)
        limit = {std::max<std::int64_t>(*value, 0), name};
}

/// Threads that run on the machine, and how many of them are ours, as the kernel counts them.
std::optional<std::int64_t> threadsOfTheMachine()
{
    std::ifstream file("/proc/loadavg");
    std::string load;
    for (int i = 0; i < 3; ++i)
        file >> load;
    std::string running;
    if (!(file >> running) || running.find('/') == std::string::npos)
        return std::nullopt;
    return std::stoll(running.substr(running.find('/') + 1));
}

std::int64_t openDescriptors()
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc/self/fd"), ::closedir);
    std::int64_t count = 0;
    while (folder && ::readdir(folder.get()) != nullptr)
        ++count;
    return std::max<std::int64_t>(count - 3, 0); // ".", "..", and the folder itself
}

std::optional<std::int64_t> resourceLimit(decltype(RLIMIT_NPROC) resource)
{
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > static_cast<rlim_t>(kEndless))
        return std::nullopt;
    return static_cast<std::int64_t>(limit.rlim_cur);
}

/// The value of a line of /proc/meminfo, in bytes.
std::optional<std::int64_t> memoryLine(const std::string &key)
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (line.compare(0, key.size(), key) == 0)
            return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
    return std::nullopt;
}

/// This process's cgroup v2 folder; empty: none.
std::string cgroupFolder()
{
    std::ifstream file("/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        if (line.compare(0, 3, "0::") == 0)
            return "/sys/fs/cgroup" + line.substr(3);
    }
    return {};
}

std::optional<std::int64_t> freeOf(std::optional<std::int64_t> all, std::optional<std::int64_t> used)
{
    return all ? std::optional(*all - used.value_or(0)) : std::nullopt;
}

std::string withUnit(std::int64_t value, const char *unit)
{
    return *unit == 'M' ? std::to_string(value / (1024 * 1024)) + " MiB" : std::to_string(value);
}

base::Result<void> check(std::int64_t wanted, const Limit &limit, const char *what, const char *unit, const std::string &who)
{
    const std::int64_t usable = limit.value == kEndless ? kEndless : limit.value / 100 * kUsablePercent + limit.value % 100 * kUsablePercent / 100;
    if (wanted <= usable)
        return {};
    return base::Error{base::ErrorCode::Refused,
                       withUnit(wanted, unit) + what + " asked for: " + limit.name + " leaves " + withUnit(limit.value, unit) + ", at most " + withUnit(usable, unit)
                           + " would work",
                       who};
}

} // namespace

MachineLimits MachineLimits::read()
{
    MachineLimits limits{{kEndless, {}}, {kEndless, {}}, {kEndless, {}}};
    const auto running = threadsOfTheMachine();
    const std::string cgroup = cgroupFolder();
    tighten(limits.tasks, freeOf(numberIn("/proc/sys/kernel/threads-max"), running), "/proc/sys/kernel/threads-max");
    tighten(limits.tasks, freeOf(numberIn("/proc/sys/kernel/pid_max"), running), "/proc/sys/kernel/pid_max");
    // The kernel does not hold root to it.
    if (::geteuid() != 0)
        tighten(limits.tasks, resourceLimit(RLIMIT_NPROC), "RLIMIT_NPROC");
    tighten(limits.tasks, freeOf(numberIn(cgroup + "/pids.max"), numberIn(cgroup + "/pids.current")), "the control group's pids.max");
    tighten(limits.descriptors, freeOf(resourceLimit(RLIMIT_NOFILE), openDescriptors()), "RLIMIT_NOFILE");
    tighten(limits.memory, memoryLine("MemAvailable"), "MemAvailable");
    tighten(limits.memory, freeOf(numberIn(cgroup + "/memory.max"), numberIn(cgroup + "/memory.current")), "the control group's memory.max");
    return limits;
}

base::Result<void> checkDemand(const Demand &demand, const MachineLimits &limits, const std::string &who)
{
    const bool onlyThreads = demand.processes == 0;
    if (auto tasks = check(demand.threads + demand.processes, limits.tasks, onlyThreads ? " threads" : " processes", "", who); !tasks)
        return tasks;
    if (auto descriptors = check(demand.descriptors, limits.descriptors, " descriptors", "", who); !descriptors)
        return descriptors;
    return check(demand.memoryBytes, limits.memory, " of memory", "M", who);
}

base::Result<void> checkDemand(const Demand &demand, const std::string &who) { return checkDemand(demand, MachineLimits::read(), who); }

base::Result<void> checkThreads(std::size_t threads, const std::string &who)
{
    const auto count = static_cast<std::int64_t>(threads);
    return checkDemand({count, 0, 0, count * kMemoryAThread}, who);
}

base::Result<void> checkProcesses(std::size_t processes, const std::string &who)
{
    const auto count = static_cast<std::int64_t>(processes);
    return checkDemand({0, count, count * kDescriptorsAWorker, count * kMemoryAWorker}, who);
}

} // namespace interleave::executors
