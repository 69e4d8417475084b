// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The text formats behind `readAllowedCores`, each as a pure function.
namespace interleave::metrics {

/// cgroup v2 `cpu.max`: "QUOTA PERIOD" or "max PERIOD". Units: cores; empty for no limit or a text that is not one.
std::optional<double> parseCpuMax(std::string_view text);

/// cgroup v1 `cpu.cfs_quota_us` and `cpu.cfs_period_us`. Units: cores; empty for -1 (no limit).
std::optional<double> parseCfsQuota(std::string_view quota, std::string_view period);

/// Where a process stands in the cgroup trees. Source: /proc/self/cgroup.
struct CgroupPaths {
    std::optional<std::string> unified; ///< v2
    std::optional<std::string> cpu;     ///< v1, the tree that carries the cpu controller
};
CgroupPaths parseCgroup(std::string_view text);

/// Where one cgroup tree is mounted, and which part of it. Source: /proc/self/mountinfo.
struct CgroupMount {
    std::string root;  ///< of the tree, as shown at `point`
    std::string point;
};
struct CgroupMounts {
    std::optional<CgroupMount> unified;
    std::optional<CgroupMount> cpu;
};
CgroupMounts parseMountInfo(std::string_view text);

/// The folders from the process's own group up to the mount: a limit may stand in any of them.
std::vector<std::string> groupFolders(const CgroupMount &mount, std::string_view path);

/// Those of this process, in the trees that carry CPU limits: v2 first, then v1. Empty where none is mounted.
std::vector<std::string> ownGroupFolders();

} // namespace interleave::metrics
