// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/emulated_lock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace interleave::executors {
namespace {

using namespace std::chrono_literals;
using Holder = EmulatedLock::Holder;

void awaitRequest(const EmulatedLock &lock)
{
    while (!lock.dropRequested())
        std::this_thread::yield();
}

/// Runs `body` in `n` threads numbered from 0, until all have ended.
void inThreads(Holder n, const std::function<void(Holder)> &body)
{
    std::vector<std::thread> threads;
    for (Holder i = 0; i < n; ++i)
        threads.emplace_back(body, i);
    for (auto &thread : threads)
        thread.join();
}

TEST(EmulatedLock, AFreeLockIsTakenWithoutWaitingOrSwitching)
{
    EmulatedLock lock(5ms);
    for (int i = 0; i < 3; ++i) {
        lock.acquire(1);
        EXPECT_FALSE(lock.tryAcquire(2));
        lock.release(1, false);
    }
    const auto counts = lock.counts();
    EXPECT_EQ(counts.switches, 0U);
    EXPECT_EQ(counts.forcedSwitches, 0U);
    EXPECT_EQ(counts.waited, 0ns);
    EXPECT_FALSE(counts.meanSwitchInterval);
}

TEST(EmulatedLock, ASwitchIsATakingByAnotherThanTheLast)
{
    EmulatedLock lock(5ms);
    for (const Holder who : {1U, 1U, 2U, 2U, 1U, 3U}) {
        ASSERT_TRUE(lock.tryAcquire(who));
        lock.release(who, false);
    }
    EXPECT_EQ(lock.counts().switches, 3U);
    EXPECT_EQ(lock.counts().forcedSwitches, 0U);
}

TEST(EmulatedLock, AWaiterAsksAfterTheIntervalAndTheHandOverWaitsForIt)
{
    EmulatedLock lock(20ms);
    lock.acquire(1);
    EXPECT_FALSE(lock.dropRequested());
    const auto begin = base::monotonicNow();
    std::thread waiter([&] {
        lock.acquire(2);
        lock.release(2, false);
    });
    awaitRequest(lock);
    EXPECT_GE(base::monotonicNow() - begin, 20ms);
    lock.release(1, true);
    const auto counts = lock.counts();
    EXPECT_EQ(counts.switches, 1U) << "the other has it, or has had it";
    EXPECT_EQ(counts.forcedSwitches, 1U);
    EXPECT_GE(counts.waited, 20ms);
    ASSERT_TRUE(counts.meanSwitchInterval);
    EXPECT_GE(*counts.meanSwitchInterval, 20ms);
    EXPECT_FALSE(lock.dropRequested()) << "taking it answers the request";
    waiter.join();
}

TEST(EmulatedLock, WhoDropsItBeforeTheIntervalIsOverIsNotAsked)
{
    EmulatedLock lock(1h);
    lock.acquire(1);
    std::atomic<bool> comes{false};
    std::thread waiter([&] {
        comes = true;
        lock.acquire(2);
        lock.release(2, false);
    });
    while (!comes)
        std::this_thread::yield();
    EXPECT_FALSE(lock.dropRequested());
    lock.release(1, false);
    waiter.join();
    EXPECT_EQ(lock.counts().switches, 1U);
    EXPECT_EQ(lock.counts().forcedSwitches, 0U);
}

/// Every thread computes, as far as the lock is concerned, until there have been `switches`. Returns who held it, in turn.
std::vector<Holder> turns(EmulatedLock &lock, Holder threads, std::uint64_t switches)
{
    std::vector<Holder> order; // guarded by the lock itself
    inThreads(threads, [&](Holder who) {
        lock.acquire(who);
        order.push_back(who);
        while (lock.counts().switches < switches) {
            if (!lock.dropRequested())
                continue;
            lock.yield(who);
            order.push_back(who);
        }
        lock.release(who, false);
    });
    return order;
}

TEST(EmulatedLock, TwoThreadsThatComputeTakeStrictTurns)
{
    EmulatedLock lock(1ms);
    const auto order = turns(lock, 2, 40);
    EXPECT_EQ(std::adjacent_find(order.begin(), order.end()), order.end()) << "after a forced switch another has had it";
    const auto counts = lock.counts();
    EXPECT_EQ(counts.switches, order.size() - 1);
    EXPECT_GE(counts.forcedSwitches, 39U) << "at the end the last one just lets go";
    EXPECT_LE(counts.forcedSwitches, 40U);
    EXPECT_GE(*counts.meanSwitchInterval, 950us) << "nobody is asked before the interval is over";
}

TEST(EmulatedLock, FourThreadsThatComputeGetTheirShares)
{
    EmulatedLock lock(1ms);
    const auto order = turns(lock, 4, 200);
    for (Holder who = 0; who < 4; ++who) {
        const auto share = std::count(order.begin(), order.end(), who);
        EXPECT_GE(share, 20) << who << ": a quarter is 50";
        EXPECT_LE(share, 80) << who;
    }
}

TEST(EmulatedLock, NeverHasTwoHolders)
{
    EmulatedLock lock(1ms);
    int holders = 0, most = 0; // not atomic: the lock has to guard them
    std::uint64_t takings = 0;
    const auto hold = [&] {
        most = std::max(most, ++holders);
        ++takings;
        std::this_thread::yield(); // invites the others
        --holders;
    };
    std::latch start(4);
    inThreads(4, [&](Holder who) {
        start.arrive_and_wait();
        for (int i = 0; i < 5000; ++i) {
            lock.acquire(who);
            hold();
            if (lock.dropRequested()) {
                lock.yield(who);
                hold();
            }
            lock.release(who, lock.dropRequested());
        }
    });
    EXPECT_EQ(most, 1);
    EXPECT_GE(takings, 20'000U);
    EXPECT_GT(lock.counts().switches, 100U);
    EXPECT_TRUE(lock.tryAcquire(0));
}

} // namespace
} // namespace interleave::executors
