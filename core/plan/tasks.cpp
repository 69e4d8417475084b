// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/tasks.h"

#include "core/base/large_pages.h"
#include "core/plan/draw.h"
#include "core/plan/limits.h"

#include <algorithm>
#include <cmath>

namespace interleave::plan {
namespace {

constexpr double kNanosecondsPerMs = 1e6;
constexpr double kBytesPerMib = 1048576;

/// Which number of a step a draw is for. Part of the seed's meaning: never renumber.
enum Part : std::uint32_t { Amount, Second, Third };

/// Where a step stands: what its draws depend on.
struct Place {
    std::uint64_t seed;
    std::uint32_t group, step, index;
};

/// A part of the step for one task, within its range: a draw has no upper end, a plan has.
double numberAt(const Number &number, const Place &place, Part part, limits::Range range)
{
    if (const auto *constant = std::get_if<double>(&number))
        return *constant;
    if (const auto *indexed = std::get_if<Indexed>(&number))
        return indexed->base + static_cast<double>(place.index % indexed->modulo) * indexed->step;
    const double drawn = draw(std::get<Distribution>(number), {place.seed, drawStream(place.group, place.step, part), place.index});
    return std::clamp(drawn, range.minimum, range.maximum);
}

/// Works the numbers out: one overload a step.
struct Specify {
    const Place &place;
    const Calibration &calibration;
    StepSpec &spec;

    void operator()(const Compute &step) const
    {
        const double amount = numberAt(step.amount, place, Amount, step.milliseconds ? limits::kMilliseconds : limits::kIterations);
        spec.amount = std::llround(step.milliseconds ? amount * calibration.iterationsPerMs : amount);
    }
    void operator()(const Sleep &step) const { spec.amount = nanoseconds(step.ms, Amount); }
    void operator()(const Network &step) const
    {
        spec.amount = nanoseconds(step.delayMs, Amount);
        spec.second = bytes(step.requestBytes, Second);
        spec.third = bytes(step.responseBytes, Third);
    }
    void operator()(const File &step) const { spec.amount = bytes(step.bytes, Amount); }
    void operator()(const Memory &step) const
    {
        spec.amount = std::llround(numberAt(step.mib, place, Amount, limits::kMebibytes) * kBytesPerMib);
        spec.second = nanoseconds(step.holdMs, Second);
    }
    void operator()(const Lock &step) const { spec.amount = nanoseconds(step.holdMs, Amount); }
    void operator()(const Command &step) const { spec.amount = step.timeoutMs * 1'000'000; }

private:
    [[nodiscard]] std::int64_t nanoseconds(const Number &number, Part part) const
    {
        return std::llround(numberAt(number, place, part, limits::kMilliseconds) * kNanosecondsPerMs);
    }
    [[nodiscard]] std::int64_t bytes(const Number &number, Part part) const { return std::llround(numberAt(number, place, part, limits::kStepBytes)); }
};

/// Hands out due times: fixed before the run, never recomputed from what happened.
class Arrivals {
public:
    explicit Arrivals(const Workload &workload)
        : m_arrival(workload.arrival)
        , m_seed(workload.seed)
    {
    }
    base::Nanoseconds next()
    {
        const std::uint64_t i = m_count++;
        if (m_arrival.kind == Arrival::Kind::Interval)
            return base::Nanoseconds(std::llround(static_cast<double>(i) * m_arrival.ms * kNanosecondsPerMs));
        if (m_arrival.kind != Arrival::Kind::Poisson)
            return {};
        m_at += draw({Distribution::Kind::Exponential, 1 / m_arrival.ratePerS, 0}, {m_seed, kArrivalStream, i});
        return base::Nanoseconds(std::llround(m_at * 1e9));
    }

private:
    const Arrival &m_arrival;
    const std::uint64_t m_seed;
    std::uint64_t m_count = 0;
    double m_at = 0; ///< seconds
};

/// The number of steps in the groups before each group: where its details begin.
std::vector<std::uint32_t> firstDetails(const Workload &workload)
{
    std::vector<std::uint32_t> first;
    std::uint32_t count = 0;
    for (const TaskGroup &group : workload.groups) {
        first.push_back(count);
        count += static_cast<std::uint32_t>(group.steps.size());
    }
    return first;
}

StepDetail detailOf(const Step &step, const std::vector<std::string> &locks)
{
    StepDetail detail;
    if (const auto *network = std::get_if<Network>(&step)) {
        detail.host = network->host;
        detail.port = static_cast<std::uint16_t>(network->port);
        detail.keepAlive = network->keepAlive;
    } else if (const auto *file = std::get_if<File>(&step)) {
        detail.write = file->write;
        detail.fsync = file->fsync;
    } else if (const auto *lock = std::get_if<Lock>(&step)) {
        detail.lock = static_cast<std::uint32_t>(std::find(locks.begin(), locks.end(), lock->name) - locks.begin());
    } else if (const auto *command = std::get_if<Command>(&step)) {
        detail.argv = command->argv;
        detail.cwd = command->cwd;
    }
    return detail;
}

} // namespace

bool needsCalibration(const Workload &workload)
{
    const auto calibrated = [](const Step &step) {
        const auto *compute = std::get_if<Compute>(&step);
        return compute && compute->milliseconds;
    };
    return std::any_of(workload.groups.begin(), workload.groups.end(),
                       [&](const TaskGroup &group) { return std::any_of(group.steps.begin(), group.steps.end(), calibrated); });
}

bool takesGroup(const ExecutorEntry &entry, const TaskGroup &group)
{
    return entry.groups.empty() || std::find(entry.groups.begin(), entry.groups.end(), group.name) != entry.groups.end();
}

bool usesStep(const Workload &workload, const ExecutorEntry &entry, StepKind kind)
{
    return std::any_of(workload.groups.begin(), workload.groups.end(), [&](const TaskGroup &group) {
        return takesGroup(entry, group) && std::any_of(group.steps.begin(), group.steps.end(), [&](const Step &step) { return kindOf(step) == kind; });
    });
}

std::vector<std::string> lockNames(const Workload &workload)
{
    std::vector<std::string> names;
    for (const TaskGroup &group : workload.groups)
        for (const Step &step : group.steps)
            if (const auto *lock = std::get_if<Lock>(&step); lock && std::find(names.begin(), names.end(), lock->name) == names.end())
                names.push_back(lock->name);
    return names;
}

std::vector<StepDetail> stepDetails(const Workload &workload)
{
    const std::vector<std::string> locks = lockNames(workload);
    std::vector<StepDetail> details;
    for (const TaskGroup &group : workload.groups)
        for (const Step &step : group.steps)
            details.push_back(detailOf(step, locks));
    return details;
}

std::vector<TaskSpec> expandTasks(const Workload &workload, const ExecutorEntry &entry, const Calibration &calibration)
{
    std::vector<TaskSpec> tasks;
    base::reserveLarge(tasks, static_cast<std::size_t>(taskCount(workload, entry)));
    const std::vector<std::uint32_t> first = firstDetails(workload);
    Arrivals arrivals(workload);
    for (std::uint32_t g = 0; g < workload.groups.size(); ++g) {
        const TaskGroup &group = workload.groups[g];
        if (!takesGroup(entry, group))
            continue;
        for (std::uint32_t index = 0; index < group.count; ++index) {
            TaskSpec &task = tasks.emplace_back();
            task.id = base::TaskId{static_cast<std::uint32_t>(tasks.size() - 1)};
            task.group = g;
            task.index = index;
            task.payloadBytes = static_cast<std::uint32_t>(group.payloadBytes.value_or(0));
            task.resultBytes = static_cast<std::uint32_t>(group.resultBytes.value_or(0));
            task.timeout = std::chrono::milliseconds(group.taskTimeoutMs.value_or(0));
            task.due = arrivals.next();
            task.steps.reserve(group.steps.size());
            for (std::uint32_t s = 0; s < group.steps.size(); ++s) {
                StepSpec &spec = task.steps.emplace_back();
                spec.kind = kindOf(group.steps[s]);
                spec.detail = first[g] + s;
                const Place place{workload.seed, g, s, index};
                std::visit(Specify{place, calibration, spec}, group.steps[s]);
            }
        }
    }
    return tasks;
}

} // namespace interleave::plan
