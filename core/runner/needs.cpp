// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/needs.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace interleave::runner {
namespace {

constexpr std::size_t kOwnDescriptors = 400; ///< channel, trace, readers of thread costs and what libraries open
constexpr std::size_t kCommandDescriptors = 4;

std::string mib(std::int64_t bytes) { return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB"; }

base::Error refused(std::string what, const char *step) { return {base::ErrorCode::Refused, std::move(what), step}; }

/// "one task writes", "8 tasks at once write"
std::string tasksThat(std::size_t n, const std::string &verb) { return n == 1 ? "one task " + verb + 's' : std::to_string(n) + " tasks at once " + verb; }

/// ", at most n tasks would work"
std::string advice(std::size_t tasks, std::int64_t needed, std::int64_t usable)
{
    const auto each = std::max<std::int64_t>(needed / static_cast<std::int64_t>(std::max<std::size_t>(tasks, 1)), 1);
    const std::int64_t fit = std::max<std::int64_t>(usable, 0) / each;
    return fit > 0 ? ", at most " + std::to_string(fit) + " at once would work" : ", not even one task would work";
}

/// The most that `n` of the tasks can have of something at once, each as much as its largest step takes.
template <class OfStep> std::int64_t largestSum(std::span<const plan::TaskSpec> tasks, std::size_t n, const OfStep &ofStep)
{
    std::vector<std::int64_t> each;
    for (const plan::TaskSpec &task : tasks) {
        std::int64_t most = 0;
        for (const plan::StepSpec &step : task.steps)
            most = std::max(most, ofStep(step));
        if (most > 0)
            each.push_back(most);
    }
    const auto end = each.begin() + static_cast<std::ptrdiff_t>(std::min(n, each.size()));
    std::partial_sort(each.begin(), end, each.end(), std::greater<>());
    return std::accumulate(each.begin(), end, std::int64_t{0});
}

std::int64_t descriptorsOf(const plan::StepSpec &step)
{
    switch (step.kind) {
    case plan::StepKind::Network:
    case plan::StepKind::File: return 1;
    case plan::StepKind::Command: return kCommandDescriptors;
    default: return 0;
    }
}

} // namespace

Needs needsOf(const plan::Workload &workload, std::span<const plan::TaskSpec> tasks, const plan::ExecutorDescriptor &descriptor, std::optional<std::size_t> atOnce)
{
    const std::vector<plan::StepDetail> details = plan::stepDetails(workload);
    const auto isFile = [&](const plan::StepSpec &step, bool write) { return step.kind == plan::StepKind::File && details[step.detail].write == write; };
    Needs needs;
    needs.atOnce = std::min(atOnce.value_or(tasks.size()), tasks.size());
    needs.writtenBytes = largestSum(tasks, needs.atOnce, [&](const plan::StepSpec &step) { return isFile(step, true) ? step.amount : 0; });
    needs.readBytes = largestSum(tasks, 1, [&](const plan::StepSpec &step) { return isFile(step, false) ? step.amount : 0; });
    needs.memoryBytes = largestSum(tasks, atOnce ? needs.atOnce : 1, [](const plan::StepSpec &step) { return step.kind == plan::StepKind::Memory ? step.amount : 0; });
    // Worker processes have descriptors of their own, and tasks that come one after another may never meet.
    const bool known = atOnce || workload.arrival.kind == plan::Arrival::Kind::AtOnce;
    if (known && descriptor.family != plan::Family::Processes)
        needs.descriptors = static_cast<std::size_t>(largestSum(tasks, needs.atOnce, descriptorsOf));
    return needs;
}

base::Result<void> checkSpace(const Needs &needs, const std::string &folder, std::int64_t freeBytes)
{
    const std::int64_t usable = freeBytes - freeBytes / 10 - needs.readBytes;
    if (needs.writtenBytes <= usable && usable >= 0)
        return {};
    const std::string reading = needs.readBytes > 0 ? ", and the file to read has " + mib(needs.readBytes) : "";
    return refused(tasksThat(needs.atOnce, "write") + ' ' + mib(needs.writtenBytes) + reading + ": " + folder + " has " + mib(freeBytes)
                       + " free, a tenth of which stays free" + advice(needs.atOnce, needs.writtenBytes, usable),
                   "file");
}

base::Result<void> checkMemory(const Needs &needs, std::int64_t availableBytes)
{
    if (needs.memoryBytes <= availableBytes)
        return {};
    return refused(tasksThat(needs.atOnce, "hold") + ' ' + mib(needs.memoryBytes) + ": MemAvailable is " + mib(availableBytes)
                       + advice(needs.atOnce, needs.memoryBytes, availableBytes),
                   "memory");
}

base::Result<void> checkDescriptors(const Needs &needs, std::size_t limit)
{
    if (needs.descriptors == 0 || needs.descriptors + kOwnDescriptors <= limit)
        return {};
    const auto usable = static_cast<std::int64_t>(limit) - static_cast<std::int64_t>(kOwnDescriptors);
    return refused(tasksThat(needs.atOnce, "need") + ' ' + std::to_string(needs.descriptors + kOwnDescriptors) + " descriptors: RLIMIT_NOFILE is " + std::to_string(limit)
                       + advice(needs.atOnce, static_cast<std::int64_t>(needs.descriptors), usable),
                   "descriptors");
}

} // namespace interleave::runner
