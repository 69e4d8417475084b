// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "tests/runtime/invariants/checker.h"

#include <optional>
#include <string>
#include <vector>

namespace interleave::test {

/// One way to set up a concurrency model, and what must hold of every run of it.
struct Model {
    plan::ExecutorEntry entry;
    /// Most tasks in flight at once; reached when there are as many and they sleep long enough. Empty: as many as there are.
    std::optional<std::size_t> bound;
    std::optional<std::size_t> reached; ///< by sleeps, where it is less than the bound
    std::optional<std::size_t> capacity;
    std::size_t computeBound = Rules::kNone;
};

/// Every set-up that is tried of an executor; none: the table does not know it, and the test fails by its name.
std::vector<Model> modelsOf(const std::string &executor);

} // namespace interleave::test
