// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots FOLDER: runs the starter in the real window, without a display, and writes
// window-{light,dark}-{1280x800,1920x1080}.png, results-{1,2,3}-… of the other pages of the results, guide-… with the guide beside them,
// lanes-… with the lanes in place of the sequence, caution-… with a word about the machine and a check that failed, and form-*.png as form_pictures.h says. To be looked at; not a test.
// screenshots FOLDER form: only those of the form, without a run; screenshots FOLDER compare: only those of two sessions side by side.
#include "compare_kit.h"
#include "form_pictures.h"
#include "window_test_kit.h"

#include "app/window/app_style.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

#include <cstdio>

namespace {

using interleave::window::MainWindow;
using interleave::window::ThemeChoice;

QString suffix(ThemeChoice theme, QSize size) { return QStringLiteral("%1-%2x%3").arg(toText(theme)).arg(size.width()).arg(size.height()); }

bool shoot(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    window.chooseTheme(theme);
    window.resize(size);
    window.actionSet()->resetLayout->trigger();
    QTest::qWait(400); // until layouts, queued repaints and the sequence view's own work are through
    return window.grab().save(folder.filePath(QStringLiteral("window-%1.png").arg(suffix(theme, size))));
}

/// Every page of the results, and the first chart page enlarged: results-PAGE-….png.
bool shootPages(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    auto *pages = window.resultsPane()->pages();
    bool ok = true;
    for (int page = 1; page < pages->count(); ++page) {
        pages->setCurrentIndex(page);
        QTest::qWait(100);
        ok = window.grab().save(folder.filePath(QStringLiteral("results-%1-%2.png").arg(page).arg(suffix(theme, size)))) && ok;
    }
    pages->setCurrentIndex(0);
    return ok;
}

/// The lanes in place of the sequence, a task selected and zoomed to: lanes-….png, lanes-near-….png.
bool shootLanes(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    using interleave::widgets::TimeSpan;
    window.sequence()->setPage(interleave::window::SchedulingPage::Lanes);
    QTest::qWait(200);
    bool ok = window.grab().save(folder.filePath(QStringLiteral("lanes-%1.png").arg(suffix(theme, size))));
    auto *state = window.viewState();
    state->setTask(5);
    state->setWindow(TimeSpan(0.0, 0.12));
    QTest::qWait(200);
    ok = window.grab().save(folder.filePath(QStringLiteral("lanes-near-%1.png").arg(suffix(theme, size)))) && ok;
    state->setTask(std::nullopt);
    state->setWindow(std::nullopt);
    window.sequence()->setPage(interleave::window::SchedulingPage::Sequence);
    return ok;
}

/// The guide, beside what was measured.
bool shootGuide(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    auto *dock = window.findChild<QDockWidget *>(QStringLiteral("guideDock"));
    dock->show();
    QTest::qWait(300);
    const bool ok = window.grab().save(folder.filePath(QStringLiteral("guide-%1.png").arg(suffix(theme, size))));
    dock->hide();
    return ok;
}

/// A machine to be careful with, and a run that lost events.
bool shootCaution(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    const auto measured = window.record();
    auto machine = measured->environment;
    machine.onBattery = true;
    machine.foreignPercent = 12.5;
    window.trust()->setMachine(machine);
    auto marked = *measured;
    auto run = std::make_shared<interleave::record::RunRecord>(*marked.runs.front());
    run->eventsDropped = 7;
    marked.runs.front() = run;
    window.results()->setRecord(std::make_shared<interleave::record::ExperimentRecord>(marked));
    QTest::qWait(300);
    const bool ok = window.grab().save(folder.filePath(QStringLiteral("caution-%1.png").arg(suffix(theme, size))));
    window.results()->setRecord(measured);
    machine.onBattery = false;
    machine.foreignPercent = 0;
    machine.pressureCpuUs = 0;
    window.trust()->setMachine(machine);
    return ok;
}

template <class Shoot>
bool everyTheme(const Shoot &shootOne)
{
    bool ok = true;
    for (const auto theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)})
            ok = shootOne(theme, size) && ok;
    }
    return ok;
}

} // namespace

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    QApplication::setStyle(new interleave::window::AppStyle);
    const bool formOnly = argc == 3 && qstrcmp(argv[2], "form") == 0;
    const bool compareOnly = argc == 3 && qstrcmp(argv[2], "compare") == 0;
    if ((argc != 2 && !formOnly && !compareOnly) || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("usage: screenshots FOLDER [form|compare]\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const auto window = kit::makeWindow();
    const auto shootCompare = [&](ThemeChoice theme) {
        window->chooseTheme(theme);
        window->resize(1280, 800);
        return kit::shootComparison(*window, folder, suffix(theme, {1280, 800}));
    };
    if (compareOnly)
        return shootCompare(ThemeChoice::Light) && shootCompare(ThemeChoice::Dark) ? 0 : 1;
    bool ok = shoot(*window, folder, ThemeChoice::System, {1280, 800});
    if (!formOnly) {
        QSignalSpy ended(window.get(), &MainWindow::experimentFinished);
        window->run();
        QTest::qWait(4000);
        window->grab().save(folder.filePath(QStringLiteral("window-running.png")));
        ok = ok && (ended.count() == 1 || ended.wait(300'000));
        ok = everyTheme([&](ThemeChoice theme, QSize size) {
            return shoot(*window, folder, theme, size) && shootLanes(*window, folder, theme, size) && shootPages(*window, folder, theme, size) && shootGuide(*window, folder, theme, size)
                && shootCaution(*window, folder, theme, size);
        }) && ok;
    }
    ok = everyTheme([&](ThemeChoice theme, QSize size) {
             return shoot(*window, folder, theme, size) && kit::shootForm(*window, folder, suffix(theme, size));
         }) && ok;
    ok = shootCompare(ThemeChoice::Light) && shootCompare(ThemeChoice::Dark) && ok;
    return ok ? 0 : 1;
}
