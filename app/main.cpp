// SPDX-License-Identifier: GPL-3.0-or-later
// The program: no argument or a session file opens the window; everything else is the command line.
#include "app/cli/cli.h"
#include "app/cli/exit_code.h"

#ifdef INTERLEAVE_HAS_WINDOW
#include "app/window/pictures.h"
#include "app/window/run_window.h"
#endif

#include <csignal>
#include <string_view>

namespace {

bool asksForWindow(int argc, char **argv) { return argc < 2 || std::string_view(argv[1]).ends_with(".interleave"); }

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is an error like a full disk; children get the default back
#ifdef INTERLEAVE_HAS_WINDOW
    if (asksForWindow(argc, argv))
        return interleave::window::runWindow(argc, argv);
    return interleave::cli::runCli(argc, argv, interleave::window::renderPictures);
#else
    if (asksForWindow(argc, argv)) {
        interleave::cli::complain("this build has no window, only the command line: see interleave --help");
        return interleave::cli::BadUsage;
    }
    return interleave::cli::runCli(argc, argv, {});
#endif
}
