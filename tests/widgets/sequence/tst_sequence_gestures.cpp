// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the sequence view; what the gestures do to time alone is tested beside widgets/viewstate.
#include "tests/widgets/sequence/traces.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_view.h"
#include "widgets/viewstate/view_history.h"
#include "widgets/viewstate/view_state.h"

#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace interleave;
using namespace interleave::widgets;

namespace {

/// A shown view of a pool with 4 workers and 40 tasks.
struct Bench {
    ViewState state;
    ViewHistory history{&state};
    SequenceView view;
    SequenceCanvas *canvas = view.canvas();
    explicit Bench(AxisMode mode)
    {
        view.setViewState(&state);
        view.resize(900, 430);
        view.show();
        view.setTrace(test::poolTrace(4, 40), base::Nanoseconds{test::kStart}, QStringLiteral("pool"), 0);
        view.setAxisMode(mode);
        canvas->setFocus();
    }
    [[nodiscard]] TimeSpan whole() const { return SequenceTime(*canvas).whole(); }
    [[nodiscard]] QWidget *port() const { return canvas->viewport(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const { QTest::keyClick(canvas, static_cast<Qt::Key>(key), modifiers); }
    void drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::mousePress(port(), button, modifiers, from);
        for (const QPoint at : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, at, port()->mapToGlobal(at), Qt::NoButton, button, modifiers);
            QCoreApplication::sendEvent(port(), &move);
        }
        QTest::mouseRelease(port(), button, modifiers, to);
    }
    /// The middle of a bar in view, of any task.
    [[nodiscard]] std::pair<QPoint, quint32> bar() const
    {
        for (const Bar &bar : canvas->frame().bars) {
            const auto task = canvas->plan()->interactions->activations[bar.activation].task;
            const QPoint at = bar.rect.center().toPoint();
            if (task != base::kNoTask.value && at.y() > 20 && at.y() < 200)
                return {at + canvas->bodyOrigin(), task};
        }
        return {};
    }
};

double length(std::optional<TimeSpan> span) { return span ? span->second - span->first : -1; }

} // namespace

class TestSequenceGestures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aProportionalAxisShowsTheSharedWindow();
    void scrollingItMovesTheSharedWindow();
    void aWindowBeyondTheRunIsShownAtItsOwnScale();
    void rowsKeepTheirOwnScaleButFollowAnAim();
    void rowsFollowAPlacedCursor();
    void draggingSelectsARange();
    void middleAndControlDragPan();
    void draggingOnTheRulerZoomsToWhatWasDraggedOver();
    void aBoxZoomsTimeAndColumns();
    void clicksSetTheMarkersAndSelect();
    void doubleClickZoomsToTheTaskAndOnTheRulerBack();
    void arrowsVisitInstantsAndEnterSelects();
    void commaAndPeriodStayOnTheLine();
    void controlAndPlusWidenTheColumns();
    void oneDragIsOneStepBack();
    void withoutARunKeysDoNothing();
};

void TestSequenceGestures::aProportionalAxisShowsTheSharedWindow()
{
    Bench bench(AxisMode::Proportional);
    const TimeSpan whole = bench.whole();
    const double quarter = (whole.second - whole.first) / 4;
    bench.state.setWindow(TimeSpan(whole.first + quarter, whole.first + 2 * quarter));
    const TimeSpan seen = bench.canvas->spanInView();
    const double pixel = quarter / 300;
    QVERIFY2(std::abs(seen.first - whole.first - quarter) < pixel, qPrintable(QString::number(seen.first)));
    QVERIFY2(std::abs(seen.second - whole.first - 2 * quarter) < 2 * pixel, qPrintable(QString::number(seen.second)));
    bench.state.setWindow(std::nullopt);
    QCOMPARE(bench.canvas->verticalScrollBar()->maximum(), 0);
}

void TestSequenceGestures::scrollingItMovesTheSharedWindow()
{
    Bench bench(AxisMode::Proportional);
    const TimeSpan whole = bench.whole();
    const double quarter = (whole.second - whole.first) / 4;
    bench.state.setWindow(TimeSpan(whole.first, whole.first + quarter));
    bench.canvas->verticalScrollBar()->setValue(bench.canvas->verticalScrollBar()->value() + 100);
    QVERIFY(bench.state.window()->first > whole.first + quarter / 10);
    QVERIFY(std::abs(length(bench.state.window()) - quarter) < 1e-9);
    bench.canvas->verticalScrollBar()->setValue(0);
    QVERIFY(std::abs(bench.state.window()->first - whole.first) < quarter / 100);
}

void TestSequenceGestures::aWindowBeyondTheRunIsShownAtItsOwnScale()
{
    Bench bench(AxisMode::Proportional);
    const TimeSpan whole = bench.whole();
    const double all = whole.second - whole.first;
    bench.state.setWindow(TimeSpan(whole.first, whole.first + 4 * all));
    const SequenceFrame &frame = bench.canvas->frame();
    QVERIFY(frame.contentBottom < frame.height / 2);
    bench.state.setWindow(TimeSpan(whole.first + all / 2, whole.first + 1.5 * all));
    QVERIFY(std::abs(bench.canvas->spanInView().first - whole.first - all / 2) < all / 100);
}

void TestSequenceGestures::rowsKeepTheirOwnScaleButFollowAnAim()
{
    Bench bench(AxisMode::Ordinal);
    const TimeSpan before = bench.canvas->spanInView(), whole = bench.whole();
    const double all = whole.second - whole.first;
    bench.state.setWindow(TimeSpan(whole.first + all * 0.7, whole.first + all * 0.71));
    QCOMPARE(bench.canvas->spanInView(), before);
    bench.state.zoomTo(TimeSpan(whole.first + all * 0.7, whole.first + all * 0.71));
    const TimeSpan now = bench.canvas->spanInView();
    QVERIFY(now.first > before.first);
    QVERIFY(now.first <= whole.first + all * 0.7 && now.second >= whole.first + all * 0.71);
    bench.state.zoomTo(std::nullopt);
    QCOMPARE(bench.canvas->spanInView(), before);
}

void TestSequenceGestures::rowsFollowAPlacedCursor()
{
    Bench bench(AxisMode::Ordinal);
    auto *bar = bench.canvas->verticalScrollBar();
    const double late = bench.whole().second * 0.9;
    bench.state.setCursor(late);
    QCOMPARE(bar->value(), 0);
    bench.state.placeCursor(late);
    const TimeSpan seen = bench.canvas->spanInView();
    QVERIFY(seen.first < late && late < seen.second);
}

void TestSequenceGestures::draggingSelectsARange()
{
    Bench bench(AxisMode::Proportional);
    bench.drag({300, 150}, {500, 250}, Qt::LeftButton);
    QVERIFY(bench.state.range());
    const TimeSpan first = *bench.state.range();
    bench.drag({300, 250}, {500, 150}, Qt::LeftButton);
    QCOMPARE(*bench.state.range(), first);
    QCOMPARE(bench.state.task(), std::nullopt);
    bench.press(Qt::Key_Z);
    QCOMPARE(bench.state.window(), bench.state.range());
}

void TestSequenceGestures::middleAndControlDragPan()
{
    for (const bool middle : {true, false}) {
        Bench bench(AxisMode::Ordinal);
        auto *bar = bench.canvas->verticalScrollBar();
        bench.drag({300, 250}, {300, 150}, middle ? Qt::MiddleButton : Qt::LeftButton, middle ? Qt::NoModifier : Qt::ControlModifier);
        QCOMPARE(bar->value(), 100);
        QCOMPARE(bench.state.range(), std::nullopt);
    }
}

void TestSequenceGestures::draggingOnTheRulerZoomsToWhatWasDraggedOver()
{
    Bench bench(AxisMode::Proportional);
    const QPoint origin = bench.canvas->bodyOrigin();
    bench.drag({20, origin.y() + 100}, {20, origin.y() + 200}, Qt::LeftButton);
    const TimeSpan whole = bench.whole();
    QVERIFY(bench.state.window());
    QVERIFY(length(bench.state.window()) > 0.2 * (whole.second - whole.first));
    QVERIFY(length(bench.state.window()) < 0.5 * (whole.second - whole.first));
    QCOMPARE(bench.state.range(), std::nullopt);
}

void TestSequenceGestures::aBoxZoomsTimeAndColumns()
{
    Bench bench(AxisMode::Proportional);
    const double before = bench.canvas->frame().columns[1].right - bench.canvas->frame().columns[1].left;
    const double share = length(bench.canvas->spanInView());
    bench.drag({300, 150}, {500, 220}, Qt::RightButton);
    QVERIFY(length(bench.state.window()) < 0.4 * share);
    const auto &column = bench.canvas->frame().columns[1];
    QVERIFY(column.right - column.left > 2 * before);
    bench.press(Qt::Key_0);
    QCOMPARE(bench.state.window(), std::nullopt);
    QCOMPARE(bench.canvas->frame().columns[1].right - bench.canvas->frame().columns[1].left, before);
}

void TestSequenceGestures::clicksSetTheMarkersAndSelect()
{
    Bench bench(AxisMode::Proportional);
    const auto [at, task] = bench.bar();
    QTest::mouseClick(bench.port(), Qt::LeftButton, {}, at);
    QCOMPARE(bench.state.task(), std::optional(task));
    QVERIFY(bench.state.markers().first);
    QVERIFY(!bench.state.markers().second);
    const auto a = bench.state.markers().first;
    const QImage before = bench.port()->grab().toImage();
    QTest::mouseClick(bench.port(), Qt::LeftButton, Qt::ShiftModifier, at + QPoint(0, 60));
    QCOMPARE(bench.state.task(), std::optional(task));
    QCOMPARE(bench.state.markers().first, a);
    QVERIFY(*bench.state.markers().second > *a);
    QVERIFY(bench.port()->grab().toImage() != before);
}

void TestSequenceGestures::doubleClickZoomsToTheTaskAndOnTheRulerBack()
{
    Bench bench(AxisMode::Proportional);
    const auto [at, task] = bench.bar();
    QTest::mouseClick(bench.port(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(bench.port(), Qt::LeftButton, {}, at);
    QVERIFY(bench.state.window());
    const auto item = SequenceTime(*bench.canvas).item();
    QVERIFY(bench.state.window()->first <= item->first && bench.state.window()->second >= item->second);
    QTest::mouseDClick(bench.port(), Qt::LeftButton, {}, QPoint(10, at.y()));
    QCOMPARE(bench.state.window(), std::nullopt);
}

void TestSequenceGestures::arrowsVisitInstantsAndEnterSelects()
{
    for (const AxisMode mode : {AxisMode::Ordinal, AxisMode::Compressed, AxisMode::Proportional}) {
        Bench bench(mode);
        std::vector<double> seen;
        for (int i = 0; i < 5; ++i) {
            bench.press(Qt::Key_Right);
            seen.push_back(*bench.state.cursor());
        }
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
        bench.press(Qt::Key_Left);
        // On a scale of time what is too close to tell apart is passed over, from each side another instant.
        if (mode == AxisMode::Proportional)
            QVERIFY(*bench.state.cursor() < seen[4]);
        else
            QCOMPARE(*bench.state.cursor(), seen[3]);
        bench.press(Qt::Key_Return);
        QVERIFY(bench.state.task());
    }
}

void TestSequenceGestures::commaAndPeriodStayOnTheLine()
{
    Bench bench(AxisMode::Ordinal);
    const auto &all = bench.canvas->plan()->interactions->activations;
    bench.press(Qt::Key_Period);
    const auto first = bench.state.task();
    bench.press(Qt::Key_Period);
    const auto second = bench.state.task();
    QVERIFY(first && second && first != second);
    const auto lineOf = [&](quint32 task) { return std::find_if(all.begin(), all.end(), [&](const auto &a) { return a.task == task; })->lifeline; };
    QCOMPARE(lineOf(*first), lineOf(*second));
    bench.press(Qt::Key_Comma);
    QCOMPARE(bench.state.task(), first);
    bench.press(Qt::Key_Escape);
    QCOMPARE(bench.state.task(), std::nullopt);
}

void TestSequenceGestures::controlAndPlusWidenTheColumns()
{
    Bench bench(AxisMode::Ordinal);
    const auto width = [&] { return bench.canvas->frame().columns[1].right - bench.canvas->frame().columns[1].left; };
    const double before = width();
    bench.press(Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(std::abs(width() - before * kZoomStep) < 1e-6);
    bench.press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(width(), before);
}

void TestSequenceGestures::oneDragIsOneStepBack()
{
    Bench bench(AxisMode::Proportional);
    const TimeSpan whole = bench.whole();
    bench.state.zoomTo(TimeSpan(whole.first, whole.first + (whole.second - whole.first) / 4));
    const auto window = bench.state.window();
    bench.drag({300, 250}, {300, 150}, Qt::MiddleButton);
    QVERIFY(bench.state.window() != window);
    bench.drag({300, 150}, {500, 250}, Qt::LeftButton);
    bench.history.back();
    QCOMPARE(bench.state.range(), std::nullopt);
    bench.history.back();
    QCOMPARE(bench.state.window(), window);
    bench.history.back();
    QVERIFY(!bench.history.canGoBack());
}

void TestSequenceGestures::withoutARunKeysDoNothing()
{
    ViewState state;
    SequenceView view;
    view.setViewState(&state);
    view.show();
    for (const GestureKey &key : gestureKeys())
        QTest::keyClick(view.canvas(), key.key, key.modifiers);
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(200, 100));
    QTest::mouseDClick(view.canvas()->viewport(), Qt::RightButton, {}, QPoint(200, 100));
    QCOMPARE(state.cursor(), std::nullopt);
    QCOMPARE(state.markers().first, std::nullopt);
}

QTEST_MAIN(TestSequenceGestures)
#include "tst_sequence_gestures.moc"
