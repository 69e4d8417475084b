// SPDX-License-Identifier: GPL-3.0-or-later
// What an empty task costs in each concurrency model, and in the queue of one beside the raw queue.
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "core/executors/executor.h"

#include <oneapi/tbb/concurrent_queue.h>

#include <QCoreApplication>

#include <algorithm>
#include <thread>

namespace interleave::bench {
namespace {

constexpr std::int64_t kWorkers = 2;
constexpr std::int64_t kCapacity = 50;
constexpr int kItems = 50'000;

/// As many tasks as take some tenths of a second.
std::uint32_t tasksFor(plan::Family family, const std::string &id)
{
    if (id == "process-per-task")
        return 100;
    if (id == "thread-per-task")
        return 2000;
    return family == plan::Family::Processes ? 20'000 : 50'000;
}

plan::ExecutorEntry entryOf(const plan::ExecutorDescriptor &descriptor)
{
    plan::ExecutorEntry entry{descriptor.id, descriptor.id, {}, {}};
    for (const char *key : {"workers", "limit", "consumers"}) {
        if (descriptor.parameter(key))
            entry.parameters[key] = kWorkers;
    }
    for (const char *key : {"acquire_ms", "release_ms"}) {
        if (descriptor.parameter(key))
            entry.parameters[key] = std::int64_t{0};
    }
    return entry;
}

double median5(const plan::ExecutorEntry &entry, std::uint32_t tasks)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i)
        times.push_back(throughExecutor(entry, tasks));
    return median(std::move(times));
}

/// The same number of pointers from one thread to two through a bare queue of the same capacity.
double throughBoundedQueue()
{
    tbb::concurrent_bounded_queue<const int *> queue;
    queue.set_capacity(kCapacity);
    const int item = 1;
    const auto consume = [&] {
        const int *taken = &item;
        while (taken)
            queue.pop(taken);
    };
    std::vector<std::thread> consumers;
    for (std::int64_t i = 0; i < kWorkers; ++i)
        consumers.emplace_back(consume);
    const auto begin = base::monotonicNow();
    for (int i = 0; i < kItems; ++i)
        queue.push(&item);
    for (std::int64_t i = 0; i < kWorkers; ++i)
        queue.push(nullptr);
    for (std::thread &consumer : consumers)
        consumer.join();
    return static_cast<double>((base::monotonicNow() - begin).count()) / kItems;
}

} // namespace

bool available(std::string_view executor)
{
    const auto all = executors::registry();
    return std::any_of(all.begin(), all.end(), [&](const executors::Registration &one) { return one.make && one.descriptor.id == executor; });
}

Row producerConsumerItem()
{
    const plan::ExecutorEntry entry{"producer-consumer", "producer-consumer", {{"workers", kWorkers}, {"capacity", kCapacity}}, {}};
    const auto [ours, raw] = paired(7, [&] { return throughExecutor(entry, kItems); }, throughBoundedQueue);
    return {"producer-consumer item w=2 / bounded queue item", "ns", ours, raw, 0};
}

std::vector<Row> emptyTaskOfEveryModel()
{
    int argc = 1;
    char name[] = "bench", *argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv); // event loops want one
    std::vector<Row> rows;
    for (const executors::Registration &one : executors::registry()) {
        if (!one.make)
            continue;
        std::vector<plan::ExecutorEntry> entries{entryOf(one.descriptor)};
        if (one.descriptor.parameter("on")) {
            entries.push_back(entries.front());
            entries.back().parameters["on"] = std::string("processes");
        }
        for (const plan::ExecutorEntry &entry : entries) {
            const bool processes = &entry != &entries.front();
            const auto family = processes ? plan::Family::Processes : one.descriptor.family;
            rows.push_back({"empty task, " + plan::defaultLabel(entry), "ns", median5(entry, tasksFor(family, entry.id)), 0, 0});
        }
    }
    return rows;
}

} // namespace interleave::bench
