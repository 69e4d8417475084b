// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/lock_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <vector>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using Got = LockTable::Got;

/// Another process that has the same table, mapped by itself; ends with what `act` returns.
template <class Act> pid_t inAnotherProcess(const LockTable &table, const Act &act)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        const auto own = LockTable::attach(base::UniqueFd(::dup(table.fd())));
        ::_exit(own ? act(**own) : 99);
    }
    return pid;
}

int exitOf(pid_t pid)
{
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

class Locks : public testing::Test {
protected:
    std::shared_ptr<LockTable> table = LockTable::create(3).value();
};

TEST_F(Locks, EachIsHeldByOneAtATime)
{
    EXPECT_EQ(table->count(), 3U);
    ASSERT_TRUE(table->tryLock(0));
    EXPECT_FALSE(table->tryLock(0)) << "also not by the one who has it: coroutines share a thread";
    EXPECT_TRUE(table->tryLock(1));
    table->unlock(0);
    EXPECT_TRUE(table->tryLock(0));
    table->unlock(0);
    table->unlock(1);
}

TEST_F(Locks, HoldOverProcesses)
{
    ASSERT_TRUE(table->tryLock(2));
    EXPECT_EQ(exitOf(inAnotherProcess(*table, [](const LockTable &own) { return own.tryLock(2) ? 1 : own.tryLock(1) ? 7 : 2; })), 7);
    table->unlock(2);
    EXPECT_EQ(exitOf(inAnotherProcess(*table, [](const LockTable &own) {
                  if (!own.tryLock(2))
                      return 1;
                  own.unlock(2);
                  return 7;
              })),
              7);
}

TEST_F(Locks, AProcessThatIsKilledHoldingOneDoesNotBlockTheOthers)
{
    std::array<int, 2> told{};
    ASSERT_EQ(::pipe(told.data()), 0);
    for (int i = 0; i < 3; ++i) {
        const pid_t holder = inAnotherProcess(*table, [&](const LockTable &own) {
            const char word = own.tryLock(0) ? '+' : '-';
            if (::write(told[1], &word, 1) == 1)
                ::pause();
            return 1;
        });
        char word = 0;
        ASSERT_EQ(::read(told[0], &word, 1), 1);
        EXPECT_EQ(word, '+') << i;
        EXPECT_FALSE(table->tryLock(0));
        std::thread killer([&] {
            std::this_thread::sleep_for(20ms);
            ::kill(holder, SIGKILL);
            EXPECT_EQ(exitOf(holder), -SIGKILL);
        });
        EXPECT_EQ(table->lockUntil(0, base::monotonicNow() + 10s), Got::Lock);
        killer.join();
        table->unlock(0);
    }
    ::close(told[0]);
    ::close(told[1]);
}

TEST_F(Locks, CountersThatTheyGuardAreExact)
{
    auto *counter = static_cast<int *>(::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    ASSERT_NE(counter, MAP_FAILED);
    const auto addUp = [counter](const LockTable &own) {
        for (int i = 0; i < 2000; ++i) {
            if (own.lockUntil(1) != Got::Lock)
                return 1;
            ++*counter;
            own.unlock(1);
        }
        return 0;
    };
    std::vector<pid_t> processes;
    for (int i = 0; i < 2; ++i)
        processes.push_back(inAnotherProcess(*table, addUp));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { EXPECT_EQ(addUp(*table), 0); });
    for (std::thread &thread : threads)
        thread.join();
    for (const pid_t pid : processes)
        EXPECT_EQ(exitOf(pid), 0);
    EXPECT_EQ(*counter, 12'000);
    ::munmap(counter, sizeof(int));
}

TEST_F(Locks, TheWaitEndsAtItsTimeAndSoonAfterACancel)
{
    ASSERT_TRUE(table->tryLock(0));
    std::thread([&] {
        auto begin = base::monotonicNow();
        EXPECT_EQ(table->lockUntil(0, begin + 30ms), Got::TimedOut);
        EXPECT_GE(base::monotonicNow() - begin, 30ms);
        std::atomic<bool> cancelled{false};
        std::thread canceller([&] {
            std::this_thread::sleep_for(20ms);
            cancelled = true;
        });
        begin = base::monotonicNow();
        EXPECT_EQ(table->lockUntil(0, {}, &cancelled), Got::Cancelled);
        EXPECT_LT(base::monotonicNow() - begin, 500ms);
        canceller.join();
    }).join();
    table->unlock(0);
}

TEST_F(Locks, ANameIsPutIntoTheTraceOnceByWhoeverIsFirst)
{
    const auto trace = trace::Mapping::create({1, 1, 4096, 1U << 20}).value();
    const auto id = table->nameId(1, *trace, "the till");
    EXPECT_EQ(trace->text(id), "the till");
    const auto other = LockTable::attach(base::UniqueFd(::dup(table->fd()))).value();
    EXPECT_EQ(other->nameId(1, *trace, "the till"), id);
    EXPECT_NE(table->nameId(0, *trace, "the door"), id);
}

TEST_F(Locks, WhatIsNoTableIsNotTakenForOne)
{
    EXPECT_FALSE(LockTable::attach({}));
    EXPECT_FALSE(LockTable::attach(base::UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC))));
    base::UniqueFd zeros(::memfd_create("zeros", MFD_CLOEXEC));
    ASSERT_EQ(::ftruncate(zeros.get(), 4096), 0);
    EXPECT_EQ(LockTable::attach(std::move(zeros)).error().code, base::ErrorCode::Protocol);
    ASSERT_EQ(::ftruncate(table->fd(), 60), 0);
    EXPECT_FALSE(LockTable::attach(base::UniqueFd(::dup(table->fd())))) << "shorter than its count says";
}

} // namespace
} // namespace interleave::workloads
