// SPDX-License-Identifier: GPL-3.0-or-later
// One command, one table: what our own machinery costs beside the raw library, measured in turn in the same process.
#include "tests/bench/bench.h"

#include "core/trace/trace.h"

#include <cstddef>
#include <cstring>

namespace interleave::bench {

namespace {

constexpr int kEvents = 200'000;

double perEvent(base::Nanoseconds spent) { return static_cast<double>(spent.count()) / kEvents; }

/// Of CPU, so that other processes do not count. `touched`: every line was written before.
double recordEvents(bool touched)
{
    auto mapping = trace::Mapping::create({1, 4, 4096, 8U << 20}).value();
    for (std::uint32_t block = 0; touched && mapping->reserveBlock(block, true); ++block) {
        auto *begin = reinterpret_cast<std::byte *>(mapping->block(block) + 1);
        std::memset(begin, 0, trace::layout::kBlockBytes - sizeof(trace::layout::BlockHeader));
    }
    trace::LaneWriter writer(mapping, trace::LaneRole::Worker, "w", base::kNoLane);
    const auto begin = base::threadCpuNow();
    for (int i = 0; i < kEvents; ++i)
        writer.append(trace::EventKind::Note);
    return perEvent(base::threadCpuNow() - begin);
}

double readClocks()
{
    const auto begin = base::threadCpuNow();
    for (int i = 0; i < kEvents; ++i)
        (void)base::monotonicNow();
    return perEvent(base::threadCpuNow() - begin);
}

} // namespace

Row eventRecording()
{
    const auto [ours, raw] = paired(15, [] { return recordEvents(true); }, readClocks);
    return {"event recording, touched pages / one clock read", "ns", ours, raw, 1.3};
}

Row eventRecordingNewPages()
{
    const auto [ours, raw] = paired(15, [] { return recordEvents(false); }, readClocks);
    return {"event recording, new pages / one clock read", "ns", ours, raw, 0};
}

} // namespace interleave::bench

int main()
{
    using namespace interleave::bench;
    std::vector<Row (*)()> all{eventRecording, eventRecordingNewPages, threadPool, processPerTask, processPoolRoundTrip, processQueueItem, producerConsumerItem,
                               networkStep, coroutineAwait, coroutineSwitch, semaphoreHandOver, runnerStart, samplerCost};
#ifdef INTERLEAVE_BENCH_WIDGETS
    all.push_back(liveUpdate);
#endif
    printHead();
    for (const auto measure : all)
        print(measure());
    for (const Row &row : emptyTaskOfEveryModel())
        print(row);
}
