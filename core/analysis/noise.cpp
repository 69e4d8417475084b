// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/noise.h"

#include "core/analysis/figures.h"
#include "core/analysis/statistics.h"
#include "core/record/noise_limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace interleave::analysis {
namespace {

using record::RunRecord;
using Kind = Argument::Kind;
namespace limits = record::noise;

constexpr std::array<std::string_view, 14> kSignals{"swap", "throttling", "steal", "foreign-cpu", "calibration", "foreign-cpu-before", "pressure-before",
                                                    "steal-before", "drift", "disturbed", "suspended", "governor", "turbo", "battery"};
constexpr double kDriftLimit = 0.5;
constexpr std::size_t kDriftRuns = 6; ///< fewer show any ρ by chance

/// A limit that a value must pass, and how it is said.
struct Rule {
    NoiseSignal signal;
    record::noise::Limits limits; ///< passed by more than
    Kind unit;
    std::string_view words;
};

constexpr record::noise::Limits kPressureMs{limits::kPressureCpuUs.yellow / 1000, limits::kPressureCpuUs.red / 1000};
constexpr Rule kSteal{NoiseSignal::Steal, limits::kStealPercent, Kind::Percent, IL_TEXT("the host of this virtual machine took %1 of the CPU")};
constexpr Rule kForeign{NoiseSignal::ForeignCpu, limits::kForeignPercent, Kind::Percent, IL_TEXT("other programs took %1 of the machine")};
constexpr Rule kThrottling{NoiseSignal::Throttling, limits::kThrottledPercent, Kind::Percent, IL_TEXT("the CPU quota throttled the runs in %1 of its periods")};
constexpr Rule kCalibration{NoiseSignal::Calibration, limits::kCalibrationSpread, Kind::Factor, IL_TEXT("a fixed piece of work took %1 times its shortest time on average")};
constexpr Rule kForeignBefore{NoiseSignal::ForeignCpuBefore, limits::kForeignPercent, Kind::Percent, IL_TEXT("other programs took %1 of the machine before the start")};
constexpr Rule kStealBefore{NoiseSignal::StealBefore, limits::kStealPercent, Kind::Percent, IL_TEXT("the host of this virtual machine took %1 of the CPU before the start")};
constexpr Rule kPressure{NoiseSignal::PressureBefore, kPressureMs, Kind::Milliseconds, IL_TEXT("tasks waited %1 for a CPU within a second before the start")};

/// Mean of what the runs have, each weighted by its length.
template <class Get>
std::optional<double> weightedMean(const Runs &runs, Get get)
{
    double sum = 0;
    double weights = 0;
    for (const auto &run : runs) {
        const std::optional<double> value = get(*run);
        const auto weight = static_cast<double>(std::max<std::int64_t>(run->makespanNs.value_or(1), 1));
        if (value && std::isfinite(*value)) {
            sum += *value * weight;
            weights += weight;
        }
    }
    return weights > 0 ? std::optional(sum / weights) : std::nullopt;
}

/// Sum of what the runs have; empty if none has it.
template <class Get>
std::optional<double> total(const Runs &runs, Get get)
{
    std::optional<double> sum;
    for (const auto &run : runs) {
        if (const std::optional<std::int64_t> value = get(*run))
            sum = sum.value_or(0) + static_cast<double>(*value);
    }
    return sum;
}

class Judge {
public:
    void measured(const Rule &rule, const std::optional<double> &value)
    {
        if (!value) {
            missing(rule.signal);
            return;
        }
        const NoiseLevel level = *value > rule.limits.red ? NoiseLevel::Red : *value > rule.limits.yellow ? NoiseLevel::Yellow : NoiseLevel::Green;
        m_verdict.readings.push_back({rule.signal, level, *value, rule.limits.yellow, rule.limits.red, {rule.words, {numberArgument(rule.unit, *value)}}});
    }

    void found(NoiseSignal signal, NoiseLevel level, double value, Phrase words) { m_verdict.readings.push_back({signal, level, value, {}, {}, std::move(words)}); }
    void missing(NoiseSignal signal) { m_verdict.unavailable.push_back(signal); }

    NoiseVerdict verdict()
    {
        std::stable_sort(m_verdict.readings.begin(), m_verdict.readings.end(), [](const auto &a, const auto &b) { return a.level > b.level; });
        const auto watched = [](const NoiseReading &reading) { return reading.signal == NoiseSignal::Steal || reading.signal == NoiseSignal::ForeignCpu; };
        const auto &all = m_verdict.readings;
        if (!all.empty() && (all.front().level > NoiseLevel::Green || std::any_of(all.begin(), all.end(), watched)))
            m_verdict.level = all.front().level;
        return std::move(m_verdict);
    }

private:
    NoiseVerdict m_verdict;
};

void judgeDuring(Judge &judge, const Runs &runs)
{
    const auto swapped = total(runs, [](const RunRecord &run) { return run.conditions.swappedPages; });
    if (swapped)
        judge.found(NoiseSignal::Swap, *swapped > 0 ? NoiseLevel::Red : NoiseLevel::Green, *swapped,
                    {IL_TEXT("%1 pages were swapped while the runs went on"), {numberArgument(Kind::Count, *swapped)}});
    else
        judge.missing(NoiseSignal::Swap);
    const auto throttled = total(runs, [](const RunRecord &run) { return run.conditions.throttledPeriods; });
    const auto periods = total(runs, [](const RunRecord &run) { return run.conditions.periods; });
    judge.measured(kThrottling, throttled && periods ? std::optional(*periods > 0 ? 100 * *throttled / *periods : 0) : std::nullopt);
    judge.measured(kSteal, weightedMean(runs, [](const RunRecord &run) { return run.conditions.stealPercent; }));
    judge.measured(kForeign, weightedMean(runs, [](const RunRecord &run) { return run.conditions.foreignPercent; }));
    judge.measured(kCalibration, weightedMean(runs, [](const RunRecord &run) { return run.conditions.calibrationSpread; }));
}

void judgeBefore(Judge &judge, const record::Environment &environment)
{
    judge.measured(kForeignBefore, environment.foreignPercent);
    judge.measured(kStealBefore, environment.stealPercent);
    judge.measured(kPressure, environment.pressureCpuUs ? std::optional(*environment.pressureCpuUs / 1000) : std::nullopt);
    if (environment.governor.empty())
        judge.missing(NoiseSignal::Governor);
    else
        judge.found(NoiseSignal::Governor, environment.governor == "performance" ? NoiseLevel::Green : NoiseLevel::Yellow, 0,
                    {IL_TEXT("the CPU frequency governor is %1, not performance"), {textArgument(environment.governor)}});
    const auto flag = [&](NoiseSignal signal, const std::optional<bool> &on, std::string_view words) {
        if (on)
            judge.found(signal, *on ? NoiseLevel::Yellow : NoiseLevel::Green, *on ? 1 : 0, {words, {}});
        else
            judge.missing(signal);
    };
    flag(NoiseSignal::Turbo, environment.turbo, IL_TEXT("the CPU's turbo is on"));
    flag(NoiseSignal::Battery, environment.onBattery, IL_TEXT("the machine runs on battery"));
}

/// ρ as far from 0 comes by chance less than once in twenty (Student's t, for which six pairs are enough).
bool notByChance(double rho, std::size_t n)
{
    const double degrees = static_cast<double>(n) - 2;
    const double t = std::abs(rho) * std::sqrt(degrees / std::max(1 - rho * rho, 1e-300));
    return t > studentQuantile(0.975, degrees);
}

void judgeDrift(Judge &judge, const record::ExperimentRecord &experiment, const Runs &runs)
{
    std::map<base::EntryId, std::vector<double>> times;
    for (const auto &run : runs)
        times[run->key.entry].push_back(static_cast<double>(run->makespanNs.value_or(0)));
    std::vector<double> place, relative;
    for (std::size_t i = 0; i < experiment.runs.size(); ++i) {
        const RunRecord &run = *experiment.runs[i];
        if (!countsInFigures(run) || !run.makespanNs)
            continue;
        const double usual = *median(times.at(run.key.entry));
        if (usual <= 0)
            continue;
        place.push_back(static_cast<double>(i));
        relative.push_back(static_cast<double>(*run.makespanNs) / usual);
    }
    const auto rho = place.size() >= kDriftRuns ? spearman(place, relative) : std::nullopt;
    if (!rho) {
        judge.missing(NoiseSignal::Drift);
        return;
    }
    const bool drifts = std::abs(*rho) > kDriftLimit && notByChance(*rho, place.size());
    judge.found(NoiseSignal::Drift, drifts ? NoiseLevel::Yellow : NoiseLevel::Green, *rho,
                {*rho > 0 ? IL_TEXT("runs became slower in the course of the experiment") : IL_TEXT("runs became faster in the course of the experiment"), {}});
}

void judgeRuns(Judge &judge, const record::ExperimentRecord &experiment, const Runs &runs)
{
    const auto count = [](const auto &all, auto is) { return static_cast<double>(std::count_if(all.begin(), all.end(), [&](const auto &run) { return is(*run); })); };
    const double disturbed = count(runs, [](const RunRecord &run) { return !run.conditions.disturbance.empty(); });
    judge.found(NoiseSignal::Disturbed, disturbed > 0 ? NoiseLevel::Yellow : NoiseLevel::Green, disturbed,
                {IL_TEXT("%1 of %2 runs were disturbed"), {numberArgument(Kind::Count, disturbed), numberArgument(Kind::Count, static_cast<double>(runs.size()))}});
    const double slept = count(experiment.runs, [](const RunRecord &run) { return run.conditions.suspended && !run.superseded; });
    judge.found(NoiseSignal::Suspended, slept > 0 ? NoiseLevel::Yellow : NoiseLevel::Green, slept,
                {IL_TEXT("the machine slept during %1 runs, which are in no figure"), {numberArgument(Kind::Count, slept)}});
}

} // namespace

std::string_view toText(NoiseLevel level)
{
    constexpr std::array<std::string_view, 3> kLevels{"green", "yellow", "red"};
    return kLevels.at(static_cast<std::size_t>(level));
}

std::string_view toText(NoiseSignal signal) { return kSignals.at(static_cast<std::size_t>(signal)); }

const NoiseReading *NoiseVerdict::decided() const
{
    return readings.empty() || readings.front().level == NoiseLevel::Green ? nullptr : &readings.front();
}

NoiseVerdict noiseOf(const record::ExperimentRecord &experiment)
{
    Runs runs = experiment.runs;
    std::erase_if(runs, [](const auto &run) { return !countsInFigures(*run); });
    Judge judge;
    judgeDuring(judge, runs);
    judgeDrift(judge, experiment, runs);
    judgeRuns(judge, experiment, runs);
    judgeBefore(judge, experiment.environment);
    return judge.verdict();
}

NoiseVerdict noiseOf(const RunRecord &run)
{
    Judge judge;
    judgeDuring(judge, {std::shared_ptr<const RunRecord>(std::shared_ptr<const RunRecord>(), &run)}); // borrowed, not copied
    if (run.conditions.suspended)
        judge.found(NoiseSignal::Suspended, NoiseLevel::Red, 1, {IL_TEXT("the machine slept during the run"), {}});
    return judge.verdict();
}

} // namespace interleave::analysis
