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

/// `interleave export`: without any of the kinds everything this version can make.
struct ExportOptions {
    std::string session, out;
    bool png = false, csv = false, html = false, markdown = false;
    bool trace = false, mermaid = false, plantuml = false;
    bool svg = false; ///< of a later version
};

/// `interleave compare`
struct CompareOptions {
    std::string a, b;
    std::string format = "table";
    bool acrossMachines = false;
};

enum class CommandKind { Done, Run, Executors, Presets, Export, Compare };

/// What the command line asks for. `Done`: help, version or a complaint was printed, `exitCode` is the answer.
struct CommandLine {
    CommandKind kind = CommandKind::Done;
    int exitCode = 0;
    RunOptions run;
    ExportOptions exported;
    CompareOptions compared;
    bool json = false;
};

/// Reads the arguments. Prints help and version on stdout, one line on stderr for bad usage.
CommandLine parseCommandLine(int argc, const char *const *argv);

} // namespace interleave::cli
