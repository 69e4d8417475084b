// SPDX-License-Identifier: GPL-3.0-or-later
// What comes to the loop from outside: other threads and descriptors.
#include "core/eventloop/offload.h"
#include "core/eventloop/readiness.h"
#include "tests/runtime/threads/coroutine_fixture.h"

#include <gmock/gmock.h>

#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

namespace interleave::eventloop {
namespace {

/// Plain threads with a queue.
class Threads : public Offloader {
public:
    Threads(const std::shared_ptr<trace::Mapping> &mapping, int count)
    {
        for (int i = 0; i < count; ++i)
            m_threads.emplace_back([this, mapping] { serve(mapping); });
    }
    ~Threads() override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_end = true;
        }
        m_changed.notify_all();
        for (auto &thread : m_threads)
            thread.join();
    }
    void start(OffloadJob &job) override
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(&job);
        m_changed.notify_one();
    }

private:
    void serve(const std::shared_ptr<trace::Mapping> &mapping)
    {
        trace::LaneWriter lane(mapping, trace::LaneRole::Worker, "worker", base::kNoLane);
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_end || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            OffloadJob &job = *m_jobs.front();
            m_jobs.pop_front();
            lock.unlock();
            job.run(lane);
            lock.lock();
        }
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<OffloadJob *> m_jobs;
    bool m_end = false;
    std::vector<std::thread> m_threads;
};

using Offloading = Coroutines;

Task<void> doubled(Coroutines &t, Threads &threads, int value, std::vector<int> &results, std::set<std::thread::id> &where)
{
    std::thread::id self;
    auto work = [&self, value](trace::LaneWriter &) {
        self = std::this_thread::get_id();
        return 2 * value;
    };
    Offload offload(t.loop, threads, std::move(work));
    const int result = co_await offload;
    results.push_back(result);
    where.insert(self);
}

Task<void> untilEmpty(EventLoop &loop, Scope &scope)
{
    while (scope.size() > 0) {
        const Nanoseconds until = base::monotonicNow() + 1ms;
        co_await loop.sleepUntil(until);
    }
}

TEST_F(Offloading, WorkRunsElsewhereAndItsValueComesBack)
{
    constexpr int kJobs = 2000;
    Threads threads(mapping, 4);
    std::vector<int> results;
    std::set<std::thread::id> where;
    Scope scope(loop);
    for (int i = 0; i < kJobs; ++i)
        scope.spawn(doubled(*this, threads, i, results, where));
    drive(untilEmpty(loop, scope));
    std::sort(results.begin(), results.end());
    ASSERT_EQ(results.size(), static_cast<std::size_t>(kJobs));
    for (int i = 0; i < kJobs; ++i)
        EXPECT_EQ(results[static_cast<std::size_t>(i)], 2 * i);
    EXPECT_EQ(where.count(std::this_thread::get_id()), 0U);
}

TEST_F(Offloading, AnExceptionComesBackToTheLoop)
{
    Threads threads(mapping, 1);
    std::string text;
    const auto all = [](Coroutines &t, Threads &other, std::string &caught) -> Task<void> {
        auto work = [](trace::LaneWriter &) -> int { throw std::runtime_error("over there"); };
        Offload offload(t.loop, other, std::move(work));
        try {
            (void)co_await offload;
        } catch (const std::runtime_error &e) {
            caught = e.what();
        }
    };
    drive(all(*this, threads, text));
    EXPECT_EQ(text, "over there");
}

TEST_F(Offloading, TheLoopServesOthersWhileWorkRunsElsewhere)
{
    Threads threads(mapping, 1);
    std::mutex gate;
    std::unique_lock closed(gate);
    const auto held = [](Coroutines &t, Threads &other, std::mutex &door) -> Task<void> {
        auto work = [&door](trace::LaneWriter &) {
            const std::lock_guard in(door);
            return true;
        };
        Offload offload(t.loop, other, std::move(work));
        EXPECT_TRUE(co_await offload);
        t.order.push_back(2);
    };
    const auto opener = [](Coroutines &t, std::unique_lock<std::mutex> &key) -> Task<void> {
        auto pause = t.valueAfter(5ms, 1);
        (void)co_await pause;
        key.unlock();
    };
    Scope scope(loop);
    scope.spawn(held(*this, threads, gate));
    scope.spawn(opener(*this, closed));
    drive(untilEmpty(loop, scope));
    EXPECT_THAT(order, testing::ElementsAre(1, 2));
}

// --- descriptors ---

class Pair {
public:
    Pair()
    {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) < 0)
            throw std::system_error(errno, std::generic_category());
        a.reset(ends[0]);
        b.reset(ends[1]);
    }
    base::UniqueFd a, b;
};

using Descriptors = Coroutines;

TEST_F(Descriptors, WhatCanBeReadWakesItsReaderOnly)
{
    Pair one, other;
    const auto reader = [](Coroutines &t, int fd, int who) -> Task<void> {
        const WaitEnd end = co_await t.loop.readiness().readable(fd, base::monotonicNow() + 1h);
        t.order.push_back(end == WaitEnd::Woken ? who : -who);
    };
    const auto all = [](Coroutines &t, Pair &first, Pair &second, auto reading) -> Task<void> {
        Scope scope(t.loop);
        scope.spawn(reading(t, first.a.get(), 1));
        scope.spawn(reading(t, second.a.get(), 2));
        co_await t.loop.giveWay();
        EXPECT_EQ(::write(second.b.get(), "x", 1), 1);
        while (scope.size() > 1)
            co_await t.loop.giveWay();
        EXPECT_THAT(t.order, testing::ElementsAre(2));
        first.b.reset(); // an end of file wakes as well
        while (scope.size() > 0)
            co_await t.loop.giveWay();
    };
    drive(all(*this, one, other, reader));
    EXPECT_THAT(order, testing::ElementsAre(2, 1));
}

TEST_F(Descriptors, ADeadlineAndACancelEndTheWaitAndTheDescriptorCanBeAwaitedAgain)
{
    Pair pair;
    const auto all = [](Coroutines &t, Pair &p) -> Task<void> {
        auto &readiness = t.loop.readiness();
        const auto soon = base::monotonicNow() + 5ms;
        EXPECT_EQ(co_await readiness.readable(p.a.get(), soon), WaitEnd::DeadlinePassed);
        EXPECT_GE(base::monotonicNow(), soon);
        EXPECT_EQ(co_await readiness.writable(p.a.get()), WaitEnd::Woken);
        EXPECT_EQ(co_await readiness.either(p.a.get()), WaitEnd::Woken);
        QMetaObject::invokeMethod(&t.loop, [&t] { t.loop.cancel(); }, Qt::QueuedConnection);
        EXPECT_EQ(co_await readiness.readable(p.a.get()), WaitEnd::Cancelled);
    };
    drive(all(*this, pair));
}

TEST_F(Descriptors, OneOfSeveralIsEnough)
{
    Pair one, two;
    const auto all = [](Coroutines &t, Pair &first, Pair &second) -> Task<void> {
        EXPECT_EQ(::write(second.b.get(), "x", 1), 1);
        EXPECT_EQ(::write(first.b.get(), "x", 1), 1);
        const Readiness::Descriptors fds{first.a.get(), -1, second.a.get()};
        EXPECT_EQ(co_await t.loop.readiness().anyReadable(fds), WaitEnd::Woken);
        EXPECT_EQ(co_await t.loop.readiness().anyReadable(fds), WaitEnd::Woken) << "as long as it can be read";
    };
    drive(all(*this, one, two));
}

TEST_F(Descriptors, WhatCannotBeWatchedIsAnErrorOfTheAwaiter)
{
    bool thrown = false;
    const auto all = [](Coroutines &t, bool &failed) -> Task<void> {
        try {
            (void)co_await t.loop.readiness().readable(1 << 20);
        } catch (const std::system_error &) {
            failed = true;
        }
    };
    drive(all(*this, thrown));
    EXPECT_TRUE(thrown);
}

TEST_F(Descriptors, MoreThanOneLookTakesInAllWake)
{
    std::deque<Pair> pairs(400);
    const auto reader = [](Coroutines &t, int fd) -> Task<void> {
        EXPECT_EQ(co_await t.loop.readiness().readable(fd), WaitEnd::Woken);
        t.order.push_back(fd);
    };
    Scope scope(loop);
    for (auto &pair : pairs)
        scope.spawn(reader(*this, pair.a.get()));
    const auto writer = [](Coroutines &t, std::deque<Pair> &all) -> Task<void> {
        co_await t.loop.giveWay();
        for (auto &pair : all)
            EXPECT_EQ(::write(pair.b.get(), "x", 1), 1);
    };
    scope.spawn(writer(*this, pairs));
    drive(untilEmpty(loop, scope));
    EXPECT_EQ(order.size(), pairs.size());
}

} // namespace
} // namespace interleave::eventloop
