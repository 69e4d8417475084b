// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/charts/samples.h"
#include "widgets/results/results_table.h"

#include <QApplication>
#include <QClipboard>
#include <QtTest>

using namespace interleave;
using namespace interleave::widgets;

namespace {

QString cell(const ResultsTable &table, int row, int column) { return table.resultsModel()->index(row, column).data().toString(); }

} // namespace

class TestResults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }

    void rowsStandByMedianMakespan()
    {
        const auto record = samples::experiment(3);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(table.resultsModel()->rowCount(), 3);
        QCOMPARE(cell(table, 0, ResultsModel::Name), QStringLiteral("TBB thread pool workers=4"));
        QCOMPARE(cell(table, 0, ResultsModel::Makespan), QStringLiteral("341 ms"));
        QCOMPARE(cell(table, 2, ResultsModel::Name), QStringLiteral("Sequential"));
        QCOMPARE(cell(table, 2, ResultsModel::Runs), QStringLiteral("3"));
        QCOMPARE(cell(table, 2, ResultsModel::Failed), QStringLiteral("0"));
    }

    void rowsFillAsRunsFinish()
    {
        const plan::Plan plan = samples::plan(3);
        ResultsTable table;
        table.setExperiment(plan, samples::catalogue());
        QCOMPARE(table.resultsModel()->rowCount(), 3);
        QCOMPARE(cell(table, 0, ResultsModel::Makespan), QStringLiteral("–"));
        table.runFinished(samples::run(plan, 2, 340));
        QCOMPARE(cell(table, 0, ResultsModel::Makespan), QStringLiteral("340 ms"));
        QCOMPARE(table.resultsModel()->entryAt(0), std::optional<quint32>(2));
        QCOMPARE(cell(table, 1, ResultsModel::Makespan), QStringLiteral("–"));
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

    void aPercentileThatTheTasksDoNotAllowIsADash()
    {
        const auto record = samples::experiment(2, 6);
        ResultsTable table;
        table.setExperiment(record->plan, samples::catalogue());
        table.setRecord(record);
        QCOMPARE(cell(table, 0, ResultsModel::LatencyP99), QStringLiteral("–"));
        QVERIFY(!table.resultsModel()->index(0, ResultsModel::LatencyP99).data(Qt::ToolTipRole).toString().isEmpty());
    }

    void theSelectionIsTheSharedEntryAndStaysWithIt()
    {
        const plan::Plan plan = samples::plan(3);
        ResultsTable table;
        ViewState state;
        table.setViewState(&state);
        table.setExperiment(plan, samples::catalogue());
        table.runFinished(samples::run(plan, 0, 840));
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
        QCOMPARE(lines[0].split(u'\t').size(), qsizetype{ResultsModel::ColumnCount});
        QVERIFY(lines[1].startsWith(QStringLiteral("Thread per task\t371 ms\t")));
    }
};

QTEST_MAIN(TestResults)
#include "tst_results.moc"
