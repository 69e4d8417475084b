// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

#include <functional>
#include <vector>

/// The command line: everything that works without a window.
namespace interleave::cli {

/// Asked before each picture: false, and those that are not drawn yet are not.
using DrawAnother = std::function<bool()>;
/// Draws the charts of an experiment without a display. Empty in a build without widgets.
using PictureRenderer = std::function<std::vector<exporting::NamedBytes>(const record::ExperimentRecord &, const DrawAnother &)>;

/// The whole program but for the window. Returns the exit code. Call it from the main thread: pictures are drawn there.
int runCli(int argc, char **argv, const PictureRenderer &pictures);

} // namespace interleave::cli
