// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curves.h"
#include "widgets/charts/geometry.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace interleave;
using namespace interleave::widgets;

namespace {

QList<QRect> everything(const Geometry &g)
{
    QList<QRect> all;
    for (const auto &cell : g.cells)
        all << cell.plot;
    for (const QRect &title : g.metricTitles)
        all << title;
    for (const QRect &title : g.columnTitles)
        all << title;
    return all;
}

void checkApart(const GeometryInput &in)
{
    const Geometry g = geometry(in);
    const QList<QRect> all = everything(g);
    for (qsizetype i = 0; i < all.size(); ++i) {
        QVERIFY2(QRect(QPoint(0, 0), in.size).contains(all[i]), "inside the picture");
        QVERIFY2(all[i].height() >= 10 && all[i].width() >= 20, "large enough");
        for (qsizetype j = i + 1; j < all.size(); ++j)
            QVERIFY2(!all[i].intersects(all[j]), qPrintable(QStringLiteral("%1 and %2").arg(i).arg(j)));
    }
}

} // namespace

class TestChartGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void multiplesNeverOverlap()
    {
        for (const QSize size : {QSize(640, 300), QSize(880, 330), QSize(1500, 560)}) {
            for (int columns = 1; columns <= 6; ++columns) {
                GeometryInput in;
                in.size = size;
                in.columns = columns;
                in.columnTitle = 30;
                checkApart(in);
            }
        }
    }

    void overlayNeverOverlaps()
    {
        for (const QSize size : {QSize(640, 300), QSize(880, 330), QSize(1000, 700)}) {
            GeometryInput in;
            in.layout = ChartLayout::Overlay;
            in.size = size;
            in.heading = 34;
            in.chartTitle = 26;
            checkApart(in);
        }
    }

    void columnsOfMultiplesAreEquallyWide()
    {
        GeometryInput in;
        in.size = QSize(881, 333);
        in.columns = 6;
        in.columnTitle = 30;
        const Geometry g = geometry(in);
        QCOMPARE(g.cells.size(), std::size_t{30});
        for (const auto &cell : g.cells)
            QVERIFY(std::abs(cell.plot.width() - g.cells[0].plot.width()) <= 1);
        QVERIFY(g.cells[0].yLabels && !g.cells[1].yLabels);
        QVERIFY(!g.cells[0].xLabels && g.cells[29].xLabels);
    }

    void overlayOfFiveChartsFillsBothRows()
    {
        GeometryInput in;
        in.layout = ChartLayout::Overlay;
        in.size = QSize(900, 600);
        in.chartTitle = 26;
        const Geometry g = geometry(in);
        QCOMPARE(g.cells.size(), std::size_t{5});
        QCOMPARE(g.cells[0].plot.top(), g.cells[1].plot.top());
        QVERIFY(g.cells[2].plot.top() > g.cells[1].plot.bottom());
        QCOMPARE(g.cells[2].plot.top(), g.cells[4].plot.top());
        QCOMPARE(g.cells[1].plot.right(), g.cells[4].plot.right());
        QVERIFY(g.cells[0].plot.width() > g.cells[2].plot.width());
    }

    void linearScalesStartAtZeroAndHoldTheHighest()
    {
        for (const double high : {0.3, 7.0, 99.0, 100.0, 183.0, 12'345.0}) {
            const auto [low, top] = niceScale(Metric::Cpu, 0, high);
            QCOMPARE(low, 0.0);
            QVERIFY(top > high);
        }
    }

    void latencyScaleHoldsWholeDecades()
    {
        const auto [low, top] = niceScale(Metric::Latency, 23, 340);
        QVERIFY(low < 10 && low > 1);
        QVERIFY(top > 1000 && top < 10'000);
    }

    void gapsDoNotCountAsExtremes()
    {
        analysis::RunSeries series;
        series.cpu = {{0, std::numeric_limits<double>::quiet_NaN()}, {0.02, 50}, {0.04, 120}};
        const auto found = extremes(series, Metric::Cpu);
        QVERIFY(found);
        QCOMPARE(found->first, 50.0);
        QCOMPARE(found->second, 120.0);
        QVERIFY(!extremes(series, Metric::Latency));
    }

    void countsHoldUntilTheyChangeAndToTheEnd()
    {
        analysis::RunSeries series;
        series.span = 1;
        series.inFlight = {{0.1, 1}, {0.2, 2}, {0.6, 1}};
        series.queued = {{0.1, 3}, {1, 0}};
        const Curve curve = curveOf(series, Metric::InFlight);
        QCOMPARE(curve.keys, (QVector<double>{0.1, 0.2, 0.6, 1}));
        QCOMPARE(curve.values, (QVector<double>{1, 2, 1, 1}));
        QCOMPARE(queuedOf(series).values, (QVector<double>{3, 0}));
        QCOMPARE(countAt(series.inFlight, 0.05), 0.0);
        QCOMPARE(countAt(series.inFlight, 0.2), 2.0);
        QCOMPARE(countAt(series.inFlight, 0.59), 2.0);
        QCOMPARE(countAt(series.inFlight, 7), 1.0);
        QCOMPARE(countAt({}, 7), 0.0);
    }

    void aStretchedScaleKeepsZeroAndDecades()
    {
        QCOMPARE(stretched(0), 0.0);
        QCOMPARE(stretched(9), 1.0);
        QCOMPARE(stretched(999'999), 6.0);
        for (const double count : {0.0, 1.0, 4.0, 50.0, 1e6})
            QVERIFY(std::abs(unstretched(stretched(count)) - count) < 1e-6 * (1 + count));
    }

    void fewTasksMakeFewThroughputWindows()
    {
        analysis::RunSeries series;
        for (int i = 0; i < 50; ++i)
            series.throughput.push_back({i + 0.5, i % 2 == 0 ? 10.0 : 0.0});
        series.latency.resize(25);
        QCOMPARE(windowsAsOne(series), 4);
        const Curve curve = throughputOf(series, 5);
        QCOMPARE(curve.keys.size(), qsizetype{10});
        QCOMPARE(curve.keys[0], 2.5);
        QCOMPARE(curve.values[0], 6.0);
        series.latency.resize(1000);
        QCOMPARE(windowsAsOne(series), 1);
    }

    void fewTasksAreAPointEachInOrderOfTime()
    {
        analysis::RunSeries series;
        series.span = 1;
        series.latency = {{0.5, 50, 1}, {0.25, 25, 0}};
        const LatencyCurves curves = latencyOf(series);
        QVERIFY(!curves.binned);
        QCOMPARE(curves.points.keys, (QVector<double>{0.25, 0.5}));
        QCOMPARE(curves.points.values, (QVector<double>{25, 50}));
    }

    void manyTasksBecomePercentilesOfBins()
    {
        analysis::RunSeries series;
        series.span = 1;
        for (std::uint32_t i = 0; i < 10'100; ++i)
            series.latency.push_back({(i / 101 + 0.5) / 100.0, static_cast<double>(i % 101), i});
        const LatencyCurves curves = latencyOf(series);
        QVERIFY(curves.binned);
        QCOMPARE(curves.p50.keys.size(), qsizetype{100});
        QCOMPARE(curves.p50.values[0], 50.0);
        QCOMPARE(curves.p95.values[99], 95.0);
    }
};

QTEST_GUILESS_MAIN(TestChartGeometry)
#include "tst_chart_geometry.moc"
