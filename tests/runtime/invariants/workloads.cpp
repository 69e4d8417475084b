// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/invariants/workloads.h"

namespace interleave::test {
namespace {

using plan::Arrival;
using plan::Compute;
using plan::Distribution;
using plan::Indexed;
using plan::Sleep;

plan::TaskGroup group(std::int64_t count, std::vector<plan::Step> steps)
{
    plan::TaskGroup made;
    made.name = "g";
    made.count = count;
    made.steps = std::move(steps);
    return made;
}

InvariantWorkload workload(std::string name, std::vector<plan::TaskGroup> groups, Arrival arrival = {})
{
    InvariantWorkload made;
    made.name = std::move(name);
    made.workload.seed = 20;
    made.workload.groups = std::move(groups);
    made.workload.arrival = arrival;
    for (std::size_t i = 0; i < made.workload.groups.size(); ++i)
        made.workload.groups[i].name = "g" + std::to_string(i);
    return made;
}

InvariantWorkload longSleeps()
{
    InvariantWorkload made = workload("LongSleeps", {group(8, {Sleep{200.0}})});
    made.fillsTheBound = true;
    return made;
}

InvariantWorkload timeOuts()
{
    plan::TaskGroup some = group(12, {Sleep{Indexed{2.0, 60'000.0, 2}}});
    some.taskTimeoutMs = 100;
    InvariantWorkload made = workload("TimeOuts", {some});
    made.timesOut = [](std::uint32_t index) { return index % 2 == 1; };
    return made;
}

Arrival every(double ms)
{
    Arrival arrival;
    arrival.kind = Arrival::Kind::Interval;
    arrival.ms = ms;
    return arrival;
}

Arrival clients(std::int64_t n)
{
    Arrival arrival;
    arrival.kind = Arrival::Kind::Closed;
    arrival.clients = n;
    arrival.thinkMs = 2;
    return arrival;
}

constexpr double kIterations = 300'000;

std::vector<InvariantWorkload> make()
{
    const Distribution drawn{Distribution::Kind::Exponential, 6.0, 0.0};
    return {longSleeps(),
            workload("IndexedSleeps", {group(24, {Sleep{Indexed{3.0, 5.0, 4}}})}),
            workload("Computes", {group(24, {Compute{Indexed{kIterations, kIterations, 4}}})}),
            workload("ComputesAndSleeps", {group(12, {Compute{kIterations}, Sleep{4.0}, Compute{kIterations}}), group(6, {Sleep{10.0}, Compute{4 * kIterations}})}),
            workload("EmptyTasks", {group(300, {})}),
            workload("DrawnSleepsAtIntervals", {group(24, {Sleep{drawn}})}, every(3)),
            workload("ClosedLoop", {group(15, {Sleep{4.0}, Compute{kIterations}})}, clients(3)),
            timeOuts()};
}

} // namespace

const std::vector<InvariantWorkload> &invariantWorkloads()
{
    static const std::vector<InvariantWorkload> all = make();
    return all;
}

const plan::Workload &workloadToCancel()
{
    static const plan::Workload made = workload("", {group(20, {Sleep{Indexed{5.0, 10.0, 3}}, Compute{kIterations}}), group(20, {Compute{2 * kIterations}, Sleep{4.0}})}).workload;
    return made;
}

} // namespace interleave::test
