// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_read.h"

#include "core/plan/limits.h"
#include "core/plan/object_reader.h"
#include "core/plan/step_read.h"

namespace interleave::plan {
namespace {

using nlohmann::json;

void checkSchema(const ObjectReader &object)
{
    constexpr std::string_view kOurs = "interleave-plan/1";
    constexpr std::string_view kFamily = "interleave-plan/";
    const std::string schema = object.requiredText("schema", "give \"interleave-plan/1\"");
    if (object.fault().any() || schema == kOurs)
        return;
    if (schema.compare(0, kFamily.size(), kFamily) == 0)
        object.fault().later(object.path("schema"), inQuotes(schema), "give \"interleave-plan/1\"");
    else
        object.fault().bad(object.path("schema"), inQuotes(schema) + " is no plan, give \"interleave-plan/1\"");
}

TaskGroup readGroup(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"name", "count", "steps", "task_timeout_ms", "payload_bytes", "result_bytes"}, fault);
    TaskGroup group;
    group.name = object.requiredText("name", "name the group");
    group.count = object.requiredWhole("count");
    group.taskTimeoutMs = object.optionalWhole("task_timeout_ms");
    group.payloadBytes = object.optionalWhole("payload_bytes");
    group.resultBytes = object.optionalWhole("result_bytes");
    const json *steps = object.required("steps", "give a list of steps; an empty list is an empty task");
    if (steps && isArray(*steps, object.path("steps"), limits::kSteps, fault))
        for (std::size_t i = 0; i < steps->size(); ++i)
            group.steps.push_back(readStep((*steps)[i], element(object.path("steps"), i), fault));
    return group;
}

Arrival readArrival(const json &value, const std::string &path, FirstFault &fault)
{
    using enum Arrival::Kind;
    Arrival arrival;
    if (!value.is_object() || !value.contains("kind")) {
        const ObjectReader object(value, path, {"kind", "ms", "rate_per_s", "clients", "think_ms"}, fault);
        (void)object.required("kind", "give at-once, interval, poisson or closed");
        return arrival;
    }
    const std::string kind = asText(value["kind"], member(path, "kind"), fault).value_or(std::string());
    if (kind == "at-once") {
        const ObjectReader object(value, path, {"kind"}, fault);
    } else if (kind == "interval") {
        const ObjectReader object(value, path, {"kind", "ms"}, fault);
        arrival.kind = Interval;
        arrival.ms = object.requiredNumber("ms");
    } else if (kind == "poisson") {
        const ObjectReader object(value, path, {"kind", "rate_per_s"}, fault);
        arrival.kind = Poisson;
        arrival.ratePerS = object.requiredNumber("rate_per_s");
    } else if (kind == "closed") {
        const ObjectReader object(value, path, {"kind", "clients", "think_ms"}, fault);
        arrival.kind = Closed;
        arrival.clients = object.requiredWhole("clients");
        arrival.thinkMs = object.number("think_ms", 0);
    } else {
        fault.bad(member(path, "kind"), unknownWord("kind", kind, {"at-once", "interval", "poisson", "closed"}));
    }
    return arrival;
}

Workload readWorkload(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"seed", "groups", "arrival"}, fault);
    Workload workload;
    const std::int64_t seed = object.whole("seed", 1);
    if (seed < 0)
        fault.bad(object.path("seed"), std::to_string(seed) + " is out of range, give a whole number from 0 to 9007199254740992");
    workload.seed = static_cast<std::uint64_t>(seed);
    const json *groups = object.required("groups", "give a list of task groups");
    if (groups && isArray(*groups, object.path("groups"), limits::kGroups, fault))
        for (std::size_t i = 0; i < groups->size(); ++i)
            workload.groups.push_back(readGroup((*groups)[i], element(object.path("groups"), i), fault));
    if (const json *arrival = object.optional("arrival"))
        workload.arrival = readArrival(*arrival, object.path("arrival"), fault);
    return workload;
}

ParameterValue readParameter(const json &value, const std::string &path, FirstFault &fault)
{
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number())
        return asWhole(value, path, fault).value_or(0);
    fault.bad(path, "is " + std::string(typeName(value)) + ", give a whole number, true, false or a word");
    return std::int64_t{0};
}

ExecutorEntry readEntry(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {}, fault, true);
    ExecutorEntry entry;
    entry.id = object.requiredText("id", "name a concurrency model");
    entry.label = object.text("label");
    if (object.optional("label") && entry.label.empty())
        fault.bad(object.path("label"), "is empty, give a label or leave it out");
    if (const json *groups = object.optional("groups"); groups && isArray(*groups, object.path("groups"), limits::kGroups, fault)) {
        if (groups->empty())
            fault.bad(object.path("groups"), "names no task group, name some or leave it out to take all");
        for (std::size_t i = 0; i < groups->size(); ++i)
            entry.groups.push_back(asText((*groups)[i], element(object.path("groups"), i), fault).value_or(std::string()));
    }
    if (value.is_object())
        for (const auto &[key, parameter] : value.items())
            if (key != "id" && key != "label" && key != "groups")
                entry.parameters[key] = readParameter(parameter, object.path(key), fault);
    return entry;
}

StopRule readStop(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"precision_percent", "budget_s"}, fault);
    StopRule stop;
    stop.precisionPercent = object.optionalNumber("precision_percent");
    stop.budgetS = object.optionalNumber("budget_s");
    if (!stop.any())
        fault.bad(path, "says neither precision_percent nor budget_s, give one of them or leave it out");
    return stop;
}

} // namespace

Plan readPlan(const json &value, FirstFault &fault)
{
    const ObjectReader object(value, "", {"schema", "name", "workload", "executors", "repetitions", "warmup", "timeout_s", "stop"}, fault);
    checkSchema(object);
    Plan plan;
    plan.name = object.text("name");
    if (const json *workload = object.required("workload", "give an object with groups"))
        plan.workload = readWorkload(*workload, "workload", fault);
    const json *executors = object.required("executors", "give a list of concurrency models");
    if (executors && isArray(*executors, "executors", limits::kExecutors, fault))
        for (std::size_t i = 0; i < executors->size(); ++i)
            plan.executors.push_back(readEntry((*executors)[i], element("executors", i), fault));
    plan.repetitions = object.whole("repetitions", plan.repetitions);
    plan.warmup = object.whole("warmup", plan.warmup);
    plan.timeoutS = object.number("timeout_s", plan.timeoutS);
    if (const json *stop = object.optional("stop"))
        plan.stop = readStop(*stop, "stop", fault);
    return plan;
}

} // namespace interleave::plan
