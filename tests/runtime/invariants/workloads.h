// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/trace/event.h"

#include <functional>
#include <string>
#include <vector>

namespace interleave::test {

/// A workload and what its tasks come to.
struct InvariantWorkload {
    std::string name;
    plan::Workload workload;
    bool fillsTheBound = false; ///< as many long sleeps as any bound of the table
    /// Tasks of this index in their group end by the time-out; empty: all succeed.
    std::function<bool(std::uint32_t index)> timesOut;
};

/// Every kind: sleeps, compute, both, nothing, draws and arrivals, a closed loop, time-outs.
const std::vector<InvariantWorkload> &invariantWorkloads();

/// 40 tasks that sleep and compute by turns, of uneven length: for a cancel in its middle.
const plan::Workload &workloadToCancel();

} // namespace interleave::test
