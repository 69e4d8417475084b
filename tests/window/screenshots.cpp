// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots FOLDER: runs the starter in the real window, without a display, and writes
// window-{light,dark}-{1280x800,1920x1080}.png. To be looked at; not a test.
#include "window_test_kit.h"

#include "app/window/app_style.h"

#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <cstdio>

namespace {

using interleave::window::MainWindow;
using interleave::window::ThemeChoice;

bool shoot(MainWindow &window, const QDir &folder, ThemeChoice theme, QSize size)
{
    window.chooseTheme(theme);
    window.resize(size);
    window.actionSet()->resetLayout->trigger();
    QTest::qWait(400); // until layouts, queued repaints and the sequence view's own work are through
    const QString name = QStringLiteral("window-%1-%2x%3.png").arg(toText(theme)).arg(size.width()).arg(size.height());
    return window.grab().save(folder.filePath(name));
}

} // namespace

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    QApplication::setStyle(new interleave::window::AppStyle);
    if (argc != 2 || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("usage: screenshots FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const auto window = kit::makeWindow();
    bool ok = shoot(*window, folder, ThemeChoice::System, {1280, 800});
    QSignalSpy ended(window.get(), &MainWindow::experimentFinished);
    window->run();
    QTest::qWait(4000);
    window->grab().save(folder.filePath(QStringLiteral("window-running.png")));
    ok = ok && (ended.count() == 1 || ended.wait(300'000));
    for (const auto theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)})
            ok = shoot(*window, folder, theme, size) && ok;
    }
    return ok ? 0 : 1;
}
