// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/traffic.h"

#include "tests/analysis/made_interactions.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

namespace interleave {
namespace {

using analysis::Message;
using analysis::Traffic;
using test::madeInteractions;

using Counts = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>; ///< by column and pair

std::uint32_t pairOf(const Traffic &traffic, const Message &m)
{
    for (std::uint32_t i = 0; i < traffic.pairs().size(); ++i)
        if (traffic.pairs()[i].from == m.from && traffic.pairs()[i].to == m.to)
            return i;
    ADD_FAILURE() << "no pair " << m.from << ", " << m.to;
    return 0;
}

void expectExact(const Traffic &traffic, const analysis::Interactions &all, const Traffic::View &view)
{
    Counts expected, found;
    for (const Message &m : all.messages)
        if (m.sent >= view.begin && m.sent < view.begin + static_cast<std::int64_t>(view.columns) * view.width)
            ++expected[{static_cast<std::uint32_t>((m.sent - view.begin) / view.width), pairOf(traffic, m)}];
    for (std::size_t i = 0; i < view.cells.size(); ++i) {
        const auto &cell = view.cells[i];
        EXPECT_TRUE(found.emplace(std::pair(cell.column, cell.pair), cell.count).second) << "twice";
        if (i > 0) {
            EXPECT_LT(std::pair(view.cells[i - 1].column, view.cells[i - 1].pair), std::pair(cell.column, cell.pair));
        }
    }
    EXPECT_EQ(found, expected);
}

TEST(Traffic, CountsEveryPairByKind)
{
    const auto made = madeInteractions(4, 100, 5'000);
    const auto traffic = Traffic::build(made);
    std::uint64_t all = 0;
    for (const auto &pair : traffic->pairs()) {
        all += pair.total();
        std::array<std::uint64_t, analysis::kMessageKinds> byKind{};
        for (const Message &m : made->messages)
            if (m.from == pair.from && m.to == pair.to)
                ++byKind[static_cast<std::size_t>(m.kind)];
        EXPECT_EQ(pair.byKind, byKind);
    }
    EXPECT_EQ(all, 5'000U);
}

TEST(Traffic, AViewIsExactInItsBuckets)
{
    const auto made = madeInteractions(4, 500, 30'000);
    const auto traffic = Traffic::build(made);
    std::mt19937_64 random(9);
    for (const std::size_t columns : {1, 2, 10, 100, 1000})
        expectExact(*traffic, *made, traffic->view(made->begin, made->end, columns));
    for (int i = 0; i < 60; ++i) {
        const auto t0 = made->begin + (static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(made->end)) >> (random() % 12));
        const auto t1 = t0 + 1 + static_cast<std::int64_t>(static_cast<std::uint64_t>(made->end) >> (random() % 20));
        const std::size_t columns = 1 + random() % 50;
        const auto view = traffic->view(t0, t1, columns);
        EXPECT_LE(view.columns, std::max<std::size_t>(2, columns));
        expectExact(*traffic, *made, view);
    }
}

TEST(Traffic, TakesFewBytesAMessage)
{
    const auto made = madeInteractions(4, 500, 200'000);
    EXPECT_LT(static_cast<double>(Traffic::build(made)->bytes()) / 200'000, 8);
}

TEST(Traffic, OfNoMessagesThereIsNone)
{
    const auto traffic = Traffic::build(madeInteractions(2, 10, 0));
    EXPECT_TRUE(traffic->pairs().empty());
    EXPECT_TRUE(traffic->view(0, 1'000, 10).cells.empty());
    EXPECT_TRUE(traffic->view(10, 10, 10).cells.empty());
}

TEST(Traffic, StopsWhenAsked)
{
    std::atomic<bool> stop{true};
    EXPECT_FALSE(Traffic::build(madeInteractions(1, 10, 10), {&stop, nullptr}));
}

} // namespace
} // namespace interleave
