// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/cautions.h"

#include "core/record/noise_limits.h"

#include <array>
#include <cstdio>

namespace interleave::record {
namespace {

constexpr std::int64_t kCoarseClockNs = 1000;

std::string number(double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), value == static_cast<double>(static_cast<std::int64_t>(value)) ? "%.0f" : "%.1f", value);
    return text.data();
}

void addBuild(const Environment &e, std::vector<std::string> &lines)
{
    if (e.buildType == "Debug")
        lines.emplace_back("Interleave itself is a Debug build: its own work is slower than in a release");
    if (e.clockResolutionNs > kCoarseClockNs)
        lines.push_back("the clock goes in steps of " + std::to_string(e.clockResolutionNs) + " ns");
}

void addCpu(const Environment &e, std::vector<std::string> &lines)
{
    if (!e.governor.empty() && e.governor != "performance")
        lines.push_back("the CPU frequency governor is " + e.governor + ", not performance");
    if (e.turbo.value_or(false))
        lines.emplace_back("the CPU's turbo is on: its speed depends on how many cores work and how warm they are");
    if (e.onBattery.value_or(false))
        lines.emplace_back("the machine runs on battery");
    if (!e.virtualization.empty())
        lines.push_back("this is a " + e.virtualization + ": others may share its CPUs");
    if (e.cores.quota && *e.cores.quota < e.cores.affinity)
        lines.push_back("a quota allows " + number(*e.cores.quota) + " of " + std::to_string(e.cores.affinity) + " cores: what goes beyond is throttled");
}

void addLoad(const Environment &e, std::vector<std::string> &lines)
{
    if (e.foreignPercent.value_or(0) > noise::kForeignPercent.yellow)
        lines.push_back("other programs take " + number(*e.foreignPercent) + " % of the machine");
    if (e.stealPercent.value_or(0) > noise::kStealPercent.yellow)
        lines.push_back("the host of this virtual machine takes " + number(*e.stealPercent) + " % of the CPU");
    if (e.pressureCpuUs.value_or(0) > noise::kPressureCpuUs.yellow)
        lines.push_back("tasks wait for a CPU " + number(*e.pressureCpuUs / 1000) + " ms a second before anything of ours runs");
}

} // namespace

std::vector<std::string> cautionsFor(const Environment &environment, const std::vector<Crowd> &crowds)
{
    std::vector<std::string> lines;
    addBuild(environment, lines);
    addLoad(environment, lines);
    addCpu(environment, lines);
    for (const Crowd &crowd : crowds) {
        if (static_cast<double>(crowd.workers) > environment.cores.allowed)
            lines.push_back(crowd.label + ": " + std::to_string(crowd.workers) + " workers compute on " + number(environment.cores.allowed) + " allowed cores and wait for each other");
    }
    return lines;
}

} // namespace interleave::record
