// SPDX-License-Identifier: GPL-3.0-or-later
// Two sessions side by side in the window.
#include "app/window/compare_dialog.h"
#include "compare_kit.h"
#include "core/executors/executor.h"
#include "core/record/session_write.h"
#include "pseudo_language.h"
#include "widgets/form/message_strip.h"
#include "widgets/common/pool_job.h"
#include "window_test_kit.h"

#include "app/window/app_style.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <QUrl>

using namespace interleave;
using window::CompareDialog;
using window::CompareModel;
using window::SessionPair;

using kit::experimentOf;

class CompareTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<CompareDialog> m_dialog;

    QString saved(const QString &name, const record::ExperimentRecord &experiment) const
    {
        const QString file = m_folder->filePath(name);
        if (!record::saveSession(file.toStdString(), experiment))
            qFatal("could not save");
        return file;
    }
    [[nodiscard]] QString cell(int row, int column) const { return m_dialog->table()->model()->index(row, column).data().toString(); }
    void open(const QString &first, const QString &second) const
    {
        m_dialog->pair()->open(SessionPair::First, first);
        m_dialog->pair()->open(SessionPair::Second, second);
        QTRY_VERIFY(!m_dialog->pair()->busy());
    }

private Q_SLOTS:
    void init()
    {
        kit::clearSettings();
        m_folder = std::make_unique<QTemporaryDir>();
        m_dialog = std::make_unique<CompareDialog>(executors::makeCatalogue());
        m_dialog->show();
    }
    void cleanup()
    {
        m_dialog.reset();
        m_folder.reset();
    }

    void eachEntryGetsBothFiguresTheRatioAndAWord()
    {
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), experimentOf(50)));
        QCOMPARE(m_dialog->table()->model()->rowCount(), 2);
        QCOMPARE(cell(0, CompareModel::Name), QStringLiteral("serial"));
        QCOMPARE(cell(0, CompareModel::MedianA), cell(0, CompareModel::MedianB));
        QCOMPARE(cell(0, CompareModel::Verdict), QStringLiteral("no difference resolved"));
        QVERIFY2(cell(1, CompareModel::MedianA).startsWith(QStringLiteral("100")) || cell(1, CompareModel::MedianA).startsWith(QStringLiteral("99.9")), qPrintable(cell(1, CompareModel::MedianA)));
        QVERIFY(cell(1, CompareModel::MedianB).startsWith(QStringLiteral("50")));
        QCOMPARE(cell(1, CompareModel::RunsA), QStringLiteral("10"));
        QCOMPARE(cell(1, CompareModel::Ratio), QStringLiteral("0.50×"));
        QVERIFY(cell(1, CompareModel::RatioRange).contains(u'–'));
        QCOMPARE(cell(1, CompareModel::Verdict), QStringLiteral("faster"));
        QVERIFY(!m_dialog->differences()->isVisible());
        QVERIFY(!m_dialog->acrossMachines()->isVisible());
        QCOMPARE(m_dialog->note(), QString());
    }

    void turnedRoundItIsSlower()
    {
        open(saved(QStringLiteral("a.interleave"), experimentOf(50)), saved(QStringLiteral("b.interleave"), experimentOf(100)));
        QCOMPARE(cell(1, CompareModel::Ratio), QStringLiteral("2.00×"));
        QCOMPARE(cell(1, CompareModel::Verdict), QStringLiteral("slower"));
    }

    void otherMachinesAreShownAndNotJudgedUntilAsked()
    {
        auto other = experimentOf(50);
        other.environment.cpuModel = "Another CPU";
        other.environment.version = "2.0";
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), other));
        QCOMPARE(m_dialog->differences()->topLevelItemCount(), 2);
        QVERIFY(m_dialog->differences()->isVisible());
        QCOMPARE(m_dialog->differences()->topLevelItem(0)->text(0), QStringLiteral("CPU"));
        QCOMPARE(m_dialog->differences()->topLevelItem(0)->text(2), QStringLiteral("Another CPU"));
        QCOMPARE(m_dialog->differences()->topLevelItem(1)->text(0), QStringLiteral("version"));
        QCOMPARE(cell(1, CompareModel::Verdict), QStringLiteral("not judged: different machines"));
        QVERIFY(cell(1, CompareModel::MedianB).startsWith(QStringLiteral("50")));
        QVERIFY(m_dialog->note().contains(QStringLiteral("not judged")));
        QVERIFY(m_dialog->acrossMachines()->isVisible());
        m_dialog->acrossMachines()->click();
        QTRY_COMPARE(cell(1, CompareModel::Verdict), QStringLiteral("faster"));
        QVERIFY2(m_dialog->differences()->isVisible(), "what is not the same stays in sight");
        QVERIFY(m_dialog->note().contains(QStringLiteral("different machines")));
    }

    void otherWorkloadsAreSaidAndNotCompared()
    {
        auto other = experimentOf(50);
        other.plan.workload.groups[0].count = 7;
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), other));
        QCOMPARE(m_dialog->note(), QStringLiteral("The sessions ran different workloads and cannot be compared: tasks of sleep: 6 in A, 7 in B"));
        QCOMPARE(m_dialog->table()->model()->rowCount(), 0);
    }

    void whatIsNoSessionIsSaidAndTheOthersStay()
    {
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), experimentOf(50)));
        m_dialog->pair()->open(SessionPair::First, QStringLiteral("/dev/zero"));
        QTRY_VERIFY(m_dialog->messages()->isVisible());
        QVERIFY(m_dialog->messages()->text().contains(QStringLiteral("/dev/zero: is not a regular file")));
        QTRY_VERIFY(!m_dialog->pair()->busy());
        QVERIFY(m_dialog->pair()->name(SessionPair::First).endsWith(QStringLiteral("a.interleave")));
        QCOMPARE(cell(1, CompareModel::Verdict), QStringLiteral("faster"));
    }

    void readingDoesNotHoldTheWindowAndTheLastChosenCounts()
    {
        const QString a = saved(QStringLiteral("a.interleave"), experimentOf(100));
        const QString b = saved(QStringLiteral("b.interleave"), experimentOf(50));
        m_dialog->pair()->open(SessionPair::First, a);
        QVERIFY2(m_dialog->pair()->busy() && !m_dialog->pair()->record(SessionPair::First), "it is read elsewhere");
        QVERIFY(m_dialog->pair()->progress().has_value());
        m_dialog->pair()->open(SessionPair::First, b);
        QTRY_VERIFY(!m_dialog->pair()->busy());
        QVERIFY(m_dialog->pair()->name(SessionPair::First).endsWith(QStringLiteral("b.interleave")));
        interleave::widgets::workPool().waitForDone(); // the first one's answer
        QCoreApplication::processEvents();
        QVERIFY(m_dialog->pair()->name(SessionPair::First).endsWith(QStringLiteral("b.interleave")));
        QVERIFY(m_dialog->note().contains(QStringLiteral("Choose two sessions")));
    }

    void otherGoalsHaveFiguresOfTheirOwn()
    {
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), experimentOf(50)));
        const QString makespan = cell(1, CompareModel::MedianA);
        m_dialog->goals()->setCurrentIndex(m_dialog->goals()->findData(static_cast<int>(analysis::Goal::Throughput)));
        QTRY_VERIFY(cell(1, CompareModel::MedianA) != makespan);
        QVERIFY2(cell(1, CompareModel::MedianA).endsWith(QStringLiteral("/s")), qPrintable(cell(1, CompareModel::MedianA)));
        QCOMPARE(cell(1, CompareModel::Verdict), QStringLiteral("faster"));
        m_dialog->goals()->setCurrentIndex(m_dialog->goals()->findData(static_cast<int>(analysis::Goal::Memory)));
        QTRY_COMPARE(cell(1, CompareModel::Verdict), QStringLiteral("not measured in both"));
    }

    void aLabelWithAnotherModelAndRunsWithFailuresAreSaid()
    {
        auto other = experimentOf(50);
        other.plan.executors[1].parameters["workers"] = std::int64_t{7};
        auto failed = std::make_shared<record::RunRecord>(*other.runs[0]);
        failed->tasks[0].status = trace::TaskStatus::Failed;
        other.runs[0] = failed;
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), other));
        QCOMPARE(cell(0, CompareModel::Verdict), QStringLiteral("not judged: failures in one of them"));
        QCOMPARE(cell(1, CompareModel::Name), QStringLiteral("thread-pool *"));
    }

    void theTableIsCopiedWithTheSessionsItIsOf()
    {
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), experimentOf(50)));
        for (auto *button : m_dialog->findChildren<QPushButton *>())
            if (button->accessibleName() == QStringLiteral("Copy the comparison as Markdown"))
                button->click();
        const QString text = QApplication::clipboard()->text();
        QVERIFY(text.contains(QStringLiteral("a.interleave")) && text.contains(QStringLiteral("b.interleave")));
        QVERIFY2(text.contains(QStringLiteral("| thread-pool |")) && text.contains(QStringLiteral("| faster |")), qPrintable(text));
    }

    void theMenuOpensItWithWhatTheWindowShows()
    {
        const QString file = saved(QStringLiteral("a.interleave"), experimentOf(100));
        const auto window = kit::makeWindow();
        QSignalSpy done(window.get(), &window::MainWindow::sessionFileDone);
        window->openSession(file);
        QVERIFY(done.wait(20'000));
        QVERIFY(window->actionSet()->compare->isEnabled());
        window->actionSet()->compare->trigger();
        auto *dialog = window->findChild<CompareDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(dialog->pair()->name(SessionPair::First), file);
        QCOMPARE(dialog->pair()->record(SessionPair::First), window->record());
        QVERIFY(!dialog->pair()->record(SessionPair::Second));
        QCOMPARE(window->compareSessions(), dialog);
        dialog->close();
        QTRY_VERIFY(!window->findChild<CompareDialog *>());
    }

    void twoSessionsThatAreDroppedAreCompared()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(saved(QStringLiteral("a.interleave"), experimentOf(100))), QUrl::fromLocalFile(saved(QStringLiteral("b.interleave"), experimentOf(50)))});
        const auto window = kit::makeWindow();
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &drop);
        auto *dialog = window->findChild<CompareDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->pair()->comparison().has_value());
        QCOMPARE(dialog->table()->model()->rowCount(), 2);
        QVERIFY2(!window->record(), "what the window shows stays as it was");
    }

    void everyTextIsTranslatedFitsAndHasAName()
    {
        auto other = experimentOf(50);
        other.environment.cpuModel = "Another CPU";
        open(saved(QStringLiteral("a.interleave"), experimentOf(100)), saved(QStringLiteral("b.interleave"), other));
        QCOMPARE(namelessControls(m_dialog.get()).join(u'\n'), QString());
        QCOMPARE(clippedTexts(m_dialog.get()).join(u'\n'), QString());
        PseudoLanguage pseudo;
        QVERIFY(QCoreApplication::installTranslator(&pseudo));
        QTRY_VERIFY(m_dialog->windowTitle().startsWith(u'⟦')); // LanguageChange is posted
        QCOMPARE(untranslatedTexts(m_dialog.get()).join(u'\n'), QString());
        QVERIFY(cell(1, CompareModel::Verdict).startsWith(u'⟦'));
        QVERIFY(m_dialog->table()->model()->headerData(0, Qt::Horizontal).toString().startsWith(u'⟦'));
        QTRY_COMPARE(clippedTexts(m_dialog.get()).join(u'\n'), QString()); // layouts take a turn of their own
        QVERIFY(QCoreApplication::removeTranslator(&pseudo));
        QTRY_VERIFY(!m_dialog->windowTitle().contains(u'⟦'));
        QVERIFY(m_dialog->minimumSizeHint().width() <= 1280 && m_dialog->minimumSizeHint().height() <= 800);
    }
};

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    QApplication::setStyle(new interleave::window::AppStyle);
    CompareTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_compare.moc"
