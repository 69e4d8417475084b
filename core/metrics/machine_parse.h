// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The texts of /proc and /sys that speak of the whole machine, as pure functions: each takes a file's content.
namespace interleave::metrics {

/// The times of all CPUs together since boot. Source: /proc/stat, its line "cpu" and the lines of single CPUs.
struct MachineTimes {
    int cpus = 0; ///< online
    base::Nanoseconds idle{0};  ///< waiting for input and output too
    base::Nanoseconds steal{0}; ///< taken by the host of a virtual machine
};
/// Units: `tick` is what one count of the file stands for (10 ms on Linux). Empty: not such a file.
std::optional<MachineTimes> parseMachineStat(std::string_view content, base::Nanoseconds tick);

/// /proc/vmstat: pages swapped in and out since boot; empty where it does not tell.
std::optional<std::int64_t> parseSwappedPages(std::string_view content);

/// /proc/pressure/cpu: "total" of the line "some". Units: µs since boot.
std::optional<std::int64_t> parsePressureTotal(std::string_view content);

/// /proc/loadavg: runnable tasks, mean of the last minute.
std::optional<double> parseLoadAverage(std::string_view content);

/// What a cgroup's quota did to it. Source: cpu.stat of v2 (throttled_usec) or v1 (throttled_time, ns).
struct Throttling {
    std::int64_t periods = 0, throttledPeriods = 0;
    base::Nanoseconds throttled{0};
    Throttling &operator+=(const Throttling &other);
};
/// Empty: a group without a quota's counters, or no such file.
std::optional<Throttling> parseThrottling(std::string_view content);

/// What tells whether this is a machine of its own. Each text may be empty.
struct PlatformSigns {
    std::string cpuinfo;         ///< /proc/cpuinfo: the flag "hypervisor"
    std::string vendor, product; ///< /sys/class/dmi/id/sys_vendor, product_name
    std::string hypervisorType;  ///< /sys/hypervisor/type
    bool dockerMark = false, podmanMark = false; ///< /.dockerenv, /run/.containerenv
};
/// "virtual machine (KVM)", "container (docker) in a virtual machine", …; empty: nothing says so.
std::string virtualizationOf(const PlatformSigns &signs);

/// "performance", or each of several once: "performance, powersave". Shape: one text a CPU; empty ones are left out.
std::string joinGovernors(const std::vector<std::string> &governors);

/// What /sys/class/power_supply says of one supply.
struct PowerSupply {
    std::string type;   ///< "Mains", "Battery", "USB", …
    std::string online; ///< of mains: "0" or "1"
    std::string status; ///< of a battery: "Discharging", …
    std::string scope;  ///< "Device": of a mouse or the like
};
/// Empty: no supply that says.
std::optional<bool> runsOnBattery(const std::vector<PowerSupply> &supplies);

} // namespace interleave::metrics
