// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/lanes/made_lanes.h"
#include "tests/widgets/sequence/traces.h"
#include "widgets/lanes/lanes_canvas.h"
#include "widgets/lanes/lanes_view.h"
#include "widgets/viewstate/view_state.h"

#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

using namespace interleave;
using namespace interleave::widgets;

namespace {

const base::Nanoseconds kStart{test::kStart};

int colours(const QImage &image)
{
    QSet<QRgb> seen;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2)
            seen.insert(image.pixel(x, y));
    return static_cast<int>(seen.size());
}

/// Writes what the eye should check, where the environment names a folder for it.
void keep(const QImage &image, const QString &name)
{
    const QString folder = qEnvironmentVariable("INTERLEAVE_TEST_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(image.save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
}

void show(LanesView &view, const std::shared_ptr<const record::FrozenTrace> &trace, const QString &title, QSize size = {900, 330})
{
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setTrace(trace, kStart, title, 0);
}

StateBar barOf(LanesView &view, quint32 task)
{
    const auto &frame = view.canvas()->frame();
    const auto &all = *view.canvas()->picture()->interactions;
    const auto bar = std::find_if(frame.bars.begin(), frame.bars.end(), [&](const StateBar &b) { return b.activation != kNoActivation && all.activations[b.activation].task == task; });
    return bar == frame.bars.end() ? StateBar{} : *bar;
}

void wheel(LanesView &view, QPointF at, int steps, Qt::KeyboardModifiers modifiers)
{
    QWidget *port = view.canvas()->viewport();
    QWheelEvent event(at, port->mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(port, &event);
}

} // namespace

class TestLanesView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunIsNotBlankInAnyTheme_data();
    void aRunIsNotBlankInAnyTheme();
    void beforeARunItSaysWhatWillBeHere();
    void aClickSelectsTheTaskAndSetsA();
    void aSelectionFromOutsideIsBroughtIntoView();
    void theCursorFollowsThePointerAndLeavesWithIt();
    void theWheelZoomsAboutThePointerAndTheRulerResets();
    void draggingSelectsMovesAndZooms();
    void theMinimapsWindowCanBeDragged();
    void everythingGoesByKeyboard();
    void theGroupOfWorkersOpensByClickAndByKey();
    void aTipSaysStateTaskFromToAndDuration();
    void aBigTraceIsSketchedFirstAndPreparedElsewhere();
    void onlyTheLastTraceAskedForIsShown();
    void droppedEventsAreSaid();
    void anExportedPictureShowsTheWholeRun();
    void theDescriptionNamesLanesAndCounts();
};

void TestLanesView::aRunIsNotBlankInAnyTheme_data()
{
    QTest::addColumn<QString>("run");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    for (const char *run : {"pool", "loop", "process", "threads", "dense"})
        for (const bool dark : {false, true})
            for (const QSize size : {QSize(900, 250), QSize(1500, 700)})
                QTest::addRow("lanes-%s-%s-%d", run, dark ? "dark" : "light", size.width()) << QString::fromLatin1(run) << dark << size;
}

void TestLanesView::aRunIsNotBlankInAnyTheme()
{
    QFETCH(QString, run);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    const Theme theme = dark ? Theme::dark() : Theme::light();
    LanesView view;
    view.setPalette(theme.palette());
    view.setAutoFillBackground(true);
    view.setTheme(theme);
    ViewState state;
    view.setViewState(&state);
    const auto trace = run == QStringLiteral("pool") ? test::poolTrace(4, 12)
        : run == QStringLiteral("loop")              ? test::loopTrace(20)
        : run == QStringLiteral("process")           ? test::processTrace(3, 9)
        : run == QStringLiteral("threads")           ? test::poolTrace(28, 90)
                                                     : test::poolTrace(4, 4'000);
    show(view, trace, run, size);
    if (run == QStringLiteral("process"))
        state.setTask(4);
    if (run == QStringLiteral("pool")) {
        state.setMarkerA(0.02);
        state.setMarkerB(0.06);
        state.setRange(TimeSpan(0.03, 0.05));
    }
    const QImage image = view.grab().toImage();
    keep(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(colours(image) > 12, qPrintable(QString::number(colours(image))));
    const auto &frame = view.canvas()->frame();
    QVERIFY(frame.bars.size() + frame.strips.size() > 0);
    QCOMPARE(run == QStringLiteral("process"), !frame.arrows.empty());
}

void TestLanesView::beforeARunItSaysWhatWillBeHere()
{
    LanesView view;
    view.resize(600, 300);
    view.show();
    QVERIFY(view.canvas()->accessibleDescription().contains(QStringLiteral("Run an experiment")));
    QVERIFY(colours(view.canvas()->grab().toImage()) > 2);
    QTest::keyClick(view.canvas(), Qt::Key_Plus);
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(200, 100));
    wheel(view, {200, 100}, 1, Qt::ControlModifier);
}

void TestLanesView::aClickSelectsTheTaskAndSetsA()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 12), QStringLiteral("pool"));
    const QPoint inside = barOf(view, 2).rect.center().toPoint();
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, inside);
    QCOMPARE(state.task(), std::optional<quint32>(2));
    const double at = view.canvas()->frame().scale.ns(inside.x()) * 1e-9;
    QVERIFY(state.markers().first && std::abs(*state.markers().first - at) < 1e-9);
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, Qt::ShiftModifier, inside + QPoint(40, 0));
    QVERIFY(state.markers().second > state.markers().first);
    QCOMPARE(state.task(), std::optional<quint32>(2));
    // Nothing is there before the start.
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(view.canvas()->frame().areas.body.left()) + 1, inside.y()));
    QCOMPARE(state.task(), std::nullopt);
}

void TestLanesView::aSelectionFromOutsideIsBroughtIntoView()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(40, 120), QStringLiteral("pool"), {900, 250});
    view.canvas()->toggleWorkers();
    const auto &all = *view.canvas()->picture()->interactions;
    const auto last = std::find_if(all.activations.rbegin(), all.activations.rend(), [](const auto &a) { return a.task != base::kNoTask.value; });
    state.setTask(last->task);
    QVERIFY(view.canvas()->verticalScrollBar()->value() > 0);
    const auto &frame = view.canvas()->frame();
    const auto bar = std::find_if(frame.bars.begin(), frame.bars.end(), [](const StateBar &b) { return b.selected; });
    QVERIFY(bar != frame.bars.end());
    QVERIFY(frame.areas.body.contains(bar->rect.center()));
}

void TestLanesView::theCursorFollowsThePointerAndLeavesWithIt()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    QTest::mouseMove(view.canvas()->viewport(), QPoint(500, 120));
    QTRY_VERIFY(state.cursor());
    QVERIFY(std::abs(view.canvas()->frame().scale.x(*state.cursor() * 1e9) - 500) < 1);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(view.canvas()->viewport(), &leave);
    QVERIFY(!state.cursor());
}

void TestLanesView::theWheelZoomsAboutThePointerAndTheRulerResets()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    const double at = view.canvas()->frame().scale.ns(600);
    wheel(view, {600, 150}, 3, Qt::ControlModifier);
    QVERIFY(state.window());
    QVERIFY(std::abs(view.canvas()->frame().scale.x(at) - 600) < 0.5);
    // Down to a microsecond, and below that it stops.
    for (int i = 0; i < 100; ++i)
        wheel(view, {600, 150}, 1, Qt::ControlModifier);
    QVERIFY(state.window()->second - state.window()->first <= 1.001e-6);
    QVERIFY(std::abs(view.canvas()->frame().scale.x(at) - 600) < 2);
    QVERIFY(!view.grab().isNull());
    QTest::mouseDClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(600, 5));
    QVERIFY(!state.window());
    const double before = view.canvas()->frame().rows[0].lane.height();
    wheel(view, {600, 150}, 2, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(view.canvas()->frame().rows[0].lane.height() > before * 1.5);
}

void TestLanesView::draggingSelectsMovesAndZooms()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    QWidget *port = view.canvas()->viewport();
    const auto drag = [port](Qt::MouseButton button, Qt::KeyboardModifiers modifiers, QPoint from, QPoint to) {
        QTest::mousePress(port, button, modifiers, from);
        for (const QPoint at : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, at, port->mapToGlobal(at), Qt::NoButton, button, modifiers);
            QCoreApplication::sendEvent(port, &move);
        }
        QTest::mouseRelease(port, button, modifiers, to);
    };
    const auto seconds = [&](int x) { return view.canvas()->frame().scale.ns(x) * 1e-9; };
    const double a = seconds(400), b = seconds(600);
    drag(Qt::LeftButton, {}, {600, 150}, {400, 150});
    QVERIFY(state.range());
    QVERIFY(std::abs(state.range()->first - a) < 1e-6 && std::abs(state.range()->second - b) < 1e-6);
    drag(Qt::LeftButton, {}, {400, 5}, {600, 5}); // on the ruler
    QVERIFY(state.window());
    QVERIFY(std::abs(state.window()->first - a) < 1e-6 && std::abs(state.window()->second - b) < 1e-6);
    const double grabbed = seconds(500);
    drag(Qt::MiddleButton, {}, {500, 150}, {450, 150});
    QVERIFY(std::abs(seconds(450) - grabbed) < 1e-6);
    drag(Qt::LeftButton, Qt::ControlModifier, {450, 150}, {500, 150});
    QVERIFY(std::abs(seconds(500) - grabbed) < 1e-6);
    const double span = state.window()->second - state.window()->first;
    drag(Qt::RightButton, {}, {300, 150}, {500, 180});
    QVERIFY(state.window()->second - state.window()->first < span / 2);
}

void TestLanesView::theMinimapsWindowCanBeDragged()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    state.setWindow(TimeSpan(0.02, 0.04));
    QWidget *port = view.canvas()->viewport();
    const QRectF before = view.canvas()->frame().window;
    const QPoint grab = before.center().toPoint(), to = grab + QPoint(60, 0);
    QTest::mousePress(port, Qt::LeftButton, {}, grab);
    QMouseEvent move(QEvent::MouseMove, to, port->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(port, &move);
    QTest::mouseRelease(port, Qt::LeftButton, {}, to);
    const QRectF after = view.canvas()->frame().window;
    QVERIFY2(std::abs(after.left() - before.left() - 60) < 1, qPrintable(QString::number(after.left() - before.left())));
    QVERIFY(std::abs(state.window()->second - state.window()->first - 0.02) < 1e-9);
    // A press beside it brings it there.
    const QPoint far(static_cast<int>(view.canvas()->frame().areas.minimap.left()) + 3, grab.y());
    QTest::mouseClick(port, Qt::LeftButton, {}, far);
    QCOMPARE(view.canvas()->frame().window.left(), view.canvas()->frame().areas.minimap.left());
}

void TestLanesView::everythingGoesByKeyboard()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 12), QStringLiteral("pool"));
    auto *canvas = view.canvas();
    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_Period); // the application has no tasks
    QCOMPARE(state.task(), std::nullopt);
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(canvas, Qt::Key_Down);
    QTest::keyClick(canvas, Qt::Key_Period);
    QVERIFY(state.task());
    const auto first = *state.task();
    QTest::keyClick(canvas, Qt::Key_Period);
    QVERIFY(*state.task() != first);
    QTest::keyClick(canvas, Qt::Key_Comma);
    QCOMPARE(*state.task(), first);
    QTest::keyClick(canvas, Qt::Key_F);
    QVERIFY(state.window());
    const auto near = *state.window();
    QTest::keyClick(canvas, Qt::Key_Plus);
    QVERIFY(state.window()->second - state.window()->first < near.second - near.first);
    QTest::keyClick(canvas, Qt::Key_D);
    QTest::keyClick(canvas, Qt::Key_0);
    QVERIFY(!state.window());
    QTest::keyClick(canvas, Qt::Key_Home);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(canvas, Qt::Key_Right);
    QVERIFY(state.cursor());
    const double at = *state.cursor();
    QTest::keyClick(canvas, Qt::Key_BracketLeft);
    QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(state.markers().first, std::optional(at));
    QVERIFY(state.range() && state.range()->first == at && state.range()->second > at);
    QTest::keyClick(canvas, Qt::Key_Escape);
    QVERIFY(!state.range() && !state.task());
    state.placeCursor(0.01);
    QTest::keyClick(canvas, Qt::Key_Return);
    QCOMPARE(state.task(), std::optional<quint32>(first));
}

void TestLanesView::theGroupOfWorkersOpensByClickAndByKey()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(20, 60), QStringLiteral("pool"));
    auto *canvas = view.canvas();
    const auto rows = canvas->rows().size();
    const auto group = std::find_if(canvas->frame().rows.begin(), canvas->frame().rows.end(), [&](const RowBox &b) { return canvas->rows()[b.row].group; });
    QVERIFY(group != canvas->frame().rows.end());
    QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, group->head.center().toPoint());
    QCOMPARE(canvas->rows().size(), rows + 20);
    QVERIFY(canvas->verticalScrollBar()->maximum() > 0);
    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_Space);
    QCOMPARE(canvas->rows().size(), rows);
    QVERIFY(view.canvas()->accessibleDescription().contains(QStringLiteral("workers (20)")));
}

void TestLanesView::aTipSaysStateTaskFromToAndDuration()
{
    LanesView view;
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    auto *port = view.canvas()->viewport();
    const auto tipAt = [port](QPoint at) {
        QToolTip::hideText();
        QHelpEvent help(QEvent::ToolTip, at, port->mapToGlobal(at));
        QCoreApplication::sendEvent(port, &help);
        return QToolTip::text();
    };
    const StateBar bar = barOf(view, 2);
    const QString tip = tipAt(bar.rect.center().toPoint());
    for (const char *part : {"task 2", "running", "20.1 ms", "worker", "–"})
        QVERIFY2(tip.contains(QString::fromUtf8(part)), qPrintable(tip));
    QVERIFY(tipAt(view.canvas()->frame().rows[2].head.center().toPoint()).contains(QStringLiteral("worker 1")));
    const QPoint curve(static_cast<int>(view.canvas()->frame().scale.x(1e7)), static_cast<int>(view.canvas()->frame().areas.inFlight.center().y()));
    QVERIFY2(tipAt(curve).contains(QStringLiteral("in flight: 2")), qPrintable(tipAt(curve)));
}

void TestLanesView::aBigTraceIsSketchedFirstAndPreparedElsewhere()
{
    LanesView view;
    const auto trace = test::poolTrace(4, 12'000);
    QVERIFY(trace->events.size() + trace->lives.size() > 20'000);
    QSignalSpy ready(&view, &LanesView::ready);
    show(view, trace, QStringLiteral("big"));
    QVERIFY(view.busy());
    QVERIFY(!view.canvas()->picture());
    QTRY_VERIFY_WITH_TIMEOUT(view.canvas()->picture(), 20'000);
    // Whichever of the two is there by now: it is a picture.
    QVERIFY(!view.canvas()->frame().strips.empty());
    QVERIFY(colours(view.grab().toImage()) > 8);
    QTRY_VERIFY_WITH_TIMEOUT(!view.busy(), 20'000);
    QCOMPARE(ready.count(), 1);
    QVERIFY(view.canvas()->picture()->pyramid);
}

void TestLanesView::onlyTheLastTraceAskedForIsShown()
{
    LanesView view;
    show(view, test::poolTrace(4, 12'000), QStringLiteral("first"));
    view.setTrace(test::poolTrace(2, 8), kStart, QStringLiteral("second"), 0);
    QVERIFY(!view.busy());
    const auto shown = view.canvas()->picture();
    QTest::qWait(500);
    QCOMPARE(view.canvas()->picture(), shown);
    view.setTrace(nullptr, kStart, {}, 0);
    QVERIFY(!view.canvas()->picture());
}

void TestLanesView::droppedEventsAreSaid()
{
    const auto area = [](quint64 dropped) {
        LanesView view;
        view.resize(900, 330);
        view.show();
        view.setTrace(test::poolTrace(2, 8), kStart, QStringLiteral("pool"), dropped);
        return view.canvas()->grab().toImage();
    };
    QVERIFY(area(0) != area(12'431));
}

void TestLanesView::anExportedPictureShowsTheWholeRun()
{
    LanesView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 12'000), QStringLiteral("big"));
    const QImage before = view.renderImage({800, 400}, Theme::light(), 2); // prepares what is missing
    QVERIFY(!view.busy());
    QCOMPARE(before.size(), QSize(1600, 800));
    keep(before, QStringLiteral("lanes-exported"));
    state.setWindow(TimeSpan(0.1, 0.2));
    QVERIFY(view.renderImage({800, 400}, Theme::light(), 2) == before);
    QVERIFY(view.renderImage({800, 400}, Theme::dark(), 2) != before);
}

void TestLanesView::theDescriptionNamesLanesAndCounts()
{
    LanesView view;
    show(view, test::processTrace(3, 9), QStringLiteral("processes"));
    const QString text = view.canvas()->accessibleDescription();
    for (const char *part : {"Lanes of processes", "5 lanes", "worker 3", "tasks in flight"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
}

QTEST_MAIN(TestLanesView)
#include "tst_lanes_view.moc"
