// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/machine_reading.h"
#include "core/record/run_record.h"

#include <optional>
#include <span>
#include <string>

/// What the machine did beside a run, out of readings. Pure.
namespace interleave::engine {

/// A reading while a run goes on. `ours`: CPU time that its processes had taken by then, those that stand apart too.
struct MachineLook {
    metrics::MachineReading machine;
    base::Nanoseconds ours{0};
};

/// From the first look to the last; of fewer than two: nothing.
metrics::MachineUse wholeUse(std::span<const MachineLook> looks);

/// One sample between each two looks; the totals from the first to the last. Fewer than two looks: nothing is known.
record::Conditions conditionsOf(std::span<const MachineLook> looks);

/// The sign of noise that is in the red, in words; empty: none. What the kernel's ticks may have added is no sign.
std::string disturbanceOf(const metrics::MachineUse &use);

/// The sample that ends with `after`.
record::Conditions::Sample conditionsSample(const MachineLook &before, const MachineLook &after);

} // namespace interleave::engine
