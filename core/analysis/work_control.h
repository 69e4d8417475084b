// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace interleave::analysis {

/// How long work is followed and ended from another thread. Both may be null. Threads: the work asks and tells in its own, anybody else in theirs.
struct WorkControl {
    const std::atomic<bool> *stop = nullptr;        ///< true: end as soon as you can, without a result
    std::atomic<std::uint32_t> *permille = nullptr; ///< how much is done

    [[nodiscard]] bool stopped() const { return stop && stop->load(std::memory_order_relaxed); }
    void progress(std::size_t done, std::size_t all) const
    {
        if (permille && all > 0)
            permille->store(static_cast<std::uint32_t>(done * 1000 / all), std::memory_order_relaxed);
    }
};

} // namespace interleave::analysis
