// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/runtime_folder.h"

#include <QDir>
#include <QFileInfo>

#include <pwd.h>
#include <unistd.h>

namespace interleave::window {

RuntimeFolder::RuntimeFolder()
{
    const passwd *user = ::getpwuid(::geteuid());
    if (!user || !qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR"))
        return;
    const QString folder = QDir::tempPath() + QStringLiteral("/runtime-") + QString::fromLocal8Bit(user->pw_name);
    if (!QFileInfo::exists(folder))
        m_folder = folder;
}

RuntimeFolder::~RuntimeFolder()
{
    if (!m_folder.isEmpty())
        QDir().rmdir(m_folder); // only if it is empty
}

} // namespace interleave::window
