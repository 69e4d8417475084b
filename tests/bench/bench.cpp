// SPDX-License-Identifier: GPL-3.0-or-later
// One command, one table: what our own machinery costs beside the raw library, measured in turn in the same process.
#include "tests/bench/bench.h"

#include "core/trace/trace.h"

#include <cstdio>

namespace interleave::bench {

Row eventRecording()
{
    constexpr int kEvents = 200'000;
    const auto perEvent = [](base::Nanoseconds spent) { return static_cast<double>(spent.count()) / kEvents; };
    const auto record = [&] {
        auto mapping = trace::Mapping::create({1, 4, 4096, 16U << 20}).value();
        trace::LaneWriter writer(mapping, trace::LaneRole::Worker, "w", base::kNoLane);
        const auto begin = base::monotonicNow();
        for (int i = 0; i < kEvents; ++i)
            writer.append(trace::EventKind::Note);
        return perEvent(base::monotonicNow() - begin);
    };
    const auto clock = [&] {
        const auto begin = base::monotonicNow();
        base::Nanoseconds last{};
        for (int i = 0; i < kEvents; ++i)
            last = base::monotonicNow();
        return perEvent(last - begin);
    };
    const auto [ours, raw] = paired(15, record, clock);
    return {"event recording / one clock read", "ns", ours, raw, 1.3};
}

} // namespace interleave::bench

int main()
{
    using namespace interleave::bench;
    std::vector<Row (*)()> all{eventRecording, threadPool, processPerTask, runnerStart, samplerCost};
#ifdef INTERLEAVE_BENCH_WIDGETS
    all.push_back(liveUpdate);
#endif
    std::printf("%-52s %12s %12s %8s %8s\n", "benchmark", "ours", "raw", "ratio", "goal");
    for (const auto measure : all) {
        const Row row = measure();
        char raw[32] = "-", ratio[32] = "-";
        if (row.raw > 0) {
            std::snprintf(raw, sizeof raw, "%.1f %s", row.raw, row.unit.c_str());
            std::snprintf(ratio, sizeof ratio, "%.2f", row.judged());
        }
        std::printf("%-52s %9.1f %s %12s %8s %8.1f %s\n", row.name.c_str(), row.value, row.unit.c_str(), raw, ratio, row.goal, row.judged() <= row.goal ? "met" : "MISSED");
        std::fflush(stdout);
    }
}
