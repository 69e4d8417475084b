// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/makespan_bounds.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

namespace interleave::analysis {
namespace {

double rounds(std::size_t n, std::size_t workers) { return static_cast<double>((n + workers - 1) / workers); }

} // namespace

double equalTasksBound(std::size_t n, std::size_t workers, double duration) { return rounds(n, workers) * duration; }

double makespanBound(std::span<const double> durations, std::size_t workers)
{
    if (durations.empty())
        return 0;
    const auto [shortest, longest] = std::minmax_element(durations.begin(), durations.end());
    const double work = std::accumulate(durations.begin(), durations.end(), 0.0) / static_cast<double>(workers);
    return std::max({*longest, work, equalTasksBound(durations.size(), workers, *shortest)}); // as if all were as short as the shortest
}

MixedBound mixedBound(std::size_t n, double cpu, double wait, double cores, std::size_t workers)
{
    return {static_cast<double>(n) * cpu / cores, equalTasksBound(n, workers, cpu + wait)};
}

Schedule listSchedule(std::span<const double> durations, std::size_t workers, std::span<const double> due)
{
    std::priority_queue<double, std::vector<double>, std::greater<>> free;
    for (std::size_t i = 0; i < workers; ++i)
        free.push(0);
    Schedule schedule;
    for (std::size_t i = 0; i < durations.size(); ++i) {
        const double start = std::max(free.top(), due.empty() ? 0 : due[i]);
        free.pop();
        schedule.starts.push_back(start);
        schedule.ends.push_back(start + durations[i]);
        free.push(schedule.ends.back());
        schedule.makespan = std::max(schedule.makespan, schedule.ends.back());
    }
    return schedule;
}

} // namespace interleave::analysis
