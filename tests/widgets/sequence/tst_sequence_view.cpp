// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sequence/traces.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_minimap.h"
#include "widgets/sequence/sequence_view.h"
#include "widgets/viewstate/view_state.h"

#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

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

void show(SequenceView &view, const std::shared_ptr<const record::FrozenTrace> &trace, const QString &title, QSize size = {900, 330})
{
    view.resize(size);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setTrace(trace, kStart, title, 0);
}

} // namespace

class TestSequenceView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunIsNotBlankInAnyModeAndTheme_data();
    void aRunIsNotBlankInAnyModeAndTheme();
    void beforeARunItSaysWhatWillBeHere();
    void aClickOnABarSelectsItsTaskAndOnNothingClearsIt();
    void aSelectionFromOutsideIsScrolledIntoView();
    void theCursorFollowsThePointerAndLeavesWithIt();
    void theHeadOfTheWorkersOpensAndFoldsThem();
    void zoomKeepsThePlaceUnderThePointerAndResets();
    void keysScroll();
    void aBigTraceIsPreparedElsewhereAndOnlyTheLastOneShown();
    void droppedEventsAreSaid();
    void anExportedPictureBeginsAtTheBeginning();
    void aChosenModeStaysWithItsRun();
    void aLaterLookAtTheSameRunKeepsThePlace();
    void aClickOnALoopsNameOpensItAndTheFoldLevelClosesIt();
    void selectingATaskTakesItOutOfItsLoop();
    void aDraggedHeadGivesTheLinesAnotherOrder();
    void altArrowsMoveTheHeadThatWasClicked();
    void theOverviewLeadsThrough();
    void thePathIsSeen();
    void theBarNeverNeedsMuchWidth();
    void manyEventsAreReadableInEveryAxis_data();
    void manyEventsAreReadableInEveryAxis();
};

void TestSequenceView::aRunIsNotBlankInAnyModeAndTheme_data()
{
    QTest::addColumn<QString>("run");
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    const char *modes[] = {"ordinal", "compressed", "proportional"};
    for (const char *run : {"pool", "loop", "process", "threads"})
        for (int mode = 0; mode < 3; ++mode)
            for (const bool dark : {false, true})
                for (const QSize size : {QSize(900, 330), QSize(1500, 700)})
                    QTest::addRow("%s-%s-%s-%d", run, modes[mode], dark ? "dark" : "light", size.width()) << QString::fromLatin1(run) << mode << dark << size;
}

void TestSequenceView::aRunIsNotBlankInAnyModeAndTheme()
{
    QFETCH(QString, run);
    QFETCH(int, mode);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    const Theme theme = dark ? Theme::dark() : Theme::light();
    SequenceView view;
    view.setPalette(theme.palette());
    view.setAutoFillBackground(true);
    view.setTheme(theme);
    ViewState state;
    view.setViewState(&state);
    const auto trace = run == QStringLiteral("pool") ? test::poolTrace(4, 12)
        : run == QStringLiteral("loop")              ? test::loopTrace(20)
        : run == QStringLiteral("process")           ? test::processTrace(3, 9)
                                                     : test::poolTrace(28, 90);
    show(view, trace, run, size);
    view.setAxisMode(static_cast<AxisMode>(mode));
    if (run == QStringLiteral("process"))
        state.setTask(4);
    const QImage image = view.grab().toImage();
    keep(image, QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(colours(image) > 12, qPrintable(QString::number(colours(image))));
    QVERIFY(!view.canvas()->frame().bars.empty());
    QVERIFY(!view.canvas()->frame().arrows.empty());
}

void TestSequenceView::beforeARunItSaysWhatWillBeHere()
{
    SequenceView view;
    view.resize(600, 300);
    view.show();
    QVERIFY(view.canvas()->accessibleDescription().contains(QStringLiteral("Run an experiment")));
    QVERIFY(colours(view.canvas()->grab().toImage()) > 2);
}

void TestSequenceView::aClickOnABarSelectsItsTaskAndOnNothingClearsIt()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 12), QStringLiteral("pool"));
    const auto &frame = view.canvas()->frame();
    const auto &all = *view.canvas()->plan()->interactions;
    const auto bar = std::find_if(frame.bars.begin(), frame.bars.end(), [&](const Bar &b) { return all.activations[b.activation].task == 2; });
    QVERIFY(bar != frame.bars.end());
    const QPoint inside = bar->rect.center().toPoint() + view.canvas()->bodyOrigin();
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, inside);
    QCOMPARE(state.task(), std::optional<quint32>(2));
    const auto &now = view.canvas()->frame();
    QVERIFY(std::all_of(now.bars.begin(), now.bars.end(), [&](const Bar &b) { return b.selected == (all.activations[b.activation].task == 2) && b.dim != b.selected; }));
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(now.columns[0].left) + 1, view.canvas()->bodyOrigin().y() + 1));
    QCOMPARE(state.task(), std::nullopt);
}

void TestSequenceView::aSelectionFromOutsideIsScrolledIntoView()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 60), QStringLiteral("pool"));
    QCOMPARE(view.canvas()->verticalScrollBar()->value(), 0);
    state.setTask(58);
    QVERIFY(view.canvas()->verticalScrollBar()->value() > 0);
    const auto &bars = view.canvas()->frame().bars;
    QVERIFY(std::any_of(bars.begin(), bars.end(), [](const Bar &b) { return b.selected; }));
}

void TestSequenceView::theCursorFollowsThePointerAndLeavesWithIt()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 12), QStringLiteral("pool"));
    view.setAxisMode(AxisMode::Proportional);
    auto *port = view.canvas()->viewport();
    QTest::mouseMove(port, {400, 120});
    QTRY_VERIFY(state.cursor().has_value());
    const double first = *state.cursor();
    QTest::mouseMove(port, {400, 180});
    QTRY_VERIFY(*state.cursor() > first);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(port, &leave);
    QVERIFY(!state.cursor());
}

void TestSequenceView::theHeadOfTheWorkersOpensAndFoldsThem()
{
    SequenceView view;
    show(view, test::poolTrace(28, 90), QStringLiteral("many"));
    QCOMPARE(view.canvas()->plan()->columns.size(), std::size_t(3));
    const auto click = [&] {
        const auto &box = view.canvas()->frame().columns[2];
        QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(box.line), 20));
    };
    click();
    QCOMPARE(view.canvas()->plan()->columns.size(), std::size_t(30));
    QVERIFY(view.canvas()->horizontalScrollBar()->maximum() > 0);
    keep(view.grab().toImage(), QStringLiteral("threads-opened"));
    click();
    QCOMPARE(view.canvas()->plan()->columns.size(), std::size_t(3));
}

void TestSequenceView::zoomKeepsThePlaceUnderThePointerAndResets()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(4, 40), QStringLiteral("pool"));
    auto *canvas = view.canvas();
    canvas->setFocus();
    const double before = canvas->frame().contentBottom - canvas->frame().contentTop;
    const QPointF at(400, 150);
    QTest::mouseMove(canvas->viewport(), at.toPoint());
    QTRY_VERIFY(state.cursor().has_value());
    const double under = *state.cursor();
    QWheelEvent wheel(at, canvas->viewport()->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(canvas->viewport(), &wheel);
    QVERIFY(canvas->frame().contentBottom - canvas->frame().contentTop > before * 1.4);
    QTest::mouseMove(canvas->viewport(), at.toPoint() + QPoint(1, 0));
    QTRY_VERIFY(std::abs(*state.cursor() - under) < 0.012);
    QTest::keyClick(canvas, Qt::Key_0);
    QCOMPARE(canvas->frame().contentBottom - canvas->frame().contentTop, before);
    QTest::keyClick(canvas, Qt::Key_Plus);
    QVERIFY(canvas->frame().contentBottom - canvas->frame().contentTop > before * 1.2);
    QTest::mouseDClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(10, 150)); // the ruler
    QCOMPARE(canvas->frame().contentBottom - canvas->frame().contentTop, before);
}

void TestSequenceView::keysScroll()
{
    SequenceView view;
    show(view, test::poolTrace(2, 60), QStringLiteral("pool"));
    auto *bar = view.canvas()->verticalScrollBar();
    QTest::keyClick(view.canvas(), Qt::Key_End);
    QCOMPARE(bar->value(), bar->maximum());
    QVERIFY(bar->maximum() > 0);
    QTest::keyClick(view.canvas(), Qt::Key_PageUp);
    const int page = bar->value();
    QVERIFY(page < bar->maximum());
    QTest::keyClick(view.canvas(), Qt::Key_Down);
    QVERIFY(bar->value() > page);
    QTest::keyClick(view.canvas(), Qt::Key_Home);
    QCOMPARE(bar->value(), 0);
}

void TestSequenceView::aBigTraceIsPreparedElsewhereAndOnlyTheLastOneShown()
{
    SequenceView view;
    view.resize(900, 330);
    view.show();
    QSignalSpy ready(&view, &SequenceView::ready);
    view.setTrace(test::poolTrace(4, 20'000), kStart, QStringLiteral("first"), 0);
    QCOMPARE(ready.count(), 0);
    view.setTrace(test::poolTrace(3, 20'000), kStart, QStringLiteral("second"), 0);
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 20'000);
    QCOMPARE(view.canvas()->plan()->interactions->lifelines.size(), std::size_t(5));
    QCOMPARE(view.axisMode(), AxisMode::Proportional);
    QCOMPARE(view.canvas()->frame().detail, Detail::Dense);
    QVERIFY(!view.canvas()->frame().cells.empty());
    QVERIFY(view.canvas()->frame().arrows.size() <= 600);
    keep(view.grab().toImage(), QStringLiteral("dense"));
}

void TestSequenceView::droppedEventsAreSaid()
{
    SequenceView view;
    show(view, test::poolTrace(4, 12), QStringLiteral("pool"));
    const QImage without = view.grab().toImage();
    view.setTrace(test::poolTrace(4, 12), kStart, QStringLiteral("pool"), 12'431);
    const QImage with = view.grab().toImage();
    keep(with, QStringLiteral("dropped"));
    const QRgb warning = Theme::of(view.palette()).warning.rgb();
    const auto count = [&](const QImage &image) {
        int n = 0;
        for (int y = image.height() - 24; y < image.height(); ++y)
            for (int x = image.width() / 2; x < image.width(); ++x)
                n += image.pixel(x, y) == warning;
        return n;
    };
    QVERIFY(count(with) > count(without));
}

void TestSequenceView::anExportedPictureBeginsAtTheBeginning()
{
    SequenceView view;
    show(view, test::poolTrace(2, 60), QStringLiteral("TBB thread pool workers=2"));
    const QImage top = view.renderImage({1200, 800}, Theme::light(), 2);
    view.canvas()->verticalScrollBar()->setValue(view.canvas()->verticalScrollBar()->maximum());
    QCOMPARE(view.renderImage({1200, 800}, Theme::light(), 2), top);
    QCOMPARE(top.size(), QSize(2400, 1600));
    QVERIFY(colours(top) > 12);
    keep(top, QStringLiteral("export"));
}

void TestSequenceView::aChosenModeStaysWithItsRun()
{
    SequenceView view;
    show(view, test::poolTrace(2, 8), QStringLiteral("one"));
    QCOMPARE(view.axisMode(), AxisMode::Ordinal);
    view.setAxisMode(AxisMode::Compressed);
    view.setTrace(test::poolTrace(3, 8), kStart, QStringLiteral("two"), 0);
    QCOMPARE(view.axisMode(), AxisMode::Ordinal);
    view.setTrace(test::poolTrace(2, 8), kStart, QStringLiteral("one"), 0);
    QCOMPARE(view.axisMode(), AxisMode::Compressed);
}

void TestSequenceView::aLaterLookAtTheSameRunKeepsThePlace()
{
    SequenceView view;
    show(view, test::poolTrace(2, 60), QStringLiteral("one"));
    auto *bar = view.canvas()->verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int before = bar->value();
    QVERIFY(before > 100);
    view.setTrace(test::poolTrace(2, 80), kStart, QStringLiteral("one"), 0);
    // The same instant is on top again; its row may have moved by a line.
    QVERIFY2(std::abs(bar->value() - before) < 60, qPrintable(QString::number(bar->value() - before)));
    view.setTrace(test::poolTrace(2, 80), kStart, QStringLiteral("two"), 0);
    QCOMPARE(bar->value(), 0);
}

void TestSequenceView::aClickOnALoopsNameOpensItAndTheFoldLevelClosesIt()
{
    SequenceView view;
    show(view, test::poolTrace(2, 60), QStringLiteral("pool"));
    view.setFoldLevel(analysis::FoldLevel::Exact);
    QVERIFY(!view.canvas()->plan()->loops.empty());
    const std::size_t before = view.canvas()->plan()->loops.size();
    keep(view.grab().toImage(), QStringLiteral("folded"));
    const auto &loop = view.canvas()->frame().loops.front();
    QVERIFY(!loop.title.isNull());
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, loop.title.center().toPoint() + view.canvas()->bodyOrigin());
    QCOMPARE(view.canvas()->plan()->loops.size(), before - 1);
    view.setFoldLevel(analysis::FoldLevel::Exact);
    QCOMPARE(view.canvas()->plan()->loops.size(), before);
}

void TestSequenceView::selectingATaskTakesItOutOfItsLoop()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    show(view, test::poolTrace(2, 60), QStringLiteral("pool"));
    view.setFoldLevel(analysis::FoldLevel::Exact);
    const auto &plan = view.canvas()->plan();
    const double before = plan->axis.length();
    const std::uint32_t task = plan->message(static_cast<std::uint32_t>(plan->loops.front().item.first + plan->loops.front().item.size() / 2)).task;
    state.setTask(task);
    for (const auto message : view.canvas()->plan()->index->messagesOfTask(task))
        QVERIFY(!view.canvas()->plan()->loopOf(message));
    state.setTask(std::nullopt);
    QCOMPARE(view.canvas()->plan()->axis.length(), before);
}

void TestSequenceView::aDraggedHeadGivesTheLinesAnotherOrder()
{
    SequenceView view;
    show(view, test::poolTrace(3, 12), QStringLiteral("pool"));
    const auto boxes = view.canvas()->frame().columns;
    const auto at = [&](std::size_t column) { return QPoint(static_cast<int>(boxes[column].line), 20); };
    auto *port = view.canvas()->viewport();
    QTest::mousePress(port, Qt::LeftButton, {}, at(1));
    for (const std::size_t column : {2U, 3U}) {
        QMouseEvent move(QEvent::MouseMove, at(column), port->mapToGlobal(at(column)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(port, &move);
    }
    QTest::mouseRelease(port, Qt::LeftButton, {}, at(3));
    const auto &plan = view.canvas()->plan();
    QCOMPARE(plan->order, ColumnOrder::Hand);
    QCOMPARE(plan->columns[3].lifelines.front(), 1U);
    QCOMPARE(plan->columns[1].lifelines.front(), 2U);
    keep(view.grab().toImage(), QStringLiteral("by-hand"));
    view.setColumnOrder(ColumnOrder::Role);
    QCOMPARE(view.canvas()->plan()->columns[1].lifelines.front(), 1U);
}

void TestSequenceView::altArrowsMoveTheHeadThatWasClicked()
{
    SequenceView view;
    show(view, test::poolTrace(3, 12), QStringLiteral("pool"));
    const auto boxes = view.canvas()->frame().columns;
    QTest::mouseClick(view.canvas()->viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(boxes[2].line), 20));
    QTest::keyClick(view.canvas(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(view.canvas()->plan()->columns[1].lifelines.front(), 2U);
    QTest::keyClick(view.canvas(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(view.canvas()->plan()->columns[0].lifelines.front(), 2U);
    QTest::keyClick(view.canvas(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(view.canvas()->plan()->columns[0].lifelines.front(), 2U);
}

void TestSequenceView::theOverviewLeadsThrough()
{
    SequenceView view;
    show(view, test::poolTrace(2, 60), QStringLiteral("pool"));
    view.setHits({0.2, 0.9});
    auto *map = view.minimap();
    QVERIFY(map->isVisible());
    const auto before = view.canvas()->timesInView();
    QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(20, map->height() * 3 / 4));
    const auto after = view.canvas()->timesInView();
    QVERIFY(before && after && after->first > before->first);
    const auto &all = *view.canvas()->plan()->interactions;
    const std::int64_t aim = all.begin + (all.end - all.begin) * 3 / 4;
    QVERIFY(after->first < aim && after->second > aim);
    keep(view.grab().toImage(), QStringLiteral("overview"));
}

void TestSequenceView::thePathIsSeen()
{
    SequenceView view;
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"));
    view.setAxisMode(AxisMode::Proportional);
    const QImage without = view.grab().toImage();
    const auto &all = *view.canvas()->plan()->interactions;
    std::vector<PathSegment> path;
    for (const auto &a : all.activations)
        if (a.lifeline == 2)
            path.push_back({a.lifeline, a.begin, a.end});
    view.setPath(path);
    const QImage with = view.grab().toImage();
    QVERIFY(with != without);
    QVERIFY(!view.canvas()->frame().path.empty());
    keep(with, QStringLiteral("path"));
    view.setPath({});
    QCOMPARE(view.grab().toImage(), without);
}

void TestSequenceView::theBarNeverNeedsMuchWidth()
{
    SequenceView view;
    show(view, test::poolTrace(2, 8), QStringLiteral("pool"), {1200, 330});
    auto *whose = new QWidget;
    whose->setMinimumWidth(300);
    view.setLeadingWidget(whose);
    QVERIFY2(view.minimumSizeHint().width() <= 480, qPrintable(QString::number(view.minimumSizeHint().width())));
    for (const int width : {480, 560, 640, 760, 1200}) {
        view.resize(width, 330);
        QCoreApplication::processEvents();
        keep(view.grab().toImage(), QStringLiteral("bar-%1").arg(width));
        // Nothing that is shown is cut off, and nothing lies on another.
        std::vector<QRect> shown;
        for (const QWidget *child : view.findChildren<QWidget *>())
            if (child->parentWidget() == whose->parentWidget() && child->isVisible() && child != whose)
                shown.push_back(child->geometry());
        for (const QRect &rect : shown) {
            QVERIFY2(rect.right() < width, qPrintable(QString::number(width)));
            QCOMPARE(std::count_if(shown.begin(), shown.end(), [&](const QRect &other) { return other.intersects(rect); }), std::ptrdiff_t(1));
        }
    }
}

void TestSequenceView::manyEventsAreReadableInEveryAxis_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("dark");
    const char *modes[] = {"ordinal", "compressed", "proportional"};
    for (int mode = 0; mode < 3; ++mode)
        for (const bool dark : {false, true})
            QTest::addRow("many-%s-%s", modes[mode], dark ? "dark" : "light") << mode << dark;
}

void TestSequenceView::manyEventsAreReadableInEveryAxis()
{
    QFETCH(int, mode);
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::dark() : Theme::light();
    SequenceView view;
    view.setPalette(theme.palette());
    view.setAutoFillBackground(true);
    view.setTheme(theme);
    show(view, test::poolTrace(4, 3'000), QStringLiteral("many"), {1280, 700});
    view.setAxisMode(static_cast<AxisMode>(mode));
    keep(view.grab().toImage(), QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(!view.canvas()->frame().cells.empty());
    QVERIFY(view.canvas()->frame().arrows.size() <= 600);
}

QTEST_MAIN(TestSequenceView)
#include "tst_sequence_view.moc"
