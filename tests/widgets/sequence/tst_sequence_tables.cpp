// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sequence/traces.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_tables.h"
#include "widgets/sequence/sequence_view.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTableView>
#include <QTest>

using namespace interleave;
using namespace interleave::widgets;

namespace {

/// Two lanes; a message of 5 ns at 0, 10, 20, … and one from 0 to 1000.
std::shared_ptr<analysis::Interactions> story(std::uint32_t messages)
{
    auto all = std::make_shared<analysis::Interactions>();
    all->lifelines.resize(2);
    all->lifelines[0].name = "main";
    all->lifelines[1].name = "worker";
    all->lifelines[1].pid = 7;
    all->messages.push_back({0, 1, 0, 1000, analysis::MessageKind::Spawn, base::kNoTask.value, 0});
    for (std::uint32_t i = 0; i < messages; ++i)
        all->messages.push_back({0, 1, 10 * static_cast<std::int64_t>(i), 10 * static_cast<std::int64_t>(i) + 5, analysis::MessageKind::HandOff, i, 0});
    all->activations.push_back({1, 0, 50, analysis::LaneState::Running, 0, 0});
    all->activations.push_back({1, 50, 100, analysis::LaneState::Io, 0, 0});
    all->end = 10 * static_cast<std::int64_t>(messages);
    return all;
}

QString cell(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class TestSequenceTables : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStretchHasItsMessagesAndThoseStillUnderWay();
    void busyIsTheShareOfTheStretch();
    void theModelsAreSound();
    void aMillionMessagesTakeNoTime();
    void whatIsInViewIsFollowed();
    void enterOnAMessageSelectsItsTask();
    void withoutARunItSaysSo();
};

void TestSequenceTables::theStretchHasItsMessagesAndThoseStillUnderWay()
{
    const auto content = std::make_shared<const SequenceContent>(contentOf(story(20), 42, 72));
    // sent at 50, 60, 70; the one of 40 came at 45, the long one is still under way
    QCOMPARE(content->messages(), std::size_t{5});
    MessageTable table;
    table.setContent(content);
    QCOMPARE(table.messageAt(0).received, 1000);
    QCOMPARE(cell(table, 0, MessageTable::Task), QString());
    QCOMPARE(cell(table, 1, MessageTable::Task), QStringLiteral("4"));
    QCOMPARE(cell(table, 4, MessageTable::Task), QStringLiteral("7"));
    QCOMPARE(cell(table, 4, MessageTable::From), QStringLiteral("main"));
    QCOMPARE(cell(table, 4, MessageTable::To), QStringLiteral("worker"));
    QVERIFY(cell(table, 4, MessageTable::Duration).contains(QStringLiteral("5")));
    QVERIFY(cell(table, 0, MessageTable::Kind) != cell(table, 1, MessageTable::Kind));
}

void TestSequenceTables::busyIsTheShareOfTheStretch()
{
    // Runs until 50: 25 of the 50 from 25 to 75.
    const SequenceContent content = contentOf(story(20), 25, 75);
    QCOMPARE(content.busy, (std::vector<double>{0, 0.5}));
    LaneTable table;
    table.setContent(std::make_shared<const SequenceContent>(content));
    QVERIFY2(cell(table, 1, LaneTable::Busy).startsWith(QStringLiteral("50")), qPrintable(cell(table, 1, LaneTable::Busy)));
    QCOMPARE(cell(table, 1, LaneTable::Process), QStringLiteral("7"));
    QCOMPARE(cell(table, 0, LaneTable::Process), QString());
}

void TestSequenceTables::theModelsAreSound()
{
    MessageTable messages;
    LaneTable lanes;
    QAbstractItemModelTester one(&messages, QAbstractItemModelTester::FailureReportingMode::QtTest), two(&lanes, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto content = std::make_shared<const SequenceContent>(contentOf(story(20), 0, 200));
    messages.setContent(content);
    lanes.setContent(content);
    messages.setContent(nullptr);
    lanes.setContent(nullptr);
    QCOMPARE(messages.rowCount(), 0);
}

void TestSequenceTables::aMillionMessagesTakeNoTime()
{
    const auto content = std::make_shared<const SequenceContent>(contentOf(story(3'000'000), 0, 30'000'000));
    QCOMPARE(content->messages(), std::size_t{3'000'001});
    QVERIFY(content->earlier.empty());
    MessageTable table;
    QElapsedTimer clock;
    clock.start();
    table.setContent(content);
    QCOMPARE(table.rowCount(), 1'000'000);
    QVERIFY(!cell(table, 999'999, MessageTable::Task).isEmpty());
    QVERIFY2(clock.elapsed() < 50, qPrintable(QString::number(clock.elapsed())));
}

void TestSequenceTables::whatIsInViewIsFollowed()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    view.resize(900, 400);
    view.show();
    view.setTrace(test::poolTrace(4, 40), base::Nanoseconds{test::kStart}, QStringLiteral("pool"), 0);
    view.setAxisMode(AxisMode::Proportional);
    SequenceTables tables(&view);
    QTRY_VERIFY(!tables.busy());
    const auto &all = *view.canvas()->plan()->interactions;
    QCOMPARE(tables.messages()->model()->rowCount(), static_cast<int>(all.messages.size()));
    QCOMPARE(tables.lanes()->model()->rowCount(), static_cast<int>(all.lifelines.size()));
    const TimeSpan whole = SequenceTime(*view.canvas()).whole();
    state.setWindow(TimeSpan(whole.first, whole.first + (whole.second - whole.first) / 4));
    QTRY_VERIFY(!tables.busy() && tables.messages()->model()->rowCount() < static_cast<int>(all.messages.size()));
    QVERIFY(tables.messages()->model()->rowCount() > 0);
}

void TestSequenceTables::enterOnAMessageSelectsItsTask()
{
    SequenceView view;
    ViewState state;
    view.setViewState(&state);
    view.resize(900, 400);
    view.show();
    view.setTrace(test::poolTrace(4, 12), base::Nanoseconds{test::kStart}, QStringLiteral("pool"), 0);
    SequenceTables tables(&view);
    tables.show();
    QTRY_VERIFY(!tables.busy());
    auto *table = tables.messages();
    int row = 0;
    while (row < table->model()->rowCount() && cell(*table->model(), row, MessageTable::Task).isEmpty())
        ++row;
    QVERIFY(row < table->model()->rowCount());
    table->setCurrentIndex(table->model()->index(row, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(QString::number(*state.task()), cell(*table->model(), row, MessageTable::Task));
    QVERIFY(state.cursor());
}

void TestSequenceTables::withoutARunItSaysSo()
{
    SequenceView view;
    SequenceTables tables(&view);
    QCOMPARE(tables.messages()->model()->rowCount(), 0);
    view.setTrace(nullptr, {}, {}, 0);
    QTRY_VERIFY(!tables.busy());
}

QTEST_MAIN(TestSequenceTables)
#include "tst_sequence_tables.moc"
