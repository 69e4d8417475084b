// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/load_plan.h"
#include "app/cli/progress_printer.h"
#include "app/cli/stop_signals.h"
#include "core/engine/engine.h"
#include "core/export/atomic_file.h"
#include "core/export/exporters.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace interleave::cli {
namespace {

using record::ExperimentRecord;

/// What the engine left behind.
struct Outcome {
    std::shared_ptr<const ExperimentRecord> experiment; ///< null: nothing was even begun
    base::Result<void> result;
    bool interrupted = false;
};

/// Runs the plan to its end, or to the end that a signal asks for.
Outcome conduct(const plan::Plan &plan, const plan::Catalogue &catalogue, ProgressPrinter &printer)
{
    Outcome outcome;
    engine::EngineOptions options;
    options.catalogue = catalogue;
    engine::Engine engine(std::move(options));
    StopSignals signals([&engine] { engine.requestStop(); });
    engine::EngineEvents events;
    events.leftOut = [&printer](const ExperimentRecord &experiment) { printer.leftOut(experiment); };
    events.progress = [&printer](const engine::Progress &p) { printer.progress(p); };
    events.runFinished = [&printer](const std::shared_ptr<const record::RunRecord> &run) { printer.runFinished(*run); };
    events.finished = [&outcome](std::shared_ptr<const ExperimentRecord> experiment, base::Result<void> result) {
        outcome.experiment = std::move(experiment);
        outcome.result = std::move(result);
    };
    if (auto started = engine.start(plan, std::move(events)); !started) {
        outcome.result = started;
        return outcome;
    }
    if (signals.stopped())
        engine.requestStop(); // it came before there was anything to stop
    engine.wait();
    outcome.interrupted = signals.stopped();
    printer.end();
    return outcome;
}

bool allSucceeded(const std::vector<std::shared_ptr<const record::RunRecord>> &runs)
{
    return std::ranges::all_of(runs, [](const auto &run) {
        return run->status == record::RunStatus::Finished && run->count(trace::TaskStatus::Succeeded) == run->tasks.size();
    });
}

base::Result<void> writePictures(const std::string &folder, const ExperimentRecord &experiment, const PictureRenderer &pictures)
{
    if (experiment.runs.empty())
        return {};
    if (!pictures) {
        complain("this build has no widgets and draws no pictures");
        return {};
    }
    return exporting::writeNamed(folder, pictures(experiment));
}

/// Files and stdout. Returns a code only if something could not be written.
std::optional<ExitCode> deliver(const RunOptions &options, const ExperimentRecord &experiment, const PictureRenderer &pictures)
{
    std::optional<ExitCode> failure;
    const auto note = [&failure](const base::Result<void> &result) {
        if (!result)
            failure = complain(result.error());
        return result.ok();
    };
    if (!options.out.empty() && note(exporting::writeResults(options.out, experiment)))
        note(writePictures(options.out, experiment, pictures));
    note(print(exporting::bytesOf(*exporting::exporterOf(options.format), experiment)));
    return failure;
}

ExitCode exitCodeFor(const Outcome &outcome)
{
    if (outcome.interrupted)
        return Interrupted;
    if (!outcome.result)
        return complain(outcome.result.error());
    return allSucceeded(outcome.experiment->runs) && allSucceeded(outcome.experiment->warmups) ? Success : RunFailed;
}

} // namespace

int runCommand(const RunOptions &options, const plan::Catalogue &catalogue, const PictureRenderer &pictures)
{
    const base::Result<plan::Plan> plan = loadPlan(options, catalogue);
    if (!plan)
        return complain(plan.error());
    if (!options.out.empty()) {
        if (const auto ready = exporting::prepareFolder(options.out); !ready)
            return complain(base::Error{ready.error().code, ready.error().text(), "--out"});
    }
    ProgressPrinter printer(ProgressPrinter::styleFor(options.quiet));
    const Outcome outcome = conduct(*plan, catalogue, printer);
    if (!outcome.experiment)
        return outcome.interrupted ? Interrupted : complain(outcome.result.error());
    const auto undelivered = deliver(options, *outcome.experiment, pictures);
    const ExitCode code = exitCodeFor(outcome);
    return code == Success || code == RunFailed ? undelivered.value_or(code) : code;
}

} // namespace interleave::cli
