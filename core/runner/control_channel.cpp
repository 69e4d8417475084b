// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/control_channel.h"

#include "core/base/clock.h"
#include "core/runner/services.h"
#include "core/spawn/spawn.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace interleave::runner {
namespace {

constexpr int kGraceMs = 1300; ///< for the run to end by itself after a stop
constexpr int kEndMs = 400;    ///< for its tree to be killed and reaped after that

base::UniqueFd terminateSignals()
{
    sigset_t terminate;
    ::sigemptyset(&terminate);
    ::sigaddset(&terminate, SIGTERM);
    return base::UniqueFd(::signalfd(-1, &terminate, SFD_CLOEXEC));
}

/// Appends what can be read; false at the end of the stream.
bool readSome(std::string &buffer)
{
    std::array<char, 65536> chunk{};
    ssize_t n = 0;
    do {
        n = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    } while (n < 0 && errno == EINTR);
    if (n <= 0)
        return false;
    buffer.append(chunk.data(), static_cast<std::size_t>(n));
    return true;
}

} // namespace

ControlChannel::ControlChannel()
    : m_signals(terminateSignals())
    , m_wake(::eventfd(0, EFD_CLOEXEC))
    , m_watcher([this] { watch(); })
{
}

ControlChannel::~ControlChannel()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake.get(), &one, sizeof one);
    m_watcher.join();
}

std::optional<base::Result<wire::ControllerMessage>> ControlChannel::receiveOrder()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_order || m_stopped; });
    return m_stopped ? std::nullopt : m_order;
}

void ControlChannel::send(const wire::RunnerMessage &message)
{
    const std::string text = wire::encode(message) + '\n';
    const std::lock_guard lock(m_sending);
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t n = ::write(STDOUT_FILENO, text.data() + sent, text.size() - sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; // nobody listens: the end of stdin says the same
        sent += static_cast<std::size_t>(n);
    }
}

void ControlChannel::setOnStop(std::function<void()> onStop)
{
    const std::lock_guard lock(m_mutex);
    m_onStop = std::move(onStop);
    if (m_stopped && m_onStop)
        m_onStop();
}

void ControlChannel::watch()
{
    std::array<pollfd, 3> sources{{{STDIN_FILENO, POLLIN, 0}, {m_signals.get(), POLLIN, 0}, {m_wake.get(), POLLIN, 0}}};
    for (;;) {
        if (::poll(sources.data(), sources.size(), -1) < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        if (sources[2].revents != 0)
            return;
        const bool told = sources[1].revents != 0;
        const bool open = sources[0].revents == 0 || readSome(m_buffer);
        if (takeLines() || told || !open)
            break;
    }
    stop();
    endIfNotDone();
}

bool ControlChannel::takeLines()
{
    for (std::size_t end = 0; (end = m_buffer.find('\n')) != std::string::npos; m_buffer.erase(0, end + 1)) {
        auto message = wire::decodeController(std::string_view(m_buffer).substr(0, end));
        if (message && message->kind == wire::ControllerMessage::Kind::Stop)
            return true;
        const std::lock_guard lock(m_mutex);
        // One order a process: later lines can only be a stop.
        if (!m_order)
            m_order = std::move(message);
        m_changed.notify_all();
    }
    return false;
}

void ControlChannel::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    m_changed.notify_all();
    if (m_onStop)
        m_onStop();
}

void ControlChannel::endIfNotDone()
{
    pollfd wake{m_wake.get(), POLLIN, 0};
    const auto until = base::monotonicNow() + std::chrono::milliseconds(kGraceMs);
    for (auto now = base::monotonicNow(); now < until; now = base::monotonicNow()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
        if (::poll(&wake, 1, static_cast<int>(left)) > 0)
            return;
    }
    spawn::endAllChildren(kEndMs);
    // Whoever still writes there writes in vain: the controller looks again when this process is gone.
    if (m_order && m_order->ok())
        removeFolder(m_order->value().spec.folder);
    ::_exit(1);
}

} // namespace interleave::runner
