// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/runtime/invariants/checker.h"
#include "tests/runtime/kit/run_bench.h"

#include <optional>

namespace interleave::test {

/// One run of a workload by an executor.
class InvariantRun : public RunBench {
public:
    InvariantRun(const plan::Workload &workload, const plan::ExecutorEntry &entry);
    /// prepare, run, shut down. Errors of either end it. `cancelAfter`: since the run's start; what a stop does happens then.
    base::Result<void> conduct(std::optional<base::Nanoseconds> cancelAfter = {});

    [[nodiscard]] Observed observed() const;

private:
    const plan::ExecutorEntry m_entry;
};

} // namespace interleave::test
