// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "tests/engine/engine_bench.h"

#include <memory>
#include <string>
#include <vector>

namespace interleave::test {

plan::TaskGroup groupOf(const std::string &name, std::int64_t count, std::vector<plan::Step> steps);

/// Every concurrency model, as it is tried here.
std::vector<plan::ExecutorEntry> everyModel();

/// The plan's runs, by the engine, in processes of their own as always. A plan that could not be run fails the test.
std::vector<std::shared_ptr<const record::RunRecord>> runsOf(const plan::Plan &plan);
/// Of a plan with one run.
std::shared_ptr<const record::RunRecord> runOf(const plan::Workload &workload, const plan::ExecutorEntry &entry);

/// Pins this process, and so all it starts, to the first `cores` of those that it may use; undone with this.
class OnCores {
public:
    explicit OnCores(int cores);
    ~OnCores();
    OnCores(const OnCores &) = delete;
    OnCores &operator=(const OnCores &) = delete;
    /// As many as were asked for, or fewer.
    [[nodiscard]] int cores() const { return m_cores; }

private:
    std::vector<std::uint8_t> m_before;
    int m_cores = 0;
};

} // namespace interleave::test
