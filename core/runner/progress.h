// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"
#include "core/runner/control_channel.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace interleave::runner {

/// Tells the controller how far the run is, at most ten times a second and only when something changed; from a thread of its own.
class ProgressReporter {
public:
    ProgressReporter(ControlChannel &channel, const executors::ResultSink &sink);
    ~ProgressReporter();
    ProgressReporter(const ProgressReporter &) = delete;
    ProgressReporter &operator=(const ProgressReporter &) = delete;

private:
    void loop();
    ControlChannel &m_channel;
    const executors::ResultSink &m_sink;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_done = false;
    std::thread m_thread;
};

} // namespace interleave::runner
