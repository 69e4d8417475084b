// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/export/chrome_events.h"
#include "core/export/lane_slices.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace interleave::exporting {

/// What of a run goes into trace.json.
enum class TraceDetail : std::uint8_t { Everything, TasksAndArrows, Tasks };

/// One run of trace.json; only trace_json.cpp uses it. Borrowed: all arguments of the constructor must outlive it.
class TraceRun {
public:
    /// `groups`: names of the workload's task groups.
    TraceRun(const record::RunRecord &run, const std::vector<std::string> &groups);

    /// JSON events that this much of the run takes, roughly.
    [[nodiscard]] std::size_t events(TraceDetail detail) const;

    struct Numbering {
        std::uint32_t nextPid = 1;
        std::uint64_t nextFlow = 1;
        std::int64_t runStart = 0; ///< ns from the document's beginning
    };
    /// Writes it, at most its first `tasks` tasks, and moves the numbers on.
    void write(ChromeEvents &out, Numbering &numbers, TraceDetail detail, std::size_t tasks);

private:
    struct Lane {
        ChromeEvents::Place place;
        bool shared = false; ///< its tasks overlap
        std::vector<LaneSlice> slices;
        std::vector<FlowPoint> points;
    };

    void findShared();
    void numberPlaces(Numbering &numbers);
    void nameLanes(ChromeEvents &out) const;
    void writeTasks(ChromeEvents &out, bool queued, std::size_t tasks);
    void writeDetails(ChromeEvents &out);
    void collectRunning();
    void collectPoints();
    void writeLanes(ChromeEvents &out, std::uint64_t firstFlow);
    void writeCounters(ChromeEvents &out) const;

    [[nodiscard]] Lane *laneOf(base::LaneId lane);
    [[nodiscard]] std::int64_t at(std::int64_t absolute) const { return absolute - m_origin + m_start; }
    [[nodiscard]] std::string nameOf(std::uint32_t task) const;
    [[nodiscard]] std::string_view groupOf(std::uint32_t task) const;
    [[nodiscard]] std::string taskArgs(std::uint32_t task) const;
    /// A slice on a lane whose tasks come one after another, else what may overlap.
    void piece(ChromeEvents &out, Lane &lane, const LaneSlice &slice, std::string_view name, std::string_view category);

    const record::RunRecord &m_run;
    const std::vector<std::string> &m_groups;
    analysis::Interactions m_all;
    std::int64_t m_origin = 0; ///< absolute, of the times of `m_all`
    std::int64_t m_start = 0;  ///< in the document
    std::uint32_t m_mainPid = 1;
    std::vector<Lane> m_lanes; ///< by LaneId
};

} // namespace interleave::exporting
