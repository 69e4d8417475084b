// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::runner {

/// One run of one concurrency model, as told over the control channel (core/wire/control.h). Returns the exit code.
int runnerMain(int argc, char **argv);

} // namespace interleave::runner
