// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interactions.h"

#include "core/export/columns.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/export/svg_rows.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace interleave::exporting {
namespace {

using analysis::Message;
constexpr std::size_t kMostLifelines = 10;
constexpr double kGutter = 84, kHead = 40, kStep = 17, kBarWidth = 9;

/// The excerpt: which messages, and which lifelines stand where.
struct Excerpt {
    std::vector<Message> messages;
    std::map<std::uint32_t, double> place; ///< x of a lifeline
    double spacing = 100;
};

bool placed(Excerpt &excerpt, std::uint32_t lifeline)
{
    if (excerpt.place.contains(lifeline))
        return true;
    if (excerpt.place.size() == kMostLifelines)
        return false;
    excerpt.place[lifeline] = 0;
    return true;
}

Excerpt excerptOf(const analysis::Interactions &all, std::size_t most)
{
    Excerpt excerpt;
    for (const Message &message : all.messages) {
        if (excerpt.messages.size() == most)
            break;
        if (placed(excerpt, message.from) && placed(excerpt, message.to))
            excerpt.messages.push_back(message);
    }
    excerpt.spacing = (rows::kWidth - kGutter) / static_cast<double>(std::max<std::size_t>(excerpt.place.size(), 1));
    double x = kGutter + excerpt.spacing / 2;
    for (auto &[lifeline, at] : excerpt.place) {
        at = x;
        x += excerpt.spacing;
    }
    return excerpt;
}

double rowAt(std::size_t row) { return kHead + kStep * (static_cast<double>(row) + 1); }

/// Where an instant stands between the rows of the messages; rows are evenly spaced, times are not.
double placeOf(const Excerpt &excerpt, std::int64_t t)
{
    const auto after = std::ranges::upper_bound(excerpt.messages, t, {}, &Message::sent);
    const auto row = static_cast<std::size_t>(after - excerpt.messages.begin());
    if (row == 0)
        return rowAt(0) - kStep / 2;
    if (after == excerpt.messages.end())
        return rowAt(row - 1) + kStep / 2;
    const Message &before = excerpt.messages[row - 1];
    const double share = static_cast<double>(t - before.sent) / static_cast<double>(std::max<std::int64_t>(after->sent - before.sent, 1));
    return rowAt(row - 1) + share * kStep;
}

std::string_view classOf(analysis::LaneState state)
{
    switch (state) {
    case analysis::LaneState::Running: return "qc edge";
    case analysis::LaneState::Ready: return "ph edge";
    case analysis::LaneState::LockWait: return "pc edge";
    case analysis::LaneState::Io: return "pi edge";
    case analysis::LaneState::Queued: return "pq edge";
    case analysis::LaneState::Idle: return {};
    }
    return {};
}

void drawLifelines(SvgCanvas &canvas, const analysis::Interactions &all, const Excerpt &excerpt, double bottom)
{
    const auto cells = static_cast<std::size_t>(excerpt.spacing / 7.2);
    for (const auto &[lifeline, x] : excerpt.place) {
        const double width = excerpt.spacing - 8;
        canvas.rect(x - width / 2, 4, width, 24, "o");
        canvas.text(x, 20, elided(visible(all.lifelines.at(lifeline).name), std::max<std::size_t>(cells, 4)), "b", Anchor::Middle);
        canvas.line(x, 28, x, bottom, "g", "3 3");
    }
}

void drawStates(SvgCanvas &canvas, const analysis::Interactions &all, const Excerpt &excerpt)
{
    const std::int64_t last = excerpt.messages.back().sent;
    for (const analysis::Activation &state : all.activations) {
        const auto place = excerpt.place.find(state.lifeline);
        if (place == excerpt.place.end() || state.begin > last || state.depth > 3 || classOf(state.state).empty())
            continue;
        const double top = placeOf(excerpt, state.begin);
        const double bottom = placeOf(excerpt, state.end);
        const double x = place->second - kBarWidth / 2 + state.depth * (kBarWidth + 1);
        if (bottom - top >= 1)
            canvas.rect(x, top, kBarWidth, bottom - top, classOf(state.state));
    }
}

void drawHead(SvgCanvas &canvas, double x, double y, double direction)
{
    canvas.path("M" + coordinate(x) + ' ' + coordinate(y) + "L" + coordinate(x - 7 * direction) + ' ' + coordinate(y - 3.5) + "L" + coordinate(x - 7 * direction) + ' '
                    + coordinate(y + 3.5) + 'Z',
                "head");
}

void drawMessage(SvgCanvas &canvas, const analysis::Interactions &all, const Excerpt &excerpt, std::size_t row)
{
    const Message &message = excerpt.messages[row];
    const double y = rowAt(row);
    const double from = excerpt.place.at(message.from);
    const double to = excerpt.place.at(message.to);
    const bool own = message.from == message.to;
    const double direction = own ? -1 : to > from ? 1 : -1;
    const double end = own ? to + kBarWidth : to - direction * kBarWidth / 2;
    const std::string_view dash = message.kind == analysis::MessageKind::Result ? "5 3" : message.kind == analysis::MessageKind::Signal ? "2 2" : "";
    canvas.line(own ? from + 30 : from + direction * kBarWidth / 2, y, end, y, "ah", dash);
    drawHead(canvas, end, y, direction);
    const double middle = own ? from + 34 : (from + to) / 2;
    canvas.text(middle, y - 2, elided(visible(std::string(all.labelOf(message))), 24), "m", own ? Anchor::Start : Anchor::Middle);
    canvas.text(kGutter - 10, y + 4, (message.sent < 0 ? "−" : "") + durationText(std::abs(static_cast<double>(message.sent))), "m", Anchor::End);
}

} // namespace

std::string sequenceSvg(const record::RunRecord &run, std::size_t most, bool standalone)
{
    if (!run.trace)
        return {};
    const analysis::Interactions all = analysis::interactions(*run.trace, run.runStart, run.eventsDropped);
    const Excerpt excerpt = excerptOf(all, most);
    if (excerpt.messages.empty())
        return {};
    const double bottom = rowAt(excerpt.messages.size()) + 4;
    SvgCanvas canvas(rows::kWidth, bottom + 6, "Sequence: " + run.entry.label,
                     std::to_string(excerpt.messages.size()) + " of " + std::to_string(all.messages.size()) + " hand-overs between " + std::to_string(excerpt.place.size())
                         + " lifelines");
    drawLifelines(canvas, all, excerpt, bottom);
    drawStates(canvas, all, excerpt);
    for (std::size_t row = 0; row < excerpt.messages.size(); ++row)
        drawMessage(canvas, all, excerpt, row);
    return canvas.finish(standalone);
}

} // namespace interleave::exporting
