// SPDX-License-Identifier: GPL-3.0-or-later
// The process executors beside the bare hand-over that each is made of, between two processes.
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "core/base/unique_fd.h"
#include "core/plan/plan.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>

namespace interleave::bench {
namespace {

constexpr std::size_t kMessage = 64; ///< as long as an empty task and its result are

using Message = std::array<char, kMessage>;

void check(bool good)
{
    if (!good)
        std::abort();
}

pid_t inChild(const std::function<void()> &what)
{
    const pid_t pid = ::fork();
    check(pid >= 0);
    if (pid == 0) {
        what();
        ::_exit(0);
    }
    return pid;
}

struct Pair {
    base::UniqueFd first, second;
};

Pair pipePair()
{
    int ends[2];
    check(::pipe2(ends, O_CLOEXEC) == 0);
    return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

Pair socketPair()
{
    int ends[2];
    check(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

bool pass(int from, int to, Message &message)
{
    return ::read(from, message.data(), kMessage) == static_cast<ssize_t>(kMessage) && ::write(to, message.data(), kMessage) == static_cast<ssize_t>(kMessage);
}

/// Nanoseconds a round trip: there and back, one message under way.
double pingPong(int n)
{
    Pair there = pipePair(), back = pipePair();
    const pid_t child = inChild([&] {
        Message message;
        for (int i = 0; i < n; ++i)
            check(pass(there.first.get(), back.second.get(), message));
    });
    Message message{};
    const auto begin = base::monotonicNow();
    check(::write(there.second.get(), message.data(), kMessage) == static_cast<ssize_t>(kMessage));
    for (int i = 1; i < n; ++i)
        check(pass(back.first.get(), there.second.get(), message));
    check(::read(back.first.get(), message.data(), kMessage) == static_cast<ssize_t>(kMessage));
    const auto spent = base::monotonicNow() - begin;
    ::waitpid(child, nullptr, 0);
    return static_cast<double>(spent.count()) / n;
}

/// Nanoseconds an item: put into one queue, taken and answered through another by two processes, the queues as full as they get.
double handOff(int n)
{
    Pair tasks = socketPair(), results = socketPair();
    const auto work = [&] {
        Message message;
        for (;;) {
            const ssize_t got = ::recv(tasks.second.get(), message.data(), kMessage, 0);
            if (got <= 1)
                return;
            check(::send(results.first.get(), message.data(), kMessage, MSG_NOSIGNAL) > 0);
        }
    };
    const std::array<pid_t, 2> children{inChild(work), inChild(work)};
    Message message{};
    int put = 0, back = 0;
    const auto begin = base::monotonicNow();
    while (back < n) {
        while (put < n && ::send(tasks.first.get(), message.data(), kMessage, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
            ++put;
        check(::recv(results.second.get(), message.data(), kMessage, 0) > 0);
        for (++back; back < n && ::recv(results.second.get(), message.data(), kMessage, MSG_DONTWAIT) > 0;)
            ++back;
    }
    const auto spent = base::monotonicNow() - begin;
    for (const pid_t child : children) {
        check(::send(tasks.first.get(), message.data(), 1, MSG_NOSIGNAL) == 1);
        (void)child;
    }
    for (const pid_t child : children)
        ::waitpid(child, nullptr, 0);
    return static_cast<double>(spent.count()) / n;
}

} // namespace

Row processPoolRoundTrip()
{
    constexpr int kTasks = 5'000;
    const plan::ExecutorEntry entry{"process-pool", "process-pool", {{"workers", std::int64_t{1}}, {"chunk", std::int64_t{1}}}, {}};
    const auto [ours, raw] = paired(9, [&] { return throughExecutor(entry, kTasks) * 1e-3; }, [] { return pingPong(kTasks) * 1e-3; });
    return {"process-pool w=1 round trip / pipe ping-pong", "us", ours, raw, 1.5};
}

Row processQueueItem()
{
    constexpr int kTasks = 50'000;
    const plan::ExecutorEntry entry{"process-queue", "process-queue", {{"workers", std::int64_t{2}}}, {}};
    const auto [ours, raw] = paired(7, [&] { return throughExecutor(entry, kTasks) * 1e-3; }, [] { return handOff(kTasks) * 1e-3; });
    return {"process-queue w=2 item / SEQPACKET there and back", "us", ours, raw, 0};
}

} // namespace interleave::bench
