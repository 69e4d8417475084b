// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/queued_tasks.h"

#include "core/worker/exit_code.h"
#include "core/worker/stop_signal.h"

#include <utility>
#include <variant>

namespace interleave::worker {

using trace::EventKind;

bool QueuedTasks::setUp(Channel& channel)
{
    for (bool more = true; more;) {
        wire::Message message;
        std::size_t bytes = 0;
        auto* setup = channel.next(message, bytes) == Channel::Input::Message ? std::get_if<wire::Setup>(&message) : nullptr;
        if (!setup)
            return false;
        more = setup->more;
        if (!m_runner.lend(std::move(*setup)))
            return false;
    }
    return true;
}

int QueuedTasks::serve()
{
    for (;;) {
        auto datagram = wire::takeDatagram(wire::kWorkerTaskQueueFd, m_buffer, true);
        if (stopAsked().load(std::memory_order_relaxed) || !datagram)
            return kDone;
        const Next next = take(std::move(*datagram));
        if (next != Next::GoOn)
            return next == Next::Leave ? kDone : kProtocol;
    }
}

/// One message: a task, with what it is given beside it or in a file, or an end mark.
QueuedTasks::Next QueuedTasks::take(wire::Datagram datagram)
{
    auto left = datagram.bytes;
    const auto frame = wire::takeFrame(left);
    const auto message = frame ? wire::decode(*frame) : base::Result<wire::Message>(frame.error());
    if (message && std::holds_alternative<wire::Shutdown>(*message)) {
        m_page.leaves(m_place.slot);
        return Next::Leave;
    }
    const auto* tasks = message ? std::get_if<wire::Tasks>(&*message) : nullptr;
    if (!tasks || tasks->tasks.size() != 1 || datagram.cut)
        return Next::Broken;
    const plan::TaskSpec& task = tasks->tasks.front();
    noteTaken(task, tasks->flow, datagram);
    if (!takePayload(task, left, datagram.file))
        return Next::Broken;
    datagram.file.reset();
    workloads::TaskOutcome outcome = m_runner.run(task, m_payload);
    const bool pushed = push(task, std::move(outcome));
    m_page.holdsNothing(m_place.slot);
    return pushed ? Next::GoOn : Next::Leave;
}

/// First of all: from here on the dispatcher knows who has it.
void QueuedTasks::noteTaken(const plan::TaskSpec& task, std::uint32_t flow, const wire::Datagram& datagram)
{
    m_page.holds(m_place.slot, task.id);
    m_page.noteTaken(task.payloadBytes);
    const std::size_t bytes = datagram.bytes.size() + (datagram.file ? task.payloadBytes : 0);
    m_runner.lane().append(EventKind::Dequeued, task.id, m_place.queue, m_page.depth());
    m_runner.lane().append(EventKind::MessageReceived, task.id, m_place.queue, flow, bytes);
}

/// A copy of its own, whichever way it came.
bool QueuedTasks::takePayload(const plan::TaskSpec& task, std::span<const std::byte> rest, const base::UniqueFd& file)
{
    m_payload.clear();
    if (!rest.empty()) {
        const auto frame = wire::takeFrame(rest);
        auto message = frame ? wire::decode(*frame) : base::Result<wire::Message>(frame.error());
        auto* piece = message ? std::get_if<wire::Payload>(&*message) : nullptr;
        if (!piece || piece->task != task.id || !rest.empty())
            return false;
        m_payload = std::move(piece->bytes);
    }
    if (file)
        wire::readPayloadFile(file.get(), task.payloadBytes, [this](std::span<const std::byte> piece) { m_payload.insert(m_payload.end(), piece.begin(), piece.end()); });
    return true;
}

bool QueuedTasks::push(const plan::TaskSpec& task, workloads::TaskOutcome outcome)
{
    const std::uint32_t flow = m_runner.nextFlow();
    const wire::PayloadOrder payload{flow, task.id, wire::Way::Out, outcome.status == trace::TaskStatus::Succeeded ? task.resultBytes : 0};
    base::UniqueFd file;
    if (payload.bytes > wire::kInlinePayload) {
        auto written = wire::writePayloadFile(payload);
        if (written)
            file = std::move(*written);
        else
            outcome = workloads::failedOutcome(written.error().message);
    }
    m_runner.end(task, outcome);
    m_out.clear();
    wire::append(m_out, wire::TaskResult{flow, task.id, outcome.status, std::move(outcome.error)});
    if (payload.bytes > 0 && payload.bytes <= wire::kInlinePayload)
        wire::appendPayloadPiece(m_out, payload, 0);
    m_runner.lane().append(EventKind::MessageSent, task.id, m_place.dispatcher, flow, m_out.size() + (file ? payload.bytes : 0));
    return wire::putDatagram(wire::kWorkerResultQueueFd, m_out, file.get(), true) == wire::Transfer::Done;
}

} // namespace interleave::worker
