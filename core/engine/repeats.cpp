// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/repeats.h"

#include "core/record/noise_limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace interleave::engine {
namespace {

using record::RunRecord;
using RunPointer = std::shared_ptr<const RunRecord>;

/// A frozen run is never changed: others may be reading it.
template <class Change>
void change(RunPointer &run, const Change &how)
{
    auto changed = std::make_shared<RunRecord>(*run);
    how(*changed);
    run = std::move(changed);
}

std::optional<double> unitMinimum(const RunRecord &run)
{
    const record::Conditions &conditions = run.conditions;
    return conditions.calibrationUnitNs && conditions.calibrationSpread && *conditions.calibrationSpread > 0
        ? std::optional(*conditions.calibrationUnitNs / *conditions.calibrationSpread)
        : std::nullopt;
}

std::string shiftText(double ratio)
{
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "a fixed piece of work took %.2f times its usual time right before it", ratio);
    return text.data();
}

bool isWhole(const std::vector<RunPointer> &runs, int round, base::RunId firstRepeat)
{
    std::set<base::EntryId> first, second;
    for (const RunPointer &run : runs) {
        if (run->key.round != round)
            continue;
        if (run->key.run.value < firstRepeat.value)
            first.insert(run->key.entry);
        else if (run->status != record::RunStatus::Cancelled)
            second.insert(run->key.entry);
    }
    return first == second;
}

} // namespace

std::size_t mostRepeats(std::int64_t rounds) { return static_cast<std::size_t>(std::max<std::int64_t>(rounds / 4, 1)); }

std::vector<int> disturbedRounds(const record::ExperimentRecord &experiment, std::size_t most)
{
    std::set<int> rounds;
    for (const RunPointer &run : experiment.runs) {
        if (!run->conditions.disturbance.empty())
            rounds.insert(run->key.round);
    }
    std::vector<int> first(rounds.begin(), rounds.end());
    first.resize(std::min(first.size(), most));
    return first;
}

void flagShifted(record::ExperimentRecord &experiment)
{
    constexpr std::size_t kLeast = 6;
    std::vector<double> units;
    for (const RunPointer &run : experiment.runs) {
        if (const auto unit = unitMinimum(*run))
            units.push_back(*unit);
    }
    if (units.size() < kLeast)
        return;
    const auto middle = units.begin() + static_cast<std::ptrdiff_t>(units.size() / 2);
    std::nth_element(units.begin(), middle, units.end());
    for (RunPointer &run : experiment.runs) {
        const auto unit = unitMinimum(*run);
        if (!unit || !run->conditions.disturbance.empty() || std::abs(*unit / *middle - 1) <= record::noise::kCalibrationShift)
            continue;
        change(run, [&](RunRecord &flagged) {
            flagged.conditions.disturbance = shiftText(*unit / *middle);
            flagged.warnings.push_back(record::disturbedWarning(flagged.conditions));
        });
    }
}

void settleRepeats(record::ExperimentRecord &experiment, base::RunId firstRepeat)
{
    std::set<int> twice;
    for (const RunPointer &run : experiment.runs) {
        if (run->key.run.value >= firstRepeat.value)
            twice.insert(run->key.round);
    }
    for (const int round : twice) {
        const bool whole = isWhole(experiment.runs, round, firstRepeat);
        for (RunPointer &run : experiment.runs) {
            const bool second = run->key.run.value >= firstRepeat.value;
            if (run->key.round != round || second == whole)
                continue;
            change(run, [&](RunRecord &superseded) {
                superseded.superseded = true;
                superseded.warnings.emplace_back(whole ? "in no figure: its round was disturbed and run once more" : "in no figure: its round, run once more, was not completed");
            });
        }
    }
}

} // namespace interleave::engine
