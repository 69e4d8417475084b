// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/trust_notes.h"

#include "core/export/columns.h"

#include <array>
#include <cstddef>
#include <cstdio>

namespace interleave::exporting {
namespace {

std::string percent(double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return text.data();
}

std::string costNote(const record::Environment &e)
{
    std::string text = e.samplerCostPercent > 0 ? "sampling took " + percent(e.samplerCostPercent) + " % of a core" : std::string("what sampling took is not known");
    if (!e.recorderCostPercent)
        return text + "; what recording cost was not measured (interleave run --measure-overhead does)";
    text += "; runs recorded and sampled took " + percent(*e.recorderCostPercent) + " % longer than without";
    if (e.recorderCostLow && e.recorderCostHigh)
        text += " (95 %: " + percent(*e.recorderCostLow) + " … " + percent(*e.recorderCostHigh) + ")";
    return text + ", " + std::to_string(e.recorderCostPairs) + " pairs of " + printable(e.recorderCostLabel);
}

/// "1 run", "3 runs"
std::string runs(std::size_t count) { return std::to_string(count) + (count == 1 ? " run" : " runs"); }

} // namespace

bool isTrustWarning(const record::RunRecord &run, const std::string &warning)
{
    return warning == record::disturbedWarning(run.conditions) || (run.superseded && warning.starts_with("in no figure"));
}

std::vector<std::string> trustNotes(const record::ExperimentRecord &experiment)
{
    std::vector<std::string> notes;
    for (const std::string &caution : experiment.environment.cautions)
        notes.push_back("caution: " + printable(caution));
    if (!experiment.endedBy.empty())
        notes.push_back("ended early: " + printable(experiment.endedBy));
    std::size_t disturbed = 0, superseded = 0;
    std::string first;
    for (const auto &run : experiment.runs) {
        superseded += run->superseded ? 1 : 0;
        if (run->superseded || run->conditions.disturbance.empty())
            continue;
        if (++disturbed == 1)
            first = printable(run->conditions.disturbance);
    }
    if (superseded > 0)
        notes.push_back(runs(superseded) + " of disturbed rounds " + (superseded == 1 ? "was" : "were") + " repeated: kept in results.json, in no figure here");
    if (disturbed > 0)
        notes.push_back(std::to_string(disturbed) + " of " + runs(experiment.runs.size() - superseded) + (disturbed == 1 ? " was" : " were") + " disturbed, first: " + first);
    if (experiment.environment.samplerCostPercent > 0 || experiment.environment.recorderCostPercent)
        notes.push_back(costNote(experiment.environment));
    return notes;
}

} // namespace interleave::exporting
