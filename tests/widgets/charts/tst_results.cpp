// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/charts/samples.h"
#include "widgets/results/finding_bar.h"
#include "widgets/results/results_pane.h"

#include <QApplication>
#include <QClipboard>
#include <QtTest>

using namespace interleave;
using namespace interleave::widgets;

namespace {

QString cell(const ResultsTable &table, int row, int column) { return table.resultsModel()->index(row, column).data().toString(); }

/// Sequential 840 ms, the others 370 ms, 340 ms, …, one more each round.
std::shared_ptr<const record::ExperimentRecord> rounds(std::size_t entries, int count)
{
    auto e = std::make_shared<record::ExperimentRecord>();
    e->plan = samples::plan(entries);
    for (int round = 0; round < count; ++round) {
        for (std::uint32_t i = 0; i < entries; ++i)
            e->runs.push_back(samples::run(e->plan, i, i == 0 ? 840.0 + round : 400.0 - 30.0 * i + round, 24, round));
    }
    return e;
}

} // namespace

class TestResults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }

    void withTooFewRoundsThereAreNumbersAndNoPlaces()
    {
        const auto record = samples::experiment(3);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(table.resultsModel()->rowCount(), 3);
        const int row = table.resultsModel()->rowOf(2);
        QCOMPARE(cell(table, row, ResultsModel::Rank), QStringLiteral("–"));
        QVERIFY2(cell(table, row, ResultsModel::Verdict).startsWith(QStringLiteral("Too few rounds (needs ")), qPrintable(cell(table, row, ResultsModel::Verdict)));
        QCOMPARE(cell(table, row, ResultsModel::Name), QStringLiteral("TBB thread pool workers=4"));
        QCOMPARE(cell(table, row, ResultsModel::Makespan), QStringLiteral("341 ms"));
        QCOMPARE(cell(table, table.resultsModel()->rowOf(0), ResultsModel::Runs), QStringLiteral("3"));
        QCOMPARE(cell(table, table.resultsModel()->rowOf(0), ResultsModel::Failed), QStringLiteral("0"));
    }

    void enoughRoundsGiveRanksVerdictsAndSpeedups()
    {
        const auto record = rounds(3, 10);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(cell(table, 0, ResultsModel::Name), QStringLiteral("TBB thread pool workers=4"));
        QCOMPARE(cell(table, 0, ResultsModel::Rank), QStringLiteral("1"));
        QCOMPARE(cell(table, 0, ResultsModel::Verdict), QStringLiteral("Best"));
        QCOMPARE(cell(table, 1, ResultsModel::Verdict), QStringLiteral("Slower"));
        QCOMPARE(cell(table, 2, ResultsModel::Speedup), QStringLiteral("1.00×"));
        QVERIFY(table.resultsModel()->index(1, ResultsModel::Verdict).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Rounds compared: 10")));
        QVERIFY(cell(table, 0, ResultsModel::Range).contains(QStringLiteral(" – ")));
    }

    void entriesThatCannotBeToldApartShareARank()
    {
        auto record = std::make_shared<record::ExperimentRecord>();
        record->plan = samples::plan(3);
        for (int round = 0; round < 10; ++round) {
            for (std::uint32_t i = 0; i < 3; ++i)
                record->runs.push_back(samples::run(record->plan, i, i == 0 ? 800 : 400 + ((round + static_cast<int>(i)) % 2) * 20, 24, round));
        }
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(cell(table, 0, ResultsModel::Rank), QStringLiteral("1–2 (tie)"));
        QCOMPARE(cell(table, 1, ResultsModel::Rank), QStringLiteral("1–2 (tie)"));
        QCOMPARE(cell(table, 1, ResultsModel::Verdict), QStringLiteral("Tie"));
        QCOMPARE(cell(table, 2, ResultsModel::Rank), QStringLiteral("3"));
    }

    void relativeModeSetsTheFastestToOne()
    {
        const auto record = rounds(3, 10);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        table.setRelative(true);
        QCOMPARE(cell(table, 0, ResultsModel::Makespan), QStringLiteral("1.00×"));
        QVERIFY(cell(table, 2, ResultsModel::Makespan).startsWith(QStringLiteral("2.4")));
        QCOMPARE(cell(table, 2, ResultsModel::Runs), QStringLiteral("10"));
    }

    void aHeadingSortsAndRowsWithoutAValueStayLast()
    {
        const plan::Plan plan = samples::plan(3);
        ResultsTable table;
        table.setExperiment(plan, samples::catalogue());
        table.runFinished(samples::run(plan, 0, 840));
        table.runFinished(samples::run(plan, 2, 340));
        table.resultsModel()->sortBy(ResultsModel::Makespan, Qt::AscendingOrder, false);
        QCOMPARE(table.resultsModel()->entryAt(0), std::optional<quint32>(2));
        QCOMPARE(table.resultsModel()->entryAt(2), std::optional<quint32>(1));
        table.resultsModel()->sortBy(ResultsModel::Makespan, Qt::DescendingOrder, false);
        QCOMPARE(table.resultsModel()->entryAt(0), std::optional<quint32>(0));
        QCOMPARE(table.resultsModel()->entryAt(2), std::optional<quint32>(1));
    }

    void anotherGoalHasAColumnOfItsOwn()
    {
        const auto record = rounds(3, 10);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QVERIFY(table.isColumnHidden(ResultsModel::Figure));
        table.setGoal(analysis::Goal::Memory);
        QVERIFY(!table.isColumnHidden(ResultsModel::Figure));
        QCOMPARE(table.resultsModel()->entryAt(0), std::optional<quint32>(0)); // has the least by 9 MiB
        QVERIFY(cell(table, 0, ResultsModel::Figure).endsWith(QStringLiteral(" MiB")));
    }

    void chosenColumnsAreKept()
    {
        ResultsTable table;
        table.setColumnShown(ResultsModel::Switches, true);
        table.setColumnShown(ResultsModel::Cpu, false);
        ResultsTable again;
        again.restoreColumns(table.saveColumns());
        QVERIFY(!again.isColumnHidden(ResultsModel::Switches));
        QVERIFY(again.isColumnHidden(ResultsModel::Cpu));
        again.restoreColumns("of another version");
        QVERIFY(again.isColumnHidden(ResultsModel::Switches));
        QVERIFY(!again.isColumnHidden(ResultsModel::Cpu));
    }

    void rowsFillAsRunsFinish()
    {
        const plan::Plan plan = samples::plan(3);
        ResultsTable table;
        table.setExperiment(plan, samples::catalogue());
        QCOMPARE(table.resultsModel()->rowCount(), 3);
        QCOMPARE(cell(table, 0, ResultsModel::Makespan), QStringLiteral("–"));
        table.runFinished(samples::run(plan, 2, 340));
        QCOMPARE(cell(table, table.resultsModel()->rowOf(2), ResultsModel::Makespan), QStringLiteral("340 ms"));
        QCOMPARE(cell(table, table.resultsModel()->rowOf(1), ResultsModel::Makespan), QStringLiteral("–"));
    }

    void warmUpRunsDoNotCount()
    {
        const plan::Plan plan = samples::plan(2);
        ResultsTable table;
        table.setExperiment(plan, samples::catalogue());
        auto warmup = std::make_shared<record::RunRecord>(*samples::run(plan, 1, 100));
        warmup->key.warmup = true;
        table.runFinished(warmup);
        QCOMPARE(cell(table, 0, ResultsModel::Runs), QStringLiteral("0"));
    }

    void whereTheTasksAreTooFewForAPercentileTheLargestIsSaid()
    {
        const auto record = samples::experiment(2, 6);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        const int row = table.resultsModel()->rowOf(1);
        QCOMPARE(cell(table, row, ResultsModel::LatencyP99), QStringLiteral("max 371 ms"));
        QVERIFY(table.resultsModel()->index(row, ResultsModel::LatencyP99).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Largest of 6 tasks")));
    }

    void theSelectionIsTheSharedEntryAndStaysWithIt()
    {
        const plan::Plan plan = samples::plan(3);
        ResultsTable table;
        ViewState state;
        table.setViewState(&state);
        table.setExperiment(plan, samples::catalogue());
        table.runFinished(samples::run(plan, 0, 840));
        table.resultsModel()->sortBy(ResultsModel::Makespan, Qt::AscendingOrder, false);
        table.selectRow(0);
        QCOMPARE(state.entry(), std::optional<quint32>(0));
        table.runFinished(samples::run(plan, 1, 300)); // stands before it now
        QCOMPARE(table.currentIndex().row(), 1);
        QCOMPARE(state.entry(), std::optional<quint32>(0));
        state.setEntry(1);
        QCOMPARE(table.currentIndex().row(), 0);
    }

    void copyGivesTabSeparatedText()
    {
        const auto record = samples::experiment(2);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QTest::keySequence(&table, QKeySequence::Copy);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), qsizetype{3});
        QVERIFY(lines[0].startsWith(QStringLiteral("Rank\tConcurrency model\tVerdict\tMakespan median\t")));
        QVERIFY2(lines[2].contains(QStringLiteral("\tThread per task\t")) && lines[2].contains(QStringLiteral("\t371 ms\t")), qPrintable(lines[2]));
    }

    void markdownAlignsNumbersAndNamesTheMachineAndCsvIsGuarded()
    {
        auto record = std::make_shared<record::ExperimentRecord>(*samples::experiment(2));
        record->plan.executors[1].label = "=1+1|x,y";
        record->environment.cpuModel = "Test CPU";
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        table.copy(CopyFormat::Markdown);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines[1].startsWith(QStringLiteral("| ---: | :--- | :--- | ---: |")));
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("=1+1\\|x,y")));
        QVERIFY(lines.back().contains(QStringLiteral("Test CPU")));
        table.copy(CopyFormat::Csv);
        QVERIFY2(QApplication::clipboard()->text().contains(QStringLiteral("\"'=1+1|x,y\"")), qPrintable(QApplication::clipboard()->text()));
    }

    void aRowAsCommandNamesEntryAndParameters()
    {
        const auto record = samples::experiment(3);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(table.resultsModel()->commandOf(table.resultsModel()->rowOf(2)),
                 QStringLiteral("interleave run plan.json --executor thread-pool:workers=4 --repetitions 3 --warmup 1 --seed 1"));
    }

    void aFailedCheckMarksItsRowAndIsSaidBesideTheFinding()
    {
        auto record = std::make_shared<record::ExperimentRecord>(*rounds(3, 6));
        ResultsPane pane;
        pane.table()->setExperiment(record->plan, samples::catalogue());
        pane.table()->setRecord(record);
        const auto *model = pane.table()->resultsModel();
        const auto before = pane.finding()->checks()->toolTip();
        QVERIFY(!before.contains(QStringLiteral("lost")));
        const int row = model->rowOf(2);
        QVERIFY(!model->index(row, ResultsModel::Name).data(Qt::ToolTipRole).toString().contains(QStringLiteral("7 of 17 detail events")));
        for (auto &run : record->runs) {
            if (run->key.entry.value != 2)
                continue;
            auto changed = std::make_shared<record::RunRecord>(*run);
            changed->eventsRecorded = 10;
            changed->eventsDropped = 7;
            run = changed;
        }
        pane.table()->setRecord(record);
        QVERIFY(!pane.finding()->checks()->isHidden());
        QVERIFY2(pane.finding()->checks()->text().startsWith(QStringLiteral("Checks failed: ")), qPrintable(pane.finding()->checks()->text()));
        const QModelIndex name = model->index(model->rowOf(2), ResultsModel::Name);
        const QString tip = name.data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(QStringLiteral("Check failed: in 6 runs, one of them: ")) && tip.contains(u'7'), qPrintable(tip));
        QVERIFY(pane.finding()->checks()->toolTip().contains(tip.section(u'\n', 1, 1)));
        QCOMPARE(name.data(Qt::ForegroundRole).value<QBrush>().color(), Theme::light().warning);
        QVERIFY(!name.data(Qt::AccessibleDescriptionRole).toString().isEmpty());
        QVERIFY(model->index(model->rowOf(2), ResultsModel::Verdict).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Check failed: ")));
    }

    void theFindingIsOneSentenceWithItsCaveatAndTheNoiseBesideIt()
    {
        ResultsPane pane;
        const auto record = rounds(3, 10);
        pane.table()->setExperiment(record->plan, samples::catalogue());
        QVERIFY(pane.finding()->noise()->isHidden());
        pane.table()->runFinished(record->runs.front());
        QVERIFY2(pane.finding()->text().startsWith(QStringLiteral("Rounds are still running.")), "a place may still change");
        pane.table()->setRecord(record);
        QVERIFY2(pane.finding()->text().startsWith(QStringLiteral("TBB thread pool workers=4 finishes first: Thread per task, the runner-up,")), qPrintable(pane.finding()->text()));
        QVERIFY(pane.finding()->text().contains(QStringLiteral("10 rounds")));
        QVERIFY(!pane.finding()->noise()->isHidden());
        QVERIFY(!pane.finding()->noise()->text().isEmpty());
        pane.setGoal(analysis::Goal::Memory);
        QVERIFY2(pane.finding()->text().startsWith(QStringLiteral("Sequential needs the least memory")), qPrintable(pane.finding()->text()));
    }
};

QTEST_MAIN(TestResults)
#include "tst_results.moc"
