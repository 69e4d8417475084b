// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/queueing.h"

#include <algorithm>
#include <cmath>

namespace interleave::analysis {

double QueuePrediction::waitQuantile(double p) const
{
    if (p <= 1 - waiting || p >= 1)
        return p >= 1 ? HUGE_VAL : 0;
    return std::max(0.0, std::log(waiting / (1 - p)) / drain);
}

std::optional<QueuePrediction> erlang(double arrivalRate, double serviceRate, std::size_t servers)
{
    if (!(arrivalRate > 0) || !(serviceRate > 0) || servers == 0)
        return std::nullopt;
    const auto c = static_cast<double>(servers);
    const double load = arrivalRate / serviceRate;
    QueuePrediction result;
    result.utilisation = load / c;
    if (result.utilisation >= 1) {
        result.backlogGrowth = arrivalRate - c * serviceRate;
        return result;
    }
    double blocking = 1;
    for (std::size_t k = 1; k <= servers; ++k)
        blocking = load * blocking / (static_cast<double>(k) + load * blocking);
    result.blocking = blocking;
    result.waiting = blocking / (1 - result.utilisation * (1 - blocking));
    result.drain = c * serviceRate - arrivalRate;
    result.meanWait = result.waiting / result.drain;
    result.meanTime = result.meanWait + 1 / serviceRate;
    result.meanQueue = arrivalRate * result.meanWait;
    result.meanInSystem = arrivalRate * result.meanTime;
    return result;
}

} // namespace interleave::analysis
