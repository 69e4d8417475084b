// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/machine.h"

#include "core/base/clock.h"
#include "core/metrics/machine_parse.h"
#include "core/metrics/proc_file.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>
#include <vector>

namespace interleave::metrics {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path &path)
{
    std::vector<char> buffer(64 * 1024);
    return std::string(readOnce(path, buffer));
}

std::vector<fs::path> entries(const char *folder)
{
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(folder, ignored))
        found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::string governor()
{
    std::vector<std::string> each;
    for (const fs::path &policy : entries("/sys/devices/system/cpu/cpufreq"))
        each.push_back(read(policy / "scaling_governor"));
    return joinGovernors(each);
}

std::optional<bool> turbo()
{
    if (const std::string off = read("/sys/devices/system/cpu/intel_pstate/no_turbo"); !off.empty())
        return off.front() == '0';
    if (const std::string on = read("/sys/devices/system/cpu/cpufreq/boost"); !on.empty())
        return on.front() == '1';
    return std::nullopt;
}

std::optional<bool> onBattery()
{
    std::vector<PowerSupply> supplies;
    for (const fs::path &supply : entries("/sys/class/power_supply"))
        supplies.push_back({read(supply / "type"), read(supply / "online"), read(supply / "status"), read(supply / "scope")});
    return runsOnBattery(supplies);
}

std::string virtualization()
{
    PlatformSigns signs;
    signs.cpuinfo = read("/proc/cpuinfo");
    signs.vendor = read("/sys/class/dmi/id/sys_vendor");
    signs.product = read("/sys/class/dmi/id/product_name");
    signs.hypervisorType = read("/sys/hypervisor/type");
    signs.dockerMark = ::access("/.dockerenv", F_OK) == 0;
    signs.podmanMark = ::access("/run/.containerenv", F_OK) == 0;
    return virtualizationOf(signs);
}

std::int64_t clockResolution()
{
    constexpr int kReadings = 20;
    std::int64_t least = 0;
    base::Nanoseconds last = base::monotonicNow();
    for (int i = 0; i < kReadings; ++i) {
        const base::Nanoseconds now = base::monotonicNow();
        const std::int64_t step = (now - last).count();
        least = step > 0 && (least == 0 || step < least) ? step : least;
        last = now;
    }
    return least;
}

} // namespace

MachineState readMachineState()
{
    std::vector<char> buffer(4096);
    MachineState state;
    state.governor = governor();
    state.virtualization = virtualization();
    state.turbo = turbo();
    state.onBattery = onBattery();
    state.loadAverage = parseLoadAverage(readOnce("/proc/loadavg", buffer));
    state.clockResolutionNs = clockResolution();
    return state;
}

} // namespace interleave::metrics
