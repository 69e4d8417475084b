// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/freeze.h"

#include "core/base/large_pages.h"

#include <algorithm>
#include <map>

namespace interleave::record {
namespace {

/// Kinds whose first argument is the id of a text.
bool namesText(trace::EventKind kind)
{
    using enum trace::EventKind;
    switch (kind) {
    case LockRequested:
    case LockAcquired:
    case LockReleased:
    case LockForcedSwitch:
    case ResourceAcquired:
    case ResourceReleased:
    case Note: return true;
    default: return false;
    }
}

std::optional<std::int64_t> relative(std::optional<base::Nanoseconds> instant, base::Nanoseconds start)
{
    return instant ? std::optional((*instant - start).count()) : std::nullopt;
}

std::optional<std::int64_t> plain(std::optional<base::Nanoseconds> duration) { return relative(duration, base::Nanoseconds{0}); }

} // namespace

FrozenTrace freeze(const std::shared_ptr<const trace::Mapping> &mapping, bool last)
{
    FrozenTrace frozen;
    trace::Reader reader(mapping);
    frozen.events = reader.eventsByTime();
    if (last)
        mapping->releaseEvents();
    // Lanes after the events: every event's lane is then among them.
    for (std::uint32_t i = 0; i < reader.laneCount(); ++i)
        frozen.lanes.push_back(reader.laneInfo(base::LaneId{i}));
    base::reserveLarge(frozen.lives, reader.taskCount());
    for (std::uint32_t i = 0; i < reader.taskCount(); ++i)
        frozen.lives.push_back(reader.life(base::TaskId{i}));
    std::map<std::uint32_t, std::string> texts;
    for (const auto &[lane, event] : frozen.events)
        if (namesText(event.kind) && event.arg1 != 0)
            texts.try_emplace(event.arg1, reader.text(event.arg1));
    for (auto &[id, text] : texts) {
        frozen.stringIds.push_back(id);
        frozen.strings.push_back(std::move(text));
    }
    return frozen;
}

std::vector<TaskRow> taskTable(const trace::Reader &reader, std::span<const plan::TaskSpec> tasks, base::Nanoseconds runStart)
{
    std::vector<TaskRow> rows;
    base::reserveLarge(rows, tasks.size());
    for (const plan::TaskSpec &task : tasks) {
        const trace::TaskLife life = reader.life(task.id);
        TaskRow row;
        row.task = task.id.value;
        row.group = task.group;
        row.index = task.index;
        row.lane = life.startLane.value;
        row.due = relative(life.due, runStart);
        row.submitted = relative(life.submitted, runStart);
        row.started = relative(life.started, runStart);
        row.finished = relative(life.finished, runStart);
        row.onCpu = plain(life.onCpu);
        row.runnable = plain(life.runnable);
        row.blocked = plain(life.blocked);
        row.blockedBy = life.blockedBy;
        row.status = life.finished ? life.status : trace::TaskStatus::Lost;
        row.error = life.error;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string unreadCosts(std::span<const TaskRow> tasks)
{
    const auto succeeded = [](const TaskRow &row) { return row.status == trace::TaskStatus::Succeeded; };
    const auto ran = std::count_if(tasks.begin(), tasks.end(), succeeded);
    const auto unread = std::count_if(tasks.begin(), tasks.end(), [&](const TaskRow &row) { return succeeded(row) && !row.onCpu; });
    if (unread == 0)
        return {};
    const std::string whose = unread == ran ? std::string("the tasks are") : std::to_string(unread) + " of " + std::to_string(ran) + " tasks are";
    return "CPU time read per worker: " + whose + " too short to read it for each at less than 1 % of their time";
}

} // namespace interleave::record
