// SPDX-License-Identifier: GPL-3.0-or-later
#include "x_display.h"

#include <QByteArray>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <csignal>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kit {
namespace {

constexpr int kStartMs = 20'000, kToolMs = 20'000, kSettleMs = 30;

/// The display's number, which the server writes when it is ready; empty: it never was.
QByteArray readNumber(int from)
{
    QByteArray number;
    pollfd ready{from, POLLIN, 0};
    char letter = 0;
    while (poll(&ready, 1, kStartMs) > 0 && read(from, &letter, 1) == 1 && letter != '\n')
        number += letter;
    return letter == '\n' ? number : QByteArray();
}

} // namespace

QString XDisplay::missing()
{
    QStringList names;
    for (const auto &[program, package] : {std::pair("Xvfb", "xvfb"), std::pair("xdotool", "xdotool")}) {
        if (QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty())
            names << QStringLiteral("%1 (Debian package %2)").arg(QString::fromLatin1(program), QString::fromLatin1(package));
    }
    return names.join(QStringLiteral(", "));
}

bool XDisplay::start()
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    const std::string channel = std::to_string(ends[1]);
    m_server = fork();
    if (m_server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        close(ends[0]);
        const int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execlp("Xvfb", "Xvfb", "-displayfd", channel.c_str(), "-screen", "0", "1400x900x24", "-nolisten", "tcp", static_cast<char *>(nullptr));
        _exit(127);
    }
    close(ends[1]);
    const QByteArray number = m_server > 0 ? readNumber(ends[0]) : QByteArray();
    close(ends[0]);
    qputenv("DISPLAY", ":" + number);
    qputenv("QT_QPA_PLATFORM", "xcb");
    return !number.isEmpty();
}

XDisplay::~XDisplay()
{
    if (m_server <= 0)
        return;
    kill(m_server, SIGTERM);
    waitpid(m_server, nullptr, 0);
}

bool xdotool(const QStringList &arguments)
{
    QProcess tool;
    tool.start(QStringLiteral("xdotool"), arguments);
    const bool ended = QTest::qWaitFor([&tool] { return tool.state() == QProcess::NotRunning; }, kToolMs);
    QTest::qWait(kSettleMs);
    return ended && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0;
}

bool moveMouse(QPoint global) { return xdotool({QStringLiteral("mousemove"), QString::number(global.x()), QString::number(global.y())}); }

bool clickMouse(QPoint global, int button, const QString &held, int times)
{
    QStringList arguments{QStringLiteral("mousemove"), QString::number(global.x()), QString::number(global.y())};
    if (!held.isEmpty())
        arguments << QStringLiteral("keydown") << held;
    arguments << QStringLiteral("click") << QStringLiteral("--repeat") << QString::number(times) << QStringLiteral("--delay") << QStringLiteral("60") << QString::number(button);
    if (!held.isEmpty())
        arguments << QStringLiteral("keyup") << held;
    return xdotool(arguments);
}

bool dragMouse(QPoint from, QPoint to, int button, const QString &held)
{
    const QString name = QString::number(button);
    bool done = moveMouse(from) && (held.isEmpty() || xdotool({QStringLiteral("keydown"), held})) && xdotool({QStringLiteral("mousedown"), name});
    for (int step = 1; step <= 4; ++step)
        done = done && moveMouse(from + (to - from) * step / 4);
    done = xdotool({QStringLiteral("mouseup"), name}) && done;
    return (held.isEmpty() || xdotool({QStringLiteral("keyup"), held})) && done;
}

} // namespace kit
