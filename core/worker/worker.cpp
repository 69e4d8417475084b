// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/worker.h"

#include "core/metrics/own_usage.h"
#include "core/spawn/spawn.h"
#include "core/trace/trace.h"
#include "core/wire/messages.h"
#include "core/workloads/run_task.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>

namespace interleave::worker {
namespace {

using trace::EventKind;

constexpr int kNotStartedByDispatcher = 2;
constexpr int kProtocol = 3;

// A signal handler reaches nothing but globals.
std::atomic<bool> stopAsked{false};
int stopEvent = -1;

void onTerminate(int)
{
    const int before = errno;
    stopAsked.store(true, std::memory_order_relaxed);
    const std::uint64_t one = 1;
    // The event wakes a sleep that began just before the signal came.
    if (::write(stopEvent, &one, sizeof one) < 0) { }
    errno = before;
}

void prepareSignals()
{
    stopEvent = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error code too
    struct sigaction action { };
    action.sa_handler = onTerminate;
    ::sigaction(SIGTERM, &action, nullptr);
}

/// Sleeps until an absolute instant. False: the stop was asked for.
bool sleepUntil(base::Nanoseconds until)
{
    pollfd stop{stopEvent, POLLIN, 0};
    for (auto left = until - base::monotonicNow(); left.count() > 0; left = until - base::monotonicNow()) {
        const timespec time = base::toTimespec(left);
        if (::ppoll(&stop, 1, &time, nullptr) > 0)
            return false;
    }
    return !stopAsked.load(std::memory_order_relaxed);
}

struct Lanes {
    base::LaneId own, dispatcher;
};

bool parse(const char* text, base::LaneId& lane)
{
    const char* end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, lane.value);
    return parsed.ec == std::errc() && parsed.ptr == end;
}

std::optional<Lanes> laneArguments(int argc, char** argv)
{
    Lanes lanes;
    const bool good = argc == 5 && std::strcmp(argv[1], "--lane") == 0 && parse(argv[2], lanes.own) && std::strcmp(argv[3], "--dispatcher") == 0
        && parse(argv[4], lanes.dispatcher);
    return good ? std::optional(lanes) : std::nullopt;
}

/// The dispatcher's side of the channel.
class Channel {
public:
    void queue(const wire::Message& message) { wire::append(m_out, message); }
    /// False: the dispatcher is gone.
    bool flush()
    {
        for (std::size_t sent = 0; sent < m_out.size();) {
            const ssize_t n = ::write(wire::kWorkerOutFd, m_out.data() + sent, m_out.size() - sent);
            if (n < 0 && errno != EINTR)
                return false;
            sent += static_cast<std::size_t>(std::max<ssize_t>(n, 0));
        }
        m_out.clear();
        return true;
    }

    enum class Input { Message, End, Broken };
    Input next(wire::Message& message, std::size_t& bytes)
    {
        for (;;) {
            const auto frame = m_decoder.next();
            if (!frame)
                return Input::Broken;
            if (*frame) {
                auto decoded = wire::decode(**frame);
                if (!decoded)
                    return Input::Broken;
                bytes = wire::kFrameHeaderBytes + (*frame)->payload.size();
                message = std::move(*decoded);
                return Input::Message;
            }
            if (!readMore())
                return m_decoder.pending() == 0 || stopAsked.load(std::memory_order_relaxed) ? Input::End : Input::Broken;
        }
    }

private:
    bool readMore()
    {
        std::array<pollfd, 2> inputs{pollfd{wire::kWorkerInFd, POLLIN, 0}, pollfd{stopEvent, POLLIN, 0}};
        for (;;) {
            ::poll(inputs.data(), inputs.size(), -1);
            if (stopAsked.load(std::memory_order_relaxed))
                return false;
            if (inputs[0].revents == 0)
                continue;
            const ssize_t n = ::read(wire::kWorkerInFd, m_buffer.data(), m_buffer.size());
            if (n > 0)
                m_decoder.feed(std::span(m_buffer).first(static_cast<std::size_t>(n)));
            if (n >= 0 || (errno != EINTR && errno != EAGAIN))
                return n > 0;
        }
    }
    wire::FrameDecoder m_decoder;
    wire::Bytes m_out;
    std::array<std::byte, 16384> m_buffer;
};

wire::Goodbye goodbye()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ns = [](const timeval& t) { return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_usec * 1000; };
    return {metrics::readOwnMemory().peakRssBytes.value_or(0), ns(usage.ru_utime), ns(usage.ru_stime)};
}

class Worker {
public:
    Worker(std::shared_ptr<trace::Mapping> mapping, Lanes lanes)
        : m_mapping(std::move(mapping))
        , m_lane(m_mapping, lanes.own)
        , m_dispatcher(lanes.dispatcher)
    {
    }

    int work()
    {
        m_lane.append(EventKind::WorkerReady);
        m_channel.queue(wire::Hello{wire::kFrameVersion, ::getpid()});
        m_channel.queue(wire::Ready{});
        if (!m_channel.flush())
            return 0;
        const int code = serve();
        m_channel.queue(goodbye());
        m_channel.flush();
        return code;
    }

private:
    int serve()
    {
        for (;;) {
            wire::Message message;
            std::size_t bytes = 0;
            const auto input = m_channel.next(message, bytes);
            if (input == Channel::Input::Broken)
                return kProtocol;
            if (input == Channel::Input::End || std::holds_alternative<wire::Shutdown>(message))
                return 0;
            const auto* batch = std::get_if<wire::Tasks>(&message);
            if (!batch)
                return kProtocol;
            if (!runAll(*batch, bytes))
                return 0;
        }
    }

    /// False: no more is wanted.
    bool runAll(const wire::Tasks& batch, std::size_t bytes)
    {
        const base::TaskId label = batch.tasks.size() == 1 ? batch.tasks.front().id : base::kNoTask;
        m_lane.append(EventKind::MessageReceived, label, m_dispatcher, batch.flow, bytes);
        for (const plan::TaskSpec& task : batch.tasks) {
            // What was not begun belongs to the dispatcher again.
            if (stopAsked.load(std::memory_order_relaxed) || !runOne(task))
                return false;
        }
        return true;
    }

    bool runOne(const plan::TaskSpec& task)
    {
        workloads::StepContext steps{m_lane, &stopAsked, sleepUntil};
        workloads::TaskOutcome outcome = workloads::runTask(task, steps);
        const std::uint32_t flow = m_mapping->nextFlow();
        const auto sent = base::monotonicNow();
        wire::TaskResult result{flow, task.id, outcome.status, std::move(outcome.error)};
        const std::size_t bytes = kResultBytes + result.error.size();
        m_channel.queue(std::move(result));
        m_lane.append(trace::Event{sent.count(), task.id.value, m_dispatcher.value, EventKind::MessageSent, 0, 0, flow, bytes});
        return m_channel.flush();
    }

    static constexpr std::size_t kResultBytes = wire::kFrameHeaderBytes + 4 + 4 + 1 + 4;
    std::shared_ptr<trace::Mapping> m_mapping;
    trace::LaneWriter m_lane;
    base::LaneId m_dispatcher;
    Channel m_channel;
};

} // namespace

int workerMain(int argc, char** argv)
{
    spawn::dieWithParent(SIGKILL);
    prepareSignals();
    const auto lanes = laneArguments(argc, argv);
    auto mapping = lanes ? trace::Mapping::attach(base::UniqueFd(wire::kWorkerTraceFd)) : base::Error{base::ErrorCode::BadInput, "no lane", {}};
    if (!mapping) {
        std::fputs("interleave-worker is started by interleave-runner, not by hand\n", stderr);
        return kNotStartedByDispatcher;
    }
    return Worker(std::move(*mapping), *lanes).work();
}

} // namespace interleave::worker
