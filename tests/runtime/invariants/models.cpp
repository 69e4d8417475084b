// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/invariants/models.h"

#include <map>

namespace interleave::test {
namespace {

using Given = std::map<std::string, plan::ParameterValue>;

constexpr std::int64_t kWorkers = 4;

Model model(const std::string &executor, Given parameters, std::optional<std::size_t> bound)
{
    Model made;
    made.entry = {executor, executor, std::move(parameters), {}};
    made.bound = bound;
    return made;
}

Model workers(const std::string &executor, Given more = {})
{
    more["workers"] = kWorkers;
    return model(executor, std::move(more), kWorkers);
}

Model withCapacity(Model made, std::int64_t capacity)
{
    made.entry.parameters["capacity"] = capacity;
    made.capacity = static_cast<std::size_t>(capacity);
    return made;
}

Model computing(Model made, std::size_t atOnce)
{
    made.computeBound = atOnce;
    return made;
}

/// Held through sleeps too: only a task that computes lets another begin.
Model lockHeldThroughout()
{
    Model made = computing(workers("gil-threads", {{"switch_interval_ms", std::int64_t{1}}, {"release_when_blocking", false}}), 1);
    made.reached = 1;
    return made;
}

Model resources(std::int64_t n)
{
    return model("async-resource", {{"acquire_ms", std::int64_t{1}}, {"release_ms", std::int64_t{1}}, {"resources", n}}, static_cast<std::size_t>(n));
}

std::vector<Model> futures(const std::string &executor) { return {workers(executor, {{"on", std::string("threads")}}), workers(executor, {{"on", std::string("processes")}})}; }

std::map<std::string, std::vector<Model>> makeTable()
{
    return {{"serial", {model("serial", {}, 1)}},
            {"thread-per-task", {model("thread-per-task", {}, {})}},
            {"thread-pool", {workers("thread-pool")}},
            {"producer-consumer", {withCapacity(workers("producer-consumer"), 3), withCapacity(workers("producer-consumer"), 1)}},
            {"gil-threads", {computing(workers("gil-threads", {{"switch_interval_ms", std::int64_t{1}}}), 1), lockHeldThroughout()}},
            {"process-per-task", {model("process-per-task", {{"limit", kWorkers}}, kWorkers)}},
            {"process-pool", {workers("process-pool"), workers("process-pool", {{"chunk", std::int64_t{1}}})}},
            {"process-queue", {workers("process-queue")}},
            {"async-gather", {model("async-gather", {}, {})}},
            {"async-semaphore", {model("async-semaphore", {{"limit", std::int64_t{3}}}, 3)}},
            {"async-queue", {withCapacity(model("async-queue", {{"consumers", std::int64_t{3}}}, 3), 2)}},
            {"async-stream", {model("async-stream", {}, 1)}},
            {"async-resource", {resources(1), resources(3)}},
            {"async-hybrid", {computing(model("async-hybrid", {{"workers", std::int64_t{2}}}, {}), 2)}},
            {"futures-as-completed", futures("futures-as-completed")},
            {"futures-wait-all", futures("futures-wait-all")}};
}

} // namespace

std::vector<Model> modelsOf(const std::string &executor)
{
    static const std::map<std::string, std::vector<Model>> table = makeTable();
    const auto found = table.find(executor);
    return found == table.end() ? std::vector<Model>() : found->second;
}

} // namespace interleave::test
