// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/trace_json.h"

#include "core/export/trace_run.h"

#include <algorithm>

namespace interleave::exporting {
namespace {

using RunPtr = std::shared_ptr<const record::RunRecord>;

std::vector<RunPtr> tracedRuns(const record::ExperimentRecord &experiment)
{
    std::vector<RunPtr> runs = experiment.runsThatCount();
    std::erase_if(runs, [](const RunPtr &run) { return !run->trace; });
    return runs;
}

/// The longest time from a run's first event to its start.
std::int64_t longestSetup(const std::vector<RunPtr> &runs)
{
    std::int64_t longest = 0;
    for (const RunPtr &run : runs) {
        const std::int64_t start = run->runStart.count();
        if (start == 0)
            continue;
        if (!run->trace->events.empty())
            longest = std::max(longest, start - run->trace->events.front().event.time);
        for (const trace::TaskLife &life : run->trace->lives)
            for (const auto &instant : {life.submitted, life.started})
                longest = instant ? std::max(longest, start - instant->count()) : longest;
    }
    return longest;
}

/// How much of a run its share of the events allows.
struct Share {
    TraceDetail detail = TraceDetail::Everything;
    std::size_t tasks = SIZE_MAX;
    std::string leftOut; ///< empty: nothing
};

Share shareOf(const TraceRun &run, std::size_t most)
{
    if (run.events(TraceDetail::Everything) <= most)
        return {};
    if (run.events(TraceDetail::TasksAndArrows) <= most)
        return {TraceDetail::TasksAndArrows, SIZE_MAX, "steps, waits and turns of the loop"};
    if (run.events(TraceDetail::Tasks) <= most)
        return {TraceDetail::Tasks, SIZE_MAX, "steps, waits, turns of the loop, arrows and time in queues"};
    return {TraceDetail::Tasks, most / 2, "all but the first " + std::to_string(most / 2) + " tasks"};
}

std::string metadataOf(const record::ExperimentRecord &experiment, std::int64_t runStart, const std::vector<std::string> &leftOut)
{
    std::string text = "\"program\":\"interleave\",\"plan\":\"" + jsonText(experiment.plan.name) + "\",\"run_start_us\":" + std::to_string(runStart / 1000) + ",\"left_out\":[";
    for (std::size_t i = 0; i < leftOut.size(); ++i)
        text += (i == 0 ? "\"" : ",\"") + jsonText(leftOut[i]) + '"';
    return text + ']';
}

} // namespace

void traceJsonUpTo(std::size_t most, const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    std::vector<std::string> groups, leftOut;
    for (const plan::TaskGroup &group : experiment.plan.workload.groups)
        groups.push_back(group.name);
    const std::vector<RunPtr> runs = tracedRuns(experiment);
    ChromeEvents out(sink);
    TraceRun::Numbering numbers;
    // Whole microseconds, so that the metadata can name it.
    numbers.runStart = (longestSetup(runs) + 999) / 1000 * 1000;
    for (const RunPtr &run : runs) {
        TraceRun written(*run, groups);
        const Share share = shareOf(written, most / runs.size());
        written.write(out, numbers, share.detail, share.tasks);
        if (!share.leftOut.empty())
            leftOut.push_back("run " + std::to_string(run->key.run.value) + ": " + share.leftOut);
        if (run->eventsDropped > 0)
            leftOut.push_back("run " + std::to_string(run->key.run.value) + ": " + std::to_string(run->eventsDropped) + " events that were not recorded");
    }
    out.finish(metadataOf(experiment, numbers.runStart, leftOut));
}

void traceJson(const record::ExperimentRecord &experiment, const ByteSink &sink) { traceJsonUpTo(kMostTraceEvents, experiment, sink); }

} // namespace interleave::exporting
