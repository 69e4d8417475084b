// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/connection_pool.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace interleave::workloads {
namespace {

struct Pair {
    base::UniqueFd ours, theirs;
    Pair()
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        ours.reset(ends[0]);
        theirs.reset(ends[1]);
    }
};

TEST(ConnectionPool, GivesTheLastOneFirstAndEachPeerItsOwn)
{
    ConnectionPool pool;
    Pair a, b, c;
    const int first = a.ours.get(), second = b.ours.get(), other = c.ours.get();
    pool.give("x:1", std::move(a.ours));
    pool.give("x:1", std::move(b.ours));
    pool.give("x:2", std::move(c.ours));
    EXPECT_EQ(pool.idle(), 3U);
    const auto one = pool.take("x:1"), two = pool.take("x:1"), three = pool.take("x:2");
    EXPECT_EQ(one.get(), second);
    EXPECT_EQ(two.get(), first);
    EXPECT_EQ(three.get(), other);
    EXPECT_FALSE(pool.take("x:1"));
    EXPECT_EQ(pool.idle(), 0U);
}

TEST(ConnectionPool, DropsWhatThePeerHasClosedOrSpokenOn)
{
    ConnectionPool pool;
    Pair good, closed, chatty;
    const int kept = good.ours.get();
    pool.give("x:1", std::move(good.ours));
    pool.give("x:1", std::move(closed.ours));
    pool.give("x:1", std::move(chatty.ours));
    closed.theirs.reset();
    ASSERT_EQ(::write(chatty.theirs.get(), "?", 1), 1);
    EXPECT_EQ(pool.take("x:1").get(), kept);
    EXPECT_EQ(pool.idle(), 0U);
}

} // namespace
} // namespace interleave::workloads
