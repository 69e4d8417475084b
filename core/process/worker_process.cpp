// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/worker_process.h"

#include "core/process/worker_totals.h"

#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace interleave::process {

namespace asio = boost::asio;

namespace {

constexpr auto kEndGrace = std::chrono::milliseconds(500);

struct Pipe {
    base::UniqueFd read, write;
};

base::Result<Pipe> makePipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return base::Error{base::ErrorCode::Refused, std::string("no pipe for a worker: ") + std::strerror(errno), {}};
    return Pipe{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

/// Writing to a worker that just died must be an error code, not the end of this process.
void ignoreBrokenPipes()
{
    struct sigaction now { };
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);
}

} // namespace

WorkerProcess::WorkerProcess(asio::any_io_executor executor, WorkerHandlers handlers, base::UniqueFd in, base::UniqueFd out)
    : m_handlers(std::move(handlers))
    , m_in(executor, in.release())
    , m_out(executor, out.release())
    , m_grace(executor)
{
}

base::Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(
    asio::any_io_executor executor, const WorkerOptions& options, WorkerHandlers handlers)
{
    ignoreBrokenPipes();
    auto toWorker = makePipe();
    auto fromWorker = makePipe();
    if (!toWorker || !fromWorker)
        return toWorker ? fromWorker.error() : toWorker.error();
    spawn::SpawnOptions spawning;
    spawning.path = options.path;
    spawning.arguments = {"--lane", std::to_string(options.lane.value), "--dispatcher", std::to_string(options.dispatcher.value)};
    spawning.arguments.insert(spawning.arguments.end(), options.arguments.begin(), options.arguments.end());
    spawning.descriptors
        = {{toWorker->read.get(), wire::kWorkerInFd}, {fromWorker->write.get(), wire::kWorkerOutFd}, {options.traceFd, wire::kWorkerTraceFd}};
    spawning.descriptors.insert(spawning.descriptors.end(), options.descriptors.begin(), options.descriptors.end());
    std::unique_ptr<WorkerProcess> worker(new WorkerProcess(executor, std::move(handlers), std::move(fromWorker->read), std::move(toWorker->write)));
    auto child = Child::start(executor, spawning, [self = worker.get()](int status) { self->childExited(status); });
    if (!child)
        return child.error();
    worker->m_child = std::move(*child);
    worker->m_in.native_non_blocking(true);
    worker->m_out.native_non_blocking(true);
    worker->m_waiting.add(options.first);
    worker->writeMore();
    worker->waitReadable();
    return worker;
}

WorkerProcess::~WorkerProcess() { *m_alive = false; }

std::size_t WorkerProcess::send(const wire::Message& message)
{
    if (m_closing)
        return 0;
    const std::size_t bytes = m_waiting.add(message);
    if (!m_writing)
        writeMore();
    return bytes;
}

void WorkerProcess::send(const wire::PayloadOrder& payload)
{
    if (m_closing)
        return;
    m_waiting.add(payload);
    if (!m_writing)
        writeMore();
}

void WorkerProcess::closeInput()
{
    m_closing = true;
    boost::system::error_code ignored;
    if (!m_writing)
        m_out.close(ignored);
}

/// What fits into the pipe is written at once: most messages do, and a way through the loop costs as much again.
void WorkerProcess::writeMore()
{
    while (!m_waiting.empty()) {
        m_sending.clear();
        m_waiting.next(m_sending, [this](const wire::PayloadOrder& payload) { m_handlers.payloadBegun(payload); });
        const ssize_t n = ::write(m_out.native_handle(), m_sending.data(), m_sending.size());
        // A broken pipe needs no care here: the worker's end is told by its process.
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return;
        if (static_cast<std::size_t>(std::max<ssize_t>(n, 0)) < m_sending.size())
            return writeRest(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    }
}

void WorkerProcess::writeRest(std::size_t from)
{
    m_writing = true;
    asio::async_write(m_out, asio::buffer(m_sending) + from, [this, alive = m_alive](boost::system::error_code error, std::size_t) {
        if (!*alive)
            return;
        m_writing = false;
        if (!error)
            writeMore();
        if (m_closing && !m_writing)
            m_out.close(error);
    });
}

// We read ourselves when there is something to read: a read that Asio had under way could complete after the child's end was told.
void WorkerProcess::waitReadable()
{
    m_in.async_wait(asio::posix::stream_descriptor::wait_read, [this, alive = m_alive](boost::system::error_code error) {
        if (!*alive || error)
            return;
        if (!drain())
            inputEnded();
        else if (m_fault.empty())
            waitReadable();
    });
}

/// Takes all that is in the pipe. False: its end was read.
bool WorkerProcess::drain()
{
    while (m_fault.empty()) {
        const ssize_t got = ::read(m_in.native_handle(), m_buffer.data(), m_buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno == EAGAIN;
        if (got == 0)
            return false;
        take(std::span(m_buffer).first(static_cast<std::size_t>(got)));
        if (static_cast<std::size_t>(got) < m_buffer.size())
            return true;
    }
    return true;
}

/// A worker that has nothing more to say ends at once, or never will.
void WorkerProcess::inputEnded()
{
    if (!m_child->running())
        return;
    m_grace.expires_after(kEndGrace);
    m_grace.async_wait([this, alive = m_alive](boost::system::error_code error) {
        if (*alive && !error && m_child->running())
            fault("the end of its messages and went on running");
    });
}

void WorkerProcess::take(std::span<const std::byte> bytes)
{
    m_decoder.feed(bytes);
    while (m_fault.empty()) {
        const auto frame = m_decoder.next();
        if (!frame)
            return fault(frame.error().message);
        if (!*frame)
            return;
        const auto message = wire::decode(**frame);
        if (!message)
            return fault(message.error().message);
        handle(*message, (*frame)->payload.size() + wire::kFrameHeaderBytes);
    }
}

void WorkerProcess::handle(const wire::Message& message, std::size_t bytes)
{
    if (const auto* hello = std::get_if<wire::Hello>(&message)) {
        if (m_greeted || hello->version != wire::kFrameVersion)
            return fault("a wrong greeting");
        m_greeted = true;
        return;
    }
    if (!m_greeted)
        return fault("a message before its greeting");
    if (std::holds_alternative<wire::Ready>(message))
        return m_handlers.ready();
    if (const auto* result = std::get_if<wire::TaskResult>(&message))
        return m_handlers.result(*result, bytes) ? void() : fault("a result that nobody asked for");
    if (const auto* piece = std::get_if<wire::Payload>(&message); piece && m_handlers.payload)
        return m_handlers.payload(*piece, bytes) ? void() : fault("a payload that nobody asked for");
    if (const auto* goodbye = std::get_if<wire::Goodbye>(&message)) {
        m_goodbye = *goodbye;
        account(*goodbye);
        return;
    }
    fault("a message that only its dispatcher may send");
}

void WorkerProcess::fault(std::string what)
{
    m_fault = std::move(what);
    m_child->signalGroup(SIGKILL);
}

void WorkerProcess::childExited(int waitStatus)
{
    m_grace.cancel();
    // What it wrote before it ended is still in the pipe.
    drain();
    WorkerEnd end{waitStatus, {}};
    if (!m_fault.empty())
        end.reason = "worker sent " + m_fault;
    else if (m_decoder.pending() > 0)
        end.reason = "worker stopped in the middle of a message (" + spawn::describeWaitStatus(waitStatus) + ")";
    else
        end.reason = "worker " + std::string(WIFEXITED(waitStatus) ? "ended with " : "") + spawn::describeWaitStatus(waitStatus);
    // The call-back may destroy this worker, and with it the call-back.
    const auto ended = std::move(m_handlers.ended);
    ended(end);
}

} // namespace interleave::process
