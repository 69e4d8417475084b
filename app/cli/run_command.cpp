// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_command.h"

#include "app/cli/exit_code.h"
#include "app/cli/load_plan.h"
#include "app/cli/progress_printer.h"
#include "app/cli/stop_signals.h"
#include "core/engine/engine.h"
#include "core/export/atomic_file.h"
#include "core/export/exporters.h"
#include "core/record/session_write.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace interleave::cli {
namespace {

using record::ExperimentRecord;

/// What the engine left behind.
struct Outcome {
    std::shared_ptr<const ExperimentRecord> experiment; ///< null: nothing was even begun
    base::Result<void> result;
    std::optional<base::Nanoseconds> interrupted; ///< when
};

engine::Precautions precautionsOf(const RunOptions &options)
{
    engine::Precautions precautions = engine::Precautions::all();
    precautions.repeatDisturbed = !options.keepDisturbed;
    if (options.measureOverhead)
        precautions.ownCost = engine::Precautions::OwnCost::Always;
    return precautions;
}

/// Runs the plan to its end, or to the end that a signal asks for.
Outcome conduct(const plan::Plan &plan, const plan::Catalogue &catalogue, const engine::Precautions &precautions, ProgressPrinter &printer)
{
    Outcome outcome;
    engine::EngineOptions options;
    options.catalogue = catalogue;
    options.precautions = precautions;
    engine::Engine engine(std::move(options));
    StopSignals signals([&engine] { engine.requestStop(); });
    engine::EngineEvents events;
    events.leftOut = [&printer](const ExperimentRecord &experiment) { printer.leftOut(experiment); };
    events.estimated = [&printer, &plan](const plan::Estimate &estimate) { printer.estimated(estimate, plan); };
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
    outcome.interrupted = signals.stoppedAt();
    printer.end();
    return outcome;
}

bool allSucceeded(const std::vector<std::shared_ptr<const record::RunRecord>> &runs)
{
    // A run during which the machine slept and that was done once more has told nothing.
    return std::ranges::all_of(runs, [](const auto &run) {
        return (run->superseded && run->conditions.suspended) || (run->status == record::RunStatus::Finished && run->count(trace::TaskStatus::Succeeded) == run->tasks.size());
    });
}

/// What was stopped has returned within a second: pictures are drawn as long as another one is likely to be done by then.
class PictureTime {
public:
    explicit PictureTime(std::optional<base::Nanoseconds> interrupted) : m_until(interrupted ? std::optional(*interrupted + kReturned) : std::nullopt) { }
    bool another()
    {
        const base::Nanoseconds now = base::monotonicNow();
        const base::Nanoseconds last = now - std::exchange(m_asked, now);
        m_cut = m_cut || (m_until && now + last > *m_until);
        return !m_cut;
    }
    [[nodiscard]] bool cut() const { return m_cut; }

private:
    static constexpr base::Nanoseconds kReturned = std::chrono::milliseconds(800);
    std::optional<base::Nanoseconds> m_until;
    base::Nanoseconds m_asked = base::monotonicNow();
    bool m_cut = false;
};

base::Result<void> writePictures(const std::string &folder, const ExperimentRecord &experiment, const PictureRenderer &pictures, PictureTime time)
{
    if (experiment.runs.empty())
        return {};
    if (!pictures) {
        complain("this build has no widgets and draws no pictures");
        return {};
    }
    const auto drawn = pictures(experiment, [&time] { return time.another(); });
    if (time.cut())
        complain("stopped: not every picture was drawn");
    return exporting::writeNamed(folder, drawn);
}

base::Result<void> writeSession(const std::string &folder, const ExperimentRecord &experiment)
{
    const auto saved = record::saveSession(std::filesystem::path(folder) / "session.interleave", experiment);
    if (!saved)
        return saved.error();
    if (saved->tracesLeftOut > 0)
        complain("session.interleave: the " + std::to_string(saved->tracesLeftOut) + " largest traces did not fit and are not in it");
    return {};
}

/// Files and stdout. Returns a code only if something could not be written.
std::optional<ExitCode> deliver(const RunOptions &options, const Outcome &outcome, const PictureRenderer &pictures)
{
    const ExperimentRecord &experiment = *outcome.experiment;
    std::optional<ExitCode> failure;
    const auto note = [&failure](const base::Result<void> &result) {
        if (!result)
            failure = complain(result.error());
        return result.ok();
    };
    // The session first: everything else can be made of it again.
    const bool written = options.out.empty() || (note(writeSession(options.out, experiment)) && note(exporting::writeResults(options.out, experiment)));
    note(print(exporting::bytesOf(*exporting::exporterOf(options.format), experiment)));
    if (!options.out.empty() && written)
        note(writePictures(options.out, experiment, pictures, PictureTime(outcome.interrupted)));
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
    const Outcome outcome = conduct(*plan, catalogue, precautionsOf(options), printer);
    if (!outcome.experiment)
        return outcome.interrupted ? Interrupted : complain(outcome.result.error());
    const auto undelivered = deliver(options, outcome, pictures);
    const ExitCode code = exitCodeFor(outcome);
    return code == Success || code == RunFailed ? undelivered.value_or(code) : code;
}

} // namespace interleave::cli
