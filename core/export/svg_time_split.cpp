// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/time_split.h"

#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <array>

namespace interleave::exporting {
namespace {

constexpr double kTop = 30, kBelow = 40, kValueWidth = 90;

/// One piece of a bar.
struct Part {
    std::string name;
    std::string cssClass;
    double ns = 0;
};

std::string_view classOf(trace::BlockCause cause)
{
    switch (cause) {
    case trace::BlockCause::Lock:
    case trace::BlockCause::EmulatedLock:
    case trace::BlockCause::Semaphore: return "pc edge";
    case trace::BlockCause::QueueFull:
    case trace::BlockCause::LoopBusy: return "pq edge";
    default: return "pi edge";
    }
}

std::string nameOf(trace::BlockCause cause)
{
    return cause == trace::BlockCause::None ? "blocked" : "blocked: " + std::string(trace::toText(cause));
}

std::vector<Part> partsOf(const analysis::TimeSplit &split)
{
    std::vector<Part> parts;
    const auto add = [&parts](std::string name, std::string_view cssClass, double ns) {
        if (ns > 0)
            parts.push_back({std::move(name), std::string(cssClass), ns});
    };
    add("queued", "pq edge", split.queued.value_or(0));
    add("on CPU", "qc edge", split.onCpu.value_or(0));
    add("waits for a CPU", "ph edge", split.runnable.value_or(0));
    for (const auto &cause : split.causes)
        add(nameOf(cause.cause), classOf(cause.cause), cause.ns);
    add("not told apart", "qx edge", split.rest);
    return parts;
}

void drawLegend(SvgCanvas &canvas)
{
    struct Entry {
        std::string_view cssClass, name;
    };
    constexpr std::array<Entry, 6> kEntries{{{"pq edge", "queued, held up"}, {"qc edge", "on CPU"}, {"ph edge", "waits for a CPU"},
                                             {"pi edge", "blocked: I/O, sleep, other"}, {"pc edge", "blocked: lock, semaphore"}, {"qx edge", "not told apart"}}};
    double x = 4;
    for (const Entry &entry : kEntries) {
        canvas.rect(x, 6, 14, 12, entry.cssClass);
        canvas.text(x + 18, 16, entry.name, "m");
        x += 30 + 5.7 * static_cast<double>(entry.name.size());
    }
}

void drawBar(SvgCanvas &canvas, const std::vector<Part> &parts, const Axis &axis, double y)
{
    double sum = 0;
    for (const Part &part : parts) {
        const double from = axis.at(sum);
        sum += part.ns;
        canvas.rect(from, y - 8, axis.at(sum) - from, 16, part.cssClass, part.name + " " + durationText(part.ns));
    }
}

std::vector<analysis::TimeSplit> splitsOf(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking)
{
    std::vector<analysis::TimeSplit> splits;
    for (const analysis::RankedEntry &row : ranking.rows) {
        auto split = analysis::timeSplitOf(experiment, row.entry);
        if (split && split->latency > 0 && splits.size() < rows::kMostEntries)
            splits.push_back(std::move(*split));
    }
    return splits;
}

std::string wordsOf(const record::ExperimentRecord &experiment, const analysis::TimeSplit &split)
{
    std::string words = rows::labelOf(experiment, split.entry) + ": ";
    for (const Part &part : partsOf(split))
        words += part.name + " " + durationText(part.ns) + ", ";
    return words + "together " + durationText(split.latency) + "; ";
}

} // namespace

std::string timeSplitSvg(const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone)
{
    const std::vector<analysis::TimeSplit> splits = splitsOf(experiment, ranking);
    if (splits.empty())
        return {};
    double most = 0;
    std::string description;
    for (const analysis::TimeSplit &split : splits) {
        most = std::max(most, split.latency);
        description += wordsOf(experiment, split);
    }
    const double bottom = kTop + rows::kRowHeight * static_cast<double>(splits.size());
    SvgCanvas canvas(rows::kWidth, bottom + kBelow, "Where a task's time went", description);
    drawLegend(canvas);
    const Axis axis = Axis::linear(most, rows::kLabelWidth, rows::kWidth - kValueWidth);
    rows::drawTimeAxis(canvas, axis, kTop, bottom, "mean latency of a task and what it was made of");
    for (std::size_t i = 0; i < splits.size(); ++i) {
        const double y = rows::drawRowLabel(canvas, i, kTop, rows::labelOf(experiment, splits[i].entry));
        drawBar(canvas, partsOf(splits[i]), axis, y);
        canvas.text(rows::kWidth - kValueWidth + 10, y + 4, durationText(splits[i].latency), "m");
    }
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
