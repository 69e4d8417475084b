// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/queue_crew.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace interleave::process {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using trace::EventKind;
using trace::TaskStatus;

namespace {

constexpr std::uint64_t kQueuedPayload = 64U << 20; ///< bytes that wait in the queue at most, beside one payload
constexpr std::size_t kResultsATurn = 512; ///< then the queue is filled again
constexpr base::Nanoseconds kMissingAfter = 300ms; ///< nobody holds anything for so long, and a task has no outcome

/// A result, and what is given back beside it.
struct Answer {
    wire::TaskResult result;
    wire::Bytes payload;
};

base::Result<Answer> readAnswer(const wire::Datagram& datagram)
{
    const auto damaged = [](std::string what) { return base::Error{base::ErrorCode::Protocol, std::move(what), {}}; };
    if (datagram.cut)
        return damaged("a message that was cut off");
    Answer answer;
    for (auto left = datagram.bytes; !left.empty();) {
        const bool first = left.size() == datagram.bytes.size();
        const auto frame = wire::takeFrame(left);
        auto message = frame ? wire::decode(*frame) : base::Result<wire::Message>(frame.error());
        if (!message)
            return message.error();
        auto* result = first ? std::get_if<wire::TaskResult>(&*message) : nullptr;
        auto* piece = first ? nullptr : std::get_if<wire::Payload>(&*message);
        if (!result && (!piece || piece->task != answer.result.task || !left.empty()))
            return damaged("a message that is no result");
        if (result)
            answer.result = std::move(*result);
        else
            answer.payload = std::move(piece->bytes);
    }
    return answer;
}

} // namespace

/// One worker: its slot in the page.
struct QueueCrew::Seat : Supervised {
    std::uint32_t slot = 0;
    std::optional<base::TaskId> held; ///< as it was seen last
    base::Nanoseconds heldSince{0};
};

QueueCrew::Seat& QueueCrew::seatOf(Supervised& worker) { return static_cast<Seat&>(worker); }

base::Result<std::unique_ptr<QueueCrew>> QueueCrew::create(CrewOptions options, std::span<const plan::TaskSpec> tasks, std::uint32_t slots)
{
    auto taskQueue = wire::makeQueue();
    auto resultQueue = wire::makeQueue();
    auto page = wire::QueuePage::create(slots);
    if (!taskQueue || !resultQueue || !page)
        return !taskQueue ? taskQueue.error() : !resultQueue ? resultQueue.error() : page.error();
    if (!options.setup)
        options.setup.emplace(); // a worker of a queue waits for it: there is nothing else that would make it begin
    return std::unique_ptr<QueueCrew>(
        new QueueCrew(std::move(options), tasks, std::move(*taskQueue), std::move(*resultQueue), std::move(*page)));
}

QueueCrew::QueueCrew(
    CrewOptions options, std::span<const plan::TaskSpec> tasks, wire::QueueEnds taskQueue, wire::QueueEnds resultQueue, wire::QueuePage page)
    : Supervisor(std::move(options))
    , m_tasks(tasks)
    , m_taskQueue(std::move(taskQueue))
    , m_resultIn(std::move(resultQueue.in))
    , m_page(std::move(page))
    , m_room(io(), ::fcntl(m_taskQueue.in.get(), F_DUPFD_CLOEXEC, 0))
    , m_results(io(), resultQueue.out.release())
    , m_queueLane(trace(), trace::LaneRole::Queue, "task queue", lane().id())
    , m_pending(tasks.size(), 0)
    , m_buffer(wire::kLongestDatagram)
{
    wire::nameSenders(m_results.native_handle());
    waitReadable();
}

void QueueCrew::setHandlers(Handlers handlers)
{
    m_handlers = std::move(handlers);
    setSettled([this](const plan::TaskSpec& task, TaskStatus status, const std::string& error) {
        done(task);
        m_handlers.settled(task, status, error);
    });
}

base::Result<void> QueueCrew::start()
{
    auto seat = std::make_unique<Seat>();
    seat->slot = m_seats;
    const Extra extra{{"--queue", std::to_string(m_queueLane.id().value), "--slot", std::to_string(m_seats)},
        {{m_taskQueue.out.get(), wire::kWorkerTaskQueueFd}, {m_resultIn.get(), wire::kWorkerResultQueueFd}, {m_page.fd(), wire::kWorkerQueuePageFd}}};
    const auto worker = launch(std::move(seat), base::kNoTask, extra);
    if (!worker)
        return worker.error();
    ++m_seats;
    return {};
}

void QueueCrew::becameReady(Supervised&) { ++m_ready; }

// --- the way in ---

bool QueueCrew::put(const plan::TaskSpec& task)
{
    if (m_full || !roomFor(task)) {
        m_waitsForBytes = !m_full;
        return refused();
    }
    m_waitsForBytes = false;
    if (!pack(task))
        return true; // settled
    // Before it is sent: a worker may have it before we are back.
    const auto at = base::monotonicNow();
    const std::uint32_t depth = m_page.notePut();
    if (wire::putDatagram(m_taskQueue.in.get(), m_parcel.bytes, m_parcel.file.get(), false) == wire::Transfer::Full) {
        m_page.takeBack();
        noteFull();
        return refused();
    }
    notePut(at, depth); // our own end keeps the queue open: it cannot be broken
    return true;
}

/// Since when the next task has to wait. Always false.
bool QueueCrew::refused()
{
    if (!m_heldSince)
        m_heldSince = base::monotonicNow();
    return false;
}

/// Makes the message, unless it waits already. False: the machine does not give the memory, and the task is settled.
bool QueueCrew::pack(const plan::TaskSpec& task)
{
    if (m_parcel.task == &task)
        return true;
    m_parcel.task = &task;
    m_parcel.flow = trace()->nextFlow();
    m_parcel.bytes.clear();
    m_parcel.file.reset();
    wire::appendTask(m_parcel.bytes, m_parcel.flow, task);
    const wire::PayloadOrder payload{m_parcel.flow, task.id, wire::Way::In, task.payloadBytes};
    if (payload.bytes > wire::kInlinePayload) {
        auto file = wire::writePayloadFile(payload);
        if (!file) {
            m_parcel.task = nullptr;
            settleUnput(task, TaskStatus::Failed, file.error().message);
            return false;
        }
        m_parcel.file = std::move(*file);
    } else if (payload.bytes > 0) {
        wire::appendPayloadPiece(m_parcel.bytes, payload, 0);
    }
    return true;
}

/// One payload may always wait; more only as long as they are no gigabytes.
bool QueueCrew::roomFor(const plan::TaskSpec& task) const
{
    const std::uint64_t waiting = m_putBytes - std::min(m_putBytes, m_page.takenBytes());
    return task.payloadBytes == 0 || waiting == 0 || waiting + task.payloadBytes <= kQueuedPayload;
}

void QueueCrew::noteFull()
{
    if (m_parcel.task)
        lane().append(EventKind::QueueFull, m_parcel.task->id, m_queueLane.id(), m_page.depth());
    m_full = true;
    waitWritable();
}

void QueueCrew::waitWritable()
{
    m_room.async_wait(asio::posix::stream_descriptor::wait_write, [this](boost::system::error_code error) {
        if (error)
            return;
        m_full = false;
        putMarks();
    });
}

void QueueCrew::notePut(base::Nanoseconds at, std::uint32_t depth)
{
    const plan::TaskSpec& task = *std::exchange(m_parcel.task, nullptr);
    m_parcel.file.reset();
    if (const auto since = std::exchange(m_heldSince, std::nullopt))
        lane().heldBack(task.id, trace::BlockCause::QueueFull, at - *since);
    m_putBytes += task.payloadBytes;
    m_pending[task.id.value] = 1;
    ++m_outstanding;
    const std::size_t bytes = m_parcel.bytes.size() + (task.payloadBytes > wire::kInlinePayload ? task.payloadBytes : 0);
    lane().append(trace::Event{at.count(), task.id.value, m_queueLane.id().value, EventKind::Enqueued, 0, 0, depth, 0});
    lane().append(trace::Event{at.count(), task.id.value, m_queueLane.id().value, EventKind::MessageSent, 0, 0, m_parcel.flow, bytes});
}

void QueueCrew::close()
{
    if (std::exchange(m_closed, true))
        return;
    m_marks = size();
    putMarks();
}

void QueueCrew::putMarks()
{
    wire::Bytes mark;
    wire::append(mark, wire::Shutdown{});
    for (; m_marks > 0 && !m_full; --m_marks) {
        if (wire::putDatagram(m_taskQueue.in.get(), mark, -1, false) == wire::Transfer::Full)
            return noteFull();
    }
}

// --- the way back ---

void QueueCrew::waitReadable()
{
    m_results.async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
        if (error)
            return;
        takeResults(kResultsATurn);
        waitReadable();
    });
}

void QueueCrew::takeResults(std::size_t most)
{
    for (std::size_t taken = 0; taken < most; ++taken) {
        const auto datagram = wire::takeDatagram(m_results.native_handle(), m_buffer, false);
        if (!datagram)
            return;
        take(*datagram);
    }
}

/// The kernel says who sent it: what is wrong with it is that worker's fault.
void QueueCrew::take(const wire::Datagram& datagram)
{
    Seat* seat = seatOfPid(datagram.sender);
    if (!seat)
        return;
    const auto fault = takeResult(*seat, datagram);
    if (!fault || seat->killAt)
        return;
    seat->why = "worker sent " + *fault;
    seat->process->signalGroup(SIGKILL);
    seat->killAt = base::monotonicNow();
}

/// Returns what is wrong with it.
std::optional<std::string> QueueCrew::takeResult(const Seat& seat, const wire::Datagram& datagram)
{
    const auto answer = readAnswer(datagram);
    if (!answer)
        return answer.error().message;
    const plan::TaskSpec* task = pending(answer->result.task);
    if (!task || reader().life(task->id).startLane != seat.lane)
        return "a result that nobody asked for";
    wire::PayloadCheck check(task->id, wire::Way::Out, task->resultBytes);
    std::size_t bytes = datagram.bytes.size();
    check.take(answer->payload);
    if (datagram.file)
        wire::readPayloadFile(datagram.file.get(), task->resultBytes, [&](std::span<const std::byte> piece) {
            check.take(piece);
            bytes += piece.size();
        });
    lane().append(EventKind::MessageReceived, task->id, seat.lane, answer->result.flow, bytes);
    finish(*task, answer->result, check);
    return {};
}

void QueueCrew::finish(const plan::TaskSpec& task, const wire::TaskResult& result, const wire::PayloadCheck& check)
{
    // The worker recorded this end already, unless it is not one of ours. The first one stands.
    if (result.status == TaskStatus::Succeeded && !check.whole())
        settleDamaged(task, "its result came back damaged: " + check.complaint());
    else
        settle(task, result.status, result.error);
}

// --- who has what ---

QueueCrew::Seat* QueueCrew::seatOfPid(pid_t pid)
{
    for (const auto& worker : workers()) {
        if (worker->process->pid() == pid)
            return &seatOf(*worker);
    }
    return nullptr;
}

const plan::TaskSpec* QueueCrew::pending(base::TaskId task) const
{
    return task.value < m_pending.size() && m_pending[task.value] != 0 ? &m_tasks[task.value] : nullptr;
}

void QueueCrew::done(const plan::TaskSpec& task)
{
    m_outstanding -= m_pending[task.id.value];
    m_pending[task.id.value] = 0;
    m_idleSince = {};
}

void QueueCrew::settleUnput(const plan::TaskSpec& task, TaskStatus status, const std::string& error)
{
    if (m_parcel.task == &task)
        m_parcel.task = nullptr;
    m_heldSince.reset();
    settle(task, status, error);
}

/// Its worker is gone, and so is its result.
void QueueCrew::abandon(const plan::TaskSpec& task, const std::string& reason)
{
    if (m_cancelled)
        settle(task, TaskStatus::Cancelled, {});
    else if (task.resultBytes > 0)
        settleDamaged(task, reason);
    else
        settle(task, TaskStatus::Failed, reason);
}

void QueueCrew::ended(Supervised& worker, const std::string& reason)
{
    Seat& seat = seatOf(worker);
    const auto held = m_page.heldBy(seat.slot);
    const bool expected = (seat.dismissed || m_page.hasLeft(seat.slot)) && !held;
    if (const plan::TaskSpec* task = held ? pending(*held) : nullptr)
        abandon(*task, reason);
    if (!held && !expected && !m_cancelled)
        m_missingReason = reason;
    if (m_cancelled && size() == 0)
        settleAll(TaskStatus::Cancelled, {});
    else if (!m_cancelled && !expected)
        m_handlers.lost(reason);
    else if (!m_cancelled && size() == 0)
        failAll(m_missingReason); // all have found the queue empty
}

void QueueCrew::settleAll(TaskStatus status, const std::string& error)
{
    for (std::size_t i = 0; i < m_tasks.size() && m_outstanding > 0; ++i) {
        if (m_pending[i] != 0)
            settle(m_tasks[i], status, error);
    }
}

void QueueCrew::failAll(const std::string& reason)
{
    drainQueue();
    settleAll(TaskStatus::Failed, reason);
}

void QueueCrew::drainQueue()
{
    while (wire::takeDatagram(m_taskQueue.out.get(), m_buffer, false)) { }
}

void QueueCrew::cancel()
{
    if (std::exchange(m_cancelled, true))
        return;
    m_parcel.task = nullptr;
    m_marks = 0;
    // Whoever waits for a task finds the end.
    ::shutdown(m_taskQueue.in.get(), SHUT_WR);
    drainQueue();
    for (const auto& worker : workers()) {
        worker->dismissed = true;
        endGently(*worker, kCancelGrace);
    }
    if (size() == 0)
        settleAll(TaskStatus::Cancelled, {});
}

void QueueCrew::watchTasks(Supervised& worker, base::Nanoseconds now)
{
    Seat& seat = seatOf(worker);
    const auto held = m_page.heldBy(seat.slot);
    if (held != seat.held) {
        seat.held = held;
        seat.heldSince = now;
    }
    const plan::TaskSpec* task = held ? pending(*held) : nullptr;
    if (task && task->timeout.count() > 0 && now > seat.heldSince + task->timeout + kTaskGrace && !seat.killAt) {
        // The worker should have cut the task off by itself: it hangs.
        endGently(seat, kTermGrace);
        settle(*task, TaskStatus::TimedOut, overdueText(*task));
    }
}

/// A worker died between taking a task and noting it: in the end nobody has anything, and yet a task has no outcome.
void QueueCrew::watchAll(base::Nanoseconds now)
{
    if (m_missingReason.empty() || m_outstanding == 0 || m_cancelled || !allIdle())
        m_idleSince = {};
    else if (m_idleSince.count() == 0)
        m_idleSince = now;
    else if (now > m_idleSince + kMissingAfter)
        settleAll(TaskStatus::Failed, m_missingReason);
}

bool QueueCrew::allIdle()
{
    int waiting = 0;
    if (::ioctl(m_taskQueue.out.get(), FIONREAD, &waiting) != 0 || waiting > 0)
        return false;
    const auto idle = [this](const auto& worker) { return !m_page.heldBy(seatOf(*worker).slot) && worker->ready; };
    return std::all_of(workers().begin(), workers().end(), idle);
}

} // namespace interleave::process
