// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/run_window.h"

#include "app/window/app_style.h"
#include "app/window/main_window.h"
#include "app/window/runtime_folder.h"
#include "core/executors/executor.h"
#include "core/export/columns.h"
#include "core/record/session_read.h"

#include <QApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace interleave::window {
namespace {

constexpr int kBadUsage = 2;
constexpr int kRefused = 3;

int sayNoDisplay()
{
    std::fputs("interleave: no display to open the window on; without one use: interleave run preset:starter\n", stderr);
    return kRefused;
}

/// Qt ends the process when it cannot reach the display: until there is an application this says so in one line, without a core dump.
void tellStart(QtMsgType type, const QMessageLogContext &, const QString &)
{
    if (type == QtFatalMsg)
        std::_Exit(sayNoDisplay());
}

bool mayHaveDisplay()
{
    const auto set = [](const char *name) { return !qEnvironmentVariableIsEmpty(name); };
    return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
}

void installTranslators(QApplication &application)
{
    const auto install = [&application](const QString &name, const QString &folder) {
        auto *translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, QStringLiteral("_"), folder))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    };
    install(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(QStringLiteral("interleave"), QStringLiteral(":/i18n"));
}

} // namespace

int runWindow(int argc, char **argv)
{
    if (argc > 2) {
        std::fprintf(stderr, "interleave: %s: one session at a time\n", argv[2]);
        return kBadUsage;
    }
    // Told where it was asked, not in a window that opens with nothing in it.
    if (argc > 1) {
        if (const auto ours = record::checkSession(argv[1]); !ours) {
            std::fprintf(stderr, "interleave: %s\n", exporting::printable(ours.error().text()).c_str());
            return kBadUsage;
        }
    }
    if (!mayHaveDisplay())
        return sayNoDisplay();
    const RuntimeFolder folder;
    const auto before = qInstallMessageHandler(tellStart);
    QApplication application(argc, argv);
    qInstallMessageHandler(before);
    QApplication::setStyle(new AppStyle);
    QCoreApplication::setOrganizationName(QStringLiteral("interleave"));
    QCoreApplication::setApplicationName(QStringLiteral("interleave"));
    QCoreApplication::setApplicationVersion(QStringLiteral(INTERLEAVE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.interleave.Interleave"));
    installTranslators(application);
    engine::EngineOptions options;
    options.precautions = engine::Precautions::all();
    MainWindow window(executors::makeCatalogue(), options);
    window.show();
    window.begin(argc > 1 ? QFile::decodeName(argv[1]) : QString());
    return QApplication::exec();
}

} // namespace interleave::window
