// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_process.h"

#include "core/engine/run_folder.h"
#include "core/engine/seed.h"
#include "core/spawn/spawn.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace interleave::engine {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds kStep{300};       // between asking, SIGTERM and SIGKILL
constexpr std::chrono::milliseconds kLingering{1000}; // for a runner that has said its last word
constexpr std::chrono::milliseconds kOrphanStep{2};
constexpr int kOrphanAttempts = 750;       // 1.5 s: the next run has the machine for itself …
constexpr int kHastyOrphanAttempts = 100;  // … but a stopped one has returned within a second
constexpr std::size_t kErrorBytes = 64 * 1024;
constexpr std::size_t kMostAtOnce = 1U << 20;
constexpr std::size_t kLongestLine = 16U << 20;

std::chrono::steady_clock::time_point instant(base::Nanoseconds monotonic) { return std::chrono::steady_clock::time_point(monotonic); }

/// Give or take 10 %: what comes and goes as regularly as readings do would else look like standing still.
base::Nanoseconds jittered(base::Nanoseconds delay, std::size_t reading)
{
    return delay * static_cast<std::int64_t>(900 + mix(0, reading) % 201) / 1000;
}

/// Hands over what there is, at most some pipes full. False: the other end is closed.
template <class Take>
bool readSome(asio::posix::stream_descriptor &pipe, std::array<char, 16 * 1024> &buffer, const Take &take)
{
    for (std::size_t total = 0; total < kMostAtOnce;) {
        const ssize_t got = ::read(pipe.native_handle(), buffer.data(), buffer.size());
        if (got <= 0)
            return got < 0 && (errno == EAGAIN || errno == EINTR);
        total += static_cast<std::size_t>(got);
        take(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    }
    return true;
}

} // namespace

RunProcess::RunProcess(asio::io_context& io, RunProcessOptions options, Handlers handlers)
    : m_io(io)
    , m_options(std::move(options))
    , m_handlers(std::move(handlers))
    , m_in(io)
    , m_out(io)
    , m_err(io)
    , m_sampleTimer(io)
    , m_timeoutTimer(io)
    , m_ladderTimer(io)
{
}

RunProcess::~RunProcess() = default;

base::Result<RunProcess::Pipe> RunProcess::makePipe(bool childReads)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return base::Error{base::ErrorCode::Refused, std::string("no pipe for the runner: ") + std::strerror(errno), {}};
    Pipe pipe{base::UniqueFd(ends[childReads ? 1 : 0]), base::UniqueFd(ends[childReads ? 0 : 1])};
    // Only our end: the flag belongs to the open file, and the child's side is another one.
    ::fcntl(pipe.ours.get(), F_SETFL, ::fcntl(pipe.ours.get(), F_GETFL) | O_NONBLOCK);
    return pipe;
}

base::Result<void> RunProcess::start()
{
    auto in = makePipe(true), out = makePipe(false), err = makePipe(false);
    for (const auto *pipe : {&in, &out, &err})
        if (!pipe->ok())
            return pipe->error();
    spawn::SpawnOptions options;
    options.path = m_options.runnerPath;
    options.descriptors = {{in->theirs.get(), 0}, {out->theirs.get(), 1}, {err->theirs.get(), 2}};
    if (m_options.traceFd >= 0)
        options.descriptors.emplace_back(m_options.traceFd, wire::kTraceFd);
    look({});
    m_begin = base::monotonicNow();
    options.environment = {{"INTERLEAVE_RUN", std::to_string(::getpid()) + '-' + std::to_string(m_begin.count())},
                           {"INTERLEAVE_BALLAST", std::string(m_options.environmentBytes, 'x')}};
    m_marks.environment = options.environment[0].first + '=' + options.environment[0].second;
    m_marks.before = ownChildren();
    auto child = process::Child::start(m_io.get_executor(), options, [weak = weak_from_this()](int waitStatus) {
        if (const auto self = weak.lock())
            self->exited(waitStatus);
    });
    if (!child)
        return child.error();
    m_child = std::move(child).value();
    m_in.assign(in->ours.release());
    m_out.assign(out->ours.release());
    m_err.assign(err->ours.release());
    send(m_options.firstLine);
    readOutput();
    readErrors();
    if (m_options.sampled) {
        m_sampler.emplace(m_child->pid(), m_options.allowedCores);
        sampleNow();
        sampleAt(m_begin + m_sampler->nextDelay());
    }
    if (m_options.timeout) {
        m_timeoutTimer.expires_at(instant(m_begin + *m_options.timeout));
        m_timeoutTimer.async_wait([self = shared_from_this()](error_code error) {
            if (!error)
                self->stop(EndReason::Timeout);
        });
    }
    return {};
}

void RunProcess::stop(EndReason reason)
{
    // Once the runner has said how it ended, the reason cannot change; a ladder that runs goes on as it is.
    if (m_gone || m_ladder)
        return;
    m_ladder = true;
    m_outcome.reason = reason;
    if (reason == EndReason::Cancel || reason == EndReason::Timeout) {
        send(wire::encodeStop());
        escalate(0);
    } else {
        escalate(reason == EndReason::Protocol ? 2 : 1);
    }
}

void RunProcess::escalate(int step)
{
    if (m_gone)
        return;
    if (step == 1)
        m_child->signalGroup(SIGTERM);
    if (step >= 2)
        m_child->signalGroup(SIGKILL);
    m_ladderTimer.expires_after(kStep);
    m_ladderTimer.async_wait([self = shared_from_this(), step](error_code error) {
        if (!error)
            self->escalate(step + 1);
    });
}

void RunProcess::send(std::string line)
{
    m_outbox += line + '\n';
    if (m_writing.empty())
        writeMore();
}

void RunProcess::writeMore()
{
    m_writing = std::exchange(m_outbox, {});
    if (m_writing.empty() || !m_in.is_open())
        return;
    asio::async_write(m_in, asio::buffer(m_writing), [self = shared_from_this()](error_code error, std::size_t) {
        // A runner that no longer reads is about to end: `exited` tells how.
        self->m_writing.clear();
        if (!error)
            self->writeMore();
    });
}

void RunProcess::readOutput()
{
    // Only told that there is something, then read here: what asio has read but not yet handed over would be lost to `drain`.
    m_out.async_wait(asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](error_code error) {
        if (!error && !self->m_gone && readSome(self->m_out, self->m_buffer, [&](std::string_view bytes) { self->takeOutput(bytes); }))
            self->readOutput();
    });
}

void RunProcess::readErrors()
{
    m_err.async_wait(asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](error_code error) {
        if (!error && !self->m_gone && readSome(self->m_err, self->m_buffer, [&](std::string_view bytes) { self->takeErrors(bytes); }))
            self->readErrors();
    });
}

void RunProcess::takeErrors(std::string_view bytes)
{
    std::string &kept = m_outcome.standardError;
    kept += bytes;
    if (kept.size() > 2 * kErrorBytes)
        kept.erase(0, kept.size() - kErrorBytes);
}

void RunProcess::takeOutput(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        m_line += bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (end != std::string_view::npos)
            takeLine(std::exchange(m_line, {}));
        else if (m_line.size() > kLongestLine) {
            m_line.clear();
            m_outcome.protocolError = "the runner sent a line without end";
            stop(EndReason::Protocol);
        }
    }
}

void RunProcess::takeLine(std::string_view line)
{
    using Kind = wire::RunnerMessage::Kind;
    if (!m_outcome.protocolError.empty())
        return;
    const auto message = wire::decodeRunner(line);
    if (!message) {
        m_outcome.protocolError = message.error().text();
        stop(EndReason::Protocol);
        return;
    }
    const bool last = message->kind == Kind::Finished || message->kind == Kind::Failed || message->kind == Kind::Calibrated;
    // A reading at the border: set-up and run do not share an interval.
    if (message->kind == Kind::Started || message->kind == Kind::Finished)
        sampleNow();
    switch (message->kind) {
    case Kind::Started: m_outcome.started = *message; break;
    case Kind::Finished: m_outcome.finished = *message; break;
    case Kind::Failed: m_outcome.failed = *message; break;
    case Kind::Calibrated: m_outcome.calibrated = *message; break;
    case Kind::Apart: leaveOut(static_cast<pid_t>(message->pid)); break;
    case Kind::Ready:
    case Kind::Progress: break;
    }
    if (m_handlers.message)
        m_handlers.message(*message);
    if (!last || m_gone || m_ladder)
        return;
    m_sampleTimer.cancel();
    m_timeoutTimer.cancel();
    m_ladderTimer.expires_after(kLingering);
    m_ladderTimer.async_wait([self = shared_from_this()](error_code error) {
        if (!error)
            self->stop(EndReason::Lingers);
    });
}

void RunProcess::leaveOut(pid_t pid)
{
    // It may have been there for a reading or two before we were told: those were of the set-up, and are given up.
    if (!m_sampler)
        return;
    if (const auto since = m_sampler->leaveOut(pid))
        std::erase_if(m_outcome.samples, [&](const metrics::Sample &sample) { return sample.time >= *since; });
}

void RunProcess::sampleNow()
{
    if (!m_sampler || m_gone)
        return;
    const metrics::Sample sample = m_sampler->sample();
    if (sample.processes == 0)
        return;
    m_marks.tree = m_sampler->processes();
    m_outcome.samples.push_back(sample);
    if (m_handlers.sample)
        m_handlers.sample(sample);
    if (isLookDue(sample.time))
        look(m_sampler->cpu() + m_sampler->apartCpu());
}

bool RunProcess::isLookDue(base::Nanoseconds now) const
{
    return m_options.machine && !m_outcome.looks.empty() && now >= m_outcome.looks.back().machine.time + m_options.machine->nextDelay();
}

void RunProcess::look(base::Nanoseconds ours)
{
    if (!m_options.machine || !m_options.sampled)
        return;
    const base::Nanoseconds before = m_options.machine->cost();
    m_outcome.looks.push_back({m_options.machine->read(), ours});
    m_outcome.samplerCost += m_options.machine->cost() - before;
    if (m_handlers.conditions && m_outcome.looks.size() > 1)
        m_handlers.conditions(conditionsSample(*(m_outcome.looks.end() - 2), m_outcome.looks.back()));
}

void RunProcess::sampleAt(base::Nanoseconds deadline)
{
    m_sampleTimer.expires_at(instant(deadline));
    m_sampleTimer.async_wait([self = shared_from_this(), deadline](error_code error) {
        if (error || self->m_gone || self->m_outcome.finished)
            return;
        self->sampleNow();
        // Absolute deadlines: a late reading does not move the next, unless so late that the interval between them would
        // be too short for a CPU percentage. Missed ones are left out, not made up for.
        const base::Nanoseconds delay = jittered(self->m_sampler->nextDelay(), self->m_outcome.samples.size());
        self->sampleAt(std::max(deadline + delay, base::monotonicNow() + delay / 2));
    });
}

void RunProcess::exited(int waitStatus)
{
    drain();
    m_gone = true;
    m_outcome.waitStatus = waitStatus;
    m_outcome.duration = base::monotonicNow() - m_begin;
    if (m_sampler) {
        m_outcome.samplerCost += m_sampler->cost();
        m_outcome.processPeakBytes = m_sampler->processPeakBytes();
        m_outcome.processesSeen = m_sampler->processesSeen();
    }
    for (auto *timer : {&m_sampleTimer, &m_timeoutTimer, &m_ladderTimer})
        timer->cancel();
    error_code ignored;
    for (auto *pipe : {&m_in, &m_out, &m_err})
        pipe->close(ignored);
    endOrphans(0);
}

void RunProcess::drain()
{
    // What the runner wrote last; workers that outlive it may hold the other ends, so there is no end of file to wait for.
    // A reading is at most what the pipe holds: a worker that keeps on writing cannot keep us here.
    if (m_out.is_open())
        readSome(m_out, m_buffer, [this](std::string_view bytes) { takeOutput(bytes); });
    if (m_err.is_open())
        readSome(m_err, m_buffer, [this](std::string_view bytes) { takeErrors(bytes); });
    std::string &kept = m_outcome.standardError;
    kept.erase(0, kept.size() > kErrorBytes ? kept.size() - kErrorBytes : 0);
}

void RunProcess::endOrphans(int attempt)
{
    const OrphanCount count = engine::endOrphans(m_marks, attempt > 0);
    m_outcome.orphans += count.ended;
    // One more look after the last one was reaped: its children re-parent only then.
    const bool clean = count.found == 0 && count.ended == 0;
    if (clean || attempt >= (m_outcome.reason == EndReason::Cancel ? kHastyOrphanAttempts : kOrphanAttempts)) {
        finish();
        return;
    }
    m_ladderTimer.expires_after(kOrphanStep);
    m_ladderTimer.async_wait([self = shared_from_this(), attempt](error_code) { self->endOrphans(attempt + 1); });
}

void RunProcess::finish()
{
    // All of the run is reaped by now: what its processes took is told to the microsecond.
    look({});
    if (!m_outcome.looks.empty())
        m_outcome.looks.back().ours = m_outcome.looks.back().machine.reapedCpu - m_outcome.looks.front().machine.reapedCpu;
    removeRunFolder(m_options.folder);
    // Not from inside the child's own call-back: the owner may drop everything in `done`.
    asio::post(m_io, [self = shared_from_this()] {
        self->m_child.reset();
        if (const auto done = std::exchange(self->m_handlers.done, {}))
            done(self->m_outcome);
    });
}

} // namespace interleave::engine
