// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/estimate.h"

#include "core/plan/draw.h"
#include "core/plan/tasks.h"

#include <algorithm>
#include <map>

namespace interleave::plan {
namespace {

constexpr double kStartS = 0.05;
constexpr double kGuessedIterationsPerMs = 1e6;
constexpr double kMs = 1e-3;

/// A number over all tasks of a group.
struct Span {
    double mean = 0, largest = 0;
};

Span spanOf(const Number &number, std::int64_t count)
{
    if (const auto *constant = std::get_if<double>(&number))
        return {*constant, *constant};
    if (const auto *indexed = std::get_if<Indexed>(&number)) {
        const auto last = static_cast<double>(std::max<std::int64_t>(std::min(indexed->modulo, count) - 1, 0));
        return {indexed->base + indexed->step * last / 2, std::max(indexed->base, indexed->base + indexed->step * last)};
    }
    const double middle = mean(std::get<Distribution>(number));
    return {middle, middle};
}

/// What an entry's tasks take, all together. Units: s.
struct Load {
    double cpu = 0, wait = 0; ///< sums over the tasks
    double longest = 0;       ///< of one task
    double tasks = 0;
    std::map<std::string, double> locks;
    bool atLeast = false;
};

/// One overload a step; adds what it takes for each of `count` tasks.
struct AddStep {
    Load &load;
    double &longest;
    std::int64_t count;
    double iterationsPerMs;

    void operator()(const Compute &step) const { cpu(step.amount, step.milliseconds ? kMs : kMs / iterationsPerMs); }
    void operator()(const Sleep &step) const { wait(step.ms); }
    void operator()(const Network &step) const
    {
        wait(step.delayMs);
        load.atLeast = load.atLeast || !step.host.empty();
    }
    void operator()(const File &) const { load.atLeast = true; }
    void operator()(const Memory &step) const { wait(step.holdMs); }
    void operator()(const Lock &step) const
    {
        wait(step.holdMs);
        load.locks[step.name] += spanOf(step.holdMs, count).mean * kMs * static_cast<double>(count);
    }
    void operator()(const Command &) const { load.atLeast = true; }

private:
    void cpu(const Number &number, double unit) const { load.cpu += add(number, unit); }
    void wait(const Number &number) const { load.wait += add(number, kMs); }
    [[nodiscard]] double add(const Number &number, double unit) const
    {
        const Span span = spanOf(number, count);
        longest += span.largest * unit;
        return span.mean * unit * static_cast<double>(count);
    }
};

Load loadOf(const Workload &workload, const ExecutorEntry &entry, double iterationsPerMs)
{
    Load load;
    for (const TaskGroup &group : workload.groups) {
        if (!takesGroup(entry, group))
            continue;
        double longest = 0;
        for (const Step &step : group.steps)
            std::visit(AddStep{load, longest, group.count, iterationsPerMs}, step);
        load.longest = std::max(load.longest, longest);
        load.tasks += static_cast<double>(group.count);
    }
    return load;
}

double wholeParameter(const ExecutorEntry &entry, const ExecutorDescriptor &descriptor, std::string_view key)
{
    return descriptor.parameter(key) ? static_cast<double>(std::get<std::int64_t>(effectiveParameter(entry, descriptor, key))) : 0;
}

/// Cores that the executor's computing can have.
double coresOf(const ExecutorEntry &entry, const ExecutorDescriptor &descriptor, const std::optional<std::size_t> &atOnce, double cores)
{
    if (entry.id == "async-hybrid")
        return std::min(cores, std::max(wholeParameter(entry, descriptor, "workers"), 1.0));
    if (descriptor.family == Family::EventLoop || entry.id == "gil-threads")
        return std::min(cores, 1.0);
    return atOnce ? std::min(cores, static_cast<double>(*atOnce)) : cores;
}

double lastArrival(const Arrival &arrival, double tasks)
{
    switch (arrival.kind) {
    case Arrival::Kind::Interval: return std::max(tasks - 1, 0.0) * arrival.ms * kMs;
    case Arrival::Kind::Poisson: return tasks / arrival.ratePerS;
    case Arrival::Kind::AtOnce:
    case Arrival::Kind::Closed: return 0;
    }
    return 0;
}

double secondsARun(const Workload &workload, const ExecutorEntry &entry, const ExecutorDescriptor &descriptor, Load load, double cores)
{
    load.wait += load.tasks * kMs * (wholeParameter(entry, descriptor, "acquire_ms") + wholeParameter(entry, descriptor, "release_ms"));
    const auto atOnce = mostAtOnce(workload, entry, descriptor);
    double seconds = std::max({load.longest, lastArrival(workload.arrival, load.tasks), load.cpu / std::max(coresOf(entry, descriptor, atOnce, cores), 0.01)});
    if (atOnce)
        seconds = std::max(seconds, (load.cpu + load.wait) / static_cast<double>(std::max<std::size_t>(*atOnce, 1)));
    if (workload.arrival.kind == Arrival::Kind::Closed && workload.arrival.clients > 0)
        seconds = std::max(seconds, (load.cpu + load.wait + load.tasks * workload.arrival.thinkMs * kMs) / static_cast<double>(workload.arrival.clients));
    for (const auto &[name, held] : load.locks)
        seconds = std::max(seconds, held);
    return seconds + kStartS;
}

} // namespace

std::optional<std::size_t> mostAtOnce(const Workload &workload, const ExecutorEntry &entry, const ExecutorDescriptor &descriptor)
{
    if (entry.id == "serial" || entry.id == "async-stream")
        return 1;
    std::optional<std::size_t> most;
    if (workload.arrival.kind == Arrival::Kind::Closed)
        most = static_cast<std::size_t>(workload.arrival.clients);
    // The hybrid's workers only compute: what waits is on its loop.
    if (entry.id == "async-hybrid")
        return most;
    for (const char *key : {"workers", "limit", "consumers", "resources"}) {
        if (!descriptor.parameter(key))
            continue;
        const auto value = static_cast<std::size_t>(std::get<std::int64_t>(effectiveParameter(entry, descriptor, key)));
        most = std::min(most.value_or(value), value);
    }
    return most;
}

Estimate estimate(const Plan &plan, const Catalogue &catalogue, double iterationsPerMs, double cores)
{
    Estimate estimate;
    double round = 0;
    for (const ExecutorEntry &entry : plan.executors) {
        const ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
        const bool runs = descriptor && !whyLeftOut(plan.workload, entry, *descriptor);
        const Load load = loadOf(plan.workload, entry, iterationsPerMs > 0 ? iterationsPerMs : kGuessedIterationsPerMs);
        estimate.secondsARun.push_back(runs ? std::min(secondsARun(plan.workload, entry, *descriptor, load, cores), plan.timeoutS) : 0);
        estimate.atLeast = estimate.atLeast || (runs && load.atLeast);
        round += estimate.secondsARun.back();
    }
    estimate.seconds = round * static_cast<double>(plan.repetitions + plan.warmup);
    return estimate;
}

} // namespace interleave::plan
