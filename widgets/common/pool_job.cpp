// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/pool_job.h"

#include <QCoreApplication>

namespace interleave::widgets {
namespace {

QThreadPool *pool = nullptr;

/// While the application still stands: jobs may draw with it.
void endPool()
{
    pool->waitForDone();
    delete std::exchange(pool, nullptr);
}

} // namespace

QThreadPool &workPool()
{
    if (!pool) {
        pool = new QThreadPool;
        qAddPostRoutine(endPool);
    }
    return *pool;
}

} // namespace interleave::widgets
