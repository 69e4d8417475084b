// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of the sequence view, 1920 × 1080, of 10 million events: how long one takes to lay out and paint, at any zoom; what a plan costs.
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "tests/bench/made_trace.h"
#include "widgets/sequence/sequence_layout.h"
#include "widgets/sequence/sequence_minimap.h"
#include "widgets/sequence/sequence_painter.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace interleave::bench {
namespace {

using namespace widgets;

constexpr int kFrames = 300;
const QSize kSize(1920, 1080);

double milliseconds(const std::function<void()> &work)
{
    const auto begin = base::monotonicNow();
    work();
    return base::toSeconds(base::monotonicNow() - begin) * 1000;
}

struct Frames {
    double median = 0, longest = 0;
};

/// Any zoom from the whole run to `deepest` times of it, anywhere; every third with a task selected.
Frames frames(const SequencePlan &plan, double deepest)
{
    static const Theme theme = Theme::light();
    const QFont font;
    QImage image(kSize, QImage::Format_RGB32);
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<double> times;
    for (int i = 0; i < kFrames; ++i) {
        const double scale = kSize.height() / plan.axis.length() * std::pow(deepest, i == 0 ? 0 : share(random));
        const double top = share(random) * std::max(0.0, plan.axis.length() * scale - kSize.height());
        const std::optional<quint32> task = i % 3 == 0 ? std::optional<quint32>(static_cast<quint32>(i * 100)) : std::nullopt;
        times.push_back(milliseconds([&] {
            const SequenceFrame frame = layoutFrame({plan, theme, QFontMetricsF(font), static_cast<double>(kSize.width()), static_cast<double>(kSize.height()), 0, top, scale, task});
            QPainter p(&image);
            SequencePainter(p, plan, theme, font).body(frame);
        }));
    }
    return {median(times), *std::max_element(times.begin(), times.end())};
}

/// Beside the interactions and their indexes.
double bytesOf(const SequencePlan &plan)
{
    return static_cast<double>(plan.axis.knots().capacity() * sizeof(TimeAxis::Knot) + plan.rows.capacity() * sizeof(RowStart) + plan.loops.capacity() * sizeof(Loop)
                               + plan.barred.capacity() / 8 + plan.extents.capacity() * sizeof(Extent));
}

void print(const std::string &name, const char *unit, double value, double goal)
{
    std::printf("%-60s %10.2f %-3s goal %.1f\n", name.c_str(), value, unit, goal);
    std::fflush(stdout);
}

void measure(const std::string &name, MadeTrace shape, std::size_t wanted)
{
    const auto trace = makeTrace(shape, wanted);
    const auto events = static_cast<double>(eventsOf(*trace));
    const auto all = std::make_shared<const analysis::Interactions>(analysis::interactions(*trace, kMadeStart, 0));
    PlanOptions options;
    options.mode = AxisMode::Proportional;
    std::optional<SequencePlan> plan;
    print(name + ": coarse plan", "ms", milliseconds([&] { plan = makePlan({all, nullptr, nullptr, nullptr}, options); }), 1000);
    const Frames coarse = frames(*plan, 1e6);
    print(name + ": frame of a coarse plan, median", "ms", coarse.median, 8);
    print(name + ": frame of a coarse plan, longest", "ms", coarse.longest, 16);
    const SequenceData data = SequenceData::of(all);
    for (const AxisMode mode : {AxisMode::Proportional, AxisMode::Compressed, AxisMode::Ordinal}) {
        options.mode = mode;
        options.fold = mode == AxisMode::Ordinal ? analysis::FoldLevel::SamePair : analysis::FoldLevel::None;
        if (mode == AxisMode::Ordinal) {
            analysis::FoldRules rules;
            rules.level = options.fold;
            options.folded = analysis::fold(*all, all->messages, rules);
        }
        const std::string of = name + (mode == AxisMode::Proportional ? ", proportional" : mode == AxisMode::Compressed ? ", compressed" : ", ordinal, folded");
        print(of + ": plan", "ms", milliseconds([&] { plan = makePlan(data, options); }), 3000);
        print(of + ": plan, memory an event", "B", bytesOf(*plan) / events, 4);
        const Frames now = frames(*plan, 1e6);
        print(of + ": frame, median", "ms", now.median, 8);
        print(of + ": frame, longest", "ms", now.longest, 16);
        print(of + ": overview", "ms", milliseconds([&] { overviewOf(*plan, 1000); }), 50);
    }
}

} // namespace
} // namespace interleave::bench

int main(int argc, char **argv)
{
    using namespace interleave::bench;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    measure("steps", MadeTrace::PoolOfSteps, events);
    measure("short tasks", MadeTrace::ShortTasks, events);
    measure("loop", MadeTrace::Loop, events);
    measure("locks", MadeTrace::Locks, events);
    return 0;
}
