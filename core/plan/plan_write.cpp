// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_json.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace interleave::plan {
namespace {

using Json = nlohmann::ordered_json; // a person reads plan files: keys in the order of the documentation

/// Whole numbers without a decimal point.
Json numberJson(double value)
{
    constexpr double kExactWhole = 9007199254740992.0;
    if (value == std::trunc(value) && std::abs(value) <= kExactWhole)
        return static_cast<std::int64_t>(value);
    return value;
}

Json numberJson(const Number &number)
{
    if (const auto *constant = std::get_if<double>(&number))
        return numberJson(*constant);
    if (const auto *indexed = std::get_if<Indexed>(&number))
        return {{"base", numberJson(indexed->base)}, {"step", numberJson(indexed->step)}, {"modulo", indexed->modulo}};
    const auto &drawn = std::get<Distribution>(number);
    switch (drawn.kind) {
    case Distribution::Kind::Uniform: return {{"distribution", "uniform"}, {"min", numberJson(drawn.first)}, {"max", numberJson(drawn.second)}};
    case Distribution::Kind::Exponential: return {{"distribution", "exponential"}, {"mean", numberJson(drawn.first)}};
    case Distribution::Kind::Lognormal: return {{"distribution", "lognormal"}, {"median", numberJson(drawn.first)}, {"sigma", numberJson(drawn.second)}};
    }
    return nullptr;
}

struct StepJson {
    Json operator()(const Compute &step) const { return Json{{step.milliseconds ? "cpu_ms" : "iterations", numberJson(step.amount)}}; }
    Json operator()(const Sleep &step) const { return Json{{"ms", numberJson(step.ms)}}; }
    Json operator()(const Network &step) const
    {
        Json json{{"delay_ms", numberJson(step.delayMs)}, {"request_bytes", numberJson(step.requestBytes)}, {"response_bytes", numberJson(step.responseBytes)}};
        if (!step.host.empty())
            json["host"] = step.host;
        if (step.port != 0)
            json["port"] = step.port;
        if (!step.keepAlive)
            json["keep_alive"] = false;
        return json;
    }
    Json operator()(const File &step) const { return Json{{"mode", step.write ? "write" : "read"}, {"bytes", numberJson(step.bytes)}, {"fsync", step.fsync}}; }
    Json operator()(const Memory &step) const { return Json{{"mib", numberJson(step.mib)}, {"hold_ms", numberJson(step.holdMs)}}; }
    Json operator()(const Lock &step) const { return Json{{"name", step.name}, {"hold_ms", numberJson(step.holdMs)}}; }
    Json operator()(const Command &step) const
    {
        Json json = Json::object();
        json["argv"] = step.argv;
        if (!step.cwd.empty())
            json["cwd"] = step.cwd;
        if (step.timeoutMs != 0)
            json["timeout_ms"] = step.timeoutMs;
        return json;
    }
};

Json groupJson(const TaskGroup &group)
{
    Json json{{"name", group.name}, {"count", group.count}, {"steps", Json::array()}};
    for (const Step &step : group.steps) {
        Json named = Json::object();
        named[std::string(toText(kindOf(step)))] = std::visit(StepJson{}, step);
        json["steps"].push_back(std::move(named));
    }
    if (group.taskTimeoutMs)
        json["task_timeout_ms"] = *group.taskTimeoutMs;
    if (group.payloadBytes)
        json["payload_bytes"] = *group.payloadBytes;
    if (group.resultBytes)
        json["result_bytes"] = *group.resultBytes;
    return json;
}

Json arrivalJson(const Arrival &arrival)
{
    switch (arrival.kind) {
    case Arrival::Kind::AtOnce: break;
    case Arrival::Kind::Interval: return {{"kind", "interval"}, {"ms", numberJson(arrival.ms)}};
    case Arrival::Kind::Poisson: return {{"kind", "poisson"}, {"rate_per_s", numberJson(arrival.ratePerS)}};
    case Arrival::Kind::Closed: return {{"kind", "closed"}, {"clients", arrival.clients}, {"think_ms", numberJson(arrival.thinkMs)}};
    }
    return Json{{"kind", "at-once"}};
}

Json entryJson(const ExecutorEntry &entry)
{
    Json json{{"id", entry.id}};
    if (!entry.label.empty() && entry.label != defaultLabel(entry))
        json["label"] = entry.label;
    for (const auto &[key, value] : entry.parameters)
        std::visit([&, name = key](const auto &given) { json[name] = given; }, value);
    if (!entry.groups.empty())
        json["groups"] = entry.groups;
    return json;
}

Json stopJson(const StopRule &stop)
{
    Json json = Json::object();
    if (stop.precisionPercent)
        json["precision_percent"] = numberJson(*stop.precisionPercent);
    if (stop.budgetS)
        json["budget_s"] = numberJson(*stop.budgetS);
    return json;
}

} // namespace

std::string toJson(const Plan &plan)
{
    Json json{{"schema", "interleave-plan/1"}, {"name", plan.name}};
    json["workload"] = Json{{"seed", plan.workload.seed}, {"groups", Json::array()}, {"arrival", arrivalJson(plan.workload.arrival)}};
    for (const TaskGroup &group : plan.workload.groups)
        json["workload"]["groups"].push_back(groupJson(group));
    json["executors"] = Json::array();
    for (const ExecutorEntry &entry : plan.executors)
        json["executors"].push_back(entryJson(entry));
    json["repetitions"] = plan.repetitions;
    json["warmup"] = plan.warmup;
    json["timeout_s"] = numberJson(plan.timeoutS);
    if (plan.stop.any())
        json["stop"] = stopJson(plan.stop);
    constexpr int kIndent = 2;
    // Text that is no UTF-8 can only come from outside a plan file; it is shown broken rather than thrown about.
    return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace interleave::plan
