// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/record/live_run.h"
#include "widgets/charts/charts_view.h"

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include <atomic>
#include <thread>

namespace interleave::bench {
namespace {

/// Records `perSecond` events a second (submitted, started, finished, one detail) until told to stop.
void produce(const std::shared_ptr<trace::Mapping> &mapping, std::uint32_t tasks, int perSecond, const std::atomic<bool> &stop)
{
    trace::LaneWriter lane(mapping, trace::LaneRole::Worker, "worker 1", base::kNoLane);
    const auto start = base::monotonicNow();
    mapping->setRunStart(start);
    const auto perTask = base::Nanoseconds(4'000'000'000LL / perSecond);
    for (std::uint32_t i = 0; i < tasks && !stop; ++i) {
        const base::TaskId task{i};
        lane.submitted(task, start);
        lane.append(trace::EventKind::Enqueued, task);
        lane.started(task);
        lane.finished(task, trace::TaskStatus::Succeeded);
        if (i % 100 == 99) {
            const timespec until = base::toTimespec(start + perTask * (i + 1));
            ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
        }
    }
}

} // namespace

/// GUI-thread time of one live update (pull and paint of all four charts) while 100,000 events a second arrive. p95 of 3 s at 20 Hz.
Row liveUpdate()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argc = 1;
    static char name[] = "bench", *argv[] = {name, nullptr};
    const QApplication application(argc, argv);
    constexpr std::uint32_t kTasks = 100'000;
    const auto mapping = trace::Mapping::create({kTasks, 4, 4096, 64U << 20}).value();
    plan::Plan plan;
    plan.workload.groups.push_back({"g", kTasks, {}, {}, {}, {}});
    plan.executors.push_back({"thread-pool", "thread-pool", {}, {}});
    const auto live = std::make_shared<record::LiveRun>(record::RunKey{}, plan.executors[0], mapping, kTasks);

    widgets::ChartsView view;
    view.resize(1000, 500);
    view.setExperiment(plan, {});
    view.show();
    std::atomic<bool> stop{false};
    std::thread producer([&] { produce(mapping, kTasks, 100'000, stop); });
    view.runStarted(live);
    std::vector<double> times;
    QEventLoop loop;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &view, [&] {
        const auto begin = base::threadCpuNow();
        view.tick();
        const QPixmap painted = view.grab();
        times.push_back(base::toMilliseconds(base::threadCpuNow() - begin));
        if (times.size() == 60)
            loop.quit();
    });
    timer.start(50);
    loop.exec();
    stop = true;
    producer.join();
    std::sort(times.begin(), times.end());
    return {"GUI thread, one live update at 100,000 events/s, p95", "ms", times.at(times.size() * 95 / 100), 0, 16};
}

} // namespace interleave::bench
