// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"
#include "core/process/child.h"
#include "core/process/outbox.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace interleave::process {

struct WorkerOptions {
    std::string path; ///< of interleave-worker
    base::LaneId lane; ///< the lane that the worker continues
    base::LaneId dispatcher; ///< the lane of its peer
    int traceFd = -1; ///< stays the caller's
    std::span<const std::byte> first = {}; ///< messages that it gets before any other
    std::vector<std::string> arguments = {}; ///< more of them
    std::vector<std::pair<int, int>> descriptors = {}; ///< more of them: ours → the worker's number
};

/// How a worker ended.
struct WorkerEnd {
    int waitStatus = 0;
    std::string reason; ///< "worker killed by SIGKILL", "worker sent a damaged message …": for people
};

/// What a worker tells. Every call comes from the io_context; none after the destructor.
/// Only `ended` may destroy the worker.
struct WorkerHandlers {
    std::function<void()> ready;
    std::function<bool(const wire::TaskResult& result, std::size_t bytes)> result; ///< false: nobody asked for it, a fault
    std::function<void(const WorkerEnd& end)> ended; ///< once, after everything it sent was handed over
    std::function<bool(const wire::Payload& piece, std::size_t bytes)> payload = {}; ///< as `result`; not set: no worker may send any
    std::function<void(const wire::PayloadOrder& payload)> payloadBegun = {}; ///< its first piece is about to be written
};

/// One worker: its process, its pipes, its messages. A worker that breaks the rules of the channel is killed, and its end says why.
/// Threads: as Child.
class WorkerProcess {
public:
    static base::Result<std::unique_ptr<WorkerProcess>> start(
        boost::asio::any_io_executor executor, const WorkerOptions& options, WorkerHandlers handlers);
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// Queues a message; never blocks. After closeInput() nothing is sent. Returns the bytes of the frame.
    std::size_t send(const wire::Message& message);
    /// The same for a payload, which is made as it is written.
    void send(const wire::PayloadOrder& payload);
    /// After what is queued the worker reads the end of the stream, and ends by itself.
    void closeInput();
    void signalGroup(int signal) { m_child->signalGroup(signal); }
    [[nodiscard]] int pid() const { return m_child->pid(); }
    [[nodiscard]] bool running() const { return m_child && m_child->running(); }
    /// What the worker used, once it said goodbye.
    [[nodiscard]] const std::optional<wire::Goodbye>& goodbye() const { return m_goodbye; }

private:
    WorkerProcess(boost::asio::any_io_executor executor, WorkerHandlers handlers, base::UniqueFd in, base::UniqueFd out);
    void waitReadable();
    bool drain();
    void writeMore();
    void writeRest(std::size_t from);
    void take(std::span<const std::byte> bytes);
    void handle(const wire::Message& message, std::size_t bytes);
    void fault(std::string what);
    void inputEnded();
    void childExited(int waitStatus);

    WorkerHandlers m_handlers;
    boost::asio::posix::stream_descriptor m_in, m_out; ///< ours: what the worker writes and what it reads
    boost::asio::steady_timer m_grace;
    std::unique_ptr<Child> m_child;
    wire::FrameDecoder m_decoder;
    std::array<std::byte, 65536> m_buffer;
    wire::Bytes m_sending; ///< under way
    Outbox m_waiting; ///< behind it
    bool m_writing = false, m_closing = false;
    bool m_greeted = false;
    std::string m_fault;
    std::optional<wire::Goodbye> m_goodbye;
    /// Call-backs that the io_context still holds look here first.
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace interleave::process
