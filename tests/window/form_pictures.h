// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"

#include <QDir>
#include <QString>

namespace kit {

/// Pictures of the compose form in the window: every kind of step unfolded, every way a number varies, the arrivals, entries with their
/// parameters, and what is wrong beside its field. Writes form-{steps,numbers,models,problems}-SUFFIX.png; a tall one holds the
/// whole form, however long it is.
bool shootForm(interleave::window::MainWindow &window, const QDir &folder, const QString &suffix);

} // namespace kit
