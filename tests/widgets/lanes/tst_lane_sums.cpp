// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/analysis/made_interactions.h"
#include "widgets/lanes/count_line.h"
#include "widgets/lanes/lane_sums.h"

#include <QTest>

#include <random>

using namespace interleave;
using namespace interleave::widgets;

namespace {

/// Active time of all lanes in [t0, t1), added up one by one.
double activeIn(const analysis::Interactions &all, const std::vector<std::uint32_t> &lanes, std::int64_t t0, std::int64_t t1)
{
    double sum = 0;
    for (const auto &a : all.activations)
        if (std::find(lanes.begin(), lanes.end(), a.lifeline) != lanes.end() && a.state != analysis::LaneState::Idle)
            sum += static_cast<double>(std::max<std::int64_t>(0, std::min(a.end, t1) - std::max(a.begin, t0)));
    return sum;
}

} // namespace

class TestLaneSums : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGroupIsAsActiveAsItsLanesInEveryZoom();
    void aGroupOfLanesWithoutAnythingIsEmpty();
    void tasksAtOnceAreCountedAsOneByOne();
    void whatEndsMakesRoomForWhatBeginsAtThatInstant();
    void aLoopsOwnWorkIsNoTaskBesideOthers();
    void theHighestCountOfEachColumnIsExact();
    void aCountHoldsUntilItChanges();
    void withVeryManyChangesNoPeakIsLost();
};

void TestLaneSums::aGroupIsAsActiveAsItsLanesInEveryZoom()
{
    const auto all = test::madeInteractions(20, 400, 0);
    const auto pyramid = analysis::LanePyramid::build(all);
    std::vector<std::uint32_t> lanes;
    for (std::uint32_t lane = 0; lane < 20; ++lane)
        lanes.push_back(lane);
    const GroupSums group(*pyramid, lanes);
    for (std::int64_t span = all->end - all->begin; span > 200; span /= 3) {
        const std::int64_t from = all->begin + (all->end - all->begin - span) / 2;
        const auto view = group.view(*pyramid, from, from + span, 100);
        QVERIFY(!view.cells.empty());
        QVERIFY(view.begin <= from && view.begin + view.width * static_cast<std::int64_t>(view.cells.size()) >= from + span);
        for (std::size_t i = 0; i < view.cells.size(); ++i) {
            const std::int64_t begin = view.begin + static_cast<std::int64_t>(i) * view.width;
            const double wanted = activeIn(*all, lanes, begin, begin + view.width) / static_cast<double>(view.width) / 20;
            // A cell has 8 bits, rounded up, and coarser ones are means of finer ones.
            QVERIFY2(std::abs(view.cells[i].activeShare() - wanted) < 0.04, qPrintable(QStringLiteral("%1: %2 instead of %3").arg(span).arg(view.cells[i].activeShare()).arg(wanted)));
        }
    }
}

void TestLaneSums::aGroupOfLanesWithoutAnythingIsEmpty()
{
    auto all = std::make_shared<analysis::Interactions>();
    all->lifelines.resize(3);
    all->end = 1'000;
    const auto pyramid = analysis::LanePyramid::build(all);
    QVERIFY(GroupSums(*pyramid, {0, 1, 2}).view(*pyramid, 0, 1'000, 10).cells.empty());
}

void TestLaneSums::tasksAtOnceAreCountedAsOneByOne()
{
    std::mt19937_64 random(7);
    std::vector<analysis::Activation> made;
    std::int64_t now = 0;
    for (std::uint32_t i = 0; i < 3'000; ++i) {
        now += static_cast<std::int64_t>(random() % 50);
        made.push_back({0, now, now + 1 + static_cast<std::int64_t>(random() % 700), analysis::LaneState::Io, i, static_cast<std::uint16_t>(1 + i % 20)});
    }
    const AtOnce counted{std::span<const analysis::Activation>(made)};
    for (const std::size_t columns : {std::size_t{5}, std::size_t{40}, std::size_t{300}}) {
        const auto view = counted.view(0, now, columns);
        for (std::size_t i = 0; i < view.most.size(); ++i) {
            const std::int64_t begin = view.begin + static_cast<std::int64_t>(i) * view.width, end = begin + view.width;
            int wanted = 0;
            const auto at = [&](std::int64_t t) { return static_cast<int>(std::count_if(made.begin(), made.end(), [t](const auto &a) { return a.begin <= t && a.end > t; })); };
            wanted = at(begin);
            for (const auto &a : made)
                if (a.begin >= begin && a.begin < end)
                    wanted = std::max(wanted, at(a.begin));
            QCOMPARE(static_cast<int>(view.most[i]), wanted);
        }
    }
}

void TestLaneSums::whatEndsMakesRoomForWhatBeginsAtThatInstant()
{
    const std::vector<analysis::Activation> made{{0, 0, 100, analysis::LaneState::Io, 0, 1}, {0, 100, 200, analysis::LaneState::Io, 1, 1}, {0, 200, 300, analysis::LaneState::Io, 2, 1}};
    QCOMPARE(static_cast<int>(AtOnce(std::span<const analysis::Activation>(made)).most()), 1);
}

void TestLaneSums::aLoopsOwnWorkIsNoTaskBesideOthers()
{
    const std::vector<analysis::Activation> made{{0, 0, 1'000, analysis::LaneState::Running, base::kNoTask.value, 0}, {0, 5, 500, analysis::LaneState::Io, 1, 1}};
    QCOMPARE(static_cast<int>(AtOnce(std::span<const analysis::Activation>(made)).most()), 1);
    QCOMPARE(static_cast<int>(AtOnce(std::span<const analysis::Activation>(made).first(1)).most()), 0);
}

void TestLaneSums::theHighestCountOfEachColumnIsExact()
{
    CountLine line;
    for (const int t : {10, 20, 30, 300})
        line.rise(base::Nanoseconds{t});
    for (const int t : {40, 50, 60, 350})
        line.fall(base::Nanoseconds{t});
    line.finish();
    QCOMPARE(line.most(), 3.0);
    QCOMPARE(line.highest(0, 400, 4), (std::vector<float>{3, 0, 0, 1}));
    QCOMPARE(line.highest(0, 40, 4), (std::vector<float>{0, 1, 2, 3}));
    QCOMPARE(line.at(35), 3.0);
    QCOMPARE(line.at(5), 0.0);
    QCOMPARE(line.at(400), 0.0);
}

void TestLaneSums::aCountHoldsUntilItChanges()
{
    CountLine line;
    line.rise(base::Nanoseconds{1});
    line.finish();
    QCOMPARE(line.highest(100, 200, 3), (std::vector<float>{1, 1, 1}));
}

void TestLaneSums::withVeryManyChangesNoPeakIsLost()
{
    CountLine line;
    for (std::int64_t i = 0; i < 600'000; ++i) {
        line.rise(base::Nanoseconds{i * 100});
        line.fall(base::Nanoseconds{i * 100 + 50});
    }
    for (int i = 0; i < 7; ++i) {
        line.rise(base::Nanoseconds{30'000'010 + i});
        line.fall(base::Nanoseconds{30'000'030 + i});
    }
    line.finish();
    QCOMPARE(line.most(), 8.0);
    const auto columns = line.highest(0, 6e7, 1'000);
    QCOMPARE(*std::max_element(columns.begin(), columns.end()), 8.0F);
    // A peak is where it was, to a piece of the run's curve.
    const auto at = std::max_element(columns.begin(), columns.end()) - columns.begin();
    QVERIFY2(std::abs(at - 500) <= 4, qPrintable(QString::number(at)));
}

QTEST_GUILESS_MAIN(TestLaneSums)
#include "tst_lane_sums.moc"
