// SPDX-License-Identifier: GPL-3.0-or-later
// What a frame of the lanes costs, at any zoom, from traces of ten million events. `bench_lanes [MILLIONS]`
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "tests/bench/made_trace.h"
#include "widgets/lanes/lanes_canvas.h"
#include "widgets/viewstate/view_state.h"

#include <QApplication>

#include <cstdlib>
#include <random>

namespace interleave::bench {
namespace {

using widgets::LanesPicture;

constexpr int kLooks = 300;
constexpr QSize kSize{1920, 1080};

double milliseconds(const std::function<void()> &work)
{
    const auto begin = base::threadCpuNow();
    work();
    return base::toMilliseconds(base::threadCpuNow() - begin);
}

/// `count` threads that each run one task, a hundred at a time, with ten waits: for a group that is folded, and opened.
std::shared_ptr<const analysis::Interactions> manyThreads(std::uint32_t count)
{
    auto all = std::make_shared<analysis::Interactions>();
    for (std::uint32_t i = 0; i < count; ++i) {
        all->lifelines.push_back({base::LaneId{i}, trace::LaneRole::Worker, "thread " + std::to_string(i + 1), 1, static_cast<std::int32_t>(i), 0.1});
        std::int64_t now = std::int64_t{i / 100} * 1'000'000;
        for (int k = 0; k < 20; ++k, now += 50'000)
            all->activations.push_back({i, now, now + 50'000, k % 2 == 0 ? analysis::LaneState::Running : analysis::LaneState::Io, i, 0});
        all->end = now;
    }
    return all;
}

/// Looks here and there, at every zoom; a layout and a painting each.
void look(const std::string &name, const std::shared_ptr<const LanesPicture> &picture, bool open)
{
    widgets::LanesCanvas canvas;
    widgets::ViewState state;
    canvas.setViewState(&state);
    canvas.resize(kSize);
    canvas.show();
    QCoreApplication::processEvents();
    canvas.setPicture(picture, false);
    if (open)
        canvas.toggleWorkers();
    const auto &all = *picture->interactions;
    const double begin = static_cast<double>(all.begin) * 1e-9, length = static_cast<double>(all.end - all.begin) * 1e-9;
    QImage screen(kSize, QImage::Format_RGB32);
    std::mt19937_64 random(1);
    std::vector<double> laid, whole;
    std::size_t most = 0;
    for (int i = 0; i < kLooks; ++i) {
        const double span = std::max(1e-6, length / std::pow(2.0, i % 25)), from = begin + static_cast<double>(random() % 1'000'000) / 1e6 * (length - span);
        if (i % 10 == 0)
            state.setTask(i % 20 == 0 ? std::optional(static_cast<quint32>(random() % 10'000)) : std::nullopt);
        state.setWindow(widgets::TimeSpan(from, from + span));
        laid.push_back(milliseconds([&] { most = std::max(most, canvas.frame().primitives()); }));
        if (i == 0) // fonts and the picture's memory
            print({name + ": first frame", "ms", milliseconds([&] { canvas.viewport()->render(&screen); }), 0, 0});
        whole.push_back(laid.back() + milliseconds([&] { canvas.viewport()->render(&screen); }));
    }
    const auto longest = *std::max_element(whole.begin(), whole.end());
    print({name + ": layout", "ms", median(laid), 0, 0});
    print({name + ": frame, median", "ms", median(whole), 0, 8});
    print({name + ": frame, longest", "ms", longest, 0, 16});
    print({name + ": primitives, most", "", static_cast<double>(most), 0, static_cast<double>(widgets::kMostPrimitives)});
}

void lookAt(const std::string &name, MadeTrace shape, std::size_t events)
{
    const auto trace = makeTrace(shape, events);
    auto first = widgets::firstPicture(*trace, kMadeStart, 0, nullptr);
    look(name + ", sketched", std::make_shared<const LanesPicture>(first), false);
    std::shared_ptr<const LanesPicture> picture;
    const double built = milliseconds([&] { picture = widgets::finishedPicture(std::move(first), {}); });
    print({name + ": from interactions to finished", "ms", built, 0, 0});
    look(name, picture, false);
}

} // namespace
} // namespace interleave::bench

int main(int argc, char **argv)
{
    using namespace interleave::bench;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const std::size_t events = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 10) * 1'000'000;
    printHead();
    lookAt("steps", MadeTrace::PoolOfSteps, events);
    lookAt("short tasks", MadeTrace::ShortTasks, events);
    lookAt("loop", MadeTrace::Loop, events);
    lookAt("locks", MadeTrace::Locks, events);
    const interleave::record::FrozenTrace none;
    const auto threads = interleave::widgets::finishedPicture(interleave::widgets::firstPicture(none, {}, 0, manyThreads(4'000)), {});
    look("4,000 threads, folded", threads, false);
    look("4,000 threads, opened", threads, true);
}
