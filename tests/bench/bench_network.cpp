// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/workloads/connection_pool.h"
#include "core/workloads/run_task.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <thread>

namespace interleave::bench {
namespace {

constexpr std::size_t kBytes = 64;
constexpr int kRequests = 5000;
using Message = std::array<char, kBytes>;

bool receive(int socket, Message &message)
{
    std::size_t got = 0;
    while (got < message.size()) {
        const ssize_t n = ::recv(socket, message.data() + got, message.size() - got, 0);
        if (n <= 0)
            return false;
        got += static_cast<std::size_t>(n);
    }
    return true;
}

void sendAll(int socket, const Message &message)
{
    if (::send(socket, message.data(), message.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(message.size()))
        std::abort();
}

void noDelay(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Sends every 64 bytes back, on two connections, a thread each.
class Echo {
public:
    Echo() : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = loopback(0);
        socklen_t length = sizeof address;
        if (::bind(m_listener.get(), reinterpret_cast<sockaddr *>(&address), length) != 0 || ::listen(m_listener.get(), 2) != 0)
            std::abort();
        ::getsockname(m_listener.get(), reinterpret_cast<sockaddr *>(&address), &length);
        m_port = ntohs(address.sin_port);
        for (std::thread &thread : m_threads)
            thread = std::thread([this] { serve(); });
    }
    /// Both connections have been closed by then.
    ~Echo()
    {
        for (std::thread &thread : m_threads)
            thread.join();
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    void serve() const
    {
        const base::UniqueFd connection(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        noDelay(connection.get());
        for (Message message{}; receive(connection.get(), message);)
            sendAll(connection.get(), message);
    }
    base::UniqueFd m_listener;
    std::uint16_t m_port = 0;
    std::array<std::thread, 2> m_threads;
};

/// Microseconds a request of a kept connection, as a task of one network step.
double throughStep(const workloads::RunServices &services)
{
    const auto mapping = trace::Mapping::create({kRequests, 4, 4096, 8U << 20}).value();
    trace::LaneWriter lane(mapping, trace::LaneRole::Worker, "w", base::kNoLane);
    workloads::StepContext context{lane};
    context.services = &services;
    plan::TaskSpec task;
    task.steps = {{plan::StepKind::Network, 0, kBytes, kBytes}};
    const auto begin = base::monotonicNow();
    for (std::uint32_t i = 0; i < kRequests; ++i) {
        task.id = base::TaskId{i};
        if (workloads::runTask(task, context).status != trace::TaskStatus::Succeeded)
            std::abort();
    }
    return static_cast<double>((base::monotonicNow() - begin).count()) / kRequests * 1e-3;
}

double throughSocket(int socket)
{
    Message message{};
    const auto begin = base::monotonicNow();
    for (int i = 0; i < kRequests; ++i) {
        sendAll(socket, message);
        if (!receive(socket, message))
            std::abort();
    }
    return static_cast<double>((base::monotonicNow() - begin).count()) / kRequests * 1e-3;
}

} // namespace

Row networkStep()
{
    const Echo echo;
    workloads::RunServices services;
    services.details = {{}};
    services.details[0].host = "127.0.0.1";
    services.details[0].port = echo.port();
    services.hosts = {{{"127.0.0.1"}, {}}};
    services.connections = std::make_shared<workloads::ConnectionPool>();
    const base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(echo.port());
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        std::abort();
    noDelay(socket.get());
    const auto [ours, raw] = paired(7, [&] { return throughStep(services); }, [&] { return throughSocket(socket.get()); });
    return {"network step, 64 bytes / blocking socket round trip", "us", ours, raw, 0};
}

} // namespace interleave::bench
