// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/conditions.h"

#include "core/record/noise_limits.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace interleave::engine {
namespace {

namespace noise = record::noise;

std::string decimal(double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), value < 10 ? "%.1f" : "%.0f", value);
    return text.data();
}

/// The percentage that there was at the least: ticks may have added this much.
double atLeast(const std::optional<double> &percent, const metrics::MachineUse &use)
{
    return percent && use.capacity.count() > 0 ? *percent - 100 * base::toSeconds(metrics::kTickError) / base::toSeconds(use.capacity) : 0;
}

metrics::MachineUse between(const MachineLook &before, const MachineLook &after)
{
    return metrics::useBetween(before.machine, after.machine, std::max(after.ours - before.ours, base::Nanoseconds{0}));
}

} // namespace

std::string disturbanceOf(const metrics::MachineUse &use)
{
    if (use.slept.count() > 0)
        return "the machine slept for " + decimal(base::toSeconds(use.slept)) + " s";
    if (use.swappedPages.value_or(0) > 0)
        return std::to_string(*use.swappedPages) + " pages were swapped";
    if (use.throttling && use.throttling->periods > 0) {
        const double share = 100.0 * static_cast<double>(use.throttling->throttledPeriods) / static_cast<double>(use.throttling->periods);
        if (share > noise::kThrottledPercent.red)
            return "the CPU quota throttled it in " + decimal(share) + " % of its periods";
    }
    if (atLeast(use.stealPercent, use) > noise::kStealPercent.red)
        return "the host of this virtual machine took " + decimal(*use.stealPercent) + " % of the CPU";
    if (atLeast(use.foreignPercent, use) > noise::kForeignPercent.red)
        return "other programs took " + decimal(*use.foreignPercent) + " % of the machine";
    return {};
}

record::Conditions::Sample conditionsSample(const MachineLook &before, const MachineLook &after)
{
    const metrics::MachineUse use = between(before, after);
    record::Conditions::Sample sample;
    sample.time = after.machine.time;
    sample.foreignPercent = use.foreignPercent;
    sample.stealPercent = use.stealPercent;
    sample.throttled = use.throttling && use.throttling->throttledPeriods > 0;
    sample.swapped = use.swappedPages.value_or(0) > 0;
    return sample;
}

metrics::MachineUse wholeUse(std::span<const MachineLook> looks) { return looks.size() < 2 ? metrics::MachineUse{} : between(looks.front(), looks.back()); }

record::Conditions conditionsOf(std::span<const MachineLook> looks)
{
    record::Conditions conditions;
    if (looks.size() < 2)
        return conditions;
    for (std::size_t i = 1; i < looks.size(); ++i)
        conditions.samples.push_back(conditionsSample(looks[i - 1], looks[i]));
    const metrics::MachineUse whole = wholeUse(looks);
    conditions.foreignPercent = whole.foreignPercent;
    conditions.stealPercent = whole.stealPercent;
    conditions.controllerPercent = whole.ownPercent;
    if (whole.throttling) {
        conditions.throttledNs = whole.throttling->throttled.count();
        conditions.throttledPeriods = whole.throttling->throttledPeriods;
        conditions.periods = whole.throttling->periods;
    }
    conditions.swappedPages = whole.swappedPages;
    conditions.suspended = whole.slept.count() > 0;
    conditions.disturbance = disturbanceOf(whole);
    return conditions;
}

} // namespace interleave::engine
