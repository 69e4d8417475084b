// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/tree_sampler.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <functional>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace base = interleave::base;
namespace metrics = interleave::metrics;
using namespace std::chrono_literals;

namespace {

/// A forked child that says when it is ready, then goes on when told to.
class TestChild {
public:
    /// `body` gets a function that says "ready", and one that waits for the next word of the test.
    explicit TestChild(const std::function<void(const std::function<void()> &, const std::function<void()> &)> &body)
    {
        int up[2], down[2];
        if (::pipe(up) != 0 || ::pipe(down) != 0)
            throw std::runtime_error("pipe");
        m_pid = ::fork();
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::close(up[0]);
            ::close(down[1]);
            char word = 0;
            body([&] { (void)!::write(up[1], "r", 1); }, [&] { (void)!::read(down[0], &word, 1); });
            ::_exit(0);
        }
        ::close(up[1]);
        ::close(down[0]);
        m_up = up[0];
        m_down = down[1];
    }
    ~TestChild()
    {
        ::kill(m_pid, SIGKILL);
        if (!m_reaped)
            ::waitpid(m_pid, nullptr, 0);
        ::close(m_up);
        ::close(m_down);
    }
    TestChild(const TestChild &) = delete;
    TestChild &operator=(const TestChild &) = delete;

    pid_t pid() const { return m_pid; }
    void awaitReady() const
    {
        char word = 0;
        ASSERT_EQ(::read(m_up, &word, 1), 1);
    }
    void goOn() const { ASSERT_EQ(::write(m_down, "g", 1), 1); }
    int exitCode() const { return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1; } ///< after `reap`
    rusage reap()
    {
        rusage usage{};
        ::wait4(m_pid, &m_status, 0, &usage);
        m_reaped = true;
        return usage;
    }

private:
    pid_t m_pid = 0;
    int m_up = -1, m_down = -1, m_status = 0;
    bool m_reaped = false;
};

void burn(base::Nanoseconds cpu)
{
    const auto until = base::readClock(CLOCK_PROCESS_CPUTIME_ID) + cpu;
    while (base::readClock(CLOCK_PROCESS_CPUTIME_ID) < until) { }
}

base::Nanoseconds cpuOf(const rusage &usage)
{
    const auto ns = [](const timeval &t) { return base::Nanoseconds(t.tv_sec * 1'000'000'000LL + t.tv_usec * 1000LL); };
    return ns(usage.ru_utime) + ns(usage.ru_stime);
}

} // namespace

TEST(TreeSampler, BusyChildShowsWhatItsOwnClockShows)
{
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
        burn(150ms);
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid(), 2);
    const auto first = sampler.sample();
    EXPECT_FALSE(first.cpuPercent);
    const auto before = sampler.cpu();
    child.goOn();
    child.awaitReady();
    const auto second = sampler.sample();
    EXPECT_NEAR(base::toMilliseconds(sampler.cpu() - before), 150, 5);
    ASSERT_TRUE(second.cpuPercent && second.cpuPercentAllowed);
    EXPECT_NEAR(*second.cpuPercent, 100 * base::toSeconds(sampler.cpu() - before) / base::toSeconds(second.time - first.time), 0.1);
    EXPECT_DOUBLE_EQ(*second.cpuPercentAllowed, *second.cpuPercent / 2);
    child.goOn();
}

TEST(TreeSampler, TwoReadingsInARowGiveNoPercentage)
{
    metrics::TreeSampler sampler(::getpid(), 2);
    auto first = sampler.sample(), second = sampler.sample();
    for (int i = 0; i < 1000 && second.time - first.time >= 10ms; ++i) // another process came between
        first = std::exchange(second, sampler.sample());
    EXPECT_FALSE(second.cpuPercent || second.cpuPercentAllowed);
    EXPECT_TRUE(second.rssBytes);
    burn(20ms);
    EXPECT_TRUE(sampler.sample().cpuPercent);
}

TEST(TreeSampler, CountsGrandchildrenThreadsAndMemory)
{
    constexpr std::size_t kBytes = 32U << 20;
    TestChild child([](const auto &ready, const auto &wait) {
        int gate[2];
        (void)!::pipe(gate);
        if (::fork() == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
            ready();
            char word = 0;
            ::close(gate[1]);
            (void)!::read(gate[0], &word, 1);
            ::_exit(0);
        }
        std::thread idle([&] { wait(); });
        idle.join();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    metrics::Sample sample = sampler.sample();
    // The thread beside main may not have started yet.
    for (int i = 0; i < 1000 && sample.threads < 3; ++i) {
        std::this_thread::yield();
        sample = sampler.sample();
    }
    EXPECT_EQ(sample.processes, 2);
#ifdef __SANITIZE_THREAD__
    EXPECT_GE(sample.threads, 3) << "it has threads of its own";
#else
    EXPECT_EQ(sample.threads, 3);
#endif
    ASSERT_TRUE(sample.rssBytes);
    EXPECT_GT(*sample.rssBytes, static_cast<std::int64_t>(kBytes));
    EXPECT_EQ(sampler.processes().size(), 2U);
    EXPECT_EQ(sampler.processes().front(), child.pid());
    child.goOn();
}

TEST(TreeSampler, ProportionalMemoryIsInTheFirstReadingAndAtMostTheResident)
{
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    const auto sample = sampler.sample();
    ASSERT_TRUE(sample.pssBytes && sample.rssBytes);
    EXPECT_GT(*sample.pssBytes, 0);
    EXPECT_LE(*sample.pssBytes, *sample.rssBytes);
    child.goOn();
}

TEST(TreeSampler, CpuOfChildrenThatEndedIsKept)
{
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
        for (int i = 0; i < 10; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                burn(20ms);
                ::_exit(0);
            }
            ::waitpid(pid, nullptr, 0);
        }
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    sampler.sample();
    child.goOn();
    child.awaitReady();
    // Not one reading while they ran: all that is known is what their parent was told.
    sampler.sample();
    const auto seen = sampler.cpu();
    child.goOn();
    EXPECT_GE(seen, 180ms);
    EXPECT_LE(seen, cpuOf(child.reap()) + 10ms);
}

TEST(TreeSampler, CpuNeverFallsWhileChildrenComeAndGo)
{
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
        for (int i = 0; i < 30; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                burn(7ms);
                ::_exit(0);
            }
            ::waitpid(pid, nullptr, 0);
        }
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    child.goOn();
    base::Nanoseconds last{0};
    int readings = 0;
    for (auto sample = sampler.sample(); sample.processes > 0; sample = sampler.sample(), ++readings) {
        EXPECT_GE(sampler.cpu(), last);
        if (sample.cpuPercent) {
            EXPECT_GE(*sample.cpuPercent, 0);
        }
        last = sampler.cpu();
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_GT(readings, 20);
    const rusage own = child.reap();
    // 30 × 7 ms; the clock of the reaped ones counts in ticks, and the last tick may be missed.
    EXPECT_GE(last, 180ms);
    EXPECT_LE(base::toMilliseconds(last), base::toMilliseconds(cpuOf(own)) + 10);
}

TEST(TreeSampler, TreeThatIsGoneReadsAsNothing)
{
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    EXPECT_EQ(sampler.sample().processes, 1);
    child.goOn();
    child.reap();
    const auto sample = sampler.sample();
    EXPECT_EQ(sample.processes, 0);
    EXPECT_FALSE(sample.rssBytes);
    EXPECT_TRUE(sampler.processes().empty());
}

TEST(TreeSampler, StaysUnderOnePercentOfACore)
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "its shadow memory makes the map of twenty processes cost 25 ms to read";
#endif
    constexpr int kChildren = 20;
    TestChild child([](const auto &ready, const auto &wait) {
        int gate[2];
        (void)!::pipe(gate);
        for (int i = 0; i < kChildren; ++i) {
            if (::fork() == 0) {
                ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                ::close(gate[1]);
                char word = 0;
                (void)!::read(gate[0], &word, 1);
                ::_exit(0);
            }
        }
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    const auto begin = base::monotonicNow();
    base::Nanoseconds planned{0};
    int readings = 0;
    for (; planned < 1500ms; ++readings) {
        EXPECT_EQ(sampler.sample().processes, 1 + kChildren);
        const auto delay = sampler.nextDelay();
        EXPECT_GE(delay, metrics::TreeSampler::kPeriod);
        EXPECT_LE(delay, metrics::TreeSampler::kLongestPeriod);
        planned += delay;
        const timespec until = base::toTimespec(begin + planned);
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    }
    EXPECT_GT(readings, 2);
    EXPECT_LT(base::toSeconds(sampler.cost()) / base::toSeconds(planned), 0.01);
    child.goOn();
}

TEST(TreeSampler, KeepsNoDescriptorsOnceItIsGone)
{
    const auto openFiles = [] {
        int count = 0;
        for (int fd = 0; fd < 1024; ++fd)
            count += ::fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
        return count;
    };
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
    });
    child.awaitReady();
    const int before = openFiles();
    {
        metrics::TreeSampler sampler(child.pid());
        sampler.sample();
        EXPECT_GT(openFiles(), before);
    }
    EXPECT_EQ(openFiles(), before);
    child.goOn();
}

TEST(TreeSampler, BlockSharedByFiveProcessesCountsOnce)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "each process has an eighth of the block again, for the sanitizer's notes on it";
#endif
    constexpr std::size_t kBytes = 200U << 20;
    TestChild child([](const auto &ready, const auto &wait) {
        ready();
        wait();
        void *block = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        for (int i = 0; i < 4; ++i) {
            if (::fork() != 0)
                continue;
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const long page = ::sysconf(_SC_PAGESIZE);
            for (std::size_t at = 0; at < kBytes; at += static_cast<std::size_t>(page))
                static_cast<volatile char *>(block)[at] = 1;
            ready();
            for (;;)
                ::pause();
        }
        wait();
    });
    child.awaitReady();
    const auto without = metrics::TreeSampler(child.pid()).sample().pssBytes;
    child.goOn();
    for (int i = 0; i < 4; ++i)
        child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    const auto sample = sampler.sample();
    EXPECT_EQ(sample.processes, 5);
    ASSERT_TRUE(sample.pssBytes && sample.rssBytes && without);
    const auto block = static_cast<double>(kBytes);
    EXPECT_NEAR(static_cast<double>(*sample.pssBytes - *without), block, 0.05 * block);
    EXPECT_GT(static_cast<double>(*sample.rssBytes), 4.9 * block) << "and the sum of what is resident counts it five times";
    ASSERT_TRUE(sampler.processPeakBytes());
    EXPECT_GE(static_cast<double>(*sampler.processPeakBytes()), block);
    EXPECT_LT(static_cast<double>(*sampler.processPeakBytes()), 2 * block) << "that of one process";
    child.goOn();
}

TEST(TreeSampler, PeakOfAChildDoesNotBeginWithThatOfItsFatParent)
{
    constexpr std::size_t kBytes = 300U << 20;
    TestChild parent([](const auto &ready, const auto &wait) {
        ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        pid_t pid = 0;
        char *arguments[] = {const_cast<char *>("sleep"), const_cast<char *>("30"), nullptr};
        if (::posix_spawn(&pid, "/bin/sleep", nullptr, nullptr, arguments, environ) != 0)
            ::_exit(1);
        ready();
        wait();
        ::kill(pid, SIGKILL);
        rusage usage{};
        ::wait4(pid, nullptr, 0, &usage);
        // What this test is about: that number says 300 MB of a process that never had 20.
        ::_exit(usage.ru_maxrss > 250 * 1024 ? 0 : 2);
    });
    parent.awaitReady();
    metrics::TreeSampler whole(parent.pid());
    whole.sample();
    ASSERT_EQ(whole.processes().size(), 2U);
    metrics::TreeSampler child(whole.processes().back());
    child.sample();
    ASSERT_TRUE(child.processPeakBytes() && whole.processPeakBytes());
    EXPECT_GT(*child.processPeakBytes(), 0);
    EXPECT_LT(*child.processPeakBytes(), 20 << 20);
    EXPECT_GE(*whole.processPeakBytes(), static_cast<std::int64_t>(kBytes));
    parent.goOn();
    parent.reap();
    EXPECT_EQ(parent.exitCode(), 0) << "ru_maxrss did not carry the parent's peak: then it could be used";
}

TEST(TreeSampler, PeakOutlivesWhatWasFreed)
{
    constexpr std::size_t kBytes = 64U << 20;
    TestChild child([](const auto &ready, const auto &wait) {
        void *block = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        ::munmap(block, kBytes);
        ready();
        wait();
    });
    child.awaitReady();
    metrics::TreeSampler sampler(child.pid());
    const auto sample = sampler.sample();
    ASSERT_TRUE(sampler.processPeakBytes() && sample.rssBytes);
    EXPECT_GE(*sampler.processPeakBytes(), static_cast<std::int64_t>(kBytes)) << "no reading saw it, the kernel did";
    EXPECT_LT(*sample.rssBytes, static_cast<std::int64_t>(kBytes));
    child.goOn();
}

TEST(TreeSampler, WhatStandsApartIsInNoFigure)
{
    constexpr std::size_t kBytes = 64U << 20;
    TestChild child([](const auto &ready, const auto &wait) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
            burn(200ms);
            ready();
            for (;;)
                ::pause();
        }
        wait();
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0); // its CPU time becomes its parent's children's
        ready();
        wait();
    });
    metrics::TreeSampler sampler(child.pid());
    sampler.sample();
    pid_t apart = 0;
    for (int i = 0; i < 1000 && apart == 0; ++i) {
        std::this_thread::sleep_for(1ms);
        sampler.sample();
        apart = sampler.processes().size() > 1 ? sampler.processes().back() : 0;
    }
    ASSERT_GT(apart, 0);
    const auto last = sampler.sample();
    const auto since = sampler.leaveOut(apart);
    ASSERT_TRUE(since);
    EXPECT_LE(*since, last.time);
    EXPECT_FALSE(sampler.leaveOut(apart)) << "it is in no reading that still counts";
    const auto before = sampler.cpu();
    child.awaitReady();
    const auto during = sampler.sample();
    EXPECT_EQ(during.processes, 1);
    EXPECT_EQ(during.threads, 1);
    ASSERT_TRUE(during.rssBytes);
    EXPECT_LT(*during.rssBytes, static_cast<std::int64_t>(kBytes));
    EXPECT_EQ(sampler.processesSeen(), 1);
    EXPECT_GE(sampler.apartCpu(), 190ms);
    EXPECT_EQ(sampler.processes().size(), 2U) << "it is still there, and has to be ended with the others";
    child.goOn();
    child.awaitReady();
    const auto after = sampler.sample();
    EXPECT_EQ(after.processes, 1);
    EXPECT_LT(sampler.cpu() - before, 30ms) << "nor does it count when its parent has reaped it: " << sampler.cpu().count();
    child.goOn();
}

TEST(TreeSampler, CountsTheProcessesThatItSaw)
{
    TestChild child([](const auto &ready, const auto &wait) {
        for (int i = 0; i < 3; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                ready();
                wait();
                ::_exit(0);
            }
            ::waitpid(pid, nullptr, 0);
        }
        ready();
        wait();
    });
    metrics::TreeSampler sampler(child.pid());
    for (int i = 0; i < 3; ++i) {
        child.awaitReady();
        sampler.sample();
        child.goOn();
    }
    child.awaitReady();
    EXPECT_EQ(sampler.sample().processes, 1);
    EXPECT_EQ(sampler.processesSeen(), 4);
    child.goOn();
}
