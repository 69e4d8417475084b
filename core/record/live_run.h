// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <memory>
#include <mutex>
#include <vector>

namespace interleave::record {

/// The run under way: filled by the engine, pulled by views at their own rate. Every call copies out.
/// Threads: one filler, any number of pullers. Cost: a short lock around a copy of what is new.
class LiveRun {
public:
    LiveRun(RunKey key, plan::ExecutorEntry entry, std::shared_ptr<const trace::Mapping> trace, std::size_t tasks);

    [[nodiscard]] const RunKey &key() const { return m_key; }
    [[nodiscard]] const plan::ExecutorEntry &entry() const { return m_entry; }
    [[nodiscard]] std::size_t taskCount() const { return m_tasks; }
    /// Each puller makes its own `trace::Reader` on this.
    [[nodiscard]] const std::shared_ptr<const trace::Mapping> &trace() const { return m_trace; }

    void addSample(const metrics::Sample &sample);
    void setDone();
    /// Samples from number `from` on.
    [[nodiscard]] std::vector<metrics::Sample> samplesFrom(std::size_t from) const;
    /// The same of what the machine did beside it.
    void addConditions(const Conditions::Sample &sample);
    [[nodiscard]] std::vector<Conditions::Sample> conditionsFrom(std::size_t from) const;
    [[nodiscard]] bool done() const;

private:
    const RunKey m_key;
    const plan::ExecutorEntry m_entry;
    const std::shared_ptr<const trace::Mapping> m_trace;
    const std::size_t m_tasks;
    mutable std::mutex m_mutex;
    std::vector<metrics::Sample> m_samples;
    std::vector<Conditions::Sample> m_conditions;
    bool m_done = false;
};

} // namespace interleave::record
