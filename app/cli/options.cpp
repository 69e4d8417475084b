// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "app/cli/exit_code.h"
#include "core/export/exporters.h"
#include "core/plan/catalogue.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace interleave::cli {
namespace {

constexpr const char *kAbout = "Interleave runs one workload under many concurrency models and shows which one suits it, and why.\n"
                               "Without arguments, or with a *.interleave file, it opens the window.";
constexpr const char *kExitCodes = "Exit codes: 0 all runs finished and every task succeeded; 1 a run or a task failed (results are written);\n"
                                   "2 bad usage or bad input; 3 the machine refused something needed; 130 interrupted (what was finished is written).";
constexpr const char *kExample = "Try: interleave run preset:starter --out results";

struct Later {
    const char *name;
    const char *about;
};
constexpr std::array kLater{Later{"advise", "Recommend a concurrency model for a plan (not in this version)"}};

std::vector<std::string> formats()
{
    std::vector<std::string> names;
    for (const exporting::Exporter &exporter : exporting::exporters()) {
        if (!exporter.format.empty())
            names.emplace_back(exporter.format);
    }
    return names;
}

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// Complains about a word that is none of the known ones: empty when it is one.
std::string checkWord(const std::string &word, const std::vector<std::string> &known)
{
    if (std::ranges::find(known, word) != known.end())
        return {};
    const std::string near = plan::nearestWord(word, known);
    return "'" + word + "' is not known" + (near.empty() ? "; known are " + joined(known) : "; did you mean '" + near + "'?");
}

void addFormat(CLI::App &command, std::string &format)
{
    command.add_option("--format", format, "Result on stdout: " + joined(formats()) + " (default: table)")
        ->type_name("FORMAT")
        ->check([](const std::string &word) { return checkWord(word, formats()); });
}

void addRun(CLI::App &app, RunOptions &o)
{
    CLI::App *run = app.add_subcommand("run", "Run a plan without a window");
    run->add_option("PLAN", o.plan, "A plan file (.json), - for stdin, or preset:NAME (see `interleave presets`)")->required()->type_name("");
    run->add_option("--executor", o.executors,
                    "Concurrency model instead of the plan's, as ID or ID:key=value,key=value; may be repeated;\n"
                    "`all`: every one that can run the plan's steps (see `interleave executors`)")
        ->type_name("ID[:key=value,...]")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    run->add_option("--repetitions", o.repetitions, "Measured rounds")->type_name("N");
    run->add_option("--warmup", o.warmup, "Rounds before them that do not count")->type_name("N");
    run->add_option("--seed", o.seed, "Seed of the workload")->type_name("N");
    run->add_option("--timeout", o.timeoutS, "Longest time of one run")->type_name("SECONDS");
    run->add_option("--precision", o.precisionPercent, "End before the last round once every median makespan is known to so many percent")->type_name("PERCENT");
    run->add_option("--budget", o.budgetS, "End before the last round once so many seconds are used up")->type_name("SECONDS");
    run->add_option("--out", o.out, "Folder for the session, results.json, the CSV files, the reports, the trace, the sequence diagrams and the charts")->type_name("DIR");
    addFormat(*run, o.format);
    run->add_flag("--keep-disturbed", o.keepDisturbed, "Do not repeat rounds that something else on the machine disturbed");
    run->add_flag("--measure-overhead", o.measureOverhead, "Find out what recording and sampling cost, in ten pairs of runs with and without");
    run->add_flag("--quiet", o.quiet, "No progress on stderr");
    run->footer(std::string(kExitCodes) + "\n" + kExample);
}

void addExport(CLI::App &app, ExportOptions &o)
{
    CLI::App *command = app.add_subcommand("export", "Write a saved session's results into a folder");
    command->add_option("SESSION", o.session, "A session file (.interleave)")->required()->type_name("");
    command->add_option("--out", o.out, "Folder for the files; without one of the following: everything, results.json too")->type_name("DIR")->required();
    command->add_flag("--png", o.png, "The charts as pictures");
    command->add_flag("--csv", o.csv, "summary, runs, tasks, samples and events as CSV");
    command->add_flag("--html", o.html, "The report as one page");
    command->add_flag("--markdown", o.markdown, "The report as Markdown");
    command->add_flag("--svg", o.svg, "The charts as SVG (not in this version)");
    command->add_flag("--trace", o.trace, "trace.json, for Perfetto or chrome://tracing");
    command->add_flag("--mermaid", o.mermaid, "sequence.mmd, a sequence diagram for Mermaid");
    command->add_flag("--plantuml", o.plantuml, "sequence.puml, sequence diagrams for PlantUML");
    command->footer("Exit codes: 0 written; 2 bad usage or bad input; 3 the machine refused something needed.\n"
                    "Try: interleave export results/session.interleave --out again --html");
}

void addCompare(CLI::App &app, CompareOptions &o)
{
    CLI::App *command = app.add_subcommand("compare", "Compare two saved sessions of the same workload");
    command->add_option("A", o.a, "A session file (.interleave)")->required()->type_name("");
    command->add_option("B", o.b, "Another one")->required()->type_name("");
    addFormat(*command, o.format);
    command->add_flag("--across-machines", o.acrossMachines, "Judge figures of different machines too, not only show them");
    command->footer("Concurrency models belong together by their label, else by id and parameters. Exit codes: 0 compared; 2 bad usage or bad input\n"
                    "(other workloads too); 3 the machine refused something needed.\nTry: interleave compare before.interleave after.interleave");
}

void build(CLI::App &app, CommandLine &line)
{
    app.set_version_flag("--version", "interleave " INTERLEAVE_VERSION, "Print the version and exit");
    app.set_help_flag("-h,--help", "Print this help and exit");
    app.require_subcommand(1);
    app.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app.footer(std::string("interleave COMMAND --help says more about a command.\n") + kExitCodes + "\n" + kExample);
    addRun(app, line.run);
    addExport(app, line.exported);
    addCompare(app, line.compared);
    app.add_subcommand("executors", "List the concurrency models, their parameters and what they can run")->add_flag("--json", line.json, "As JSON");
    app.add_subcommand("presets", "List the experiments that come with the program")->add_flag("--json", line.json, "As JSON");
    for (const Later &later : kLater)
        app.add_subcommand(later.name, later.about)->allow_extras();
    for (CLI::App *command : app.get_subcommands([](CLI::App *) { return true; }))
        command->group("Commands");
}

std::vector<std::string> knownOptions(const CLI::App &command)
{
    std::vector<std::string> names;
    for (const CLI::Option *option : command.get_options()) {
        for (const std::string &name : option->get_lnames())
            names.push_back("--" + name);
    }
    return names;
}

std::vector<std::string> commandNames(const CLI::App &app)
{
    std::vector<std::string> names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names.push_back(command->get_name());
    return names;
}

/// The complaint about arguments that nobody takes.
std::string aboutExtras(const CLI::App &app)
{
    const auto chosen = app.get_subcommands();
    const std::vector<std::string> extras = app.remaining(true);
    if (extras.empty())
        return "bad usage";
    const std::string &word = extras.front();
    if (word.starts_with("-")) {
        const CLI::App &command = chosen.empty() ? app : *chosen.front();
        const std::string where = chosen.empty() ? "" : chosen.front()->get_name() + ": ";
        return where + "option " + checkWord(word.substr(0, word.find('=')), knownOptions(command));
    }
    if (chosen.empty())
        return "command " + checkWord(word, commandNames(app));
    return chosen.front()->get_name() + ": '" + word + "' is one argument too many";
}

/// The parser's own words, but for the ones that only its author understands.
std::string aboutValue(const CLI::ParseError &error)
{
    const std::string text = error.what();
    constexpr std::string_view kUnconverted = "Could not convert: ";
    if (text.starts_with(kUnconverted))
        return text.substr(kUnconverted.size()) + " is not a number";
    if (dynamic_cast<const CLI::ArgumentMismatch *>(&error) == nullptr)
        return text;
    const std::string name = text.substr(0, text.find(':'));
    return name + (text.ends_with("missing") ? ": a value is missing" : ": is given more than once");
}

std::string aboutError(const CLI::App &app, const CLI::ParseError &error)
{
    if (dynamic_cast<const CLI::ExtrasError *>(&error) != nullptr)
        return aboutExtras(app);
    const auto chosen = app.get_subcommands();
    if (chosen.empty()) {
        if (const auto extras = app.remaining(); !extras.empty())
            return aboutExtras(app);
        return "a command is missing: one of " + joined(commandNames(app));
    }
    return chosen.front()->get_name() + ": " + aboutValue(error);
}

/// Where the help stands that fits the command.
std::string hint(const CLI::App &app)
{
    const auto chosen = app.get_subcommands();
    return " (see interleave " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help)";
}

std::string helpFor(const CLI::App &app)
{
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app.help() : chosen.front()->help("interleave");
}

CommandLine answered(int exitCode)
{
    CommandLine line;
    line.exitCode = exitCode;
    return line;
}

CommandLine printed(const std::string &text)
{
    const auto result = print(text);
    return answered(result ? static_cast<int>(Success) : static_cast<int>(complain(result.error())));
}

CommandLine dispatched(const CLI::App &app, CommandLine line)
{
    const std::string command = app.get_subcommands().front()->get_name();
    for (const Later &later : kLater) {
        if (command == later.name) {
            complain(command + ": not in this version");
            return answered(BadUsage);
        }
    }
    constexpr std::array kKinds{std::pair{"run", CommandKind::Run}, std::pair{"export", CommandKind::Export}, std::pair{"compare", CommandKind::Compare},
                                std::pair{"executors", CommandKind::Executors}, std::pair{"presets", CommandKind::Presets}};
    for (const auto &[name, kind] : kKinds)
        line.kind = command == name ? kind : line.kind;
    if (line.exported.svg) {
        complain(command + ": --svg: not in this version");
        return answered(BadUsage);
    }
    return line;
}

} // namespace

CommandLine parseCommandLine(int argc, const char *const *argv)
{
    CommandLine line;
    CLI::App app{kAbout, "interleave"};
    build(app, line);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return printed(helpFor(app));
    } catch (const CLI::CallForVersion &) {
        return printed("interleave " INTERLEAVE_VERSION "\n");
    } catch (const CLI::ParseError &error) {
        complain(aboutError(app, error) + hint(app));
        return answered(BadUsage);
    }
    return dispatched(app, std::move(line));
}

} // namespace interleave::cli
