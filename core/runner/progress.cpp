// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/progress.h"

namespace interleave::runner {

ProgressReporter::ProgressReporter(ControlChannel &channel, const executors::ResultSink &sink)
    : m_channel(channel)
    , m_sink(sink)
    , m_thread([this] { loop(); })
{
}

ProgressReporter::~ProgressReporter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_done = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ProgressReporter::loop()
{
    std::size_t told = 0;
    std::unique_lock lock(m_mutex);
    while (!m_changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return m_done; })) {
        const std::size_t count = m_sink.count();
        if (count == told)
            continue;
        told = count;
        wire::RunnerMessage message;
        message.kind = wire::RunnerMessage::Kind::Progress;
        message.tasksDone = told;
        m_channel.send(message);
    }
}

} // namespace interleave::runner
