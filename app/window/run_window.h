// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::window {

/// Opens the window and returns when it is closed: the exit code of the process. 3, with one line on stderr, without a display.
int runWindow(int argc, char **argv);

} // namespace interleave::window
