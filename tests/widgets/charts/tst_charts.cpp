// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/trace.h"
#include "tests/widgets/charts/samples.h"
#include "widgets/charts/chart_scene.h"
#include "widgets/charts/charts_view.h"
#include "widgets/common/pool_job.h"

#include <QAction>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include <set>

using namespace interleave;
using namespace interleave::widgets;

namespace {

void fill(ChartsView &view, std::size_t entries = 7, int tasks = 24)
{
    const auto record = samples::experiment(entries, tasks);
    view.resize(900, 330);
    view.setExperiment(record->plan, samples::catalogue());
    view.setRecord(record);
    view.show();
    view.plot()->replot(QCustomPlot::rpImmediateRefresh);
}

/// Where a task's point stands in the latency chart of the column.
QPoint pointOf(const ChartsView &view, std::size_t column, std::size_t columns, double t, double ms)
{
    const QRect place = view.scene().places().cells[3 * columns + column].plot;
    const QCPAxisRect *rect = view.plot()->axisRectAt(place.center());
    return QPointF(rect->axis(QCPAxis::atBottom)->coordToPixel(t), rect->axis(QCPAxis::atLeft)->coordToPixel(ms)).toPoint();
}

QCPAxisRect *chartAt(const ChartsView &view, std::size_t cell) { return view.plot()->axisRectAt(view.scene().places().cells[cell].plot.center()); }

QList<QCPGraph *> graphsOf(const ChartsView &view, std::size_t cell) { return chartAt(view, cell)->graphs(); }

std::size_t coloursIn(const QImage &image)
{
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    }
    return colours.size();
}

bool says(const ChartsView &view, const QString &text)
{
    const auto &blocks = view.scene().texts();
    return std::any_of(blocks.begin(), blocks.end(), [&](const TextBlock &block) { return block.text == text; });
}

} // namespace

class TestCharts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void largeRunsComeWithTheEventLoopOrAtOnce()
    {
        const auto record = samples::experiment(2, static_cast<int>(kGuiThreadLimit) + 1);
        ChartsView view;
        view.setExperiment(record->plan, samples::catalogue());
        view.setRecord(record);
        QVERIFY(view.busy());
        QVERIFY(!view.hasData());
        QTRY_VERIFY(!view.busy());
        QVERIFY(view.hasData());

        ChartsView picture;
        picture.setExperiment(record->plan, samples::catalogue());
        picture.setRecord(record, true);
        QVERIFY(!picture.busy());
        QVERIFY(!picture.renderChart(Metric::Latency, QSize(600, 300), Theme::light(), 1).isNull());
    }

    void beforeDataTheChartsSayWhatToDo()
    {
        ChartsView view;
        view.resize(900, 330);
        view.setExperiment(samples::plan(), samples::catalogue());
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(!view.hasData());
        QCOMPARE(view.pointCount(), std::size_t{0});
        QVERIFY(says(view, QStringLiteral("Press Run to measure")));
        for (const QCPAxisRect *rect : view.plot()->axisRects())
            QVERIFY(!rect->axis(QCPAxis::atLeft)->visible());
    }

    void aFinishedRunFillsItsColumn()
    {
        const plan::Plan plan = samples::plan(3);
        ChartsView view;
        view.resize(900, 330);
        view.setExperiment(plan, samples::catalogue());
        view.runFinished(samples::run(plan, 1, 400));
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(view.hasData());
        // 24 latency points, 20 CPU readings or more, as many of memory
        QVERIFY(view.pointCount() >= 24 + 20 + 20);
        QVERIFY(says(view, QStringLiteral("waiting")));
        QVERIFY(!says(view, QStringLiteral("Press Run to measure")));
        QVERIFY(view.summary().contains(QStringLiteral("Thread per task")));
        QVERIFY(!view.summary().contains(QStringLiteral("Sequential")));
    }

    void aRunUnderWayIsSeenWhileItGoesOn()
    {
        const plan::Plan plan = samples::plan(2);
        auto mapping = trace::Mapping::create({.tasks = 4, .lanes = 4, .detailBytes = 1U << 20});
        QVERIFY(mapping.ok());
        trace::LaneWriter lane(*mapping, trace::LaneRole::Worker, "worker", base::kNoLane);
        record::RunKey key;
        key.entry = base::EntryId{1};
        const auto live = std::make_shared<record::LiveRun>(key, plan.executors[1], *mapping, 4);
        ChartsView view;
        view.resize(900, 330);
        view.setExperiment(plan, samples::catalogue());
        view.runStarted(live);
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(says(view, QStringLiteral("waiting")));
        view.tick();
        QCOMPARE(view.pointCount(), std::size_t{0});

        const base::Nanoseconds start = base::monotonicNow();
        (*mapping)->setRunStart(start);
        lane.submitted(base::TaskId{0}, start);
        lane.started(base::TaskId{0});
        QVERIFY(lane.finished(base::TaskId{0}, trace::TaskStatus::Succeeded));
        metrics::Sample sample;
        sample.time = base::monotonicNow();
        sample.rssBytes = 24 << 20;
        live->addSample(sample);
        QVERIFY(view.tick());
        QVERIFY(view.hasData());
        const std::size_t before = view.pointCount();
        QVERIFY(before > 0);
        lane.submitted(base::TaskId{1}, start);
        lane.started(base::TaskId{1});
        QVERIFY(lane.finished(base::TaskId{1}, trace::TaskStatus::Succeeded));
        // a tick that found something may rest before the next one
        bool seen = false;
        QTRY_VERIFY(seen = seen || view.tick());
        QVERIFY(view.pointCount() > before);
        QVERIFY(!view.tick());
    }

    void whatFailedWithoutNumbersSaysSoAtTheEnd()
    {
        const plan::Plan plan = samples::plan(2);
        auto record = std::make_shared<record::ExperimentRecord>();
        record->plan = plan;
        record->runs = {samples::run(plan, 0, 300)};
        ChartsView view;
        view.resize(900, 330);
        view.setExperiment(plan, samples::catalogue());
        view.setRecord(record);
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(says(view, QStringLiteral("nothing measured")));
    }

    void theRecordShowsTheMedianRepetition()
    {
        ChartsView view;
        fill(view, 2);
        // makespans of the first entry are 840, 841 and 842 ms; the longest latency of its median run is 841 ms
        QVERIFY2(view.summary().contains(QStringLiteral("to 841 ms")), qPrintable(view.summary()));
    }

    void scalesAreTheSameInEachRow()
    {
        ChartsView view;
        fill(view, 4);
        const auto &cells = view.scene().places().cells;
        QCOMPARE(cells.size(), std::size_t{20});
        for (std::size_t row = 0; row < 5; ++row) {
            const QCPRange first = view.plot()->axisRectAt(cells[row * 4].plot.center())->axis(QCPAxis::atLeft)->range();
            for (std::size_t column = 1; column < 4; ++column)
                QCOMPARE(view.plot()->axisRectAt(cells[row * 4 + column].plot.center())->axis(QCPAxis::atLeft)->range(), first);
        }
    }

    void overlayIsOneChartPerMetricWithEveryEntryInTheLegend()
    {
        ChartsView view;
        fill(view);
        view.setChartLayout(ChartLayout::Overlay);
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QCOMPARE(view.plot()->axisRects().size(), qsizetype{5});
        QVERIFY(says(view, QStringLiteral("Process pool workers=4")));
        QVERIFY(says(view, QStringLiteral("Process per task")));
    }

    void atMostSixColumnsAreShownAtOnce()
    {
        ChartsView view;
        fill(view);
        QCOMPARE(view.plot()->axisRects().size(), qsizetype{30});
        view.resize(500, 330);
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        QVERIFY(view.plot()->axisRects().size() < 30);
    }

    void aClickOnALatencyPointSelectsTaskAndEntry()
    {
        ChartsView view;
        fill(view, 3);
        ViewState state;
        view.setViewState(&state);
        // median run of entry 1: 371 ms; task 11 of 24 ends after half of it
        QTest::mouseClick(view.plot(), Qt::LeftButton, {}, pointOf(view, 1, 3, 0.1855, 185.5));
        QCOMPARE(state.task(), std::optional<quint32>(11));
        QCOMPARE(state.entry(), std::optional<quint32>(1));
        QTest::mouseClick(view.plot(), Qt::LeftButton, {}, view.scene().places().cells[0].plot.center());
        QCOMPARE(state.task(), std::optional<quint32>());
    }

    void theSelectedTaskIsMarked()
    {
        ChartsView view;
        fill(view, 3);
        ViewState state;
        view.setViewState(&state);
        const QImage before = view.plot()->toPixmap(900, 330).toImage();
        state.setTask(5);
        QVERIFY(view.plot()->toPixmap(900, 330).toImage() != before);
    }

    void tasksInFlightAreASolidCurveAndThoseThatWaitADottedOne()
    {
        ChartsView view;
        fill(view, 3);
        const auto graphs = graphsOf(view, 4 * 3 + 1);
        QCOMPARE(graphs.size(), qsizetype{2});
        QCOMPARE(graphs[0]->pen().style(), Qt::SolidLine);
        QCOMPARE(graphs[1]->pen().style(), Qt::DotLine);
        for (const QCPGraph *graph : graphs)
            QCOMPARE(graph->lineStyle(), QCPGraph::lsStepLeft);
        // 24 tasks, all submitted at 0, ends evenly over 371 ms, 20 ms each: 1 or 2 at once, 23 wait once the first began
        bool found = false;
        QCOMPARE(graphs[0]->data()->valueRange(found).upper, 2.0);
        QCOMPARE(graphs[1]->data()->valueRange(found).upper, 24.0);
        QCOMPARE(graphs[1]->data()->at(graphs[1]->dataCount() - 1)->value, 0.0);
    }

    void manyThatWaitStretchTheScaleSoThatFewInFlightAreStillSeen()
    {
        ChartsView view;
        fill(view, 3, 5000);
        const QCPAxisRect *chart = chartAt(view, 4 * 3);
        const QCPAxis *values = chart->axis(QCPAxis::atLeft);
        QVERIFY(says(view, QStringLiteral("dotted: queued\nevents, log scale")));
        QVERIFY(values->range().contains(stretched(5000)));
        QVERIFY(values->coordToPixel(0) - values->coordToPixel(stretched(4)) > chart->height() / 10.0);
    }

    void whereThePointerIsTheCountsAreToldInNumbers()
    {
        ChartsView view;
        fill(view, 3);
        const QRect place = view.scene().places().cells[4 * 3 + 1].plot;
        // Entry 1's median run takes 371 ms; task i ends at (i + 1)/24 of it, 20 ms after its start. At 198.5 ms 14 have started (the last
        // at 196.4 ms) and 12 have ended (the next at 201.0 ms).
        const double t = 0.1985;
        const int x = qRound(chartAt(view, 4 * 3 + 1)->axis(QCPAxis::atBottom)->coordToPixel(t));
        const QString text = view.readOut(QPoint(x, place.center().y()));
        QVERIFY2(text.contains(QStringLiteral("Thread per task: 2 in flight, 10 queued")), qPrintable(text));
        QCOMPARE(text.count(u'\n'), 1);
        QVERIFY(view.readOut(view.scene().places().cells[0].plot.center()).isEmpty());
        view.setChartLayout(ChartLayout::Overlay);
        view.plot()->replot(QCustomPlot::rpImmediateRefresh);
        const QPoint inOverlay = view.scene().places().cells[4].plot.center();
        QCOMPARE(view.readOut(inOverlay).count(u'\n'), 3);
    }

    void theCursorIsShared()
    {
        ChartsView view;
        fill(view, 3);
        ViewState state;
        view.setViewState(&state);
        const QRect place = view.scene().places().cells[0].plot;
        QTest::mouseMove(view.plot(), place.center());
        QVERIFY(state.cursor().has_value());
        QVERIFY(std::abs(*state.cursor() - view.scene().span() / 2) < 0.02);
    }

    void theWheelZoomsAtThePointerInAllCharts()
    {
        ChartsView view;
        fill(view, 3);
        const QPoint at = view.scene().places().cells[0].plot.center();
        const double before = *view.scene().timeAt(at);
        QWheelEvent wheel(at, view.plot()->mapToGlobal(at), {}, QPoint(0, 240), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.plot(), &wheel);
        const auto [from, to] = view.scene().timeRange();
        QVERIFY(to - from < view.scene().span() * 0.7);
        QVERIFY(std::abs(*view.scene().timeAt(at) - before) < 1e-6);
        for (const QCPAxisRect *rect : view.plot()->axisRects())
            QCOMPARE(rect->axis(QCPAxis::atBottom)->range(), QCPRange(from, to));
        const QRect chart = view.scene().places().cells.back().plot; // the last has the time axis below it
        QTest::mouseDClick(view.plot(), Qt::LeftButton, {}, QPoint(chart.center().x(), chart.bottom() + 6));
        QCOMPARE(view.scene().timeRange(), std::pair(0.0, view.scene().span()));
    }

    void picturesAreFilledAndAsLargeAsAsked()
    {
        for (const std::size_t entries : {std::size_t{3}, std::size_t{7}}) {
            ChartsView view;
            fill(view, entries);
            for (const Metric metric : kMetrics) {
                const QImage image = view.renderChart(metric, QSize(640, 360), Theme::light(), 2);
                QCOMPARE(image.size(), QSize(1280, 720));
                QVERIFY(coloursIn(image) > 20);
                QCOMPARE(image.pixelColor(1279, 0), Theme::light().plot);
                // curves reach the right half of the picture's pixels too: it was not drawn at half size
                QVERIFY(coloursIn(image.copy(640, 0, 640, 720)) > 8);
                QVERIFY(coloursIn(image.copy(0, 360, 1280, 360)) > 8);
            }
        }
    }

    void withoutDataThereIsNoPicture()
    {
        ChartsView view;
        view.setExperiment(samples::plan(), samples::catalogue());
        QVERIFY(view.renderChart(Metric::Cpu, QSize(640, 360), Theme::light()).isNull());
    }

    void aNewExperimentForgetsTheOld()
    {
        ChartsView view;
        fill(view, 3);
        view.setExperiment(samples::plan(2), samples::catalogue());
        QVERIFY(!view.hasData());
        QCOMPARE(view.pointCount(), std::size_t{0});
    }

    void theChartsCanBeReadWithoutSeeingThem()
    {
        ChartsView view;
        fill(view, 3);
        QVERIFY(!view.accessibleName().isEmpty());
        QVERIFY(view.plot()->accessibleDescription().contains(QStringLiteral("TBB thread pool workers=4")));
        QVERIFY2(view.summary().contains(QStringLiteral("up to 2.00 tasks in flight and 24.0 queued")), qPrintable(view.summary()));
    }

    void layoutActionsFollowTheLayout()
    {
        ChartsView view;
        fill(view, 3);
        QSignalSpy changed(&view, &ChartsView::chartLayoutChanged);
        view.layoutActions().at(1)->trigger();
        QCOMPARE(view.chartLayout(), ChartLayout::Overlay);
        QCOMPARE(changed.count(), 1);
    }

    void tickWithoutARunHasNothingNew()
    {
        ChartsView view;
        fill(view, 3);
        QVERIFY(!view.tick());
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
