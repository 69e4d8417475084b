// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/cautions.h"

#include "core/metrics/machine.h"
#include "core/metrics/machine_reading.h"
#include "core/record/noise_limits.h"
#include "widgets/common/format.h"

#include <QCoreApplication>

#include <chrono>
#include <thread>

namespace interleave::widgets {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Trust", text); }

/// The most workers that an entry of the plan asks for.
std::int64_t mostWorkers(const plan::Plan &plan)
{
    std::int64_t most = 0;
    for (const plan::ExecutorEntry &entry : plan.executors) {
        const auto found = entry.parameters.find("workers");
        if (found == entry.parameters.end())
            continue;
        if (const auto *workers = std::get_if<std::int64_t>(&found->second))
            most = std::max(most, *workers);
    }
    return most;
}

bool savesPower(const std::string &governor) { return governor.find("powersave") != std::string::npos || governor.find("conservative") != std::string::npos; }

} // namespace

record::Environment lookAtMachine()
{
    record::Environment machine = record::readEnvironment();
    const metrics::MachineState state = metrics::readMachineState();
    machine.governor = state.governor;
    machine.virtualization = state.virtualization;
    machine.turbo = state.turbo;
    machine.onBattery = state.onBattery;
    machine.loadAverage = state.loadAverage;
    metrics::MachineReader reader;
    const auto before = reader.read();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    const auto after = reader.read();
    const metrics::MachineUse use = metrics::useBetween(before, after, base::Nanoseconds{0});
    machine.foreignPercent = use.foreignPercent;
    machine.stealPercent = use.stealPercent;
    return machine;
}

QStringList cautionsOf(const record::Environment &machine, const plan::Plan &plan)
{
    QStringList list;
    if (machine.buildType == "Debug")
        list << tr(QT_TRANSLATE_NOOP("Trust", "This is a debug build: use a release build for numbers."));
    if (machine.foreignPercent && *machine.foreignPercent > record::noise::kForeignPercent.yellow)
        list << tr(QT_TRANSLATE_NOOP("Trust", "Other programs use %1 of the machine: close them.")).arg(percentText(machine.foreignPercent));
    else if (!machine.foreignPercent && machine.loadAverage && *machine.loadAverage > machine.cores.allowed / 2)
        list << tr(QT_TRANSLATE_NOOP("Trust", "The load is %1: close other programs.")).arg(threeDigits(*machine.loadAverage));
    if (machine.stealPercent && *machine.stealPercent > record::noise::kStealPercent.yellow)
        list << tr(QT_TRANSLATE_NOOP("Trust", "The host takes %1 of this virtual machine's CPU: try later.")).arg(percentText(machine.stealPercent));
    if (machine.onBattery.value_or(false))
        list << tr(QT_TRANSLATE_NOOP("Trust", "Runs on battery: plug in."));
    if (savesPower(machine.governor))
        list << tr(QT_TRANSLATE_NOOP("Trust", "The CPU saves power: choose the performance profile."));
    if (machine.cores.quota && *machine.cores.quota < machine.cores.affinity)
        list << tr(QT_TRANSLATE_NOOP("Trust", "A quota allows %1 cores: runs may be throttled.")).arg(threeDigits(*machine.cores.quota));
    if (machine.cores.allowed <= 1)
        list << tr(QT_TRANSLATE_NOOP("Trust", "One core only: nothing computes side by side."));
    if (const auto workers = mostWorkers(plan); static_cast<double>(workers) > machine.cores.allowed)
        list << tr(QT_TRANSLATE_NOOP("Trust", "%1 workers on %2 cores: computing ones wait for each other.")).arg(countText(workers), threeDigits(machine.cores.allowed));
    return list;
}

} // namespace interleave::widgets
