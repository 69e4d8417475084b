// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>

namespace interleave::cli {

/// What the process tells the shell; public contract.
enum ExitCode : int {
    Success = 0,
    RunFailed = 1,    ///< ran, but a run or a task failed; results are written
    BadUsage = 2,     ///< bad usage or bad input, or not in this version
    Refused = 3,      ///< the machine refused something needed
    Interrupted = 130 ///< what was finished is written
};

ExitCode exitCodeOf(base::ErrorCode code);

/// One line on stderr: "interleave: …". Line breaks and control characters in the text do no harm.
void complain(std::string_view text);

/// Complains and gives the code that goes with the error.
ExitCode complain(const base::Error &error);

/// Writes to stdout and sees whether it arrived. Errors: Refused.
base::Result<void> print(std::string_view text);

} // namespace interleave::cli
