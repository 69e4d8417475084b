// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"
#include "core/wire/control.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace interleave::runner {

/// The runner's end of the control channel: lines in from descriptor 0, lines out to descriptor 1.
/// A thread of its own reads from the start. A stop line, the end of the stream (the controller is gone) and SIGTERM all mean
/// the same: stop; if the process still lives some 1.3 s later, its whole tree and itself are ended.
/// Threads: `send` from any. SIGTERM must be blocked in every thread: it is taken from a signalfd.
class ControlChannel {
public:
    ControlChannel();
    ~ControlChannel();
    ControlChannel(const ControlChannel &) = delete;
    ControlChannel &operator=(const ControlChannel &) = delete;

    /// Blocks for the order, the first line; empty when told to stop before.
    std::optional<base::Result<wire::ControllerMessage>> receiveOrder();
    void send(const wire::RunnerMessage &message);
    /// `onStop` is called once, in the channel's thread (here, if that has already been). Empty: nobody is called from now on,
    /// and a call under way has returned.
    void setOnStop(std::function<void()> onStop);

private:
    void watch();
    /// Looks for complete lines; true: one of them says stop.
    bool takeLines();
    void stop();
    void endIfNotDone();

    std::string m_buffer; ///< the watching thread's
    std::mutex m_sending;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<base::Result<wire::ControllerMessage>> m_order;
    bool m_stopped = false;
    std::function<void()> m_onStop;
    base::UniqueFd m_signals, m_wake; ///< the second is an eventfd: the destructor's word
    std::thread m_watcher;
};

} // namespace interleave::runner
