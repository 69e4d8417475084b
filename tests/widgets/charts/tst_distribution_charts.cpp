// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/charts/samples.h"
#include "widgets/distributions/distribution_page.h"
#include "widgets/distributions/distribution_picture.h"
#include "widgets/distributions/plot_geometry.h"

#include <QApplication>
#include <QClipboard>
#include <QSet>
#include <QtTest>

using namespace interleave;
using namespace interleave::widgets;

namespace {

DistributionSource source(std::size_t entries, const Theme &theme = Theme::light(), int tasks = 40)
{
    auto record = std::make_shared<record::ExperimentRecord>(*samples::experiment(entries, tasks));
    return sourceOf(record->plan, samples::catalogue(), theme, std::make_shared<const DistributionData>(distributionsOf(*record)));
}

int colours(const QImage &image)
{
    QSet<QRgb> found;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            found.insert(image.pixel(x, y));
    }
    return static_cast<int>(found.size());
}

} // namespace

class TestDistributions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }

    void eachNineIsAsWideAsTheOneBefore()
    {
        QCOMPARE(ninesOf(0), 0.0);
        QVERIFY(qFuzzyCompare(ninesOf(0.9), 1.0));
        QVERIFY(qFuzzyCompare(ninesOf(0.99), 2.0));
        QVERIFY(qFuzzyCompare(ninesOf(0.999), 3.0));
    }

    void aScalePutsValuesOnPixels()
    {
        const Scale linear{0, 10, false, 100, 200};
        QCOMPARE(linear.at(0), 100.0);
        QCOMPARE(linear.at(5), 150.0);
        QCOMPARE(linear.at(99), 200.0);
        const Scale decades{1, 100, true, 0, 200};
        QVERIFY(qFuzzyCompare(decades.at(10), 100.0));
        QCOMPARE(decades.at(0), 0.0);
    }

    void ticksAreRoundNumbers()
    {
        QCOMPARE(ticksOf({0, 10, false, 0, 1}, 5), std::vector<double>({0, 2, 4, 6, 8, 10}));
        const auto few = ticksOf({1, 100, true, 0, 1}, 12);
        QCOMPARE(few, std::vector<double>({1, 2, 5, 10, 20, 50, 100}));
        QCOMPARE(ticksOf({1, 1e6, true, 0, 1}, 7).size(), std::size_t{7});
    }

    void aLogRangeLeavesOutWhatHasNoLogarithm()
    {
        QVERIFY(!logRange({0, -1}));
        const auto range = logRange({0, 10, 1000});
        QVERIFY(range->first < 10 && range->first > 5);
        QVERIFY(range->second > 1000);
    }

    void aSplitBarIsAsLongAsTheLatencyAndItsPiecesTouch()
    {
        analysis::TimeSplit split;
        split.latency = 100;
        split.queued = 40;
        split.onCpu = 20;
        split.blocked = 25;
        split.causes = {{trace::BlockCause::Sleep, 20}, {trace::BlockCause::Lock, 5}};
        split.rest = 15;
        const auto pieces = splitPieces(split, QRectF(10, 0, 200, 18), {0, 200, false, 10, 210});
        QCOMPARE(pieces.size(), std::size_t{5}); // runnable was not to be had and is no piece of 0
        QCOMPARE(pieces[0].rect, QRectF(10, 0, 40, 18));
        QCOMPARE(pieces[1].rect, QRectF(50, 0, 20, 18));
        QVERIFY(pieces[2].cause == trace::BlockCause::Sleep);
        QVERIFY(pieces.back().part == SplitPart::NotAvailable);
        QCOMPARE(pieces.back().rect.right(), 110.0);
    }

    void histogramsOfDifferentSizesAreComparedInPercent()
    {
        analysis::CommonHistogram bins{{1, 10, 100}, {{1, 3}, {50, 0}}, {0, 50}, {4, 100}};
        const auto first = histogramOutline(bins, 0);
        QCOMPARE(first.front(), QPointF(1, 0));
        QCOMPARE(first[1], QPointF(1, 25));
        QCOMPARE(first[2], QPointF(10, 25));
        QCOMPARE(first[4], QPointF(100, 75));
        QCOMPARE(first.back(), QPointF(100, 0));
        QCOMPARE(histogramOutline(bins, 1)[1], QPointF(1, 50));
        QVERIFY(histogramOutline(bins, 7).empty());
    }

    void rowsStandBesideTheirLabelsAndDoNotOverlap()
    {
        const RowGeometry g = rowGeometry({QSize(400, 200), 6, 100, 14, 20, 30, 6, 18});
        QCOMPARE(g.bars.size(), std::size_t{6});
        for (std::size_t i = 0; i < g.bars.size(); ++i) {
            QVERIFY(g.labels[i].right() < g.bars[i].left());
            QVERIFY(g.plot.contains(g.bars[i]));
            QVERIFY(i == 0 || !g.bars[i].intersects(g.bars[i - 1]));
        }
        QVERIFY(g.plot.top() >= 26);
    }

    void legendsWrapIntoColumnsAndLines()
    {
        QCOMPARE(legendColumns(70, 5, 14), 1);
        QCOMPARE(legendColumns(69, 5, 14), 2);
        const auto places = legendPlaces(QRect(10, 0, 200, 28), 3, 14, 100);
        QCOMPARE(places[2], QRect(110, 0, 100, 14));
        const auto flow = flowPlaces({60, 60, 60}, 130, 16, 10);
        QCOMPARE(flow[1], QRect(70, 0, 60, 16));
        QCOMPARE(flow[2], QRect(0, 16, 60, 16));
    }

    void everyChartIsDrawnInBothThemesAndSaidInWords()
    {
        for (const Theme &theme : {Theme::light(), Theme::dark()}) {
            const DistributionSource drawn = source(7, theme);
            for (const DistributionChart chart : kDistributionCharts) {
                QVERIFY(drawn.has(chart));
                const QImage image = renderDistribution(chart, drawn, {900, 420}, theme, 2, true);
                QCOMPARE(image.size(), QSize(1800, 840));
                QVERIFY2(colours(image) > 20, qPrintable(distributionKey(chart)));
                if (const QString folder = qEnvironmentVariable("DISTRIBUTION_PICTURES"); !folder.isEmpty())
                    image.save(folder + u'/' + distributionKey(chart) + (theme.isDark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png")));
                QCOMPARE(distributionTable(chart, drawn).count(u'\n'), qsizetype{8});
                QVERIFY(distributionText(chart, drawn).contains(QStringLiteral("Sequential: ")));
            }
        }
    }

    void withoutARunNothingIsDrawn()
    {
        record::ExperimentRecord empty;
        empty.plan = samples::plan(3);
        const auto none = sourceOf(empty.plan, samples::catalogue(), Theme::light(), std::make_shared<const DistributionData>(distributionsOf(empty)));
        for (const DistributionChart chart : kDistributionCharts) {
            QVERIFY(!none.has(chart));
            QVERIFY(renderDistribution(chart, none, {900, 420}, Theme::light(), 1, true).isNull());
        }
    }

    void aPageShowsOneOfItsChartsOrItsNumbers()
    {
        DistributionPage page({DistributionChart::Ecdf, DistributionChart::Box});
        page.resize(600, 200);
        page.setSource(source(3));
        page.choose(DistributionChart::Box);
        QCOMPARE(page.canvas()->accessibleName(), distributionTitle(DistributionChart::Box));
        QVERIFY(page.canvas()->accessibleDescription().contains(QStringLiteral("Thread per task")));
        QTest::keySequence(page.canvas(), QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Concurrency model\ttasks\t")));
    }
};

QTEST_MAIN(TestDistributions)
#include "tst_distribution_charts.moc"
