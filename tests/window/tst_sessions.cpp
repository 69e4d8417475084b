// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions in the window: saved and opened; nothing is started because a file was opened.
#include "app/window/pictures.h"
#include "core/executors/executor.h"
#include "core/plan/plan_json.h"
#include "core/record/session_journal.h"
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/hostile_files.h"
#include "session_kit.h"
#include "window_test_kit.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <QUrl>

#include <sys/stat.h>

using namespace interleave;
using window::MainWindow;
using window::SessionDocument;

namespace {

namespace fs = std::filesystem;
using Record = std::shared_ptr<const record::ExperimentRecord>;
using kit::answered, kit::filesBelow, kit::opened, kit::press, kit::question, kit::savedSession, kit::savedTo;

/// What the views show, as pictures and text.
struct Shown {
    std::vector<QImage> charts;
    QImage sequence;
    QStringList table;
    bool operator==(const Shown &) const = default;
};

Shown shownBy(MainWindow &window)
{
    Shown shown;
    const auto theme = widgets::Theme::light();
    for (const auto metric : widgets::kMetrics)
        shown.charts.push_back(window.charts()->renderChart(metric, QSize(400, 200), theme, 1));
    shown.sequence = window.sequence()->view()->renderImage(QSize(500, 400), theme, 1);
    const auto *model = window.results()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        for (int column = 0; column < model->columnCount(); ++column)
            shown.table << model->index(row, column).data().toString();
    return shown;
}

plan::Plan commandPlan(std::vector<std::string> argv)
{
    plan::Plan plan = kit::smallPlan();
    plan.workload.groups = {{"programs", 1, {plan::Command{std::move(argv), "/tmp", 0}}, {}, {}, {}}};
    plan.executors = {{"thread-pool", "thread-pool", {}, {}}};
    plan.repetitions = 1;
    return plan;
}

} // namespace

class Sessions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        kit::clearSettings();
        fs::remove_all(SessionDocument::defaultJournals());
    }

    void aSavedSessionShowsWhatWasMeasured()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a.interleave"));
        Shown before;
        {
            const auto window = kit::makeWindow();
            window->form()->setPlan(kit::smallPlan());
            QVERIFY(kit::runToEnd(*window));
            QVERIFY(window->isWindowModified());
            QVERIFY(savedTo(*window, file).ok());
            QVERIFY(!window->isWindowModified());
            QTRY_VERIFY(!window->charts()->busy() && !window->sequence()->view()->busy());
            before = shownBy(*window);
        }
        const auto window = kit::makeWindow();
        QVERIFY(opened(*window, file).ok());
        QTRY_VERIFY(!window->charts()->busy() && !window->sequence()->view()->busy());
        const Shown after = shownBy(*window);
        QVERIFY(kit::colours(after.charts.front()) > 3);
        QVERIFY(kit::colours(after.sequence) > 3);
        QVERIFY(after.table.size() > 10);
        QCOMPARE(after.table, before.table);
        for (std::size_t i = 0; i < after.charts.size(); ++i)
            QVERIFY2(after.charts[i] == before.charts[i], qPrintable(widgets::metricKey(widgets::kMetrics[i])));
        QVERIFY(after.sequence == before.sequence);
        QVERIFY(window->form()->plan() == window->record()->plan);
        QVERIFY(window->record()->imported);
        QVERIFY(!window->isWindowModified());
        QVERIFY(window->windowTitle().contains(QStringLiteral("a.interleave")));
        QVERIFY(!window->running());
    }

    void exportsOfAnOpenedSessionAreThoseOfTheRun()
    {
        const QTemporaryDir folder;
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        QSignalSpy exported(window.get(), &MainWindow::exportDone);
        window->exportFolderTo(folder.filePath(QStringLiteral("one")).toStdString());
        QVERIFY(exported.wait(30'000));
        QVERIFY(savedTo(*window, folder.filePath(QStringLiteral("a.interleave"))).ok());
        QVERIFY(opened(*window, folder.filePath(QStringLiteral("a.interleave"))).ok());
        window->exportFolderTo(folder.filePath(QStringLiteral("two")).toStdString());
        QVERIFY(exported.wait(30'000));
        int files = 0;
        for (const auto &name : QDir(folder.filePath(QStringLiteral("one"))).entryList(QDir::Files)) {
            if (name.startsWith(QStringLiteral("report.")) || name.endsWith(QStringLiteral(".interleave")))
                continue; // says that it was made of a file; holds when it was saved
            QFile one(folder.filePath(QStringLiteral("one/") + name)), two(folder.filePath(QStringLiteral("two/") + name));
            QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
            QVERIFY2(one.readAll() == two.readAll(), qPrintable(name));
            ++files;
        }
        QVERIFY(files >= 10);
    }

    void aFileThatIsNoSessionIsSaidAndChangesNothing()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("bad.interleave")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("PK nothing");
        file.close();
        const auto window = kit::makeWindow();
        const auto before = window->form()->plan();
        QVERIFY(!opened(*window, file.fileName()).ok());
        QVERIFY(window->messages()->text().contains(QStringLiteral("bad.interleave: is not a session file")));
        QVERIFY(window->form()->plan() == before);
        QVERIFY(!window->record());
        QVERIFY(window->actionSet()->recent->files().isEmpty());
    }

    void everyHostileFileIsOneLineOrDoesNoHarm()
    {
        const QTemporaryDir folder;
        const auto window = kit::makeWindow();
        for (const auto &file : record::kit::makeHostileFiles(folder.path().toStdString())) {
            const auto plan = window->form()->plan();
            const auto record = window->record();
            const auto result = opened(*window, QString::fromStdString(file.path.string()));
            QVERIFY2(result.ok() == file.refusal.empty(), file.path.c_str());
            if (result) {
                QVERIFY2(window->record()->imported && window->record() != record, file.path.c_str());
                continue;
            }
            const QString said = window->messages()->text();
            QVERIFY2(said.contains(QString::fromStdString(file.refusal)) && said.contains(QString::fromStdString(file.path.filename().string())), qPrintable(said));
            QVERIFY2(!said.contains(u'\n'), qPrintable(said));
            QVERIFY2(window->form()->plan() == plan && window->record() == record, file.path.c_str());
            QVERIFY(!window->actionSet()->recent->files().contains(QString::fromStdString(file.path.string())));
        }
        QVERIFY(!window->running());
        QVERIFY(filesBelow(SessionDocument::defaultJournals()) == 0);
    }

    void aPipeDoesNotHoldTheWindow()
    {
        const QTemporaryDir folder;
        const QString pipe = folder.filePath(QStringLiteral("pipe.interleave"));
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const auto window = kit::makeWindow();
        window->takeLongestDelayMs();
        QVERIFY(!opened(*window, pipe).ok());
        QVERIFY(window->messages()->text().contains(QStringLiteral("is not a regular file")));
    }

    void openingASessionStartsNothingAndItsCommandsNeedAClick()
    {
        const QTemporaryDir folder;
        // A runner that leaves a mark when it is started: nothing else in the window starts programs.
        const QString mark = folder.filePath(QStringLiteral("started"));
        QFile runner(folder.filePath(QStringLiteral("runner")));
        QVERIFY(runner.open(QIODevice::WriteOnly));
        runner.write("#!/bin/sh\necho started > '" + mark.toUtf8() + "'\n");
        runner.close();
        QVERIFY(runner.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        engine::EngineOptions options;
        options.runnerPath = runner.fileName().toStdString();
        const QString file = savedSession(folder, commandPlan({"/bin/echo", "two words", "\u202ehs", "a\tb", "<b>bold</b>"}));

        MainWindow window(executors::makeCatalogue(), options);
        window.show();
        QVERIFY(opened(window, file).ok());
        QVERIFY(window.consent()->isVisible());
        const QString shown = window.consent()->shownCommands();
        QVERIFY2(shown.contains(QStringLiteral("/bin/echo 'two words'")), qPrintable(shown));
        QVERIFY(shown.contains(QStringLiteral("\\xE2\\x80\\xAE")) && shown.contains(QStringLiteral("\\t")) && shown.contains(QStringLiteral("<b>bold</b>")));
        QVERIFY(!shown.contains(QChar(0x202e)));
        QVERIFY(shown.contains(QStringLiteral("/tmp")));
        kit::settle();
        QVERIFY(!window.running());
        QVERIFY(!QFileInfo::exists(mark));

        window.actionSet()->run->trigger();
        QVERIFY(!window.running());
        kit::settle();
        QVERIFY2(!QFileInfo::exists(mark), "Run started something before the commands were allowed");

        QSignalSpy ended(&window, &MainWindow::experimentFinished);
        window.consent()->allow();
        QVERIFY(!window.consent()->isVisible());
        window.actionSet()->run->trigger();
        QVERIFY(ended.wait(20'000));
        QVERIFY2(QFileInfo::exists(mark), "the trap does not snap");
    }

    void aPlanFileWithCommandsNeedsTheClickTooAndUndoDoesNotGetAroundIt()
    {
        const QTemporaryDir folder;
        const auto plan = commandPlan({"/bin/true"});
        QFile file(folder.filePath(QStringLiteral("plan.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(plan::toJson(plan)));
        file.close();
        const auto window = kit::makeWindow();
        QSignalSpy done(window.get(), &MainWindow::planFileDone);
        window->openPlan(file.fileName());
        QVERIFY(done.wait(10'000));
        QVERIFY(window->consent()->isVisible());
        const auto fromFile = window->form()->plan();
        window->form()->edit(kit::smallPlan(), QStringLiteral("another"), {});
        QVERIFY2(!window->consent()->isVisible(), "the plan at hand has no command of a file");
        QVERIFY(!window->consent()->blocks(window->form()->plan()));
        window->form()->undoStack()->undo();
        QVERIFY(window->form()->plan() == fromFile);
        QVERIFY(window->consent()->isVisible());
        window->run();
        QVERIFY(!window->running());
        // What a person types needs no click.
        window->form()->setPlan(commandPlan({"/bin/echo", "typed"}));
        QVERIFY(!window->consent()->blocks(window->form()->plan()));
    }

    void closingWithUnsavedResultsAsks()
    {
        const QTemporaryDir folder;
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        window->close();
        QVERIFY(window->isVisible());
        QVERIFY(question(*window));
        press(question(*window), QMessageBox::RejectRole);
        QTRY_VERIFY(!question(*window));
        QVERIFY(window->isVisible());
        QVERIFY(window->document()->modified());
        QTRY_VERIFY(filesBelow(SessionDocument::defaultJournals()) > 3);
        window->close();
        press(question(*window), QMessageBox::DestructiveRole);
        QTRY_VERIFY(!window->isVisible());
        QTRY_COMPARE(filesBelow(SessionDocument::defaultJournals()), std::size_t{0});
    }

    void saveInTheQuestionAsksForAFileAndGoesOnWhenItIsWritten()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a.interleave"));
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        const auto fileDialog = [&window] { return window->findChild<QFileDialog *>(); };
        window->close();
        press(question(*window), QMessageBox::AcceptRole);
        QVERIFY(fileDialog());
        fileDialog()->reject(); // nothing was chosen: the window stays, with its results
        QTRY_VERIFY(!fileDialog());
        QVERIFY(window->isVisible() && window->document()->modified());
        window->close();
        press(question(*window), QMessageBox::AcceptRole);
        QVERIFY(fileDialog());
        fileDialog()->setDirectory(folder.path());
        fileDialog()->selectFile(QStringLiteral("a"));
        QVERIFY(QMetaObject::invokeMethod(fileDialog(), "accept"));
        QTRY_VERIFY(!window->isVisible());
        QVERIFY(record::readSession(file.toStdString(), executors::makeCatalogue()).ok());
        QTRY_COMPARE(filesBelow(SessionDocument::defaultJournals()), std::size_t{0});
        QCOMPARE(filesBelow(folder.path().toStdString()), std::size_t{1});
    }

    void savingFromTheQuestionSavesAndCloses()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a.interleave"));
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        QVERIFY(savedTo(*window, file).ok());
        QVERIFY(kit::runToEnd(*window)); // a new experiment is in no file
        QVERIFY(window->document()->fileName().isEmpty());
        QVERIFY(window->document()->modified());
        window->close();
        QVERIFY(question(*window));
        press(question(*window), QMessageBox::RejectRole);
        QVERIFY(savedTo(*window, file).ok());
        window->close();
        QTRY_VERIFY(!window->isVisible());
    }

    void savingToAFolderThatTakesNoFilesIsSaidAndNothingIsLost()
    {
        const auto window = kit::makeWindow();
        window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*window));
        QVERIFY(!savedTo(*window, QStringLiteral("/proc/a.interleave")).ok());
        QVERIFY(window->messages()->text().contains(QStringLiteral("/proc/a.interleave: could not be written")));
        QVERIFY(window->document()->modified());
        QVERIFY(window->record());
        QVERIFY(filesBelow(SessionDocument::defaultJournals()) > 3);
    }

    void aSessionThatIsDroppedOpens()
    {
        const QTemporaryDir folder;
        const QString file = savedSession(folder, kit::smallPlan());
        const auto window = kit::makeWindow();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QVERIFY(answered(*window, [&] {
            QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(window.get(), &drop);
        }).ok());
        QCOMPARE(window->record()->runs.size(), std::size_t{1});
        QMimeData other;
        other.setUrls({QUrl::fromLocalFile(folder.filePath(QStringLiteral("a.txt")))});
        QDragEnterEvent refused(QPoint(10, 10), Qt::CopyAction, &other, Qt::LeftButton, Qt::NoModifier);
        refused.ignore();
        QApplication::sendEvent(window.get(), &refused);
        QVERIFY(!refused.isAccepted());
    }

    void theLastSessionsAreOffered()
    {
        const QTemporaryDir folder;
        const auto window = kit::makeWindow();
        QVERIFY(!window->actionSet()->recent->isEnabled() || window->actionSet()->recent->isEmpty());
        for (int i = 0; i < 10; ++i)
            QVERIFY(opened(*window, savedSession(folder, kit::smallPlan(), QStringLiteral("s%1 & co.interleave").arg(i))).ok());
        const QStringList files = window->actionSet()->recent->files();
        QCOMPARE(files.size(), window::RecentSessions::kMost);
        QVERIFY(files.front().endsWith(QStringLiteral("s9 & co.interleave")));
        QVERIFY(answered(*window, [&] { window->actionSet()->recent->actions().at(3)->trigger(); }).ok());
        QVERIFY(window->windowTitle().contains(QStringLiteral("s6 & co.interleave")));
    }

    void theKeysAreThoseOfDocuments()
    {
        const auto window = kit::makeWindow();
        const auto *actions = window->actionSet();
        QCOMPARE(actions->openSession->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_O));
        QCOMPARE(actions->saveSession->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_S));
        QCOMPARE(actions->saveSessionAs->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
        QVERIFY(!actions->saveSession->isEnabled());
    }
};

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    Sessions test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sessions.moc"
