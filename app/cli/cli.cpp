// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/cli/exit_code.h"
#include "app/cli/list_commands.h"
#include "app/cli/options.h"
#include "app/cli/run_command.h"
#include "app/cli/session_commands.h"
#include "core/executors/executor.h"

namespace interleave::cli {
namespace {

int printed(const std::string &text)
{
    const auto result = print(text);
    return result ? Success : complain(result.error());
}

} // namespace

int runCli(int argc, char **argv, const PictureRenderer &pictures)
{
    const CommandLine line = parseCommandLine(argc, argv);
    if (line.kind == CommandKind::Done)
        return line.exitCode;
    if (line.kind == CommandKind::Presets)
        return printed(line.json ? presetsJson() : presetsText());
    const plan::Catalogue catalogue = executors::makeCatalogue();
    if (line.kind == CommandKind::Executors)
        return printed(line.json ? executorsJson(catalogue) : executorsText(catalogue));
    if (line.kind == CommandKind::Export)
        return exportCommand(line.exported, catalogue, pictures);
    if (line.kind == CommandKind::Compare)
        return compareCommand(line.compared, catalogue);
    return runCommand(line.run, catalogue, pictures);
}

} // namespace interleave::cli
