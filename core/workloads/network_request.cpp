// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/network_request.h"

#include "core/workloads/connection_pool.h"
#include "core/workloads/pattern.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace interleave::workloads {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::uint64_t kMostAtOnce = 4U << 20; // then others of the same thread have their turn
constexpr std::size_t kBufferBytes = 16384;

const std::string kLoopback = "127.0.0.1";

/// A socket address of either family.
struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
};

Address parse(const std::string &numeric, std::uint16_t port)
{
    Address address;
    auto &four = reinterpret_cast<sockaddr_in &>(address.storage);
    auto &six = reinterpret_cast<sockaddr_in6 &>(address.storage);
    if (::inet_pton(AF_INET, numeric.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        address.length = sizeof four;
    } else if (::inet_pton(AF_INET6, numeric.c_str(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        address.length = sizeof six;
    }
    return address;
}

std::string nameOf(const std::string &host, std::uint16_t port)
{
    return (host.find(':') == std::string::npos ? host : '[' + host + ']') + ':' + std::to_string(port);
}

std::string why(int error)
{
    const std::string text = std::strerror(error);
    rlimit limit{};
    switch (error) {
    case EADDRNOTAVAIL: return "the local ports (/proc/sys/net/ipv4/ip_local_port_range) are used up by connections, closed ones for a minute; keep_alive needs fewer";
    case EMFILE:
        ::getrlimit(RLIMIT_NOFILE, &limit);
        return text + ", RLIMIT_NOFILE is " + std::to_string(limit.rlim_cur);
    default: return text;
    }
}

} // namespace

NetworkRequest::NetworkRequest(const RunServices &services, const plan::StepSpec &step)
    : m_services(services)
    , m_step(step)
    , m_ours(services.details[step.detail].host.empty())
    , m_keep(services.details[step.detail].keepAlive && services.connections)
    , m_port(m_ours ? services.responderPort : services.details[step.detail].port)
    , m_peer(nameOf(m_ours ? kLoopback : services.details[step.detail].host, m_port))
    , m_toSend(static_cast<std::uint64_t>(step.second))
    , m_expected(static_cast<std::uint64_t>(step.third))
{
    if (!m_ours)
        return;
    m_header = encodeRequest({static_cast<std::uint64_t>(step.amount), m_toSend, m_expected});
    m_headerBytes = m_header.size();
    m_toSend += m_headerBytes;
    m_skipped = kAnswerHeaderBytes;
    m_expected += m_skipped;
}

base::Result<NetworkRequest::Wants> NetworkRequest::pump()
{
    auto wants = advance();
    if (wants || !m_reused || m_received > 0)
        return wants;
    // It was closed while it lay idle: the request begins again, on a connection of its own.
    m_reused = false;
    m_sent = 0;
    m_socket.reset();
    return connectNext();
}

base::Result<NetworkRequest::Wants> NetworkRequest::advance()
{
    switch (m_state) {
    case State::Idle: return begin();
    case State::Connecting: return connected();
    case State::Exchanging: return exchange();
    }
    return Wants::Nothing;
}

base::Result<NetworkRequest::Wants> NetworkRequest::begin()
{
    if (m_keep)
        m_socket = m_services.connections->take(m_peer);
    m_reused = static_cast<bool>(m_socket);
    if (!m_reused)
        return connectNext();
    m_state = State::Exchanging;
    return exchange();
}

base::Result<NetworkRequest::Wants> NetworkRequest::connectNext()
{
    const HostAddresses none{{}, "no responder runs"};
    const HostAddresses loopback{{kLoopback}, {}};
    const HostAddresses &host = !m_ours ? (m_step.detail < m_services.hosts.size() ? m_services.hosts[m_step.detail] : none)
                                        : (m_services.responderPort != 0 ? loopback : none);
    if (host.addresses.empty())
        return Error{ErrorCode::Failed, "could not connect to " + m_peer + ": " + host.error, {}};
    int error = 0;
    while (m_address < host.addresses.size()) {
        const Address address = parse(host.addresses[m_address++], m_port);
        m_socket.reset(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const int one = 1;
        if (m_socket)
            ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (m_socket && ::connect(m_socket.get(), reinterpret_cast<const sockaddr *>(&address.storage), address.length) == 0) {
            m_state = State::Exchanging;
            return exchange();
        }
        error = errno;
        if (m_socket && error == EINPROGRESS) {
            m_state = State::Connecting;
            return Wants::Write;
        }
    }
    return notConnected(error);
}

base::Result<NetworkRequest::Wants> NetworkRequest::connected()
{
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) {
        const bool last = m_ours || m_address >= m_services.hosts[m_step.detail].addresses.size();
        return last ? base::Result<Wants>(notConnected(error)) : connectNext();
    }
    m_state = State::Exchanging;
    return exchange();
}

base::Result<NetworkRequest::Wants> NetworkRequest::exchange()
{
    if (m_sent < m_toSend) {
        const auto all = sendMore();
        if (!all)
            return all.error();
        if (*all) {
            if (complete())
                return finish();
            return Wants::Read;
        }
        // A peer may answer before it has read everything: it is stuck unless somebody takes that.
        if (const auto took = receiveMore(); !took)
            return took.error();
        return complete() ? Wants::Write : Wants::Either;
    }
    const auto all = receiveMore();
    if (!all)
        return all.error();
    return *all ? finish() : base::Result<Wants>(Wants::Read);
}

base::Result<NetworkRequest::Wants> NetworkRequest::finish()
{
    if (m_keep)
        m_services.connections->give(m_peer, std::move(m_socket));
    m_socket.reset();
    return Wants::Nothing;
}

base::Result<bool> NetworkRequest::sendMore()
{
    char lineFeed = '\n';
    for (const std::uint64_t from = m_sent; m_sent < m_toSend && m_sent - from < kMostAtOnce;) {
        const std::uint64_t inHeader = std::min(m_sent, m_headerBytes);
        const std::uint64_t bodyAt = m_sent - inHeader;
        const std::uint64_t last = m_ours ? 0 : 1; // of a foreign request: the line feed
        const std::uint64_t bodyLeft = m_toSend - m_headerBytes - bodyAt;
        const auto body = patternFrom(bodyAt, bodyLeft - last);
        std::array<iovec, 3> parts{{{m_header.data() + inHeader, m_headerBytes - inHeader}, {const_cast<char *>(body.data()), body.size()}, {&lineFeed, body.size() + last == bodyLeft ? last : 0}}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t n = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
        if (n >= 0)
            m_sent += static_cast<std::uint64_t>(n);
        else if (errno == EAGAIN)
            return false;
        else if (errno != EINTR)
            return Error{ErrorCode::Failed,
                         "could not send to " + m_peer + ": " + std::strerror(errno) + " after " + std::to_string(m_sent - inHeader) + " of " + std::to_string(m_step.second) + " bytes", {}};
    }
    return m_sent == m_toSend;
}

base::Result<bool> NetworkRequest::receiveMore()
{
    std::array<char, kBufferBytes> buffer;
    for (const std::uint64_t from = m_received; m_received < m_expected && m_received - from < kMostAtOnce;) {
        const std::uint64_t left = m_expected - m_received;
        const ssize_t n = ::recv(m_socket.get(), buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size())), 0);
        if (n > 0) {
            if (const auto good = take(std::span(buffer).first(static_cast<std::size_t>(n))); !good)
                return good.error();
        } else if (n == 0) {
            return closedEarly("closed the connection");
        } else if (errno == EAGAIN) {
            return false;
        } else if (errno == ECONNRESET) {
            return closedEarly("reset the connection");
        } else if (errno != EINTR) {
            return closedEarly(std::strerror(errno));
        }
    }
    return complete();
}

base::Result<void> NetworkRequest::take(std::span<const char> bytes)
{
    const std::uint64_t at = m_received;
    m_received += bytes.size();
    if (!m_ours)
        return {};
    const auto header = bytes.first(std::min<std::size_t>(bytes.size(), at < m_skipped ? m_skipped - at : 0));
    std::copy(header.begin(), header.end(), m_answer.begin() + static_cast<std::ptrdiff_t>(std::min(at, m_skipped)));
    if (at < m_skipped && m_received >= m_skipped) {
        const auto follow = decodeAnswer(m_answer);
        if (!follow || *follow != m_expected - m_skipped)
            return Error{ErrorCode::Failed, "wrong answer from " + m_peer + (follow ? ": " + std::to_string(*follow) + " bytes instead of " + std::to_string(m_step.third) : ""), {}};
    }
    if (!isPattern(bytes.subspan(header.size()), at + header.size() - m_skipped))
        return Error{ErrorCode::Failed, "the answer from " + m_peer + " was damaged on the way", {}};
    return {};
}

base::Error NetworkRequest::closedEarly(const char *how) const
{
    const std::uint64_t got = m_received - std::min(m_received, m_skipped);
    return {ErrorCode::Failed, "the peer " + m_peer + ' ' + how + " after " + std::to_string(got) + " of " + std::to_string(m_step.third) + " bytes", {}};
}

base::Error NetworkRequest::notConnected(int error) const { return {ErrorCode::Failed, "could not connect to " + m_peer + ": " + why(error), {}}; }

} // namespace interleave::workloads
