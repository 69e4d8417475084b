// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/environment_json.h"

namespace interleave::exporting {
namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string &s) { return s.empty() ? Json() : Json(s); }

Json recorderCost(const record::Environment &e)
{
    if (!e.recorderCostPercent)
        return {};
    return {{"percent", *e.recorderCostPercent}, {"low", orNull(e.recorderCostLow)}, {"high", orNull(e.recorderCostHigh)},
            {"pairs", e.recorderCostPairs}, {"label", text(e.recorderCostLabel)}};
}

} // namespace

Json environmentJson(const record::Environment &e)
{
    return {{"version", text(e.version)},
            {"started_at", text(e.startedAt)},
            {"hostname", text(e.hostname)},
            {"os", text(e.os)},
            {"kernel", text(e.kernel)},
            {"cpu_model", text(e.cpuModel)},
            {"cores_allowed", e.cores.allowed},
            {"cores_affinity", e.cores.affinity},
            {"cores_quota", orNull(e.cores.quota)},
            {"cores_online", e.cores.online},
            {"memory_bytes", e.memoryBytes > 0 ? Json(e.memoryBytes) : Json()},
            {"virtualization", text(e.virtualization)},
            {"governor", text(e.governor)},
            {"turbo", orNull(e.turbo)},
            {"on_battery", orNull(e.onBattery)},
            {"load_average", orNull(e.loadAverage)},
            {"foreign_cpu_percent", orNull(e.foreignPercent)},
            {"steal_percent", orNull(e.stealPercent)},
            {"pressure_cpu_us_per_s", orNull(e.pressureCpuUs)},
            {"clock_resolution_ns", e.clockResolutionNs > 0 ? Json(e.clockResolutionNs) : Json()},
            {"compiler", text(e.compiler)},
            {"build_type", text(e.buildType)},
            {"qt_version", text(e.qtVersion)},
            {"sampler_cost_percent", e.samplerCostPercent},
            {"recorder_cost", recorderCost(e)},
            {"iterations_per_ms", e.iterationsPerMs > 0 ? Json(e.iterationsPerMs) : Json()},
            {"order_seed", e.orderSeed},
            {"cautions", e.cautions}};
}

Json conditionsJson(const record::Conditions &c, base::Nanoseconds runStart)
{
    Json samples = Json::array();
    for (const record::Conditions::Sample &sample : c.samples) {
        samples.push_back({{"t_ns", (sample.time - runStart).count()}, {"foreign_cpu_percent", orNull(sample.foreignPercent)},
                           {"steal_percent", orNull(sample.stealPercent)}, {"throttled", sample.throttled}, {"swapped", sample.swapped}});
    }
    return {{"foreign_cpu_percent", orNull(c.foreignPercent)},
            {"steal_percent", orNull(c.stealPercent)},
            {"controller_cpu_percent", orNull(c.controllerPercent)},
            {"throttled_ns", orNull(c.throttledNs)},
            {"throttled_periods", orNull(c.throttledPeriods)},
            {"periods", orNull(c.periods)},
            {"swapped_pages", orNull(c.swappedPages)},
            {"calibration_unit_ns", orNull(c.calibrationUnitNs)},
            {"calibration_spread", orNull(c.calibrationSpread)},
            {"suspended", c.suspended},
            {"disturbance", text(c.disturbance)},
            {"samples", std::move(samples)}};
}

} // namespace interleave::exporting
