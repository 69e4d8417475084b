// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"

#include <QDir>

/// What the tests and pictures of two sessions share.
namespace kit {

/// Ten runs that nobody measured: `serial` takes 100 ms, `thread-pool` so many.
interleave::record::ExperimentRecord experimentOf(double poolMs);
/// compare-{same-machine,other-machine,other-workload}-SUFFIX.png of the comparison, as large as the window. False: one could not be written.
bool shootComparison(interleave::window::MainWindow &window, const QDir &folder, const QString &suffix);

} // namespace kit
