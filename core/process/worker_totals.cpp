// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/worker_totals.h"

#include <algorithm>
#include <mutex>

namespace interleave::process {
namespace {

struct Account {
    std::mutex mutex;
    WorkerTotals totals;
};

Account &account()
{
    static Account only;
    return only;
}

} // namespace

void account(const wire::Goodbye &goodbye)
{
    Account &all = account();
    const std::lock_guard lock(all.mutex);
    all.totals.peakRssBytes = std::max(all.totals.peakRssBytes, goodbye.peakRssBytes);
    all.totals.processesStarted += goodbye.processesStarted;
}

WorkerTotals workerTotals()
{
    Account &all = account();
    const std::lock_guard lock(all.mutex);
    return all.totals;
}

} // namespace interleave::process
