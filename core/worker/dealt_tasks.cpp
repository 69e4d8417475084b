// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/dealt_tasks.h"

#include "core/worker/exit_code.h"
#include "core/worker/stop_signal.h"

#include <utility>
#include <variant>

namespace interleave::worker {

using trace::EventKind;

namespace {

constexpr std::size_t kResultBytes = wire::kFrameHeaderBytes + 4 + 4 + 1 + 4;

} // namespace

int DealtTasks::serve()
{
    for (;;) {
        wire::Message message;
        std::size_t bytes = 0;
        const auto input = m_channel.next(message, bytes);
        const Next next = input == Channel::Input::Message ? handle(message, bytes) : input == Channel::Input::End ? Next::Leave : Next::Broken;
        if (next != Next::GoOn)
            return next == Next::Leave ? kDone : kProtocol;
    }
}

DealtTasks::Next DealtTasks::handle(wire::Message& message, std::size_t bytes)
{
    if (auto* setup = std::get_if<wire::Setup>(&message))
        return m_runner.lend(std::move(*setup)) ? Next::GoOn : Next::Broken;
    if (const auto* batch = std::get_if<wire::Tasks>(&message))
        return runAll(*batch, bytes);
    return std::holds_alternative<wire::Shutdown>(message) ? Next::Leave : Next::Broken;
}

DealtTasks::Next DealtTasks::runAll(const wire::Tasks& batch, std::size_t bytes)
{
    const base::TaskId label = batch.tasks.size() == 1 ? batch.tasks.front().id : base::kNoTask;
    m_runner.lane().append(EventKind::MessageReceived, label, m_dispatcher, batch.flow, bytes);
    for (const plan::TaskSpec& task : batch.tasks) {
        if (const Next next = runOne(task); next != Next::GoOn)
            return next;
    }
    return Next::GoOn;
}

DealtTasks::Next DealtTasks::runOne(const plan::TaskSpec& task)
{
    if (const Next next = takePayload(task); next != Next::GoOn)
        return next;
    // What was not begun belongs to the dispatcher again.
    if (stopAsked().load(std::memory_order_relaxed))
        return Next::Leave;
    workloads::TaskOutcome outcome = m_runner.run(task, m_payload);
    return answer(task, std::move(outcome)) ? Next::GoOn : Next::Leave;
}

/// The pieces follow each other: nothing else may come in between.
DealtTasks::Next DealtTasks::takePayload(const plan::TaskSpec& task)
{
    m_payload.clear();
    std::size_t all = 0;
    std::uint32_t flow = 0;
    while (m_payload.size() < task.payloadBytes) {
        wire::Message message;
        std::size_t bytes = 0;
        const auto input = m_channel.next(message, bytes);
        if (input != Channel::Input::Message)
            return input == Channel::Input::End ? Next::Leave : Next::Broken;
        const auto* piece = std::get_if<wire::Payload>(&message);
        if (!piece || piece->task != task.id || piece->bytes.empty())
            return Next::Broken;
        m_payload.insert(m_payload.end(), piece->bytes.begin(), piece->bytes.end());
        flow = piece->flow;
        all += bytes;
    }
    if (task.payloadBytes > 0)
        m_runner.lane().append(EventKind::MessageReceived, task.id, m_dispatcher, flow, all);
    return Next::GoOn;
}

/// What it gives goes first, so that its end is the end of all of it; then the result, which joins both ends of the message.
bool DealtTasks::answer(const plan::TaskSpec& task, workloads::TaskOutcome outcome)
{
    wire::TaskResult result{m_runner.nextFlow(), task.id, outcome.status, {}};
    const std::size_t given = outcome.status == trace::TaskStatus::Succeeded ? task.resultBytes : 0;
    auto sent = base::monotonicNow();
    if (given > 0 && !sendPayload(task, {result.flow, task.id, wire::Way::Out, given}))
        return false;
    m_runner.end(task, outcome);
    if (given == 0)
        sent = base::monotonicNow();
    result.error = std::move(outcome.error);
    const std::size_t bytes = kResultBytes + result.error.size() + wire::payloadFrameBytes(given);
    m_runner.lane().append(trace::Event{sent.count(), task.id.value, m_dispatcher.value, EventKind::MessageSent, 0, 0, result.flow, bytes});
    m_channel.queue(std::move(result));
    return m_channel.flush();
}

bool DealtTasks::sendPayload(const plan::TaskSpec& task, const wire::PayloadOrder& payload)
{
    for (std::size_t made = 0; made < payload.bytes;) {
        made += wire::appendPayloadPiece(m_channel.out(), payload, made);
        if (!m_runner.sending(task, [this] { return m_channel.flush(); }))
            return false;
    }
    return true;
}

} // namespace interleave::worker
