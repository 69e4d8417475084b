// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/deadline_heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace interleave::eventloop {
namespace {

using base::Nanoseconds;

class DeadlineHeapTest : public testing::Test {
protected:
    Sleeper &add(std::int64_t deadline)
    {
        Sleeper &sleeper = sleepers.emplace_back();
        sleeper.deadline = deadline;
        heap.add(sleeper);
        return sleeper;
    }
    std::vector<Sleeper *> takeAll(std::int64_t now)
    {
        std::vector<Sleeper *> due;
        while (Sleeper *s = heap.takeDue(Nanoseconds(now)))
            due.push_back(s);
        return due;
    }
    std::deque<Sleeper> sleepers;
    DeadlineHeap heap;
};

TEST_F(DeadlineHeapTest, GivesWhatIsDueEarliestFirst)
{
    Sleeper &c = add(30), &a = add(10), &b = add(20);
    EXPECT_EQ(heap.earliest(), Nanoseconds(10));
    EXPECT_THAT(takeAll(20), testing::ElementsAre(&a, &b));
    EXPECT_THAT(takeAll(29), testing::IsEmpty());
    EXPECT_THAT(takeAll(30), testing::ElementsAre(&c));
    EXPECT_EQ(heap.earliest(), std::nullopt);
}

TEST_F(DeadlineHeapTest, EqualDeadlinesGoInOrderOfArrival)
{
    std::vector<Sleeper *> expected;
    for (int i = 0; i < 100; ++i)
        expected.push_back(&add(5));
    EXPECT_EQ(takeAll(5), expected);
}

TEST_F(DeadlineHeapTest, ARemovedSleeperIsNeverGiven)
{
    Sleeper &a = add(1), &b = add(2), &c = add(3);
    heap.remove(b);
    heap.remove(b);
    EXPECT_THAT(takeAll(9), testing::ElementsAre(&a, &c));
}

TEST_F(DeadlineHeapTest, ManyRandomAddsAndRemovesComeOutSorted)
{
    std::mt19937 random(7);
    std::vector<Sleeper *> expected;
    for (int i = 0; i < 5000; ++i)
        expected.push_back(&add(static_cast<std::int64_t>(random() % 1000)));
    std::shuffle(expected.begin(), expected.end(), random);
    for (int i = 0; i < 2000; ++i) {
        heap.remove(*expected.back());
        expected.pop_back();
    }
    std::sort(expected.begin(), expected.end(), [](const Sleeper *a, const Sleeper *b) { return std::pair(a->deadline, a->order) < std::pair(b->deadline, b->order); });
    EXPECT_EQ(takeAll(1000), expected);
    EXPECT_EQ(heap.size(), 0U);
}

} // namespace
} // namespace interleave::eventloop
