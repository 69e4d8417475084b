// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <functional>
#include <optional>
#include <thread>

namespace interleave::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP ask for a stop instead of ending the process: `onStop` is called once, from a thread
/// of its own. A second signal ends the process at once with 130 (children die with it). One at a time in a process.
class StopSignals {
public:
    explicit StopSignals(std::function<void()> onStop);
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;
    ~StopSignals();

    /// True once a signal came.
    [[nodiscard]] bool stopped() const;
    /// When it came; empty: none did.
    [[nodiscard]] std::optional<base::Nanoseconds> stoppedAt() const;

private:
    void wait(int readEnd);
    std::function<void()> m_onStop;
    std::thread m_thread;
};

} // namespace interleave::cli
