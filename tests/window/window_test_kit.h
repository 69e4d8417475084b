// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"

#include <QImage>
#include <QString>

#include <memory>

/// What the window's tests share.
namespace kit {

/// Call first in main: no display, settings and all else in a folder of the test's own.
void prepareEnvironment();
/// Forgets what earlier tests remembered.
void clearSettings();
/// A shown window of 1280×800 with runner and worker beside the test program.
std::unique_ptr<interleave::window::MainWindow> makeWindow();
/// `serial` and `thread-pool`, two repetitions of 6 × sleep 15 ms and 2 × 1 million iterations.
interleave::plan::Plan smallPlan();
/// Runs what the form says; false if it has not ended after `milliseconds`.
bool runToEnd(interleave::window::MainWindow &window, int milliseconds = 60'000);
/// Number of different colours, at most 1000; a blank picture has one.
int colours(const QImage &image);

} // namespace kit
