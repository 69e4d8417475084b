// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/trace_keeper.h"

#include <algorithm>
#include <cstdlib>

namespace interleave::engine {
namespace {

using Runs = std::vector<std::shared_ptr<const record::RunRecord>>;

/// A frozen run is never changed: others may be reading it. The one without its trace is another.
void dropTrace(std::shared_ptr<const record::RunRecord> &run)
{
    if (!run->trace)
        return;
    auto without = std::make_shared<record::RunRecord>(*run);
    without->trace.reset();
    run = std::move(without);
}

bool counts(const record::RunRecord &run) { return run.status == record::RunStatus::Finished && run.makespanNs; }

std::size_t heldBytes(const Runs &runs)
{
    std::size_t bytes = 0;
    for (const auto &run : runs)
        bytes += run->trace ? TraceKeeper::bytesOf(*run->trace) : 0;
    return bytes;
}

} // namespace

std::size_t TraceKeeper::bytesOf(const record::FrozenTrace &trace)
{
    return trace.events.size() * sizeof(trace::Reader::LaneEvent) + trace.lives.size() * sizeof(trace::TaskLife);
}

void TraceKeeper::prune(record::ExperimentRecord &experiment, base::EntryId entry) const
{
    std::vector<std::size_t> finished;
    std::size_t last = 0, done = 0;
    for (std::size_t i = 0; i < experiment.runs.size(); ++i) {
        if (experiment.runs[i]->key.entry != entry)
            continue;
        ++done;
        last = i;
        if (counts(*experiment.runs[i]))
            finished.push_back(i);
    }
    // A run that did not finish stands for its entry only as its last one.
    for (std::size_t i = 0; i < experiment.runs.size(); ++i)
        if (experiment.runs[i]->key.entry == entry && !counts(*experiment.runs[i]) && i != last)
            dropTrace(experiment.runs[i]);
    std::stable_sort(finished.begin(), finished.end(),
        [&](std::size_t a, std::size_t b) { return *experiment.runs[a]->makespanNs < *experiment.runs[b]->makespanNs; });
    const auto most = static_cast<std::size_t>(m_repetitions + m_repeats);
    const std::size_t left = most > done ? most - done : 0;
    // With `more` runs finishing yet (0 … left) and `gone` of those that did superseded, rank r ends between r - gone and r + more; the
    // median's is (n + more - gone - 1) / 2.
    const auto mayBecome = [&](std::size_t rank) {
        for (std::size_t gone = 0; gone <= static_cast<std::size_t>(m_repeats) && gone < finished.size(); ++gone) {
            for (std::size_t more = 0; more <= left; ++more) {
                const std::size_t median = (finished.size() + more - gone - 1) / 2;
                if (rank <= median + gone && median <= rank + more)
                    return true;
            }
        }
        return false;
    };
    for (std::size_t rank = 0; rank < finished.size(); ++rank)
        if (!mayBecome(rank))
            dropTrace(experiment.runs[finished[rank]]);
    std::size_t low = 0, high = finished.size();
    while (high - low > 1 && heldBytes(experiment.runs) > m_budget) {
        const std::size_t median = (finished.size() - 1) / 2;
        dropTrace(experiment.runs[finished[median - low > high - 1 - median ? low++ : --high]]);
    }
}

void TraceKeeper::keepRepresentatives(record::ExperimentRecord &experiment)
{
    std::vector<std::shared_ptr<const record::RunRecord>> kept;
    for (std::uint32_t entry = 0; entry < experiment.plan.executors.size(); ++entry)
        kept.push_back(experiment.representative(base::EntryId{entry}));
    for (auto &run : experiment.runs)
        if (std::find(kept.begin(), kept.end(), run) == kept.end())
            dropTrace(run);
}

} // namespace interleave::engine
