// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/view_history.h"

#include <QSignalSpy>
#include <QTest>

using namespace interleave::widgets;
using StepKind = ViewState::StepKind;

class TestViewHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void backAndForwardWalkThroughWindowRangeTaskAndEntry();
    void whatHappensInOneStepIsTakenBackAtOnce();
    void zoomStepsSoonAfterEachOtherAreOne();
    void stepsOfDifferentKindsAreNotMerged();
    void aLongPauseBeginsANewStep();
    void somethingNewAfterBackForgetsTheWayForward();
    void cursorAndMarkersAreNotNavigation();
    void goingBackTellsViewsWithAScaleOfTheirOwn();
    void anotherExperimentHasNothingToGoBackTo();
    void thereAreAtMostTwoHundredPlaces();
    void clearingIsOneStep();
};

void TestViewHistory::backAndForwardWalkThroughWindowRangeTaskAndEntry()
{
    ViewState state;
    ViewHistory history(&state);
    QVERIFY(!history.canGoBack());
    QVERIFY(!history.canGoForward());
    state.setEntry(1);
    state.setTask(7);
    state.setRange(TimeSpan(0.1, 0.2));
    state.zoomTo(TimeSpan(0.1, 0.2));
    history.back();
    QCOMPARE(state.window(), std::nullopt);
    QCOMPARE(state.range(), std::optional(TimeSpan(0.1, 0.2)));
    history.back();
    QCOMPARE(state.range(), std::nullopt);
    QCOMPARE(state.task(), std::optional<quint32>(7));
    history.back();
    QCOMPARE(state.task(), std::nullopt);
    QCOMPARE(state.entry(), std::optional<quint32>(1));
    history.back();
    QCOMPARE(state.entry(), std::nullopt);
    QVERIFY(!history.canGoBack());
    history.back();
    QCOMPARE(state.entry(), std::nullopt);
    for (int i = 0; i < 4; ++i)
        history.forward();
    QCOMPARE(state.window(), std::optional(TimeSpan(0.1, 0.2)));
    QCOMPARE(state.task(), std::optional<quint32>(7));
    QVERIFY(!history.canGoForward());
}

void TestViewHistory::whatHappensInOneStepIsTakenBackAtOnce()
{
    ViewState state;
    ViewHistory history(&state);
    {
        const ViewState::Step step(&state);
        state.setEntry(2);
        {
            const ViewState::Step inner(&state, StepKind::Zoom);
            state.setTask(3);
        }
        state.setWindow(TimeSpan(1, 2));
    }
    history.back();
    QCOMPARE(state.entry(), std::nullopt);
    QCOMPARE(state.task(), std::nullopt);
    QCOMPARE(state.window(), std::nullopt);
    QVERIFY(!history.canGoBack());
}

void TestViewHistory::zoomStepsSoonAfterEachOtherAreOne()
{
    ViewState state;
    ViewHistory history(&state);
    history.setMergeTime(1'000'000);
    for (const double end : {8.0, 4.0, 2.0}) {
        const ViewState::Step step(&state, StepKind::Zoom);
        state.setWindow(TimeSpan(0, end));
    }
    history.back();
    QCOMPARE(state.window(), std::nullopt);
    history.forward();
    QCOMPARE(state.window(), std::optional(TimeSpan(0, 2)));
}

void TestViewHistory::stepsOfDifferentKindsAreNotMerged()
{
    ViewState state;
    ViewHistory history(&state);
    history.setMergeTime(1'000'000);
    const auto look = [&state](StepKind kind, double end) {
        const ViewState::Step step(&state, kind);
        state.setWindow(TimeSpan(0, end));
    };
    look(StepKind::Zoom, 8);
    look(StepKind::Pan, 7);
    look(StepKind::Own, 6);
    look(StepKind::Own, 5);
    for (const double end : {6.0, 7.0, 8.0}) {
        history.back();
        QCOMPARE(state.window(), std::optional(TimeSpan(0, end)));
    }
}

void TestViewHistory::aLongPauseBeginsANewStep()
{
    ViewState state;
    ViewHistory history(&state);
    history.setMergeTime(0);
    for (const double end : {8.0, 4.0}) {
        const ViewState::Step step(&state, StepKind::Zoom);
        state.setWindow(TimeSpan(0, end));
    }
    history.back();
    QCOMPARE(state.window(), std::optional(TimeSpan(0, 8)));
}

void TestViewHistory::somethingNewAfterBackForgetsTheWayForward()
{
    ViewState state;
    ViewHistory history(&state);
    state.setTask(1);
    state.setTask(2);
    history.back();
    QVERIFY(history.canGoForward());
    state.setTask(3);
    QVERIFY(!history.canGoForward());
    history.back();
    QCOMPARE(state.task(), std::optional<quint32>(1));
}

void TestViewHistory::cursorAndMarkersAreNotNavigation()
{
    ViewState state;
    ViewHistory history(&state);
    QSignalSpy changed(&history, &ViewHistory::changed);
    state.placeCursor(1);
    state.setMarkerA(1);
    state.setMarkerB(2);
    QVERIFY(!history.canGoBack());
    QCOMPARE(changed.count(), 0);
    state.setTask(1);
    history.back();
    QCOMPARE(state.markers().second, std::optional(2.0));
    QCOMPARE(state.cursor(), std::optional(1.0));
}

void TestViewHistory::goingBackTellsViewsWithAScaleOfTheirOwn()
{
    ViewState state;
    ViewHistory history(&state);
    state.zoomTo(TimeSpan(1, 2));
    QSignalSpy aimed(&state, &ViewState::zoomedTo);
    history.back();
    QCOMPARE(aimed.count(), 1);
    QCOMPARE(state.window(), std::nullopt);
}

void TestViewHistory::anotherExperimentHasNothingToGoBackTo()
{
    ViewState state;
    ViewHistory history(&state);
    state.setTask(1);
    history.forget();
    QVERIFY(!history.canGoBack());
    history.back();
    QCOMPARE(state.task(), std::optional<quint32>(1));
}

void TestViewHistory::thereAreAtMostTwoHundredPlaces()
{
    ViewState state;
    ViewHistory history(&state);
    for (quint32 task = 0; task < 500; ++task)
        state.setTask(task);
    int steps = 0;
    for (; history.canGoBack(); ++steps)
        history.back();
    QCOMPARE(steps, 199);
    QCOMPARE(state.task(), std::optional<quint32>(300));
}

void TestViewHistory::clearingIsOneStep()
{
    ViewState state;
    ViewHistory history(&state);
    state.setTask(1);
    state.setEntry(2);
    state.setMarkerA(0.5);
    state.clear();
    QCOMPARE(state.markers().first, std::nullopt);
    history.back();
    QCOMPARE(state.task(), std::optional<quint32>(1));
    QCOMPARE(state.entry(), std::optional<quint32>(2));
}

QTEST_GUILESS_MAIN(TestViewHistory)
#include "tst_view_history.moc"
