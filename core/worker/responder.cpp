// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/responder.h"

#include "core/base/clock.h"
#include "core/base/unique_fd.h"
#include "core/spawn/spawn.h"
#include "core/workloads/pattern.h"
#include "core/workloads/responder_protocol.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace interleave::worker {
namespace {

using base::Nanoseconds;

constexpr int kLifelineFd = 3;
constexpr int kPortFd = 4;
constexpr int kNotStartedByRunner = 2;
constexpr std::size_t kMostAtOnce = 1U << 20; ///< bytes a connection and turn: others wait for theirs
constexpr int kMostAccepts = 256;             ///< a turn

/// What epoll calls the descriptors that are no connection.
enum Special : std::uint64_t { kLifeline = ~0ULL, kListener = ~1ULL, kTimer = ~2ULL };

/// A client. Life: header → body → waiting (for the delay to pass) → answering → header …
struct Connection {
    enum class State { Header, Body, Waiting, Answering };
    base::UniqueFd socket;
    std::uint32_t generation = 0; ///< of the place in the table: a deadline of an earlier client means nothing
    State state = State::Header;
    std::array<char, workloads::kRequestHeaderBytes> header{};
    std::uint64_t got = 0; ///< of the header, or of the body
    workloads::RequestHeader request;
    std::array<char, workloads::kAnswerHeaderBytes> answer{};
    std::uint64_t sent = 0; ///< of the answer, its header included
    bool awaitsRoom = false;
};

struct Deadline {
    Nanoseconds at;
    std::uint32_t place, generation;
    bool operator>(const Deadline &other) const { return at > other.at; }
};

class Responder {
public:
    /// False: the machine gives no socket.
    bool open();
    void serve();

private:
    void watch(int fd, std::uint64_t name, std::uint32_t events, int how = EPOLL_CTL_ADD) const;
    void accept();
    void admit(base::UniqueFd socket);
    void turnAway();
    void ready(std::uint32_t place);
    /// These return false when the client is to be hung up on.
    bool receive(std::uint32_t place);
    bool take(std::uint32_t place, std::span<const char> bytes);
    bool requested(std::uint32_t place);
    bool answer(std::uint32_t place);
    void wakeUp();
    void setTimer();
    void close(std::uint32_t place);

    base::UniqueFd m_epoll, m_listener, m_timer, m_spare;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<std::uint32_t> m_free;
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> m_deadlines;
    Nanoseconds m_timerAt{0}; ///< 0: not set
    std::vector<char> m_buffer = std::vector<char>(65536);
};

void Responder::watch(int fd, std::uint64_t name, std::uint32_t events, int how) const
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = name;
    ::epoll_ctl(m_epoll.get(), how, fd, &event);
}

bool Responder::open()
{
    m_epoll.reset(::epoll_create1(EPOLL_CLOEXEC));
    m_listener.reset(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    m_timer.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    m_spare.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (!m_epoll || !m_timer || ::bind(m_listener.get(), generic, length) != 0 || ::listen(m_listener.get(), SOMAXCONN) != 0
        || ::getsockname(m_listener.get(), generic, &length) != 0)
        return false;
    watch(kLifelineFd, kLifeline, EPOLLIN);
    watch(m_listener.get(), kListener, EPOLLIN);
    watch(m_timer.get(), kTimer, EPOLLIN);
    const std::string port = std::to_string(ntohs(address.sin_port)) + '\n';
    return ::write(kPortFd, port.data(), port.size()) == static_cast<ssize_t>(port.size()) && ::close(kPortFd) == 0;
}

void Responder::serve()
{
    std::array<epoll_event, 256> events{};
    for (;;) {
        const int n = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), -1);
        // A place that one event of this turn frees is given to nobody before the next: the listener comes last.
        bool callers = false;
        for (int i = 0; i < n; ++i) {
            switch (const std::uint64_t name = events[static_cast<std::size_t>(i)].data.u64) {
            case kLifeline: return;
            case kListener: callers = true; break;
            case kTimer: wakeUp(); break;
            default: ready(static_cast<std::uint32_t>(name));
            }
        }
        if (callers)
            accept();
        setTimer();
    }
}

void Responder::accept()
{
    for (int i = 0; i < kMostAccepts; ++i) {
        base::UniqueFd socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket)
            admit(std::move(socket));
        else if (errno == EMFILE || errno == ENFILE)
            return turnAway();
        else if (errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

void Responder::admit(base::UniqueFd socket)
{
    const int one = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_connections.size()));
        m_connections.push_back(std::make_unique<Connection>());
    }
    const std::uint32_t place = m_free.back();
    m_free.pop_back();
    m_connections[place]->socket = std::move(socket);
    watch(m_connections[place]->socket.get(), place, EPOLLIN);
}

/// No descriptor is left: whoever knocks is let in and shown out at once, else the listener would call for ever.
void Responder::turnAway()
{
    m_spare.reset();
    base::UniqueFd(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC)).reset();
    m_spare.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

void Responder::ready(std::uint32_t place)
{
    const Connection &client = *m_connections[place];
    if (client.socket && !(client.state == Connection::State::Answering ? answer(place) : receive(place)))
        close(place);
}

bool Responder::receive(std::uint32_t place)
{
    const ssize_t n = ::recv(m_connections[place]->socket.get(), m_buffer.data(), m_buffer.size(), 0);
    if (n > 0)
        return take(place, std::span(m_buffer).first(static_cast<std::size_t>(n)));
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

bool Responder::take(std::uint32_t place, std::span<const char> bytes)
{
    Connection &client = *m_connections[place];
    if (client.state == Connection::State::Header) {
        const auto part = bytes.first(std::min<std::size_t>(bytes.size(), client.header.size() - client.got));
        std::copy(part.begin(), part.end(), client.header.begin() + static_cast<std::ptrdiff_t>(client.got));
        client.got += part.size();
        bytes = bytes.subspan(part.size());
        if (client.got < client.header.size())
            return true;
        const auto request = workloads::decodeRequest(client.header);
        if (!request)
            return false;
        client.request = *request;
        client.state = Connection::State::Body;
        client.got = 0;
    }
    if (client.state != Connection::State::Body || bytes.size() > client.request.bytes - client.got || !workloads::isPattern(bytes, client.got))
        return false;
    client.got += bytes.size();
    return client.got < client.request.bytes || requested(place);
}

bool Responder::requested(std::uint32_t place)
{
    Connection &client = *m_connections[place];
    client.answer = workloads::encodeAnswer(client.request.wanted);
    client.sent = 0;
    if (client.request.delay == 0)
        return answer(place);
    client.state = Connection::State::Waiting;
    m_deadlines.push({base::monotonicNow() + Nanoseconds(static_cast<std::int64_t>(client.request.delay)), place, client.generation});
    return true;
}

bool Responder::answer(std::uint32_t place)
{
    Connection &client = *m_connections[place];
    client.state = Connection::State::Answering;
    const std::uint64_t all = client.answer.size() + client.request.wanted;
    bool room = true;
    for (const std::uint64_t from = client.sent; client.sent < all && room && client.sent - from < kMostAtOnce;) {
        const std::uint64_t inHeader = std::min<std::uint64_t>(client.sent, client.answer.size());
        const auto body = workloads::patternFrom(client.sent - inHeader, all - client.answer.size() - (client.sent - inHeader));
        std::array<iovec, 2> parts{{{client.answer.data() + inHeader, client.answer.size() - inHeader}, {const_cast<char *>(body.data()), body.size()}}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t n = ::sendmsg(client.socket.get(), &message, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        client.sent += static_cast<std::uint64_t>(std::max<ssize_t>(n, 0));
        room = n >= 0;
    }
    const bool done = client.sent == all;
    if (client.awaitsRoom == done) {
        client.awaitsRoom = !done;
        watch(client.socket.get(), place, done ? EPOLLIN : EPOLLOUT, EPOLL_CTL_MOD);
    }
    if (done) {
        client.state = Connection::State::Header;
        client.got = 0;
    }
    return true;
}

void Responder::wakeUp()
{
    std::uint64_t times = 0;
    if (::read(m_timer.get(), &times, sizeof times) < 0)
        return;
    m_timerAt = Nanoseconds{};
    for (const auto now = base::monotonicNow(); !m_deadlines.empty() && m_deadlines.top().at <= now;) {
        const Deadline due = m_deadlines.top();
        m_deadlines.pop();
        if (m_connections[due.place]->generation == due.generation && !answer(due.place))
            close(due.place);
    }
}

void Responder::setTimer()
{
    if (m_deadlines.empty() || m_deadlines.top().at == m_timerAt)
        return;
    m_timerAt = m_deadlines.top().at;
    const itimerspec at{{}, base::toTimespec(m_timerAt)};
    ::timerfd_settime(m_timer.get(), TFD_TIMER_ABSTIME, &at, nullptr);
}

void Responder::close(std::uint32_t place)
{
    const std::uint32_t next = m_connections[place]->generation + 1;
    *m_connections[place] = Connection{};
    m_connections[place]->generation = next;
    m_free.push_back(place);
}

} // namespace

int responderMain()
{
    spawn::dieWithParent(SIGKILL);
    ::prctl(PR_SET_NAME, "il-responder");
    spawn::raiseDescriptorLimit();
    Responder responder;
    if (::fcntl(kLifelineFd, F_GETFD) < 0 || !responder.open()) {
        std::fputs("interleave-worker --responder is started by interleave-runner, not by hand\n", stderr);
        return kNotStartedByRunner;
    }
    responder.serve();
    return 0;
}

} // namespace interleave::worker
