// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/machine_parse.h"

#include "core/metrics/text.h"

#include <algorithm>
#include <array>

namespace interleave::metrics {
namespace {

/// user nice system idle iowait irq softirq steal; older kernels end earlier.
constexpr std::size_t kIdle = 3, kIowait = 4, kSteal = 7, kFields = 8;

std::array<std::int64_t, kFields> counts(std::string_view line)
{
    std::array<std::int64_t, kFields> field{};
    for (std::int64_t &one : field)
        one = text::number(text::word(line)).value_or(0);
    return field;
}

std::string_view trimmed(std::string_view content)
{
    const std::size_t begin = content.find_first_not_of(" \t\n");
    const std::size_t end = content.find_last_not_of(" \t\n");
    return begin == std::string_view::npos ? std::string_view() : content.substr(begin, end - begin + 1);
}

bool contains(std::string_view content, std::string_view word) { return content.find(word) != std::string_view::npos; }

std::string hypervisorOf(const PlatformSigns &signs)
{
    const std::string dmi = signs.vendor + ' ' + signs.product;
    struct Name {
        const char *sign, *name;
    };
    for (const Name &name : {Name{"KVM", "KVM"}, {"QEMU", "KVM"}, {"VMware", "VMware"}, {"VirtualBox", "VirtualBox"}, {"innotek", "VirtualBox"},
             {"Microsoft", "Hyper-V"}, {"Xen", "Xen"}, {"Amazon EC2", "Amazon EC2"}, {"Google", "Google Compute Engine"}, {"Parallels", "Parallels"}})
        if (contains(dmi, name.sign))
            return name.name;
    return trimmed(signs.hypervisorType) == "xen" ? "Xen" : "";
}

bool saysHypervisor(std::string_view cpuinfo)
{
    while (!cpuinfo.empty()) {
        std::string_view line = text::cut(cpuinfo, '\n');
        if (line.substr(0, 5) != "flags" && line.substr(0, 8) != "Features")
            continue;
        for (std::string_view word = text::word(line); !word.empty(); word = text::word(line))
            if (word == "hypervisor")
                return true;
        return false; // the other CPUs say the same
    }
    return false;
}

} // namespace

std::optional<MachineTimes> parseMachineStat(std::string_view content, base::Nanoseconds tick)
{
    MachineTimes times;
    bool found = false;
    while (content.substr(0, 3) == "cpu") {
        std::string_view line = text::cut(content, '\n');
        const std::string_view name = text::word(line);
        if (name != "cpu") {
            ++times.cpus;
            continue;
        }
        const auto field = counts(line);
        times.idle = (field[kIdle] + field[kIowait]) * tick;
        times.steal = field[kSteal] * tick;
        found = true;
    }
    return found && times.cpus > 0 ? std::optional(times) : std::nullopt;
}

std::optional<std::int64_t> parseSwappedPages(std::string_view content)
{
    std::optional<std::int64_t> in, out;
    while (!content.empty() && !(in && out)) {
        std::string_view line = text::cut(content, '\n');
        const std::string_view key = text::word(line);
        if (key == "pswpin")
            in = text::number(text::word(line));
        else if (key == "pswpout")
            out = text::number(text::word(line));
    }
    return in && out ? std::optional(*in + *out) : std::nullopt;
}

std::optional<std::int64_t> parsePressureTotal(std::string_view content)
{
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        if (text::word(line) != "some")
            continue;
        for (std::string_view word = text::word(line); !word.empty(); word = text::word(line))
            if (text::cut(word, '=') == "total")
                return text::number(word);
    }
    return std::nullopt;
}

std::optional<double> parseLoadAverage(std::string_view content)
{
    std::string_view word = text::word(content);
    const auto whole = text::number(text::cut(word, '.'));
    const auto hundredths = text::number(word);
    if (!whole || !hundredths || word.size() != 2)
        return std::nullopt;
    return static_cast<double>(*whole) + static_cast<double>(*hundredths) / 100.0;
}

Throttling &Throttling::operator+=(const Throttling &other)
{
    periods += other.periods;
    throttledPeriods += other.throttledPeriods;
    throttled += other.throttled;
    return *this;
}

std::optional<Throttling> parseThrottling(std::string_view content)
{
    std::optional<std::int64_t> periods, throttled, time;
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        const std::string_view key = text::word(line);
        const auto value = text::number(text::word(line));
        if (key == "nr_periods")
            periods = value;
        else if (key == "nr_throttled")
            throttled = value;
        else if (key == "throttled_time")
            time = value;
        else if (key == "throttled_usec" && value)
            time = *value * 1000;
    }
    if (!periods || !throttled || !time)
        return std::nullopt;
    return Throttling{*periods, *throttled, base::Nanoseconds(*time)};
}

std::string virtualizationOf(const PlatformSigns &signs)
{
    const std::string name = hypervisorOf(signs);
    const bool virtualMachine = !name.empty() || saysHypervisor(signs.cpuinfo);
    const std::string machine = virtualMachine ? "virtual machine" + (name.empty() ? "" : " (" + name + ')') : "";
    const std::string container = signs.dockerMark ? "container (docker)" : signs.podmanMark ? "container (podman)" : "";
    return container.empty() || machine.empty() ? container + machine : container + " in a " + machine;
}

std::string joinGovernors(const std::vector<std::string> &governors)
{
    std::vector<std::string_view> seen;
    std::string joined;
    for (const std::string &text : governors) {
        const std::string_view name = trimmed(text);
        if (name.empty() || std::find(seen.begin(), seen.end(), name) != seen.end())
            continue;
        seen.push_back(name);
        joined += (joined.empty() ? "" : ", ") + std::string(name);
    }
    return joined;
}

std::optional<bool> runsOnBattery(const std::vector<PowerSupply> &supplies)
{
    std::optional<bool> mains, discharging;
    for (const PowerSupply &supply : supplies) {
        const std::string_view type = trimmed(supply.type);
        if (trimmed(supply.scope) == "Device")
            continue;
        if (type == "Mains" && !trimmed(supply.online).empty())
            mains = mains.value_or(false) || trimmed(supply.online) == "1";
        if (type == "Battery" && !trimmed(supply.status).empty())
            discharging = discharging.value_or(false) || trimmed(supply.status) == "Discharging";
    }
    if (discharging)
        return *discharging && !mains.value_or(false);
    return mains ? std::optional(!*mains) : std::nullopt;
}

} // namespace interleave::metrics
