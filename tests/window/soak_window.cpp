// SPDX-License-Identifier: GPL-3.0-or-later
// A million tasks in the window: its memory, its heart, and how soon it stops. Takes minutes; not in the default run.
#include "widgets/common/pool_job.h"
#include "window_test_kit.h"

#include "core/metrics/own_usage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <malloc.h>

using namespace interleave;
using window::MainWindow;

namespace {

plan::Plan million(const char *executor, const char *parameter, std::int64_t value)
{
    auto plan = kit::smallPlan();
    plan.workload.groups = {{"empty", 1'000'000, {}, {}, {}, {}}};
    plan.executors = {{executor, executor, {{parameter, plan::ParameterValue{value}}}, {}}};
    plan.repetitions = 1;
    plan.warmup = 0;
    plan.timeoutS = 300;
    return plan;
}

/// From here on the kernel's high-water mark counts anew: what runs before this one needed is not its own.
void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write("5"), 1);
}

double mebibytes(std::optional<std::int64_t> bytes) { return static_cast<double>(bytes.value_or(0)) / (1024.0 * 1024.0); }

} // namespace

class WindowSoak : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        kit::clearSettings();
        // The window before this one may still be keeping its run.
        widgets::workPool().waitForDone();
        QCoreApplication::processEvents();
        ::malloc_trim(0);
    }

    void aMillionTasksFitAndCanBeStopped_data()
    {
        QTest::addColumn<QString>("executor");
        QTest::addColumn<QString>("parameter");
        QTest::newRow("thread-pool") << QStringLiteral("thread-pool") << QStringLiteral("workers");
        QTest::newRow("async-semaphore") << QStringLiteral("async-semaphore") << QStringLiteral("limit");
        QTest::newRow("process-queue") << QStringLiteral("process-queue") << QStringLiteral("workers");
    }

    void aMillionTasksFitAndCanBeStopped()
    {
        QFETCH(QString, executor);
        QFETCH(QString, parameter);
        const auto window = kit::makeWindow();
        window->form()->setPlan(million(executor.toUtf8().constData(), parameter.toUtf8().constData(), 4));
        QTest::qWait(200);
        window->takeLongestDelayMs();
        forgetPeak();
        const double before = mebibytes(metrics::readOwnMemory().peakRssBytes);
        QVERIFY(kit::runToEnd(*window, 300'000));
        const qint64 late = window->takeLongestDelayMs();
        QCOMPARE(window->record()->runs.size(), std::size_t{1});
        QCOMPARE(window->record()->runs.front()->count(trace::TaskStatus::Succeeded), std::size_t{1'000'000});
        const double peak = mebibytes(metrics::readOwnMemory().peakRssBytes);
        qInfo("%s: peak memory of the window %.0f MiB (the trace's pages included; %.0f before the run), heart late by at most %lld ms", qPrintable(executor), peak, before, late);
        QVERIFY(peak < 1024);
    }

    void aMillionTasksStopWithinASecond_data() { aMillionTasksFitAndCanBeStopped_data(); }

    void aMillionTasksStopWithinASecond()
    {
        QFETCH(QString, executor);
        QFETCH(QString, parameter);
        const auto window = kit::makeWindow();
        window->form()->setPlan(million(executor.toUtf8().constData(), parameter.toUtf8().constData(), 4));
        QTest::qWait(200);
        QSignalSpy ended(window.get(), &MainWindow::experimentFinished);
        window->run();
        QTest::qWait(1200); // in the middle
        QElapsedTimer sinceStop;
        sinceStop.start();
        window->stop();
        QVERIFY(!ended.isEmpty() || ended.wait(30'000));
        qInfo("%s: stopped after %lld ms", qPrintable(executor), sinceStop.elapsed());
        QVERIFY(sinceStop.elapsed() < 1500);
    }
};

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    WindowSoak test;
    return QTest::qExec(&test, argc, argv);
}

#include "soak_window.moc"
