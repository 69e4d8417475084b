// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_picture.h"

#include <algorithm>
#include <numeric>

namespace interleave::widgets {
namespace {

using analysis::Interactions;
using analysis::LaneCells;

constexpr std::size_t kOverviewPieces = 1'024, kSketchedPieces = 256, kSketchedLanes = 32;

std::vector<std::uint32_t> workersOf(const Interactions &all)
{
    std::vector<std::uint32_t> workers;
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i)
        if (all.lifelines[i].role == trace::LaneRole::Worker)
            workers.push_back(i);
    return workers;
}

void count(LanesPicture &picture, const record::FrozenTrace &trace, base::Nanoseconds runStart)
{
    for (const auto &life : trace.lives) {
        const auto left = life.started ? life.started : life.finished;
        if (life.submitted) {
            picture.queued.rise(*life.submitted - runStart);
            if (left)
                picture.queued.fall(std::max(*left, *life.submitted) - runStart);
        }
        if (life.started) {
            picture.inFlight.rise(*life.started - runStart);
            if (life.finished)
                picture.inFlight.fall(std::max(*life.finished, *life.started) - runStart);
        }
    }
    picture.queued.finish();
    picture.inFlight.finish();
}

void findDensest(LanesPicture &picture)
{
    picture.densest = 0;
    for (const auto &cell : picture.overview.cells)
        picture.densest = std::max(picture.densest, cell.begun);
}

/// Of some of the lanes, evenly spread: a run may have thousands.
void sketchOverview(LanesPicture &picture)
{
    const Interactions &all = *picture.interactions;
    const std::size_t lanes = all.lifelines.size(), step = lanes / kSketchedLanes + 1;
    for (std::size_t lane = 0; lane < lanes; lane += step) {
        const LaneCells one = analysis::sketch(all, static_cast<std::uint32_t>(lane), all.begin, all.end, kSketchedPieces);
        if (picture.overview.cells.empty()) {
            picture.overview = one;
            continue;
        }
        for (std::size_t i = 0; i < one.cells.size() && i < picture.overview.cells.size(); ++i)
            picture.overview.cells[i].begun += one.cells[i].begun;
    }
    findDensest(picture);
}

bool isWide(const LanesPicture &picture, std::uint32_t lifeline) { return lifeline < picture.atOnce.size() && picture.atOnce[lifeline].most() > 0; }

LaneRow rowFor(const LanesPicture &picture, std::uint32_t lifeline)
{
    LaneRow row;
    row.lifelines = {lifeline};
    row.busy = picture.interactions->lifelines[lifeline].busy;
    if (isWide(picture, lifeline))
        row.thin = std::min<std::uint16_t>(picture.atOnce[lifeline].most(), kMostThinRows);
    return row;
}

} // namespace

std::vector<LaneRow> laneRows(const LanesPicture &picture, bool open)
{
    const Interactions &all = *picture.interactions;
    const auto workers = workersOf(all);
    const bool grouped = workers.size() > kMostWorkerLanes;
    std::vector<LaneRow> rows;
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        const bool worker = all.lifelines[i].role == trace::LaneRole::Worker;
        if (grouped && worker && i == workers.front()) {
            LaneRow group;
            group.lifelines = workers;
            group.group = true;
            group.open = open;
            for (const auto w : workers)
                group.busy += all.lifelines[w].busy / static_cast<double>(workers.size());
            rows.push_back(std::move(group));
        }
        if (grouped && worker && !open)
            continue;
        rows.push_back(rowFor(picture, i));
        rows.back().member = grouped && worker;
    }
    return rows;
}

std::size_t rowOf(const std::vector<LaneRow> &rows, std::uint32_t lifeline)
{
    std::size_t group = rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].group && rows[i].lifelines.front() == lifeline)
            return i;
        if (rows[i].group && std::binary_search(rows[i].lifelines.begin(), rows[i].lifelines.end(), lifeline))
            group = i;
    }
    return group;
}

LanesPicture firstPicture(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint64_t dropped, std::shared_ptr<const Interactions> known)
{
    LanesPicture picture;
    picture.interactions = known ? std::move(known) : std::make_shared<const Interactions>(analysis::interactions(trace, runStart, dropped));
    count(picture, trace, runStart);
    for (const auto &activation : picture.interactions->activations)
        picture.states[static_cast<std::size_t>(activation.state)] = true;
    sketchOverview(picture);
    return picture;
}

std::shared_ptr<const LanesPicture> finishedPicture(LanesPicture picture, const analysis::WorkControl &control)
{
    const Interactions &all = *picture.interactions;
    if (!picture.pyramid)
        picture.pyramid = analysis::LanePyramid::build(picture.interactions, control);
    if (picture.pyramid && !picture.index)
        picture.index = analysis::InteractionIndex::build(picture.interactions, control);
    if (!picture.pyramid || !picture.index)
        return nullptr;
    picture.atOnce.resize(all.lifelines.size());
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i)
        if (all.lifelines[i].role == trace::LaneRole::EventLoop || picture.pyramid->segments(i).overlap())
            picture.atOnce[i] = AtOnce(picture.pyramid->segments(i).activations());
    if (auto workers = workersOf(all); workers.size() > kMostWorkerLanes)
        picture.workers = GroupSums(*picture.pyramid, std::move(workers));
    if (control.stopped())
        return nullptr;
    std::vector<std::uint32_t> lanes(all.lifelines.size());
    std::iota(lanes.begin(), lanes.end(), 0U);
    picture.overview = picture.pyramid->view(lanes, all.begin, std::max(all.end, all.begin + 1), kOverviewPieces);
    findDensest(picture);
    return std::make_shared<const LanesPicture>(std::move(picture));
}

} // namespace interleave::widgets
