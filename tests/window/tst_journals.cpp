// SPDX-License-Identifier: GPL-3.0-or-later
// What a window keeps of results that are in no file yet, and what the next one makes of it.
#include "core/executors/executor.h"
#include "core/record/session_journal.h"
#include "session_kit.h"
#include "window_test_kit.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QPushButton>
#include <QTest>

using namespace interleave;
using window::MainWindow;
using window::SessionDocument;
using kit::answered, kit::filesBelow, kit::press, kit::question, kit::savedTo;

namespace {

namespace fs = std::filesystem;

constexpr const char *kRunUntilKilled = "--run-until-killed";

/// A window of another process, in the middle of an experiment of thousands of runs.
int runUntilKilled(int argc, char **argv)
{
    QApplication application(argc, argv);
    const auto window = kit::makeWindow();
    auto plan = kit::smallPlan();
    plan.repetitions = 1000;
    plan.workload.groups.push_back({"files", 2, {plan::File{true, 4096.0, false}}, {}, {}, {}});
    plan.executors.push_back({"process-pool", "process-pool", {}, {}});
    window->form()->setPlan(plan);
    window->run();
    return QApplication::exec();
}

/// Processes other than this one that have the text in their environment.
int processesWith(const QByteArray &text)
{
    int count = 0;
    for (const QString &pid : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile environment(QStringLiteral("/proc/%1/environ").arg(pid));
        if (pid.toLongLong() > 0 && environment.open(QIODevice::ReadOnly))
            count += environment.readAll().contains(text) ? 1 : 0;
    }
    return count;
}

void killInTheMiddleOfARun()
{
    const QTemporaryDir temporary;
    QProcess other;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TMPDIR"), temporary.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), temporary.path());
    other.setProcessEnvironment(environment);
    other.setProcessChannelMode(QProcess::ForwardedChannels);
    other.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(kRunUntilKilled)});
    QVERIFY(other.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(filesBelow(SessionDocument::defaultJournals()) > 6, 30'000);
    QCOMPARE(other.state(), QProcess::Running);
    QTRY_VERIFY_WITH_TIMEOUT(processesWith(temporary.path().toUtf8()) > 1, 10'000); // a runner
    QTRY_VERIFY_WITH_TIMEOUT(filesBelow(temporary.path().toStdString()) > 0, 10'000); // a run's folder
    other.kill();
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.exitStatus(), QProcess::CrashExit);
    QTRY_COMPARE_WITH_TIMEOUT(processesWith(temporary.path().toUtf8()), 0, 3'000);
    QTRY_COMPARE_WITH_TIMEOUT(filesBelow(temporary.path().toStdString()), std::size_t{0}, 3'000);
}

} // namespace

class Journals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        kit::clearSettings();
        fs::remove_all(SessionDocument::defaultJournals());
    }

    void anExperimentIsJournaledWhileItRuns()
    {
        const auto window = kit::makeWindow();
        auto plan = kit::smallPlan();
        plan.repetitions = 20;
        window->form()->setPlan(plan);
        window->run();
        const auto kept = [] { return filesBelow(SessionDocument::defaultJournals()); };
        QTRY_VERIFY_WITH_TIMEOUT(kept() > 5, 20'000);
        QVERIFY2(window->running(), "the journal must not wait for the end");
        QVERIFY2(record::abandonedJournals(SessionDocument::defaultJournals(), executors::makeCatalogue()).empty(), "its owner lives");
        QSignalSpy ended(window.get(), &MainWindow::experimentFinished);
        window->stop();
        QVERIFY(!ended.isEmpty() || ended.wait(10'000));
    }

    void whatACrashLeftIsOfferedAndOpens()
    {
        record::ExperimentRecord experiment;
        experiment.plan = kit::smallPlan();
        experiment.environment.startedAt = "2024-05-06T07:08:09+02:00";
        auto run = std::make_shared<record::RunRecord>();
        run->entry = experiment.plan.executors.front();
        run->status = record::RunStatus::Finished;
        run->makespanNs = 5'000'000;
        experiment.runs = {run};
        const auto crash = [&] {
            auto journal = record::SessionJournal::create(SessionDocument::defaultJournals());
            QVERIFY(journal.ok());
            QVERIFY((*journal)->update(experiment, false).ok());
        };
        crash();
        const auto window = kit::makeWindow();
        window->begin({});
        QTRY_VERIFY(window->journalOffer()->isVisible());
        QVERIFY(window->journalOffer()->text().contains(QStringLiteral("small")));
        const auto buttons = window->journalOffer()->findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        QVERIFY(answered(*window, [&] { buttons[0]->click(); }).ok());
        QVERIFY(!window->journalOffer()->isVisible());
        QCOMPARE(window->record()->runs.size(), std::size_t{1});
        QVERIFY(window->record()->stopped && window->record()->imported);
        QVERIFY2(window->document()->modified(), "it is in no file yet");
        QVERIFY(!window->running());

        crash();
        const auto other = kit::makeWindow();
        other->begin({});
        QTRY_VERIFY(other->journalOffer()->isVisible());
        other->journalOffer()->findChildren<QPushButton *>()[1]->click();
        // The one that the first window has adopted is not offered, and stays.
        QTRY_COMPARE(std::distance(fs::directory_iterator(SessionDocument::defaultJournals()), {}), 1);
        QVERIFY(!other->journalOffer()->isVisible());
        const QTemporaryDir folder;
        QVERIFY(savedTo(*window, folder.filePath(QStringLiteral("a.interleave"))).ok());
        QTRY_COMPARE(filesBelow(SessionDocument::defaultJournals()), std::size_t{0});
    }

    void aKilledWindowLeavesAJournalThatTheNextOneOffersAndNoLitterAfterwards()
    {
        for (const bool open : {true, false}) {
            killInTheMiddleOfARun();
            const auto window = kit::makeWindow();
            window->begin({});
            QTRY_VERIFY(window->journalOffer()->isVisible());
            const auto buttons = window->journalOffer()->findChildren<QPushButton *>();
            if (open) {
                QVERIFY(answered(*window, [&] { buttons[0]->click(); }).ok());
                QVERIFY(window->record()->runs.size() >= 2);
                QVERIFY(window->record()->stopped);
                QVERIFY(window->isWindowModified() && window->document()->fileName().isEmpty());
                window->close();
                QVERIFY(question(*window));
                press(question(*window), QMessageBox::DestructiveRole);
            } else {
                buttons[1]->click();
            }
            QTRY_COMPARE(filesBelow(SessionDocument::defaultJournals()), std::size_t{0});
        }
    }

    void aNewRunKeepsTheUnsavedResultsItReplacesUntilTheNextOne()
    {
        const auto window = kit::makeWindow();
        auto plan = kit::smallPlan();
        plan.name = "the first";
        window->form()->setPlan(plan);
        QVERIFY(kit::runToEnd(*window));
        QAction *previous = window->actionSet()->previous;
        QVERIFY2(!previous->isEnabled(), "nothing was replaced yet");
        plan.name = "the second";
        window->form()->setPlan(plan);
        QVERIFY(kit::runToEnd(*window));
        QTRY_VERIFY(previous->isEnabled());
        QVERIFY(answered(*window, [&] { previous->trigger(); }).ok());
        QCOMPARE(window->record()->plan.name, std::string("the first"));
        QVERIFY(window->isWindowModified() && window->document()->fileName().isEmpty());
        QVERIFY(answered(*window, [&] { previous->trigger(); }).ok()); // and back
        QCOMPARE(window->record()->plan.name, std::string("the second"));
        const QTemporaryDir folder;
        QVERIFY(savedTo(*window, folder.filePath(QStringLiteral("second.interleave"))).ok());
        QVERIFY(kit::runToEnd(*window));
        QVERIFY2(previous->isEnabled(), "results in a file are not what a run takes away: the first are still kept");
        window->document()->discard();
        window->close();
    }

    void theStatusLineSaysWhatMeasuringCost()
    {
        record::Environment environment;
        QVERIFY(window::ownCostText(environment).isEmpty());
        environment.samplerCostPercent = 0.24;
        QCOMPARE(window::ownCostText(environment), QStringLiteral("Sampling: 0.2 % of a core"));
        environment.recorderCostPercent = 0.61;
        environment.recorderCostPairs = 10;
        environment.recorderCostLabel = "thread-pool";
        QCOMPARE(window::ownCostText(environment), QStringLiteral("Own cost: 0.6 %"));
        QVERIFY(window::ownCostTip(environment).contains(QStringLiteral("0.61 %")));
        QVERIFY(window::ownCostTip(environment).contains(QStringLiteral("10, of thread-pool")));
    }

    void whoThinksBetterOfItKeepsTheOfferAndSeveralAreOfferedOneByOne()
    {
        for (const char *name : {"the older", "the newer"}) {
            record::ExperimentRecord experiment;
            experiment.plan = kit::smallPlan();
            experiment.plan.name = name;
            experiment.environment.startedAt = name[4] == 'o' ? "2024-05-06T07:08:09+02:00" : "2024-05-07T07:08:09+02:00";
            auto run = std::make_shared<record::RunRecord>();
            run->entry = experiment.plan.executors.front();
            experiment.runs = {run};
            auto journal = record::SessionJournal::create(SessionDocument::defaultJournals());
            QVERIFY(journal.ok());
            QVERIFY((*journal)->update(experiment, false).ok());
        }
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        window->begin({});
        QTRY_VERIFY(window->journalOffer()->isVisible());
        auto *open = window->journalOffer()->findChildren<QPushButton *>()[0];
        open->click(); // the results of the run are not saved
        QVERIFY(question(*window));
        press(question(*window), QMessageBox::RejectRole);
        QTRY_VERIFY(!question(*window));
        QVERIFY(window->journalOffer()->isVisible());
        QVERIFY(!window->record()->imported);
        const QString first = window->journalOffer()->text();
        open->click();
        QVERIFY(answered(*window, [&] { press(question(*window), QMessageBox::DestructiveRole); }).ok());
        QVERIFY(window->record()->imported);
        QTRY_VERIFY(window->journalOffer()->isVisible());
        QVERIFY(window->journalOffer()->text() != first);
        window->journalOffer()->findChildren<QPushButton *>()[1]->click();
        window->document()->discard();
        QTRY_COMPARE(filesBelow(SessionDocument::defaultJournals()), std::size_t{0});
        QVERIFY(!window->journalOffer()->isVisible());
    }
};

int main(int argc, char **argv)
{
    if (argc == 2 && qstrcmp(argv[1], kRunUntilKilled) == 0)
        return runUntilKilled(argc, argv); // among the settings and data of the test that started it
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    Journals test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_journals.moc"
