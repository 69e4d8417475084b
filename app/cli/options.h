// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace interleave::cli {

/// `interleave run`: what was asked for; nothing is checked against the catalogue yet.
struct RunOptions {
    std::string plan;                   ///< file, "-" or "preset:NAME"
    std::vector<std::string> executors; ///< ID[:key=value,…] or "all"; empty: the plan's
    std::optional<std::int64_t> repetitions, warmup, seed;
    std::optional<double> timeoutS, precisionPercent, budgetS;
    std::string out;                    ///< empty: no files
    std::string format = "table";
    bool quiet = false;
    bool keepDisturbed = false;   ///< no round is done once more
    bool measureOverhead = false; ///< what recording costs, however long that takes
};

enum class CommandKind { Done, Run, Executors, Presets };

/// What the command line asks for. `Done`: help, version or a complaint was printed, `exitCode` is the answer.
struct CommandLine {
    CommandKind kind = CommandKind::Done;
    int exitCode = 0;
    RunOptions run;
    bool json = false;
};

/// Reads the arguments. Prints help and version on stdout, one line on stderr for bad usage.
CommandLine parseCommandLine(int argc, const char *const *argv);

} // namespace interleave::cli
