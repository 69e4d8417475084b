// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/time_view.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <set>

using namespace interleave::widgets;

namespace {

/// 10 s in which something happens every half second; tasks of one second, task n from second n on.
class Ruler : public TimeView {
public:
    explicit Ruler(ViewState &state) : m_state(state) {}
    TimeSpan whole() const override { return {0, 10}; }
    TimeSpan visible() const override { return m_state.window().value_or(whole()); }
    std::optional<double> instant(double from, int direction) const override
    {
        const double next = direction > 0 ? std::floor(from * 2 + 1) / 2 : std::ceil(from * 2 - 1) / 2;
        return next < 0 || next > 10 ? std::nullopt : std::optional(next);
    }
    std::optional<TimeSpan> item() const override { return m_state.task() ? std::optional(TimeSpan(*m_state.task(), *m_state.task() + 1)) : std::nullopt; }
    void selectAt(double t) override { m_state.setTask(static_cast<quint32>(t)); }
    void selectNeighbour(int direction) override { m_state.setTask(m_state.task() ? static_cast<quint32>(static_cast<int>(*m_state.task()) + direction) : 0); }
    void zoomAcross(double factor) override { across = factor == 0 ? 1 : across * factor; }
    double across = 1;

private:
    ViewState &m_state;
};

struct Bench {
    ViewState state;
    Ruler ruler{state};
    GestureReader reader;
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        if (const auto gesture = reader.read(key, modifiers))
            perform(*gesture, state, ruler);
    }
};

} // namespace

class TestGestures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noKeyMeansTwoThings();
    void everyGestureHasAKeyAndALineInTheSheet();
    void signsMeanTheSameWhateverMakesThem();
    void homeTwiceAndItemTwiceFit();
    void arrowsStepFromEventToEvent();
    void farOutAStepCanBeSeen();
    void theCursorTakesTheWindowAlong();
    void pageKeysMoveByWhatIsInView();
    void bracketsMarkTheCursor();
    void shiftAndArrowsGrowAndShrinkTheRange();
    void zoomKeepsTheCursorInItsPlace();
    void zoomingOutEndsWithAll();
    void zoomEndsAtTheShortestWindow();
    void panStopsAtTheEnds();
    void zoomToRangeAndItem();
    void commaAndPeriodSelectNeighboursAndEnterWhatIsAtTheCursor();
    void escapeClearsTheSelectionAndThenTheMarkers();
    void controlZoomsTheOtherAxis();
};

void TestGestures::noKeyMeansTwoThings()
{
    std::set<std::pair<int, int>> seen;
    for (const GestureKey &key : gestureKeys())
        QVERIFY2(seen.insert({key.key, static_cast<int>(key.modifiers)}).second, qPrintable(QString::number(key.key, 16)));
}

void TestGestures::everyGestureHasAKeyAndALineInTheSheet()
{
    std::set<Gesture> keys, lines;
    for (const GestureKey &key : gestureKeys())
        keys.insert(key.gesture);
    for (const GestureLine &line : gestureLines()) {
        QVERIFY(!line.what.isEmpty());
        QVERIFY(!line.mouse.isEmpty() || !line.keys.empty());
        lines.insert(line.keys.begin(), line.keys.end());
    }
    QCOMPARE(keys.size(), static_cast<std::size_t>(Gesture::Clear) + 1);
    QVERIFY(keys == lines);
}

void TestGestures::signsMeanTheSameWhateverMakesThem()
{
    GestureReader reader;
    QCOMPARE(reader.read(Qt::Key_Plus, Qt::ShiftModifier), std::optional(Gesture::ZoomIn));
    QCOMPARE(reader.read(Qt::Key_Plus, Qt::KeypadModifier), std::optional(Gesture::ZoomIn));
    QCOMPARE(reader.read(Qt::Key_BracketLeft, Qt::GroupSwitchModifier), std::optional(Gesture::SetA));
    QCOMPARE(reader.read(Qt::Key_Plus, Qt::ControlModifier | Qt::ShiftModifier), std::optional(Gesture::AcrossIn));
    QCOMPARE(reader.read(Qt::Key_W, Qt::ShiftModifier), std::nullopt);
    QCOMPARE(reader.read(Qt::Key_Left, Qt::AltModifier), std::nullopt);
    QCOMPARE(reader.read(Qt::Key_BracketLeft, Qt::ControlModifier), std::nullopt);
}

void TestGestures::homeTwiceAndItemTwiceFit()
{
    GestureReader reader;
    QCOMPARE(reader.read(Qt::Key_Home, {}), std::optional(Gesture::GoToBegin));
    QCOMPARE(reader.read(Qt::Key_Home, {}), std::optional(Gesture::Fit));
    QCOMPARE(reader.read(Qt::Key_Home, {}), std::optional(Gesture::GoToBegin));
    QCOMPARE(reader.read(Qt::Key_F, {}), std::optional(Gesture::ZoomToItem));
    QCOMPARE(reader.read(Qt::Key_A, {}), std::optional(Gesture::PanBack));
    QCOMPARE(reader.read(Qt::Key_F, {}), std::optional(Gesture::ZoomToItem));
    QCOMPARE(reader.read(Qt::Key_F, {}), std::optional(Gesture::Fit));
}

void TestGestures::arrowsStepFromEventToEvent()
{
    Bench bench;
    bench.press(Qt::Key_Right);
    QCOMPARE(bench.state.cursor(), std::optional(0.5));
    bench.press(Qt::Key_Right);
    QCOMPARE(bench.state.cursor(), std::optional(1.0));
    bench.press(Qt::Key_Left);
    bench.press(Qt::Key_Left);
    bench.press(Qt::Key_Left);
    QCOMPARE(bench.state.cursor(), std::optional(0.0));
    QCOMPARE(bench.state.window(), std::nullopt);
}

void TestGestures::farOutAStepCanBeSeen()
{
    class Dense : public Ruler {
    public:
        using Ruler::Ruler;
        std::optional<double> instant(double from, int direction) const override { return from + direction * 1e-6; }
    };
    ViewState state;
    Dense dense(state);
    perform(Gesture::CursorForward, state, dense);
    QVERIFY(std::abs(*state.cursor() - 0.05) < 1e-5);
}

void TestGestures::theCursorTakesTheWindowAlong()
{
    Bench bench;
    QSignalSpy placed(&bench.state, &ViewState::cursorPlaced);
    bench.state.setWindow(TimeSpan(2, 3));
    bench.state.setCursor(3);
    bench.press(Qt::Key_Right);
    QCOMPARE(bench.state.cursor(), std::optional(3.5));
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(2.75, 3.75)));
    QCOMPARE(placed.count(), 1);
}

void TestGestures::pageKeysMoveByWhatIsInView()
{
    Bench bench;
    bench.state.setWindow(TimeSpan(2, 4));
    bench.state.setCursor(3);
    bench.press(Qt::Key_PageDown);
    QCOMPARE(bench.state.cursor(), std::optional(5.0));
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(4, 6)));
    for (int i = 0; i < 9; ++i)
        bench.press(Qt::Key_PageUp);
    QCOMPARE(bench.state.cursor(), std::optional(0.0));
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(0, 2)));
}

void TestGestures::bracketsMarkTheCursor()
{
    Bench bench;
    bench.state.setCursor(2);
    bench.press(Qt::Key_BracketLeft);
    bench.state.setCursor(4);
    bench.press(Qt::Key_BracketRight);
    QCOMPARE(bench.state.markers(), std::pair(std::optional(2.0), std::optional(4.0)));
}

void TestGestures::shiftAndArrowsGrowAndShrinkTheRange()
{
    Bench bench;
    bench.state.setCursor(2);
    bench.press(Qt::Key_Right, Qt::ShiftModifier);
    bench.press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(bench.state.range(), std::optional(TimeSpan(2, 3)));
    bench.press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(bench.state.range(), std::optional(TimeSpan(2, 2.5)));
    bench.press(Qt::Key_Left, Qt::ShiftModifier);
    bench.press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(bench.state.range(), std::optional(TimeSpan(1.5, 2)));
    bench.state.setCursor(8);
    bench.press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(bench.state.range(), std::optional(TimeSpan(7.5, 8)));
}

void TestGestures::zoomKeepsTheCursorInItsPlace()
{
    Bench bench;
    bench.state.setCursor(4);
    bench.press(Qt::Key_W);
    QCOMPARE(bench.state.window()->second - bench.state.window()->first, 8.0);
    QCOMPARE((4 - bench.state.window()->first) / 8, 0.4);
    bench.press(Qt::Key_S);
    QCOMPARE(bench.state.window(), std::nullopt);
}

void TestGestures::zoomingOutEndsWithAll()
{
    QCOMPARE(zoomed({2, 4}, 0.1, 3, {0, 10}), std::nullopt);
    QCOMPARE(zoomed({0, 4}, 0.5, 2, {0, 10}), std::optional(TimeSpan(0, 8)));
    QCOMPARE(zoomed({6, 10}, 0.5, 7, {0, 10}), std::optional(TimeSpan(2, 10)));
}

void TestGestures::zoomEndsAtTheShortestWindow()
{
    TimeSpan now(0, 10);
    for (int i = 0; i < 200; ++i)
        now = zoomed(now, kZoomStep, 5, {0, 10}).value_or(now);
    QVERIFY(std::abs(now.second - now.first - kShortestWindow) < 1e-12);
    QVERIFY(now.first <= 5 && 5 <= now.second);
}

void TestGestures::panStopsAtTheEnds()
{
    Bench bench;
    bench.state.setWindow(TimeSpan(2, 4));
    bench.press(Qt::Key_D);
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(2.5, 4.5)));
    for (int i = 0; i < 40; ++i)
        bench.press(Qt::Key_D);
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(8, 10)));
    bench.press(Qt::Key_Home);
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(0, 2)));
    bench.press(Qt::Key_Home);
    QCOMPARE(bench.state.window(), std::nullopt);
}

void TestGestures::zoomToRangeAndItem()
{
    Bench bench;
    QSignalSpy aimed(&bench.state, &ViewState::zoomedTo);
    bench.press(Qt::Key_Z);
    bench.press(Qt::Key_F);
    QCOMPARE(aimed.count(), 0);
    bench.press(Qt::Key_A);
    bench.state.setRange(TimeSpan(3, 5));
    bench.press(Qt::Key_Z);
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(3, 5)));
    bench.state.setTask(6);
    bench.press(Qt::Key_F);
    QCOMPARE(bench.state.window(), std::optional(TimeSpan(5.85, 7.15)));
    bench.press(Qt::Key_F);
    QCOMPARE(bench.state.window(), std::nullopt);
    QCOMPARE(aimed.count(), 3);
}

void TestGestures::commaAndPeriodSelectNeighboursAndEnterWhatIsAtTheCursor()
{
    Bench bench;
    bench.state.setCursor(3.7);
    bench.press(Qt::Key_Return);
    QCOMPARE(bench.state.task(), std::optional<quint32>(3));
    bench.press(Qt::Key_Period);
    QCOMPARE(bench.state.task(), std::optional<quint32>(4));
    bench.press(Qt::Key_Comma);
    bench.press(Qt::Key_Comma);
    QCOMPARE(bench.state.task(), std::optional<quint32>(2));
}

void TestGestures::escapeClearsTheSelectionAndThenTheMarkers()
{
    Bench bench;
    bench.state.setTask(1);
    bench.state.setRange(TimeSpan(1, 2));
    bench.state.setMarkerA(1);
    bench.press(Qt::Key_Escape);
    QCOMPARE(bench.state.task(), std::nullopt);
    QCOMPARE(bench.state.range(), std::nullopt);
    QCOMPARE(bench.state.markers().first, std::optional(1.0));
    bench.press(Qt::Key_Escape);
    QCOMPARE(bench.state.markers().first, std::nullopt);
}

void TestGestures::controlZoomsTheOtherAxis()
{
    Bench bench;
    bench.press(Qt::Key_Plus, Qt::ControlModifier);
    bench.press(Qt::Key_Plus, Qt::ControlModifier);
    bench.press(Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(bench.ruler.across, 1.25);
    bench.press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(bench.ruler.across, 1.0);
    QCOMPARE(bench.state.window(), std::nullopt);
}

QTEST_GUILESS_MAIN(TestGestures)
#include "tst_gestures.moc"
