// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/cautions.h"

#include "core/plan/tasks.h"
#include "core/record/noise_limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

/// Marks an English text for translation, as in the room that words findings: the same context.
#define IL_TEXT(english) english

namespace interleave::record {
namespace {

using Kind = CautionKind;
constexpr std::int64_t kCoarseClockNs = 1000;

constexpr std::array<CautionWords, 14> kCatalogue{{
    {Kind::DebugBuild, IL_TEXT("Interleave itself is a Debug build: its own work is slower than in a release"), IL_TEXT("use a release build for numbers"), false},
    {Kind::ForeignLoad, IL_TEXT("other programs take %1 % of the machine"), IL_TEXT("close them"), false},
    {Kind::Load, IL_TEXT("the machine's load is %1"), IL_TEXT("close other programs"), false},
    {Kind::Steal, IL_TEXT("the host of this virtual machine takes %1 % of the CPU"), IL_TEXT("try again later"), false},
    {Kind::Pressure, IL_TEXT("tasks wait for a CPU %1 ms a second before anything of ours runs"), IL_TEXT("close other programs"), false},
    {Kind::Battery, IL_TEXT("the machine runs on battery"), IL_TEXT("plug it in"), false},
    {Kind::PowerSaving, IL_TEXT("the CPU saves power (governor %1)"), IL_TEXT("choose the performance profile"), false},
    {Kind::Quota, IL_TEXT("a quota allows %1 of %2 cores: what goes beyond is throttled"), {}, false},
    {Kind::Crowds, IL_TEXT("%1 and %2 more: up to %3 workers compute on %4 allowed cores and wait for each other"), IL_TEXT("use fewer workers, or read the time split"), false},
    {Kind::Crowd, IL_TEXT("%1: %2 workers compute on %3 allowed cores and wait for each other"), IL_TEXT("use fewer workers, or read the time split"), false},
    {Kind::CoarseClock, IL_TEXT("the clock goes in steps of %1 ns"), {}, true},
    {Kind::Governor, IL_TEXT("the CPU frequency governor is %1, not performance"), {}, true},
    {Kind::Turbo, IL_TEXT("the CPU's turbo is on: its speed depends on how many cores work and how warm they are"), {}, true},
    {Kind::Virtual, IL_TEXT("this is a %1: others may share its CPUs"), {}, true},
}};

/// Whole, or with one decimal.
std::string number(double value)
{
    std::array<char, 64> text{};
    const double tenths = std::round(10 * value);
    std::snprintf(text.data(), text.size(), tenths == 10 * std::round(value) ? "%.0f" : "%.1f", value);
    return text.data();
}

std::string textOf(const std::variant<double, std::string> &value)
{
    const auto *figure = std::get_if<double>(&value);
    return figure ? number(*figure) : std::get<std::string>(value);
}

/// Which value stands at this place of a pattern; empty: none, it is a letter.
std::optional<std::size_t> valueAt(std::string_view pattern, std::size_t place)
{
    if (pattern[place] != '%' || place + 1 >= pattern.size() || pattern[place + 1] < '1' || pattern[place + 1] > '9')
        return std::nullopt;
    return static_cast<std::size_t>(pattern[place + 1] - '1');
}

/// The texts that stand in `line` where the pattern has its values, which come in order; empty: it is not of this pattern.
std::optional<std::vector<std::variant<double, std::string>>> valuesIn(std::string_view pattern, std::string_view line)
{
    std::vector<std::variant<double, std::string>> values;
    std::size_t place = 0;
    while (place < pattern.size()) {
        if (!valueAt(pattern, place)) {
            if (line.empty() || line.front() != pattern[place++])
                return std::nullopt;
            line.remove_prefix(1);
            continue;
        }
        place += 2;
        std::size_t end = place;
        while (end < pattern.size() && !valueAt(pattern, end))
            ++end;
        const std::string_view after = pattern.substr(place, end - place);
        const std::size_t found = end < pattern.size() ? line.find(after) : line.ends_with(after) ? line.size() - after.size() : std::string_view::npos;
        if (found == std::string_view::npos)
            return std::nullopt;
        values.emplace_back(std::string(line.substr(0, found)));
        line.remove_prefix(found);
    }
    return line.empty() ? std::optional(values) : std::nullopt;
}

bool savesPower(const std::string &governor) { return governor.find("powersave") != std::string::npos || governor.find("conservative") != std::string::npos; }

class Cautions {
public:
    Cautions(const Environment &environment, const std::vector<Crowd> &crowds) : e(environment)
    {
        if (e.buildType == "Debug")
            add(Kind::DebugBuild);
        addLoad();
        if (e.onBattery.value_or(false))
            add(Kind::Battery);
        if (savesPower(e.governor))
            add(Kind::PowerSaving, e.governor);
        if (e.cores.quota && *e.cores.quota < e.cores.affinity)
            add(Kind::Quota, *e.cores.quota, static_cast<double>(e.cores.affinity));
        addCrowds(crowds);
        addStanding();
    }
    std::vector<Caution> list;

private:
    template <class... Values>
    void add(Kind kind, Values... values)
    {
        list.push_back({&kCatalogue.at(static_cast<std::size_t>(kind)), {std::move(values)...}});
    }

    void addLoad()
    {
        if (e.foreignPercent.value_or(0) > noise::kForeignPercent.yellow)
            add(Kind::ForeignLoad, *e.foreignPercent);
        else if (!e.foreignPercent && e.loadAverage.value_or(0) > e.cores.allowed / 2)
            add(Kind::Load, *e.loadAverage);
        if (e.stealPercent.value_or(0) > noise::kStealPercent.yellow)
            add(Kind::Steal, *e.stealPercent);
        if (e.pressureCpuUs.value_or(0) > noise::kPressureCpuUs.yellow)
            add(Kind::Pressure, *e.pressureCpuUs / 1000);
    }

    void addCrowds(const std::vector<Crowd> &crowds)
    {
        std::vector<Crowd> large;
        std::copy_if(crowds.begin(), crowds.end(), std::back_inserter(large), [this](const Crowd &crowd) { return static_cast<double>(crowd.workers) > e.cores.allowed; });
        if (large.empty())
            return;
        const auto most = std::max_element(large.begin(), large.end(), [](const Crowd &a, const Crowd &b) { return a.workers < b.workers; })->workers;
        if (large.size() == 1)
            add(Kind::Crowd, large.front().label, static_cast<double>(most), e.cores.allowed);
        else
            add(Kind::Crowds, large.front().label, static_cast<double>(large.size() - 1), static_cast<double>(most), e.cores.allowed);
    }

    void addStanding()
    {
        if (e.clockResolutionNs > kCoarseClockNs)
            add(Kind::CoarseClock, static_cast<double>(e.clockResolutionNs));
        if (!e.governor.empty() && e.governor != "performance" && !savesPower(e.governor))
            add(Kind::Governor, e.governor);
        if (e.turbo.value_or(false))
            add(Kind::Turbo);
        if (!e.virtualization.empty())
            add(Kind::Virtual, e.virtualization);
    }

    const Environment &e;
};

} // namespace

std::span<const CautionWords> cautionCatalogue() { return kCatalogue; }

std::string english(const Caution &caution)
{
    const std::string_view pattern = caution.words->what;
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const auto value = valueAt(pattern, i);
        if (!value || *value >= caution.values.size()) {
            text += pattern[i];
            continue;
        }
        text += textOf(caution.values[*value]);
        ++i;
    }
    return text;
}

std::optional<Caution> cautionIn(std::string_view line)
{
    for (const CautionWords &words : kCatalogue) {
        if (auto values = valuesIn(words.what, line))
            return Caution{&words, std::move(*values)};
    }
    return std::nullopt;
}

std::vector<Crowd> crowdsOf(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    std::vector<Crowd> found;
    for (const plan::ExecutorEntry &entry : plan.executors) {
        const plan::ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
        if (!descriptor || !descriptor->parameter("workers") || !plan::usesStep(plan.workload, entry, plan::StepKind::Compute) || plan::whyLeftOut(plan.workload, entry, *descriptor))
            continue;
        const std::int64_t workers = std::get<std::int64_t>(plan::effectiveParameter(entry, *descriptor, "workers"));
        found.push_back({entry.label, std::min(workers, plan::taskCount(plan.workload, entry))});
    }
    return found;
}

std::vector<Caution> cautionsOf(const Environment &environment, const std::vector<Crowd> &crowds) { return Cautions(environment, crowds).list; }

std::vector<std::string> cautionsFor(const Environment &environment, const std::vector<Crowd> &crowds)
{
    std::vector<std::string> lines;
    for (const Caution &caution : cautionsOf(environment, crowds))
        lines.push_back(english(caution));
    return lines;
}

} // namespace interleave::record
