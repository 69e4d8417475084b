// SPDX-License-Identifier: GPL-3.0-or-later
// What the scheduling views are made of, from traces of millions of events: how long until there is something to show, what it takes, what a look costs.
#include "tests/bench/bench.h"

#include "core/analysis/interaction_index.h"
#include "core/analysis/lane_pyramid.h"
#include "core/analysis/traffic.h"
#include "core/base/clock.h"
#include "tests/bench/made_trace.h"

#include <cstdlib>
#include <random>

namespace interleave::bench {
namespace {

using analysis::Interactions;

constexpr std::size_t kColumns = 1920;
constexpr int kLooks = 200;

/// Of CPU, so that other processes do not count: all of this runs in one thread and waits for nothing.
double seconds(const std::function<void()> &work)
{
    const auto begin = base::threadCpuNow();
    work();
    return base::toSeconds(base::threadCpuNow() - begin);
}

/// Of Interactions::activations and ::messages.
std::size_t bytesOf(const Interactions &all)
{
    return all.activations.size() * sizeof(analysis::Activation) + all.messages.size() * sizeof(analysis::Message);
}

/// One frame's looks: every lane over a range, and what talks to whom. Median in ms. `zoom`: the range is the run ÷ 2^0 … 2^zoom.
double look(const analysis::LanePyramid &pyramid, const analysis::Traffic &traffic, unsigned zoom)
{
    const Interactions &all = pyramid.interactions();
    std::mt19937_64 random(1);
    std::vector<double> times;
    for (int i = 0; i < kLooks; ++i) {
        const std::int64_t span = std::max<std::int64_t>(2'000, (all.end - all.begin) >> (zoom == 0 ? 0 : random() % zoom));
        const std::int64_t begin = all.begin + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(all.end - all.begin));
        const std::int64_t from = zoom == 0 ? all.begin : std::min(begin, all.end - span);
        times.push_back(1000 * seconds([&] {
            for (std::uint32_t lane = 0; lane < pyramid.lanes(); ++lane)
                (void)pyramid.view(lane, from, from + span, kColumns);
            (void)traffic.view(from, from + span, kColumns / 8);
        }));
    }
    return median(std::move(times));
}

void measure(const std::string &name, MadeTrace shape, std::size_t wanted, double goalS)
{
    const auto trace = makeTrace(shape, wanted);
    const auto events = static_cast<double>(eventsOf(*trace));
    std::shared_ptr<const Interactions> all;
    std::shared_ptr<const analysis::LanePyramid> pyramid;
    std::shared_ptr<const analysis::InteractionIndex> index;
    std::shared_ptr<const analysis::Traffic> traffic;
    const double read = seconds([&] { all = std::make_shared<const Interactions>(analysis::interactions(*trace, kMadeStart, 0)); });
    const double sketched = seconds([&] {
        for (std::uint32_t lane = 0; lane < all->lifelines.size(); ++lane)
            (void)analysis::sketch(*all, lane, all->begin, all->end, kColumns / 4);
    });
    const double built = seconds([&] {
        pyramid = analysis::LanePyramid::build(all);
        index = analysis::InteractionIndex::build(all);
        traffic = analysis::Traffic::build(all);
    });
    const auto bytes = static_cast<double>(bytesOf(*all) + pyramid->bytes() + index->bytes() + traffic->bytes());
    const std::string of = name + ", " + std::to_string(wanted / 1'000'000) + " M: ";
    print({of + "trace to interactions", "s", read, 0, goalS});
    print({of + "a sketch of all lanes, 480 columns", "ms", sketched * 1000, 0, 50});
    print({of + "pyramid and indexes, ns an event", "ns", built / events * 1e9, 0, 200});
    print({of + "memory an event", "B", bytes / events, 0, 40});
    print({of + "a look at the whole run", "ms", look(*pyramid, *traffic, 0), 0, 8});
    print({of + "a look at any range", "ms", look(*pyramid, *traffic, 20), 0, 8});
}

} // namespace
} // namespace interleave::bench

/// `bench_views`: 1 and 10 million events; `bench_views N`: N.
int main(int argc, char **argv)
{
    using namespace interleave::bench;
    std::vector<std::size_t> sizes{1'000'000, 10'000'000};
    if (argc > 1)
        sizes = {std::strtoull(argv[1], nullptr, 10)};
    printHead();
    for (const std::size_t events : sizes) {
        const double goal = events > 1'000'000 ? 3 : 1;
        measure("steps", MadeTrace::PoolOfSteps, events, goal);
        measure("short tasks", MadeTrace::ShortTasks, events, goal);
        measure("loop", MadeTrace::Loop, events, goal);
        measure("locks", MadeTrace::Locks, events, goal);
    }
}
