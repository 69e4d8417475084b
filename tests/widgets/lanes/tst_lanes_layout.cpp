// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/lanes/made_lanes.h"

#include <QTest>

using namespace interleave;
using namespace interleave::widgets;
using analysis::LaneState;
using trace::LaneRole;

namespace {

/// Application, and two workers: worker 1 runs task 0 from 0 to 100 and waits for a lock in task 2 from 200 to 250; worker 2 sleeps in task 1 from 50 to 400.
std::shared_ptr<const LanesPicture> small()
{
    test::LanesMaker m;
    const auto app = m.lane(LaneRole::Application, "application");
    const auto one = m.lane(LaneRole::Worker, "worker 1");
    const auto two = m.lane(LaneRole::Worker, "worker 2");
    m.active(one, 0, 100, LaneState::Running, 0);
    m.active(one, 200, 250, LaneState::LockWait, 2);
    m.active(two, 50, 400, LaneState::Io, 1);
    m.message(app, one, 0, 0, 0);
    m.message(app, two, 40, 50, 1);
    m.message(one, app, 100, 120, 0);
    return m.done();
}

/// `workers` of them, each with `states` states of 10 ns, every second one idle.
std::shared_ptr<const LanesPicture> busy(std::uint32_t workers, std::uint32_t states)
{
    test::LanesMaker m;
    for (std::uint32_t w = 0; w < workers; ++w) {
        const auto lane = m.lane(LaneRole::Worker, "worker " + std::to_string(w + 1));
        for (std::uint32_t i = 0; i < states; ++i)
            m.active(lane, std::int64_t{20} * i, std::int64_t{20} * i + 10, static_cast<LaneState>(i % 3), w * states + i);
    }
    return m.done();
}

double widthOfLanes(const LanesFrame &frame) { return frame.areas.body.width(); }

} // namespace

class TestLanesLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBarStandsWhereItsTimeIs();
    void zoomAndPanMoveBarsAsTheyMoveTime();
    void partsDoNotOverlapAndFillTheView();
    void manyStatesBecomeAStripAndAFewBarsAgain();
    void moreThanTwelveWorkersAreOneLineUntilOpened();
    void whatIsDrawnIsWhatIsHit();
    void arrowsAreThereForTheSelectedTaskOnly();
    void theSelectedTaskStandsOutAndOthersStandBack();
    void tasksSideBySideAreThinRowsUpToALimit();
    void aDenseLoopShowsHowManyTasksItCarries();
    void beforeThePyramidEveryLaneIsSketched();
    void theRulerCountsSecondsInRoundNumbers_data();
    void theRulerCountsSecondsInRoundNumbers();
    void scrollingShowsLaterLanes();
    void theMinimapsWindowIsWhatIsInView();
    void textIsOnlyWhereThereIsRoom();
};

void TestLanesLayout::aBarStandsWhereItsTimeIs()
{
    const auto picture = small();
    const auto frame = test::LanesLook(*picture).frame(0, 500);
    QCOMPARE(frame.rows.size(), std::size_t{3});
    QCOMPARE(frame.bars.size(), std::size_t{3});
    QVERIFY(frame.strips.empty());
    const double perNs = widthOfLanes(frame) / 500;
    for (const StateBar &bar : frame.bars) {
        const auto &a = picture->interactions->activations[bar.activation];
        QCOMPARE(bar.rect.left(), frame.areas.body.left() + static_cast<double>(a.begin) * perNs);
        QCOMPARE(bar.rect.right(), frame.areas.body.left() + static_cast<double>(a.end) * perNs);
        QCOMPARE(bar.state, a.state);
        QVERIFY(frame.rows[bar.row].lane.contains(bar.rect.center()));
        QCOMPARE(test::LanesLook(*picture).rows()[bar.row].lifelines.front(), a.lifeline);
    }
}

void TestLanesLayout::zoomAndPanMoveBarsAsTheyMoveTime()
{
    const auto picture = small();
    const test::LanesLook look(*picture);
    const auto wide = look.frame(0, 500), near = look.frame(190, 260), moved = look.frame(200, 270);
    const auto lock = [](const LanesFrame &f) { return *std::find_if(f.bars.begin(), f.bars.end(), [](const StateBar &b) { return b.state == LaneState::LockWait; }); };
    QCOMPARE(lock(near).rect.width() / lock(wide).rect.width(), 500.0 / 70);
    QCOMPARE(lock(near).rect.left() - lock(moved).rect.left(), widthOfLanes(near) / 7);
    QCOMPARE(near.scale.ns(near.scale.x(233)), 233.0);
    // Down to a microsecond and below there is no loss of place.
    const auto deep = look.frame(249, 251);
    QCOMPARE(lock(deep).rect.right(), deep.areas.body.center().x());
}

void TestLanesLayout::partsDoNotOverlapAndFillTheView()
{
    const auto picture = small();
    const test::LanesLook look(*picture);
    for (const int height : {160, 250, 400, 900}) {
        auto input = look.input(0, 500);
        input.size.setHeight(height);
        const auto frame = layoutLanes(input);
        const auto &a = frame.areas;
        double bottom = 0;
        for (const QRectF &part : {a.ruler, a.inFlight, a.queued, a.body, a.minimap, a.legend}) {
            QVERIFY(part.top() >= bottom - 0.001);
            bottom = std::max(bottom, part.bottom());
        }
        QCOMPARE(bottom, static_cast<double>(height));
        QVERIFY(a.body.height() >= 50);
        for (std::size_t i = 1; i < frame.rows.size(); ++i)
            QCOMPARE(frame.rows[i].lane.top(), frame.rows[i - 1].lane.bottom());
    }
}

void TestLanesLayout::manyStatesBecomeAStripAndAFewBarsAgain()
{
    const auto picture = busy(4, 5'000);
    const test::LanesLook look(*picture);
    const auto all = look.frame(0, 100'000);
    QCOMPARE(all.strips.size(), std::size_t{4});
    QVERIFY(all.bars.empty());
    const auto near = look.frame(50'000, 52'000);
    QVERIFY(near.strips.empty());
    QCOMPARE(near.bars.size(), std::size_t{4 * 100});
    // Half of the time is idle, wherever one looks.
    for (const auto &cell : all.strips[0].cells.cells)
        if (&cell != &all.strips[0].cells.cells.back())
            QVERIFY2(std::abs(cell.activeShare() - 0.5) < 0.1, qPrintable(QString::number(cell.activeShare())));
}

void TestLanesLayout::moreThanTwelveWorkersAreOneLineUntilOpened()
{
    const auto twelve = busy(12, 3), many = busy(13, 3);
    QCOMPARE(test::LanesLook(*twelve).rows().size(), std::size_t{12});
    const test::LanesLook folded(*many), open(*many, true);
    QCOMPARE(folded.rows().size(), std::size_t{1});
    QVERIFY(folded.rows()[0].group);
    QCOMPARE(folded.rows()[0].lifelines.size(), std::size_t{13});
    QCOMPARE(folded.frame(0, 60).strips.size(), std::size_t{1});
    QCOMPARE(open.rows().size(), std::size_t{14});
    QVERIFY(open.rows()[0].open && open.rows()[1].member);
    QCOMPARE(rowOf(folded.rows(), 5), std::size_t{0});
    QCOMPARE(rowOf(open.rows(), 5), std::size_t{6});
}

void TestLanesLayout::whatIsDrawnIsWhatIsHit()
{
    const auto picture = small();
    const auto frame = test::LanesLook(*picture).frame(0, 500);
    for (std::size_t i = 0; i < frame.bars.size(); ++i)
        QCOMPARE(barAt(frame, frame.bars[i].rect.center()), std::optional(i));
    const QPointF nothing(frame.scale.x(450), frame.rows[1].bar.center().y());
    QCOMPARE(barAt(frame, nothing), std::nullopt);
    QCOMPARE(rowAt(frame, nothing), std::optional<std::size_t>(1));
    QCOMPARE(rowAt(frame, {nothing.x(), frame.areas.minimap.center().y()}), std::nullopt);
    const auto dense = busy(2, 5'000);
    const auto strips = test::LanesLook(*dense).frame(0, 100'000);
    const auto hit = stripAt(strips, strips.strips[1].rect.center());
    QCOMPARE(hit, std::optional<std::size_t>(1));
    const auto cell = cellAt(strips, strips.strips[1], strips.strips[1].rect.center().x());
    QVERIFY(cell);
    QVERIFY(cell->begin <= 50'000 && cell->begin + strips.strips[1].cells.width > 50'000 - 1);
}

void TestLanesLayout::arrowsAreThereForTheSelectedTaskOnly()
{
    const auto picture = small();
    const test::LanesLook look(*picture);
    auto input = look.input(0, 500);
    QVERIFY(layoutLanes(input).arrows.empty());
    input.task = 1;
    const auto frame = layoutLanes(input);
    QCOMPARE(frame.arrows.size(), std::size_t{1});
    const TaskArrow &arrow = frame.arrows.front();
    QCOMPARE(arrow.from.x(), frame.scale.x(40));
    QCOMPARE(arrow.to.x(), frame.scale.x(50));
    QCOMPARE(arrow.from.y(), frame.rows[0].bar.center().y());
    QCOMPARE(arrow.to.y(), frame.rows[2].bar.center().y());
    QCOMPARE(arrowAt(frame, (arrow.from + arrow.to) / 2, 3), std::optional<std::size_t>(0));
    QCOMPARE(arrowAt(frame, (arrow.from + arrow.to) / 2 + QPointF(200, 0), 3), std::nullopt);
    input.from = 60;
    QVERIFY(layoutLanes(input).arrows.empty());
}

void TestLanesLayout::theSelectedTaskStandsOutAndOthersStandBack()
{
    const auto picture = busy(3, 5'000);
    const test::LanesLook look(*picture);
    auto input = look.input(0, 100'000);
    input.task = 5'000; // the first of worker 2
    const auto frame = layoutLanes(input);
    QCOMPARE(frame.bars.size(), std::size_t{1});
    QVERIFY(frame.bars[0].selected && !frame.bars[0].dim);
    QCOMPARE(frame.bars[0].row, 1U);
    QVERIFY(std::all_of(frame.strips.begin(), frame.strips.end(), [](const StateStrip &s) { return s.dim; }));
    input.to = 1'000;
    const auto near = layoutLanes(input);
    QVERIFY(near.bars.size() > 100);
    for (const StateBar &bar : near.bars)
        QCOMPARE(bar.dim, picture->interactions->activations[bar.activation].task != 5'000);
}

void TestLanesLayout::tasksSideBySideAreThinRowsUpToALimit()
{
    const auto made = [](std::uint16_t tasks) {
        test::LanesMaker m;
        const auto loop = m.lane(LaneRole::EventLoop, "event loop");
        m.active(loop, 0, 50, LaneState::Running, base::kNoTask.value);
        for (std::uint16_t t = 1; t <= tasks; ++t)
            m.active(loop, 50 + t, 1'000 + t, LaneState::Io, t, t);
        return m.done();
    };
    const auto five = made(5), forty = made(40);
    const auto frame = test::LanesLook(*five).frame(0, 1'100);
    QCOMPARE(static_cast<int>(test::LanesLook(*five).rows()[0].thin), 5);
    QCOMPARE(static_cast<int>(test::LanesLook(*forty).rows()[0].thin), static_cast<int>(kMostThinRows));
    std::vector<double> tops;
    for (const StateBar &bar : frame.bars)
        if (bar.activation != kNoActivation)
            tops.push_back(bar.rect.top());
    QCOMPARE(tops.size(), std::size_t{5});
    for (std::size_t i = 1; i < tops.size(); ++i)
        QVERIFY(tops[i] > tops[i - 1]);
    QVERIFY(tops[0] >= frame.rows[0].bar.bottom());
    QVERIFY(frame.rows[0].lane.bottom() > tops.back());
    // What runs or waits in sum stands in the bar above.
    QVERIFY(std::any_of(frame.bars.begin(), frame.bars.end(), [](const StateBar &b) { return b.activation == kNoActivation && b.state == LaneState::Running; }));
}

void TestLanesLayout::aDenseLoopShowsHowManyTasksItCarries()
{
    test::LanesMaker m;
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    // Four at once in the first half, two in the second.
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        const std::int64_t begin = 10 * std::int64_t{i};
        m.active(loop, begin, begin + (i < 10'000 ? 40 : 20), LaneState::Io, i, static_cast<std::uint16_t>(1 + i % 4));
    }
    const auto picture = m.done();
    const auto frame = test::LanesLook(*picture).frame(0, 200'000);
    QCOMPARE(frame.areasOfTasks.size(), std::size_t{1});
    const auto &area = frame.areasOfTasks.front();
    QCOMPARE(area.most, 4.0);
    QCOMPARE(area.heights[area.heights.size() / 4], 1.0F);
    QCOMPARE(area.heights[area.heights.size() * 3 / 4], 0.5F);
}

void TestLanesLayout::beforeThePyramidEveryLaneIsSketched()
{
    test::LanesMaker m;
    for (std::uint32_t w = 0; w < 14; ++w) {
        const auto lane = m.lane(w < 2 ? LaneRole::Dispatcher : LaneRole::Worker, "lane");
        for (std::int64_t i = 0; i < 3'000; ++i)
            m.active(lane, i * 100, i * 100 + 60, LaneState::Running, static_cast<std::uint32_t>(i));
    }
    const auto sketch = m.sketch();
    const auto frame = test::LanesLook(sketch).frame(0, 300'000);
    QVERIFY(frame.sketched);
    QCOMPARE(frame.strips.size(), frame.rows.size());
    for (const StateStrip &strip : frame.strips)
        QVERIFY(std::any_of(strip.cells.cells.begin(), strip.cells.cells.end(), [](const auto &c) { return c.state == LaneState::Running; }));
    QVERIFY(sketch.densest > 0);
    QVERIFY(!test::LanesLook(*m.done()).frame(0, 300'000).sketched);
}

void TestLanesLayout::theRulerCountsSecondsInRoundNumbers_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("whole run") << -1e7 << 3.2e9;
    QTest::newRow("a millisecond") << 1.5e9 << 1.501e9;
    QTest::newRow("a microsecond") << 1.5e9 << 1.5e9 + 1'000;
    QTest::newRow("late in a long run") << 3.6e12 << 3.6e12 + 1'000;
}

void TestLanesLayout::theRulerCountsSecondsInRoundNumbers()
{
    QFETCH(double, from);
    QFETCH(double, to);
    const auto picture = small();
    const auto frame = test::LanesLook(*picture).frame(from, to);
    QVERIFY(frame.marks.size() >= 2);
    QSet<QString> texts;
    double right = -1;
    for (const RulerMark &mark : frame.marks) {
        if (mark.text.isEmpty())
            continue; // a line without room for its text
        // What stands there is the instant to which it points, the same as the charts' seconds.
        QVERIFY(std::abs(QLocale().toDouble(mark.text) * 1e9 - frame.scale.ns(mark.x)) < 1 + (to - from) / 1e6);
        QVERIFY(!texts.contains(mark.text));
        texts.insert(mark.text);
        QVERIFY(mark.place.left() > right && mark.place.left() >= frame.areas.ruler.left() && mark.place.right() <= frame.areas.ruler.right());
        QVERIFY(QFontMetricsF(QFont()).horizontalAdvance(mark.text) <= mark.place.width());
        right = mark.place.right();
    }
    QVERIFY(texts.size() >= 2);
}

void TestLanesLayout::scrollingShowsLaterLanes()
{
    const auto picture = busy(40, 3);
    const test::LanesLook look(*picture, true);
    auto input = look.input(0, 60);
    QCOMPARE(layoutLanes(input).rows.front().row, 0U);
    QVERIFY(layoutLanes(input).rows.size() < 25);
    input.top = rowTops(look.rows(), input.theme, 1)[20];
    QCOMPARE(layoutLanes(input).rows.front().row, 20U);
    QCOMPARE(layoutLanes(input).rows.front().lane.top(), layoutLanes(input).areas.body.top());
    input.across = 2;
    QCOMPARE(layoutLanes(input).rows.front().lane.height(), 2 * rowHeight(look.rows()[10], input.theme, 1));
}

void TestLanesLayout::theMinimapsWindowIsWhatIsInView()
{
    const auto picture = small();
    const test::LanesLook look(*picture);
    const auto all = look.frame(0, 400), half = look.frame(100, 300);
    QCOMPARE(all.window, all.areas.minimap);
    QCOMPARE(half.window.width(), half.areas.minimap.width() / 2);
    QCOMPARE(half.window.center().x(), half.areas.minimap.center().x());
    QVERIFY(look.frame(100, 101).window.width() >= 3);
}

void TestLanesLayout::textIsOnlyWhereThereIsRoom()
{
    const auto picture = busy(3, 5'000);
    const test::LanesLook look(*picture);
    for (const double span : {100'000.0, 20'000.0, 8'000.0, 400.0, 60.0}) {
        const auto frame = look.frame(1'000, 1'000 + span);
        for (const StateBar &bar : frame.bars)
            if (!bar.label.isEmpty())
                QVERIFY(QFontMetricsF(QFont()).horizontalAdvance(bar.label) <= bar.rect.width());
    }
    const auto near = look.frame(1'000, 1'060);
    QVERIFY(std::any_of(near.bars.begin(), near.bars.end(), [](const StateBar &b) { return !b.label.isEmpty(); }));
}

QTEST_MAIN(TestLanesLayout)
#include "tst_lanes_layout.moc"
