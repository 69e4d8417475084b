// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/responder_process.h"

#include "core/base/clock.h"
#include "core/spawn/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

namespace interleave::runner {
namespace {

constexpr int kLifelineFd = 3;
constexpr int kPortFd = 4;
constexpr base::Nanoseconds kPatience = std::chrono::seconds(10);

base::Error refused(const std::string &why) { return {base::ErrorCode::Refused, "no responder for the network step: " + why, {}}; }

} // namespace

base::Result<std::unique_ptr<ResponderProcess>> ResponderProcess::start(const std::string &workerPath, const std::function<void(pid_t)> &started)
{
    std::array<int, 2> life{}, port{};
    if (::pipe2(life.data(), O_CLOEXEC) != 0)
        return refused(std::strerror(errno));
    std::unique_ptr<ResponderProcess> responder(new ResponderProcess);
    responder->m_lifeline.reset(life[1]);
    base::UniqueFd itsLife(life[0]);
    if (::pipe2(port.data(), O_CLOEXEC) != 0)
        return refused(std::strerror(errno));
    const base::UniqueFd ourPort(port[0]);
    base::UniqueFd itsPort(port[1]);
    spawn::SpawnOptions options;
    options.path = workerPath;
    options.arguments = {"--responder"};
    options.descriptors = {{itsLife.get(), kLifelineFd}, {itsPort.get(), kPortFd}};
    const auto pid = spawn::spawnChild(options);
    if (!pid)
        return refused(pid.error().message);
    responder->m_pid = *pid;
    if (started)
        started(*pid);
    itsLife.reset();
    itsPort.reset(); // else its death would not be the end of the file
    if (!responder->awaitPort(ourPort.get()))
        return refused("it did not tell its port");
    return responder;
}

bool ResponderProcess::awaitPort(int from)
{
    std::array<char, 16> text{};
    std::size_t length = 0;
    const auto until = base::monotonicNow() + kPatience;
    while (length < text.size() && std::memchr(text.data(), '\n', length) == nullptr) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - base::monotonicNow()).count();
        pollfd p{from, POLLIN, 0};
        if (left <= 0 || (::poll(&p, 1, static_cast<int>(left)) < 0 && errno != EINTR))
            return false;
        const ssize_t n = p.revents != 0 ? ::read(from, text.data() + length, text.size() - length) : 0;
        if (p.revents != 0 && n <= 0)
            return false;
        length += static_cast<std::size_t>(n);
    }
    return std::from_chars(text.data(), text.data() + length, m_port).ec == std::errc() && m_port != 0;
}

rusage ResponderProcess::stop()
{
    rusage usage{};
    m_lifeline.reset();
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL); // it has nothing to put in order
        ::wait4(m_pid, nullptr, 0, &usage);
        m_pid = -1;
    }
    return usage;
}

} // namespace interleave::runner
