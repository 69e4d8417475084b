// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/svg_rows.h"

#include "core/export/columns.h"
#include "core/export/report_text.h"

namespace interleave::exporting::rows {

std::string labelOf(const record::ExperimentRecord &experiment, base::EntryId entry, std::size_t cells)
{
    return elided(visible(experiment.plan.executors.at(entry.value).label), cells);
}

std::vector<SeriesLook> looksOf(const record::ExperimentRecord &experiment)
{
    std::vector<std::string> ids;
    for (const plan::ExecutorEntry &entry : experiment.plan.executors)
        ids.push_back(entry.id);
    return seriesLooks(ids);
}

std::string stroke(const SeriesLook &look) { return "s" + std::to_string(look.hue); }
std::string fill(const SeriesLook &look) { return "f" + std::to_string(look.hue); }

void drawTimeAxis(SvgCanvas &canvas, const Axis &axis, double top, double bottom, std::string_view name)
{
    for (const Axis::Tick &tick : axis.ticks()) {
        canvas.line(tick.at, top, tick.at, bottom, "g");
        canvas.text(tick.at, bottom + 15, timeTick(tick.value), "m", Anchor::Middle);
    }
    canvas.line(axis.at(axis.from()), bottom, axis.at(axis.to()), bottom, "a");
    canvas.text((axis.at(axis.from()) + axis.at(axis.to())) / 2, bottom + 32, name, "m", Anchor::Middle);
}

double drawRowLabel(SvgCanvas &canvas, std::size_t row, double top, std::string_view label)
{
    const double middle = top + kRowHeight * (static_cast<double>(row) + 0.5);
    canvas.text(kLabelWidth - 10, middle + 4, label, "t", Anchor::End);
    return middle;
}

} // namespace interleave::exporting::rows
