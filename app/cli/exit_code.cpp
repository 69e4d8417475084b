// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_code.h"

#include "core/export/columns.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace interleave::cli {

ExitCode exitCodeOf(base::ErrorCode code)
{
    switch (code) {
    case base::ErrorCode::BadInput:
    case base::ErrorCode::Unsupported: return BadUsage;
    case base::ErrorCode::Refused: return Refused;
    case base::ErrorCode::Cancelled: return Interrupted;
    case base::ErrorCode::Failed:
    case base::ErrorCode::Protocol: break;
    }
    return RunFailed;
}

void complain(std::string_view text)
{
    const std::string line = "interleave: " + exporting::printable(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

ExitCode complain(const base::Error &error)
{
    complain(error.text());
    return exitCodeOf(error.code);
}

base::Result<void> print(std::string_view text)
{
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return {};
    return base::Error{base::ErrorCode::Refused, "could not be written: " + std::generic_category().message(errno), "stdout"};
}

} // namespace interleave::cli
