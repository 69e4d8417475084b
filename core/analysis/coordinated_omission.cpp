// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/coordinated_omission.h"

#include <algorithm>
#include <cmath>

namespace interleave::analysis {

std::vector<double> correctedForOmission(std::span<const double> latencies, double interval)
{
    std::vector<double> all(latencies.begin(), latencies.end());
    if (!(interval > 0))
        return all;
    for (const double latency : latencies) {
        for (double missed = latency - interval; missed >= interval; missed -= interval)
            all.push_back(missed);
    }
    return all;
}

SubmitLag submitLag(std::span<const double> lags, double intervalNs, double share)
{
    SubmitLag result;
    result.tasks = lags.size();
    for (const double lag : lags) {
        result.late += lag > share * intervalNs;
        result.worst = std::max(result.worst, lag);
    }
    return result;
}

double anySlow(double q, std::uint32_t k) { return 1 - std::pow(1 - q, k); }

} // namespace interleave::analysis
