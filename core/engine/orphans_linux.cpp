// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/orphans.h"

#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"
#include "core/spawn/spawn.h"

#include <algorithm>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace interleave::engine {
namespace {

bool contains(const std::vector<pid_t> &pids, pid_t pid) { return std::find(pids.begin(), pids.end(), pid) != pids.end(); }

enum class Mark { Ours, None, Gone };

/// Gone: the process is ending or has ended, its environment is no more.
Mark markOf(pid_t pid, std::string_view mark, std::vector<char> &buffer)
{
    std::string_view environment = metrics::readOnce("/proc/" + std::to_string(pid) + "/environ", buffer);
    if (environment.empty())
        return Mark::Gone;
    while (!environment.empty()) {
        const std::string_view line = environment.substr(0, environment.find('\0'));
        environment.remove_prefix(std::min(line.size() + 1, environment.size()));
        if (line == mark)
            return Mark::Ours;
    }
    return Mark::None;
}

} // namespace

std::vector<pid_t> ownChildren()
{
    std::vector<char> buffer(64 * 1024);
    std::vector<pid_t> children;
    for (const int tid : metrics::numberedEntries("/proc/self/task")) {
        const std::string path = "/proc/self/task/" + std::to_string(tid) + "/children";
        const auto some = metrics::parseChildren(metrics::readOnce(path, buffer));
        children.insert(children.end(), some.begin(), some.end());
    }
    return children;
}

OrphanCount endOrphans(RunMarks &run, bool secondCall)
{
    std::vector<char> buffer(256 * 1024);
    OrphanCount count;
    for (const pid_t pid : ownChildren()) {
        const Mark mark = contains(run.tree, pid) ? Mark::Ours : markOf(pid, run.environment, buffer);
        if (mark == Mark::None || (mark == Mark::Gone && contains(run.before, pid)))
            continue;
        if (mark == Mark::Ours) {
            // Killed, it loses its mark before it can be reaped.
            if (!contains(run.tree, pid))
                run.tree.push_back(pid);
            if (::getpgid(pid) == pid)
                spawn::signalGroup(pid, SIGKILL);
            ::kill(pid, SIGKILL);
        }
        if ((mark == Mark::Ours || secondCall) && ::waitpid(pid, nullptr, WNOHANG) == pid)
            ++count.ended;
        else
            ++count.found;
    }
    return count;
}

} // namespace interleave::engine
