// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interaction_index.h"

#include "tests/analysis/made_interactions.h"

#include <gtest/gtest.h>

#include <atomic>

namespace interleave {
namespace {

using analysis::InteractionIndex;
using test::madeInteractions;
using Numbers = std::vector<std::uint32_t>;

constexpr std::uint32_t kLanes = 3;

template <class Has>
Numbers chosen(std::size_t size, Has has)
{
    Numbers numbers;
    for (std::uint32_t i = 0; i < size; ++i)
        if (has(i))
            numbers.push_back(i);
    return numbers;
}

Numbers list(std::span<const std::uint32_t> numbers) { return {numbers.begin(), numbers.end()}; }

TEST(InteractionIndex, FindsExactlyWhatReachesIntoARange)
{
    const auto made = madeInteractions(kLanes, 9'000, 20'000);
    const auto index = InteractionIndex::build(made);
    std::mt19937_64 random(7);
    for (int i = 0; i < 200; ++i) {
        const auto t0 = made->begin + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(made->end));
        const auto t1 = t0 + 1 + static_cast<std::int64_t>(static_cast<std::uint64_t>(made->end) >> (random() % 20));
        const auto lane = static_cast<std::uint32_t>(random() % (kLanes + 1));
        const auto &all = made->activations;
        ASSERT_EQ(index->activationsIn(lane, t0, t1), chosen(all.size(), [&](auto n) { return all[n].lifeline == lane && all[n].begin < t1 && all[n].end > t0; }));
        const auto &messages = made->messages;
        ASSERT_EQ(index->messagesIn(t0, t1), chosen(messages.size(), [&](auto n) { return messages[n].sent < t1 && std::max(messages[n].sent, messages[n].received) >= t0; }));
        const auto sent = index->messagesSent(t0, t1);
        ASSERT_EQ(sent.size(), chosen(messages.size(), [&](auto n) { return messages[n].sent >= t0 && messages[n].sent < t1; }).size());
    }
}

TEST(InteractionIndex, GivesNoMoreThanWasAskedFor)
{
    const auto made = madeInteractions(kLanes, 1'000, 1'000);
    const auto index = InteractionIndex::build(made);
    EXPECT_EQ(index->activationsIn(0, made->begin, made->end, 10).size(), 10U);
    EXPECT_EQ(index->messagesIn(made->begin, made->end, 7).size(), 7U);
}

TEST(InteractionIndex, KnowsAllOfATaskAndOfALane)
{
    const auto made = madeInteractions(kLanes, 2'000, 3'000);
    const auto index = InteractionIndex::build(made);
    const auto &activations = made->activations;
    const auto &messages = made->messages;
    for (std::uint32_t task = 0; task < 52; ++task) {
        EXPECT_EQ(list(index->activationsOfTask(task)), chosen(activations.size(), [&](auto n) { return activations[n].task == task; }));
        EXPECT_EQ(list(index->messagesOfTask(task)), chosen(messages.size(), [&](auto n) { return messages[n].task == task; }));
    }
    for (std::uint32_t lane = 0; lane <= kLanes; ++lane) {
        EXPECT_EQ(list(index->messagesFromLane(lane)), chosen(messages.size(), [&](auto n) { return messages[n].from == lane; }));
        EXPECT_EQ(list(index->messagesToLane(lane)), chosen(messages.size(), [&](auto n) { return messages[n].to == lane; }));
        EXPECT_EQ(index->activationsOfLane(lane).size(), 2'000U);
        EXPECT_EQ(activations[index->activationsOfLane(lane).first].lifeline, lane);
    }
    EXPECT_TRUE(index->activationsOfTask(base::kNoTask.value).empty());
    EXPECT_EQ(index->activationsOfLane(kLanes + 1).size(), 0U);
}

TEST(InteractionIndex, StepsAlongALane)
{
    auto made = std::make_shared<analysis::Interactions>();
    made->lifelines.resize(2);
    made->activations = {{0, 0, 10, analysis::LaneState::Running, 1, 0}, {1, 5, 10, analysis::LaneState::Running, 2, 0}, {1, 20, 30, analysis::LaneState::Running, 3, 0}};
    const auto index = InteractionIndex::build(made);
    EXPECT_EQ(index->activationFrom(1, 5), 1U);
    EXPECT_EQ(index->activationFrom(1, 6), 2U);
    EXPECT_EQ(index->activationFrom(1, 21), std::nullopt);
    EXPECT_EQ(index->activationBefore(1, 21), 2U);
    EXPECT_EQ(index->activationBefore(1, 20), 1U);
    EXPECT_EQ(index->activationBefore(1, 5), std::nullopt);
    EXPECT_EQ(index->activationFrom(7, 0), std::nullopt);
}

TEST(InteractionIndex, StopsWhenAsked)
{
    std::atomic<bool> stop{true};
    EXPECT_FALSE(InteractionIndex::build(madeInteractions(1, 10, 10), {&stop, nullptr}));
}

TEST(InteractionIndex, OfNothingThereIsNothing)
{
    const auto index = InteractionIndex::build(std::make_shared<analysis::Interactions>());
    EXPECT_TRUE(index->activationsIn(0, 0, 10).empty());
    EXPECT_TRUE(index->messagesIn(0, 10).empty());
    EXPECT_TRUE(index->activationsOfTask(0).empty());
}

} // namespace
} // namespace interleave
