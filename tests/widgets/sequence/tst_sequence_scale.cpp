// SPDX-License-Identifier: GPL-3.0-or-later
// The sequence diagram of very much: loops, dense tiers, ribbons, the overview, orders of columns, the highlighted path.
#include "widgets/sequence/sequence_builder.h"
#include "widgets/sequence/sequence_layout.h"
#include "widgets/sequence/sequence_minimap.h"

#include <QTest>

#include <numeric>

using namespace interleave;
using namespace interleave::widgets;

namespace {

using enum analysis::MessageKind;
constexpr std::int64_t kMs = 1'000'000;

analysis::Interactions lines(std::size_t workers)
{
    analysis::Interactions i;
    i.lifelines.push_back({base::LaneId{0}, trace::LaneRole::Application, "application", 1, 1, 0});
    for (std::size_t w = 1; w <= workers; ++w)
        i.lifelines.push_back({base::LaneId{static_cast<std::uint32_t>(w)}, trace::LaneRole::Worker, "worker " + std::to_string(w), 1, static_cast<std::int32_t>(w + 1), 0.5});
    return i;
}

/// `count` tasks that go to worker 1 and come back, every 10 ms; the one before the last takes twice as long.
analysis::Interactions pingPong(std::uint32_t count)
{
    auto i = lines(2);
    for (std::uint32_t t = 0; t < count; ++t) {
        const std::int64_t at = t * 10 * kMs, done = at + (t + 2 == count ? 8 : 4) * kMs;
        i.messages.push_back({0, 1, at, at + 1'000, Submit, t, 0});
        i.messages.push_back({1, 0, done, done + 1'000, Result, t, 0});
        i.activations.push_back({1, at + 1'000, done, analysis::LaneState::Running, t, 0});
    }
    i.end = count * 10 * kMs;
    return i;
}

SequenceData dataOf(analysis::Interactions i) { return SequenceData::of(std::make_shared<const analysis::Interactions>(std::move(i))); }

SequencePlan planOf(analysis::Interactions i, AxisMode mode, PlanOptions options = {})
{
    options.mode = mode;
    return makePlan(dataOf(std::move(i)), options);
}

PlanRequest folding(analysis::Interactions i)
{
    PlanRequest request;
    auto trace = std::make_shared<record::FrozenTrace>();
    for (std::uint32_t t = 0; t < 1'000; ++t) {
        trace::TaskLife life;
        life.task = base::TaskId{t};
        life.status = trace::TaskStatus::Succeeded;
        trace->lives.push_back(life);
    }
    request.trace = trace;
    request.data = dataOf(std::move(i));
    request.mode = AxisMode::Ordinal;
    request.fold = analysis::FoldLevel::Exact;
    return request;
}

SequenceFrame frameOf(const SequencePlan &plan, double scale, double top = 0, double height = 400, std::optional<quint32> task = {})
{
    static const Theme theme = Theme::light();
    return layoutFrame({plan, theme, QFontMetricsF(QFont()), 900, height, 0, top, scale, task});
}

std::uint64_t handOvers(const SequenceFrame &frame)
{
    return std::accumulate(frame.ribbons.begin(), frame.ribbons.end(), std::uint64_t{0}, [](std::uint64_t sum, const Ribbon &r) { return sum + r.count; });
}

} // namespace

class TestSequenceScale : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLoopTakesTheRowsOfOneExchange();
    void aLoopSaysHowOftenAndHowLong();
    void whatIsSelectedOrFailedStandsByItself();
    void openingALoopShowsOneInstanceOrAll();
    void aBarThatGoesThroughALoopIsDrawnThroughIt();
    void ribbonsCountEveryHandOverOnce();
    void inTheDenseTierOnlyTheSelectedTaskHasArrows();
    void aCoarsePlanIsNotBlank();
    void thousandsOfShortLivedWorkersAreOneColumnOfCells();
    void aPlanTakesNoMemoryPerEvent();
    void whoTalksMostStandsSideBySide();
    void columnsStandAsTheyWerePutByHand();
    void thePathIsAFrameThroughTheBars();
    void longGapsAreWarm();
    void theOverviewShowsWhenEachLineWasBusy();
};

void TestSequenceScale::aLoopTakesTheRowsOfOneExchange()
{
    const auto plain = buildPlan([] { auto r = folding(pingPong(250)); r.fold = analysis::FoldLevel::None; return r; }());
    const auto plan = buildPlan(folding(pingPong(250)));
    QVERIFY(plain->axis.length() >= 500);
    QCOMPARE(plan->loops.size(), std::size_t(1));
    QCOMPARE(plan->loops[0].item.count, 250U);
    QVERIFY2(plan->axis.length() < 8, qPrintable(QString::number(plan->axis.length())));
    const auto frame = frameOf(*plan, 30);
    QCOMPARE(frame.loops.size(), std::size_t(1));
    QCOMPARE(frame.arrows.size(), std::size_t(2));
    QVERIFY(frame.arrows[0].count == 250 && frame.arrows[0].inLoop);
    // Between the lines that take part, and the arrows inside; the states stand as cells.
    QVERIFY(frame.loops[0].rect.left() >= frame.columns[0].left && frame.loops[0].rect.right() <= frame.columns[1].right);
    for (const Arrow &arrow : frame.arrows)
        QVERIFY(arrow.from.y() > frame.loops[0].title.bottom() && arrow.from.y() < frame.loops[0].rect.bottom());
    QVERIFY(frame.bars.empty());
    QVERIFY(std::any_of(frame.cells.begin(), frame.cells.end(), [](const Cell &c) { return c.column == 1 && c.state == analysis::LaneState::Running; }));
}

void TestSequenceScale::aLoopSaysHowOftenAndHowLong()
{
    const auto plan = buildPlan(folding(pingPong(250)));
    const auto frame = frameOf(*plan, 30);
    QCOMPARE(frame.loops[0].name, QStringLiteral("loop × 250"));
    QVERIFY2(frame.loops[0].times.contains(QStringLiteral("mean 4")), qPrintable(frame.loops[0].times));
    QCOMPARE(plan->loops[0].item.times.slowest, 248U);
    QVERIFY2(frame.loops[0].slowestText.contains(QStringLiteral("8")) && frame.loops[0].slowestText.endsWith(QStringLiteral("▸")), qPrintable(frame.loops[0].slowestText));
    QVERIFY(!frame.loops[0].title.intersects(frame.loops[0].slowest));
    QVERIFY(frame.loops[0].slowest.right() <= frame.loops[0].rect.right());
}

void TestSequenceScale::whatIsSelectedOrFailedStandsByItself()
{
    auto request = folding(pingPong(100));
    request.task = 40;
    auto trace = std::make_shared<record::FrozenTrace>(*request.trace);
    trace->lives[70].status = trace::TaskStatus::Failed;
    request.trace = trace;
    const auto plan = buildPlan(request);
    QCOMPARE(plan->loops.size(), std::size_t(3));
    for (const std::uint32_t alone : {80U, 81U, 140U, 141U})
        QVERIFY(!plan->loopOf(alone));
    QVERIFY(plan->loopOf(79) && plan->loopOf(82));
    const auto frame = frameOf(*plan, 20, 0, 600, 40);
    QVERIFY(std::any_of(frame.bars.begin(), frame.bars.end(), [](const Bar &b) { return b.selected; }));
}

void TestSequenceScale::openingALoopShowsOneInstanceOrAll()
{
    auto request = folding(pingPong(250));
    request.unfolds = {{2 * 248, false}};
    const auto one = buildPlan(request);
    QVERIFY(!one->loopOf(2 * 248) && !one->loopOf(2 * 248 + 1));
    QVERIFY(one->loopOf(0) && one->loopOf(0)->item.count == 248U);
    request.unfolds = {{0, true}};
    const auto all = buildPlan(request);
    QVERIFY(all->loops.empty());
    QVERIFY(all->axis.length() >= 500);
}

void TestSequenceScale::aBarThatGoesThroughALoopIsDrawnThroughIt()
{
    auto i = pingPong(50);
    i.activations.push_back({2, -20 * kMs, 600 * kMs, analysis::LaneState::Io, 900, 0});
    i.begin = -20 * kMs;
    i.end = 600 * kMs;
    const auto plan = buildPlan(folding(i));
    const auto frame = frameOf(*plan, 30, 0, 600);
    QCOMPARE(frame.bars.size(), std::size_t(1));
    QVERIFY(frame.bars[0].rect.top() < frame.loops[0].rect.top() && frame.bars[0].rect.bottom() > frame.loops[0].rect.bottom());
    // With nothing but the loop's inside in view it is there too.
    const auto inside = frameOf(*plan, 400, plan->loops[0].unit * 400 + 300, 300);
    QCOMPARE(inside.bars.size(), std::size_t(1));
}

void TestSequenceScale::ribbonsCountEveryHandOverOnce()
{
    for (const auto mode : {AxisMode::Proportional, AxisMode::Compressed, AxisMode::Ordinal}) {
        const auto plan = planOf(pingPong(5'000), mode);
        const double scale = 400 / plan.axis.length();
        const auto frame = frameOf(plan, scale);
        QCOMPARE(frame.detail, Detail::Dense);
        QCOMPARE(handOvers(frame), std::uint64_t{10'000});
        QVERIFY(frame.arrows.empty());
        for (const Ribbon &ribbon : frame.ribbons) {
            QVERIFY(ribbon.rect.left() >= frame.columns[0].line && ribbon.rect.right() <= frame.columns[1].line);
            QVERIFY(ribbon.share > 0 && ribbon.share <= 1);
        }
        QVERIFY(std::any_of(frame.ribbons.begin(), frame.ribbons.end(), [](const Ribbon &r) { return !r.badge.isEmpty(); }));
        for (const Ribbon &a : frame.ribbons)
            for (const Ribbon &b : frame.ribbons)
                QVERIFY(&a == &b || a.badge.isEmpty() || b.badge.isEmpty() || !a.badgeRect.intersects(b.badgeRect));
    }
}

void TestSequenceScale::inTheDenseTierOnlyTheSelectedTaskHasArrows()
{
    const auto plan = planOf(pingPong(5'000), AxisMode::Proportional);
    const auto frame = frameOf(plan, 400 / plan.axis.length(), 0, 400, 2'500);
    QVERIFY(frame.following);
    QCOMPARE(frame.arrows.size(), std::size_t(2));
    QVERIFY(frame.arrows[0].selected && frame.arrows[1].selected);
    QCOMPARE(frame.bars.size(), std::size_t(1));
    QVERIFY(qAbs(frame.bars[0].rect.top() - 200) < 20);
}

void TestSequenceScale::aCoarsePlanIsNotBlank()
{
    const auto all = std::make_shared<const analysis::Interactions>(pingPong(5'000));
    PlanOptions options;
    options.mode = AxisMode::Proportional;
    const auto plan = makePlan({all, nullptr, nullptr, nullptr}, options);
    QVERIFY(plan.coarse());
    const auto frame = frameOf(plan, 400 / plan.axis.length());
    QVERIFY(frame.arrows.empty() && frame.ribbons.empty() && frame.bars.empty());
    double covered = 0;
    for (const Cell &cell : frame.cells)
        covered += cell.rect.height();
    QVERIFY2(covered > 150, qPrintable(QString::number(covered)));
}

void TestSequenceScale::thousandsOfShortLivedWorkersAreOneColumnOfCells()
{
    auto i = lines(5'000);
    for (std::uint32_t w = 1; w <= 5'000; ++w)
        i.activations.push_back({w, w * kMs, w * kMs + 4 * kMs, analysis::LaneState::Running, w, 0});
    i.end = 5'010 * kMs;
    const auto plan = planOf(i, AxisMode::Proportional);
    QCOMPARE(plan.columns.size(), std::size_t(2));
    const auto frame = frameOf(plan, 400 / plan.axis.length());
    QCOMPARE(frame.detail, Detail::Dense);
    QVERIFY(!frame.cells.empty());
    for (const Cell &cell : frame.cells)
        QVERIFY(cell.column == 1 && cell.state == analysis::LaneState::Running);
    QVERIFY(frame.cells.size() < 4'000);
}

void TestSequenceScale::aPlanTakesNoMemoryPerEvent()
{
    const auto plan = planOf(pingPong(50'000), AxisMode::Compressed);
    QVERIFY(plan.rows.empty() && plan.loops.empty());
    QVERIFY(plan.axis.knots().size() < 1'000);
    // Folded, not even the ordinal axis does.
    const auto folded = buildPlan(folding(pingPong(50'000)));
    QVERIFY(folded->rows.size() < 20 && folded->axis.knots().size() < 50);
}

void TestSequenceScale::whoTalksMostStandsSideBySide()
{
    auto i = lines(4);
    const auto talk = [&](std::uint32_t a, std::uint32_t b, int times) {
        for (int n = 0; n < times; ++n)
            i.messages.push_back({a, b, static_cast<std::int64_t>(i.messages.size()) * kMs, static_cast<std::int64_t>(i.messages.size()) * kMs, HandOff, 0, 0});
    };
    talk(0, 3, 10);
    talk(3, 1, 8);
    talk(1, 4, 6);
    talk(0, 2, 1);
    i.end = 100 * kMs;
    PlanOptions options;
    options.order = ColumnOrder::Communication;
    const auto plan = planOf(i, AxisMode::Proportional, options);
    std::vector<std::uint32_t> order;
    for (const Column &column : plan.columns)
        order.push_back(column.lifelines.front());
    QCOMPARE(order, (std::vector<std::uint32_t>{0, 3, 1, 4, 2}));
    QCOMPARE(plan.columnOf[4], 3U);
}

void TestSequenceScale::columnsStandAsTheyWerePutByHand()
{
    PlanOptions options;
    options.order = ColumnOrder::Hand;
    options.byHand = {2, 0};
    const auto plan = planOf(pingPong(3), AxisMode::Proportional, options);
    QCOMPARE(plan.columns[0].lifelines.front(), 2U);
    QCOMPARE(plan.columns[1].lifelines.front(), 0U);
    QCOMPARE(plan.columns[2].lifelines.front(), 1U);
    const auto frame = frameOf(plan, 20);
    QCOMPARE(frame.arrows[0].fromColumn, 1U);
}

void TestSequenceScale::thePathIsAFrameThroughTheBars()
{
    const auto plan = planOf(pingPong(3), AxisMode::Proportional);
    const Theme theme = Theme::light();
    const std::vector<PathSegment> path{{0, 0, 1'000}, {1, 1'000, 4 * kMs}, {0, 4 * kMs, 10 * kMs}, {0, 900 * kMs, 901 * kMs}};
    const auto frame = layoutFrame({plan, theme, QFontMetricsF(QFont()), 900, 500, 0, 0, 20, std::nullopt, 1, &path});
    QVERIFY(frame.path.size() >= 3);
    const auto bar = std::find_if(frame.bars.begin(), frame.bars.end(), [](const Bar &b) { return b.activation == 0; });
    QVERIFY(bar != frame.bars.end());
    QVERIFY(frame.path[1].rect.left() < bar->rect.left() && frame.path[1].rect.right() > bar->rect.right());
    QVERIFY(qAbs(frame.path[1].rect.bottom() - bar->rect.bottom()) < 1);
    QVERIFY(frame.path[1].link.has_value() && frame.path[2].link.has_value());
    // Of very many pieces only as many as there are pixels.
    std::vector<PathSegment> many;
    for (std::int64_t t = 0; t < 100'000; ++t)
        many.push_back({static_cast<std::uint32_t>(t % 2), t * 300, t * 300 + 300});
    const auto dense = layoutFrame({plan, theme, QFontMetricsF(QFont()), 900, 500, 0, 0, 20, std::nullopt, 1, &many});
    QVERIFY2(dense.path.size() > 100 && dense.path.size() < 1'200, qPrintable(QString::number(dense.path.size())));
}

void TestSequenceScale::longGapsAreWarm()
{
    auto i = lines(1);
    for (const std::int64_t at : {0, 1, 2, 50, 1'000})
        i.messages.push_back({0, 1, at * kMs, at * kMs, Submit, static_cast<std::uint32_t>(at), 0});
    i.end = 1'000 * kMs;
    const auto frame = frameOf(planOf(i, AxisMode::Ordinal), 30);
    QCOMPARE(frame.gaps.size(), std::size_t(4));
    QCOMPARE(frame.gaps[3].heat, 1.0);
    QVERIFY(frame.gaps[0].heat > 0 && frame.gaps[0].heat < frame.gaps[2].heat && frame.gaps[2].heat < 1);
    QVERIFY(frameOf(planOf(i, AxisMode::Compressed), 30).gaps.empty());
}

void TestSequenceScale::theOverviewShowsWhenEachLineWasBusy()
{
    auto i = lines(2);
    for (std::int64_t t = 0; t < 100; ++t)
        i.activations.push_back({1, t * kMs, t * kMs + kMs / 2, analysis::LaneState::Running, static_cast<std::uint32_t>(t), 0});
    i.activations.push_back({2, 150 * kMs, 200 * kMs, analysis::LaneState::Running, 200, 0});
    i.end = 200 * kMs;
    const auto plan = planOf(i, AxisMode::Ordinal);
    const RunOverview run = overviewOf(plan, 100);
    const auto at = [&](std::size_t column, std::int64_t ms) { return run.busy[column * run.rows + static_cast<std::size_t>((ms * kMs - run.begin) / run.width)]; };
    QVERIFY(qAbs(at(1, 50) - 0.5F) < 0.3F);
    QVERIFY(at(1, 150) < 0.01F && at(2, 50) < 0.01F && at(0, 50) < 0.01F);
    QVERIFY(at(2, 180) > 0.99F);
    QCOMPARE(std::accumulate(run.events.begin(), run.events.end(), std::uint64_t{0}), std::uint64_t{101});
}

QTEST_MAIN(TestSequenceScale)
#include "tst_sequence_scale.moc"
