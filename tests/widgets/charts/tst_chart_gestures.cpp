// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the charts; what the gestures do to time alone is tested beside widgets/viewstate.
#include "tests/widgets/charts/samples.h"
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"
#include "widgets/viewstate/time_view.h"
#include "widgets/viewstate/view_history.h"

#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace interleave;
using namespace interleave::widgets;

namespace {

/// A shown view of three entries with 24 tasks each: task i of an entry ends at (i + 1)/24 of its run.
struct Bench {
    ViewState state;
    ViewHistory history{&state};
    ChartsView view;
    Bench()
    {
        const auto record = samples::experiment(3, 24);
        view.resize(900, 500);
        view.setExperiment(record->plan, samples::catalogue());
        view.setRecord(record);
        view.setViewState(&state);
        view.show();
        replot();
    }
    void replot() const { view.plot()->replot(QCustomPlot::rpImmediateRefresh); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const { QTest::keyClick(view.plot(), static_cast<Qt::Key>(key), modifiers); }
    void drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::mousePress(view.plot(), button, modifiers, from);
        for (const QPoint at : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, at, view.plot()->mapToGlobal(at), Qt::NoButton, button, modifiers);
            QCoreApplication::sendEvent(view.plot(), &move);
        }
        QTest::mouseRelease(view.plot(), button, modifiers, to);
        replot();
    }
    /// A place of a chart, in shares of its width and height.
    [[nodiscard]] QPoint in(std::size_t cell, double x, double y) const
    {
        const QRect chart = view.scene().places().cells[cell].plot;
        return chart.topLeft() + QPoint(static_cast<int>(chart.width() * x), static_cast<int>(chart.height() * y));
    }
    [[nodiscard]] QCPRange values(std::size_t cell) const { return view.plot()->axisRectAt(in(cell, 0.5, 0.5))->axis(QCPAxis::atLeft)->range(); }
    [[nodiscard]] double span() const { return view.scene().span(); }
};

constexpr std::size_t kCpu = 0, kMemory = 3, kLatency = 9; ///< cells of the first entry, three entries a row

bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

} // namespace

class TestChartGestures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void draggingSelectsARangeAndZZoomsToIt()
    {
        Bench bench;
        bench.drag(bench.in(kCpu, 0.25, 0.5), bench.in(kCpu, 0.75, 0.2), Qt::LeftButton);
        QVERIFY(near(bench.state.range()->first, bench.span() * 0.25, bench.span() * 0.02));
        QVERIFY(near(bench.state.range()->second, bench.span() * 0.75, bench.span() * 0.02));
        bench.press(Qt::Key_Z);
        QCOMPARE(bench.view.scene().timeRange(), *bench.state.range());
        bench.history.back();
        QCOMPARE(bench.view.scene().timeRange(), TimeSpan(0, bench.span()));
        bench.history.back();
        QCOMPARE(bench.state.range(), std::nullopt);
        QVERIFY(!bench.history.canGoBack());
    }

    void aRangeDraggedOutOfTheChartEndsAtItsEdge()
    {
        Bench bench;
        bench.drag(bench.in(kCpu, 0.5, 0.5), QPoint(1, 1), Qt::LeftButton);
        QVERIFY(bench.state.range());
        QVERIFY(near(bench.state.range()->first, 0, bench.span() * 0.01));
    }

    void aBoxZoomsTimeAndTheValuesOfItsChart()
    {
        Bench bench;
        const QCPRange before = bench.values(kMemory), others = bench.values(kCpu);
        bench.drag(bench.in(kMemory, 0.2, 0.2), bench.in(kMemory, 0.6, 0.7), Qt::RightButton);
        QVERIFY(near(bench.state.window()->first, bench.span() * 0.2, bench.span() * 0.02));
        QVERIFY(near(bench.state.window()->second, bench.span() * 0.6, bench.span() * 0.02));
        QVERIFY(near(bench.values(kMemory).size(), before.size() / 2, before.size() * 0.1));
        QCOMPARE(bench.values(kCpu), others);
        QCOMPARE(bench.state.range(), std::nullopt);
        bench.press(Qt::Key_0);
        QCOMPARE(bench.values(kMemory), before);
        QCOMPARE(bench.state.window(), std::nullopt);
    }

    void middleAndControlDragPanAndStopAtTheEnds()
    {
        for (const bool middle : {true, false}) {
            Bench bench;
            bench.state.setWindow(TimeSpan(bench.span() * 0.4, bench.span() * 0.6));
            bench.drag(bench.in(kCpu, 0.75, 0.5), bench.in(kCpu, 0.25, 0.5), middle ? Qt::MiddleButton : Qt::LeftButton, middle ? Qt::NoModifier : Qt::ControlModifier);
            QVERIFY(near(bench.state.window()->first, bench.span() * 0.5, bench.span() * 0.01));
            QCOMPARE(bench.state.range(), std::nullopt);
            for (int i = 0; i < 6; ++i)
                bench.drag(bench.in(kCpu, 0.95, 0.5), bench.in(kCpu, 0.05, 0.5), Qt::MiddleButton);
            QVERIFY(near(bench.state.window()->second, bench.span(), 1e-9));
        }
    }

    void draggingOnTheRulerZoomsAndADoubleClickThereShowsAll()
    {
        Bench bench;
        const QPoint below(0, bench.view.scene().places().cells.back().plot.height() / 2 + 6);
        const std::size_t last = bench.view.scene().places().cells.size() - 1;
        bench.drag(bench.in(last, 0.25, 0.5) + below, bench.in(last, 0.5, 0.5) + below, Qt::LeftButton);
        QVERIFY(bench.state.window());
        QVERIFY(near(bench.state.window()->second - bench.state.window()->first, bench.span() * 0.25, bench.span() * 0.03));
        QTest::mouseDClick(bench.view.plot(), Qt::LeftButton, {}, bench.in(last, 0.5, 0.5) + below);
        QCOMPARE(bench.state.window(), std::nullopt);
    }

    void clicksSetTheMarkers()
    {
        Bench bench;
        QTest::mouseClick(bench.view.plot(), Qt::LeftButton, {}, bench.in(kCpu, 0.3, 0.5));
        QTest::mouseClick(bench.view.plot(), Qt::LeftButton, Qt::ShiftModifier, bench.in(kCpu, 0.6, 0.5));
        QVERIFY(near(*bench.state.markers().first, bench.span() * 0.3, bench.span() * 0.02));
        QVERIFY(near(*bench.state.markers().second, bench.span() * 0.6, bench.span() * 0.02));
    }

    void markersAreDrawn()
    {
        Bench bench;
        const QImage before = bench.view.plot()->toPixmap(900, 500).toImage();
        bench.state.setMarkerA(bench.span() / 2);
        QVERIFY(bench.view.plot()->toPixmap(900, 500).toImage() != before);
    }

    void aDoubleClickOnATaskZoomsToIt()
    {
        Bench bench;
        bench.state.setEntry(0);
        bench.press(Qt::Key_Period);
        const TimeSpan first = taskSpan(bench);
        const QCPAxisRect *chart = bench.view.plot()->axisRectAt(bench.in(kLatency, 0.5, 0.5));
        const QPoint at(qRound(chart->axis(QCPAxis::atBottom)->coordToPixel(first.second)), qRound(chart->axis(QCPAxis::atLeft)->coordToPixel((first.second - first.first) * 1e3)));
        bench.state.setTask(std::nullopt);
        QTest::mouseClick(bench.view.plot(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(bench.view.plot(), Qt::LeftButton, {}, at);
        QCOMPARE(bench.state.task(), std::optional<quint32>(0));
        QVERIFY(bench.state.window());
        QVERIFY(bench.state.window()->first <= first.first + 1e-9 && bench.state.window()->second >= first.second);
        QVERIFY(bench.state.window()->second < first.second + (first.second - first.first));
    }

    void commaAndPeriodVisitTasksInTheOrderOfTheirEnds()
    {
        Bench bench;
        bench.state.setEntry(1);
        for (const quint32 task : {0U, 1U, 2U}) {
            bench.press(Qt::Key_Period);
            QCOMPARE(bench.state.task(), std::optional(task));
        }
        bench.press(Qt::Key_Comma);
        QCOMPARE(bench.state.task(), std::optional<quint32>(1));
        bench.press(Qt::Key_Comma);
        bench.press(Qt::Key_Comma);
        QCOMPARE(bench.state.task(), std::optional<quint32>(0));
        QCOMPARE(bench.state.entry(), std::optional<quint32>(1));
    }

    void enterSelectsTheTaskThatEndsNearestToTheCursor()
    {
        Bench bench;
        bench.state.setEntry(1);
        bench.state.setCursor(0.371 / 24 * 5.1); // median run of entry 1: 371 ms
        bench.press(Qt::Key_Return);
        QCOMPARE(bench.state.task(), std::optional<quint32>(4));
    }

    void arrowsMoveTheCursorWhateverIsMeasured()
    {
        Bench bench;
        double last = -1;
        for (int i = 0; i < 10; ++i) {
            bench.press(Qt::Key_Right);
            QVERIFY(*bench.state.cursor() > last);
            last = *bench.state.cursor();
        }
        QVERIFY(last < bench.span());
        bench.press(Qt::Key_End);
        QCOMPARE(*bench.state.cursor(), bench.span());
    }

    void controlZoomsTheValues()
    {
        Bench bench;
        const QCPRange cpu = bench.values(kCpu), latency = bench.values(kLatency);
        bench.press(Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(near(bench.values(kCpu).size(), cpu.size() / kZoomStep, 1e-6));
        QCOMPARE(bench.values(kCpu).lower, cpu.lower);
        // of a logarithmic scale a share of the decades
        QVERIFY(near(std::log10(bench.values(kLatency).upper / latency.lower), std::log10(latency.upper / latency.lower) / kZoomStep, 1e-6));
        bench.press(Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(bench.values(kCpu), cpu);
        bench.press(Qt::Key_Plus, Qt::ControlModifier);
        bench.press(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(bench.values(kLatency), latency);
        const QPoint at = bench.in(kMemory, 0.5, 0.5);
        QWheelEvent wheel(at, bench.view.plot()->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier | Qt::ShiftModifier, Qt::NoScrollPhase, false);
        const QCPRange memory = bench.values(kMemory);
        QCoreApplication::sendEvent(bench.view.plot(), &wheel);
        QVERIFY(bench.values(kMemory).size() < memory.size());
        QCOMPARE(bench.values(kCpu), cpu);
        QCOMPARE(bench.state.window(), std::nullopt);
    }

    void theWheelIsOneStepBackHoweverManyNotches()
    {
        Bench bench;
        bench.history.setMergeTime(1'000'000);
        const QPoint at = bench.in(kCpu, 0.5, 0.5);
        for (int i = 0; i < 3; ++i) {
            QWheelEvent wheel(at, bench.view.plot()->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(bench.view.plot(), &wheel);
        }
        QVERIFY(bench.state.window());
        bench.history.back();
        QCOMPARE(bench.state.window(), std::nullopt);
    }

    void beforeARunGesturesDoNothing()
    {
        ViewState state;
        ChartsView view;
        view.setViewState(&state);
        view.resize(900, 330);
        view.setExperiment(samples::plan(), samples::catalogue());
        view.show();
        for (const GestureKey &key : gestureKeys())
            QTest::keyClick(view.plot(), key.key, key.modifiers);
        QTest::mouseClick(view.plot(), Qt::LeftButton, {}, QPoint(400, 100));
        QTest::mouseDClick(view.plot(), Qt::LeftButton, {}, QPoint(400, 100));
        QCOMPARE(state.task(), std::nullopt);
        QCOMPARE(view.scene().timeRange(), TimeSpan(0, view.scene().span()));
    }

private:
    /// Of the selected task of entry 0, read from its point.
    static TimeSpan taskSpan(const Bench &bench)
    {
        const QCPAxisRect *chart = bench.view.plot()->axisRectAt(bench.in(kLatency, 0.5, 0.5));
        const auto data = chart->graphs().front()->data();
        return {data->at(0)->key - data->at(0)->value / 1e3, data->at(0)->key};
    }
};

QTEST_MAIN(TestChartGestures)
#include "tst_chart_gestures.moc"
