// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace interleave::metrics {

/// The machine as it stands: what does not change from one moment to the next. Empty: not to be had here.
struct MachineState {
    std::string governor;       ///< of the CPUs' frequency, as machine_parse.h joins them
    std::string virtualization; ///< "virtual machine (KVM)", "container (docker)", …
    std::optional<bool> turbo, onBattery;
    std::optional<double> loadAverage; ///< one minute
    std::int64_t clockResolutionNs = 0; ///< the least step of CLOCK_MONOTONIC in 20 readings in a row
};
/// Cost: some files of /sys a CPU; a millisecond with two.
MachineState readMachineState();

} // namespace interleave::metrics
