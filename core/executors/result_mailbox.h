// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace interleave::executors {

/// Outcomes on their way from workers to the consumer of futures. Threads: any may put, one takes.
class ResultMailbox {
public:
    void put(Outcome outcome);
    /// Says how many there are in all, once that is known.
    void setTotal(std::size_t total);
    /// The next one in the order of completion; blocks for it. Empty: all were taken.
    std::optional<Outcome> takeNext();
    /// Blocks until all have come; in the order of submission.
    std::vector<Outcome> takeAll();

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Outcome> m_outcomes;
    std::size_t m_taken = 0;
    std::optional<std::size_t> m_total;
};

} // namespace interleave::executors
