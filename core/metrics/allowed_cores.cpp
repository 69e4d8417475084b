// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/allowed_cores.h"

#include "core/metrics/sample.h"
#include "core/metrics/text.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <unistd.h>

namespace interleave::metrics {
namespace {

std::optional<double> ratio(std::optional<std::int64_t> quota, std::optional<std::int64_t> period)
{
    if (!quota || !period || *quota <= 0 || *period <= 0)
        return std::nullopt;
    return static_cast<double>(*quota) / static_cast<double>(*period);
}

std::string readAll(const std::string &path)
{
    std::ifstream file(path);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
}

bool names(std::string_view list, std::string_view wanted)
{
    while (!list.empty())
        if (text::cut(list, ',') == wanted)
            return true;
    return false;
}

/// mountinfo writes blanks and backslashes of paths as \ooo.
std::string unescape(std::string_view path)
{
    std::string plain;
    for (std::size_t i = 0; i < path.size(); ++i) {
        unsigned code = 0;
        const bool escaped = path[i] == '\\' && i + 3 < path.size()
            && std::from_chars(path.data() + i + 1, path.data() + i + 4, code, 8).ptr == path.data() + i + 4;
        plain += escaped ? static_cast<char>(code) : path[i];
        i += escaped ? 3 : 0;
    }
    return plain;
}

int affinityCores()
{
    // The mask must be at least as large as the kernel's: machines with more than 1024 CPUs need a longer one.
    for (int bits = CPU_SETSIZE; bits <= 1 << 16; bits *= 2) {
        cpu_set_t *set = CPU_ALLOC(static_cast<std::size_t>(bits));
        const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(bits));
        const bool known = ::sched_getaffinity(0, bytes, set) == 0;
        const int count = known ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (known)
            return std::max(count, 1);
    }
    return std::max(static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)), 1);
}

std::optional<double> smallest(std::optional<double> a, std::optional<double> b)
{
    return a && b ? std::min(*a, *b) : a ? a : b;
}

} // namespace

std::optional<double> parseCpuMax(std::string_view content)
{
    const std::string_view quota = text::word(content);
    return ratio(text::number(quota), text::number(text::word(content)));
}

std::optional<double> parseCfsQuota(std::string_view quota, std::string_view period)
{
    return ratio(text::number(text::word(quota)), text::number(text::word(period)));
}

CgroupPaths parseCgroup(std::string_view content)
{
    CgroupPaths paths;
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        const std::string_view hierarchy = text::cut(line, ':');
        const std::string_view controllers = text::cut(line, ':');
        if (hierarchy == "0" && controllers.empty())
            paths.unified = std::string(line);
        else if (names(controllers, "cpu"))
            paths.cpu = std::string(line);
    }
    return paths;
}

CgroupMounts parseMountInfo(std::string_view content)
{
    CgroupMounts mounts;
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        const std::size_t dash = line.find(" - ");
        if (dash == std::string_view::npos)
            continue;
        std::string_view tail = line.substr(dash + 3);
        for (int skipped = 0; skipped < 3; ++skipped)
            text::word(line);
        const std::string root = unescape(text::word(line));
        const std::string point = unescape(text::word(line));
        const std::string_view type = text::word(tail);
        text::word(tail);
        if (type == "cgroup2")
            mounts.unified = CgroupMount{root, point};
        else if (type == "cgroup" && names(text::word(tail), "cpu"))
            mounts.cpu = CgroupMount{root, point};
    }
    return mounts;
}

std::vector<std::string> groupFolders(const CgroupMount &mount, std::string_view path)
{
    // In a container the mount shows only the part below `root`; a path outside of it cannot be seen from here.
    if (mount.root != "/" && path.substr(0, mount.root.size()) == mount.root)
        path.remove_prefix(mount.root.size());
    while (!path.empty() && path.back() == '/')
        path.remove_suffix(1);
    std::vector<std::string> folders;
    for (; !path.empty(); path = path.substr(0, path.rfind('/')))
        folders.push_back(mount.point + std::string(path));
    folders.push_back(mount.point);
    return folders;
}

std::vector<std::string> ownGroupFolders()
{
    const CgroupPaths paths = parseCgroup(readAll("/proc/self/cgroup"));
    const CgroupMounts mounts = parseMountInfo(readAll("/proc/self/mountinfo"));
    std::vector<std::string> folders;
    if (paths.unified && mounts.unified)
        folders = groupFolders(*mounts.unified, *paths.unified);
    if (paths.cpu && mounts.cpu) {
        const auto more = groupFolders(*mounts.cpu, *paths.cpu);
        folders.insert(folders.end(), more.begin(), more.end());
    }
    return folders;
}

AllowedCores readAllowedCores()
{
    AllowedCores cores;
    cores.affinity = affinityCores();
    cores.online = std::max(static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)), 1);
    // A folder of one tree has no files of the other.
    for (const std::string &folder : ownGroupFolders()) {
        cores.quota = smallest(cores.quota, parseCpuMax(readAll(folder + "/cpu.max")));
        cores.quota = smallest(cores.quota, parseCfsQuota(readAll(folder + "/cpu.cfs_quota_us"), readAll(folder + "/cpu.cfs_period_us")));
    }
    cores.allowed = *smallest(static_cast<double>(cores.affinity), cores.quota);
    return cores;
}

} // namespace interleave::metrics
