// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/fold.h"

#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <string>

using namespace interleave;
using namespace interleave::analysis;

namespace {

/// Lifelines: 0 application, 1 dispatcher, 2… workers.
Interactions picture(std::size_t workers = 3)
{
    Interactions all;
    const auto add = [&all](trace::LaneRole role, const std::string &name) {
        all.lifelines.push_back({base::LaneId{static_cast<std::uint32_t>(all.lifelines.size())}, role, name, 1, 1, 0});
    };
    add(trace::LaneRole::Application, "application");
    add(trace::LaneRole::Dispatcher, "dispatcher");
    for (std::size_t i = 0; i < workers; ++i)
        add(trace::LaneRole::Worker, "worker " + std::to_string(i + 1));
    return all;
}

/// A letter is a hand-over: a submits, b hands to worker 1, c to worker 2, d to worker 3, e gives a result back from worker 1, x cancels;
/// the how-many-th it is, is its time in µs, and it takes as many ns as its place in the alphabet.
Interactions spelt(std::string_view letters)
{
    Interactions all = picture();
    for (std::size_t i = 0; i < letters.size(); ++i) {
        Message m;
        m.sent = static_cast<std::int64_t>(i) * 1000;
        m.received = m.sent + letters[i] - 'a' + 1;
        m.task = static_cast<std::uint32_t>(i);
        m.from = letters[i] == 'a' ? 0 : letters[i] == 'e' ? 2 : 1;
        m.to = letters[i] == 'a' ? 1 : letters[i] == 'c' ? 3 : letters[i] == 'd' ? 4 : letters[i] == 'e' ? 0 : 2;
        m.kind = letters[i] == 'a' ? MessageKind::Submit : letters[i] == 'e' ? MessageKind::Result : letters[i] == 'x' ? MessageKind::Cancel : MessageKind::HandOff;
        all.messages.push_back(m);
    }
    return all;
}

/// "3 2x4 1": three one by one, a loop of four times two, one.
std::string shapeOf(const std::vector<FoldItem> &items)
{
    std::string text;
    std::size_t next = 0;
    for (const FoldItem &item : items) {
        EXPECT_EQ(item.first, next) << "the items must cover the messages without gap";
        next += item.size();
        text += (text.empty() ? "" : " ") + std::to_string(item.period) + (item.isLoop() ? "x" + std::to_string(item.count) : "");
    }
    return text;
}

std::string folded(std::string_view letters, const FoldRules &rules = {})
{
    const Interactions all = spelt(letters);
    return shapeOf(fold(all, all.messages, rules));
}

FoldRules at(FoldLevel level, std::span<const FoldTask> tasks = {})
{
    FoldRules rules;
    rules.level = level;
    rules.tasks = tasks;
    return rules;
}

} // namespace

TEST(Fold, ThreeEqualExchangesAreALoopAndTwoAreNot)
{
    EXPECT_EQ(folded(""), "");
    EXPECT_EQ(folded("a"), "1");
    EXPECT_EQ(folded("aa"), "2");
    EXPECT_EQ(folded("aaa"), "1x3");
    EXPECT_EQ(folded("abab"), "4");
    EXPECT_EQ(folded("ababab"), "2x3");
}

TEST(Fold, TheLoopThatCoversMostBeginsAndOfEqualsTheShortest)
{
    EXPECT_EQ(folded("aaaaaaaaaaaa"), "1x12") << "not 2x6 or 3x4";
    EXPECT_EQ(folded("aaabaaabaaab"), "4x3") << "not 1x3 first";
    EXPECT_EQ(folded("cabababd"), "1 2x3 1");
    EXPECT_EQ(folded("aaabbbccc"), "1x3 1x3 1x3");
    EXPECT_EQ(folded("abababa"), "2x3 1") << "half an instance stays outside";
}

TEST(Fold, APeriodOfEightIsFoundAndOneOfNineIsNot)
{
    EXPECT_EQ(folded("abcdebdcabcdebdcabcdebdc"), "8x3");
    EXPECT_EQ(folded("abcdebdceabcdebdceabcdebdce"), "27");
}

TEST(Fold, LevelNoneShowsEveryHandOver) { EXPECT_EQ(folded("aaaaaa", at(FoldLevel::None)), "6"); }

TEST(Fold, ExactTellsWhatAMessageIsAbout)
{
    Interactions all = spelt("aaaaaa");
    all.labels = {"one lock", "another"};
    for (std::size_t i = 0; i < 3; ++i)
        all.messages[i].label = 1;
    EXPECT_EQ(shapeOf(fold(all, all.messages, {})), "1x3 1x3");
    EXPECT_EQ(shapeOf(fold(all, all.messages, at(FoldLevel::SamePair))), "1x6");
}

TEST(Fold, TheSamePairMayExchangeDifferentKinds)
{
    Interactions all = spelt("bbbbbb");
    for (std::size_t i = 0; i < all.messages.size(); i += 3)
        all.messages[i].kind = MessageKind::ProcessMessage;
    EXPECT_EQ(shapeOf(fold(all, all.messages, {})), "6");
    EXPECT_EQ(shapeOf(fold(all, all.messages, at(FoldLevel::SamePair))), "1x6");
    EXPECT_EQ(folded("bcbdbc", at(FoldLevel::SamePair)), "6") << "another worker is another pair";
}

TEST(Fold, TheSameTypeOfTaskMayMeetAnyWorker)
{
    EXPECT_EQ(folded("bcdcbd"), "6");
    EXPECT_EQ(folded("bcdcbd", at(FoldLevel::SameTaskType)), "1x6");
    EXPECT_EQ(folded("abacad", at(FoldLevel::SameTaskType)), "2x3");
    std::vector<FoldTask> tasks(6);
    for (std::size_t i = 3; i < 6; ++i)
        tasks[i].type = 1;
    EXPECT_EQ(folded("bcdcbd", at(FoldLevel::SameTaskType, tasks)), "1x3 1x3") << "another group of tasks is another loop";
    EXPECT_EQ(folded("bbbbbb", at(FoldLevel::Exact, tasks)), "1x6") << "which the exact level does not ask";
}

TEST(Fold, ACollapsedGroupCountsAsOneLifeline)
{
    const std::vector<std::uint32_t> groups{0, 1, 2, 2, 2};
    FoldRules rules;
    rules.groupOf = groups;
    EXPECT_EQ(folded("bcdcbd", rules), "1x6");
}

TEST(Fold, NeverAcrossErrorsCancelsOrTheSelection)
{
    std::vector<FoldTask> tasks(9);
    tasks[4].apart = true;
    for (const FoldLevel level : {FoldLevel::Exact, FoldLevel::SamePair, FoldLevel::SameTaskType}) {
        EXPECT_EQ(folded("aaaaaaaaa", at(level, tasks)), "1x4 1 1x4");
        EXPECT_EQ(folded("bbbbxbbbb", at(level)), "1x4 1 1x4");
        FoldRules selected = at(level);
        selected.selected = {4000, 4500};
        EXPECT_EQ(folded("aaaaaaaaa", selected), "1x4 1 1x4");
    }
    std::vector<FoldTask> all(9, FoldTask{0, 0, true});
    EXPECT_EQ(folded("aaaaaaaaa", at(FoldLevel::Exact, all)), "9") << "two that are apart are not each other's repetition";
}

TEST(Fold, NeverAcrossAChangeOfTheStatesThatTheTasksGoThrough)
{
    Interactions all = spelt("bbbbbb");
    for (std::uint32_t task = 3; task < 6; ++task)
        all.activations.push_back({2, 0, 10, LaneState::LockWait, task, 0});
    all.activations.push_back({2, 0, 10, LaneState::Ready, 1, 0});
    const std::vector<FoldTask> tasks = foldTasks(all);
    for (const FoldLevel level : {FoldLevel::Exact, FoldLevel::SamePair, FoldLevel::SameTaskType})
        EXPECT_EQ(shapeOf(fold(all, all.messages, at(level, tasks))), "1x3 1x3") << "waiting for a processor is no such change, waiting for a lock is";
}

TEST(Fold, TasksHaveTheirGroupAndFailuresStandApart)
{
    std::vector<record::TaskRow> rows(3);
    rows[0].group = 4;
    rows[0].status = rows[1].status = trace::TaskStatus::Succeeded;
    rows[2].status = trace::TaskStatus::TimedOut;
    Interactions all = picture();
    all.activations.push_back({2, 0, 10, LaneState::Io, 1, 0});
    const std::vector<FoldTask> tasks = foldTasks(all, rows);
    EXPECT_EQ(tasks, (std::vector<FoldTask>{{4, 0, false}, {0, 1U << static_cast<unsigned>(LaneState::Io), false}, {0, 0, true}}));
}

TEST(Fold, ALoopSaysHowLongItsInstancesTook)
{
    Interactions all = spelt("ababab");
    // An instance lasts from its submission (0, 2000, 4000) to the arrival at the worker.
    all.messages[1].received = 1500;
    all.messages[3].received = 5100;
    all.messages[5].received = 6000;
    const auto items = fold(all, all.messages, {});
    ASSERT_EQ(shapeOf(items), "2x3");
    EXPECT_DOUBLE_EQ(items[0].times.mean, (1500 + 3100 + 2000) / 3.0);
    EXPECT_EQ(items[0].times.slowest, 1U);
    EXPECT_EQ(items[0].times.slowestNs, 3100);
    EXPECT_FALSE(items[0].times.p99) << "three instances have no 99th percentile";
}

TEST(Fold, ManyInstancesHaveAPercentile)
{
    Interactions all = spelt(std::string(1001, 'a'));
    for (std::size_t i = 0; i < all.messages.size(); ++i)
        all.messages[i].received = all.messages[i].sent + static_cast<std::int64_t>(i);
    const auto items = fold(all, all.messages, {});
    ASSERT_EQ(shapeOf(items), "1x1001");
    EXPECT_DOUBLE_EQ(items[0].times.mean, 500);
    ASSERT_TRUE(items[0].times.p99);
    EXPECT_DOUBLE_EQ(*items[0].times.p99, 990);
}

TEST(Fold, APartOfTheMessagesIsFoldedOnItsOwn)
{
    const Interactions all = spelt("caaaaab");
    EXPECT_EQ(shapeOf(fold(all, std::span(all.messages).subspan(1, 4), {})), "1x4");
}

TEST(Fold, UnfoldingOneInstanceLeavesTheRestFolded)
{
    const Interactions all = spelt("cabababababababd");
    const auto items = fold(all, all.messages, {});
    ASSERT_EQ(shapeOf(items), "1 2x7 1");
    EXPECT_EQ(shapeOf(unfolded(items, all.messages, 1, 3)), "1 2x3 2 2x3 1");
    EXPECT_EQ(shapeOf(unfolded(items, all.messages, 1, 0)), "3 2x6 1") << "beside others that are shown one by one";
    EXPECT_EQ(shapeOf(unfolded(items, all.messages, 1, 5)), "1 2x5 5") << "one that is left alone is no loop";
    EXPECT_EQ(shapeOf(unfolded(items, all.messages, 1, 7)), "1 2x7 1") << "there is no such instance";
    EXPECT_EQ(shapeOf(unfolded(items, all.messages, 0, 0)), "1 2x7 1") << "there is no such loop";
    EXPECT_EQ(shapeOf(unfolded(items, 1)), "16");
    const auto parts = unfolded(items, all.messages, 1, 3);
    EXPECT_EQ(parts[3].times.slowestNs, 1002) << "the times are those of the instances that are left";
}

TEST(Fold, WhateverTheMessagesAreTheItemsCoverThemAndLoopsRepeat)
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::string letters(random() % 120, 'a');
        for (char &letter : letters)
            letter = static_cast<char>('a' + random() % (1 + static_cast<unsigned>(round) % 4));
        const Interactions all = spelt(letters);
        const auto items = fold(all, all.messages, {});
        shapeOf(items);
        std::size_t covered = 0;
        for (const FoldItem &item : items) {
            covered += item.size();
            EXPECT_TRUE(item.count == 1 || item.count >= kLeastRepeats);
            EXPECT_TRUE(!item.isLoop() || item.period <= kLongestPeriod);
            for (std::size_t i = item.period; item.isLoop() && i < item.size(); ++i)
                EXPECT_EQ(letters[item.first + i], letters[item.first + i - item.period]) << letters;
        }
        EXPECT_EQ(covered, letters.size());
    }
}

TEST(Fold, TheCostGrowsWithTheMessagesAndNotWithTheirSquare)
{
    // Hard to fold: long stretches that almost repeat. A quadratic search would take minutes.
    std::string letters;
    while (letters.size() < 1'000'000)
        letters += std::string(997, letters.size() % 3 ? 'a' : 'b') + "cd";
    const Interactions all = spelt(letters);
    const std::clock_t before = std::clock(); // of this process: others may be busy
    const auto items = fold(all, all.messages, {});
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 20);
    EXPECT_LT(items.size(), 5000U);
    RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
}
