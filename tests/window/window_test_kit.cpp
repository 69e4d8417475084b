// SPDX-License-Identifier: GPL-3.0-or-later
#include "window_test_kit.h"

#include "core/executors/executor.h"

#include <QApplication>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace kit {

using namespace interleave;

void prepareEnvironment()
{
    static const QTemporaryDir home;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    QCoreApplication::setOrganizationName(QStringLiteral("interleave-test"));
    QCoreApplication::setApplicationName(QStringLiteral("interleave-test"));
}

void clearSettings() { QSettings().clear(); }

std::unique_ptr<window::MainWindow> makeWindow()
{
    auto made = std::make_unique<window::MainWindow>(executors::makeCatalogue());
    made->resize(1280, 800);
    made->show();
    if (!QTest::qWaitForWindowExposed(made.get()))
        qFatal("the window does not show");
    return made;
}

plan::Plan smallPlan()
{
    plan::Plan plan;
    plan.name = "small";
    plan.workload.groups = {{"sleep", 6, {plan::Sleep{15.0}}, {}, {}, {}}, {"compute", 2, {plan::Compute{1e6, false}}, {}, {}, {}}};
    for (const char *id : {"serial", "thread-pool"}) {
        plan::ExecutorEntry entry;
        entry.id = entry.label = id;
        plan.executors.push_back(entry);
    }
    plan.repetitions = 2;
    plan.warmup = 0;
    return plan;
}

bool runToEnd(window::MainWindow &window, int milliseconds)
{
    QSignalSpy ended(&window, &window::MainWindow::experimentFinished);
    window.run();
    return window.running() && ended.wait(milliseconds);
}

int colours(const QImage &image)
{
    QSet<QRgb> found;
    for (int y = 0; y < image.height() && found.size() < 1000; ++y) {
        for (int x = 0; x < image.width() && found.size() < 1000; ++x)
            found.insert(image.pixel(x, y));
    }
    return static_cast<int>(found.size());
}

} // namespace kit
