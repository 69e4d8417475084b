// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QString>
#include <QStringList>

#include <sys/types.h>

namespace kit {

/// A display of its own for a test (Xvfb), and hands on its keyboard and mouse (xdotool): the program gets what a person's would send.
class XDisplay {
public:
    XDisplay() = default;
    ~XDisplay();
    XDisplay(const XDisplay &) = delete;
    XDisplay &operator=(const XDisplay &) = delete;

    /// What is missing on this machine, in one line; empty: nothing.
    static QString missing();
    /// Starts it and names it in the environment. False: it does not start.
    bool start();

private:
    pid_t m_server = -1;
};

/// Runs xdotool while the window lives on, and a moment longer. False: it failed.
bool xdotool(const QStringList &arguments);
inline bool pressKeys(const QStringList &keys) { return xdotool(QStringList{QStringLiteral("key")} + keys); }
bool moveMouse(QPoint global);
/// `held`: a key, or empty.
bool clickMouse(QPoint global, int button, const QString &held = {}, int times = 1);
bool dragMouse(QPoint from, QPoint to, int button, const QString &held = {});

} // namespace kit
