// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/distributions/distribution_loader.h"

#include "widgets/common/pool_job.h"

#include <utility>

namespace interleave::widgets {

void DistributionLoader::setExperiment(const plan::Plan &plan)
{
    m_record = {};
    m_record.plan = plan;
    m_data.reset();
    m_stale = m_computing; // what is being computed is of the experiment before
    Q_EMIT changed();
}

void DistributionLoader::addRun(std::shared_ptr<const record::RunRecord> run)
{
    if (run->key.warmup)
        return;
    m_record.runs.push_back(std::move(run));
    recompute();
}

void DistributionLoader::setRecord(std::shared_ptr<const record::ExperimentRecord> record)
{
    m_record = *record;
    recompute();
}

void DistributionLoader::recompute()
{
    m_stale = m_computing;
    if (std::exchange(m_computing, true))
        return;
    runInPool(
        this, [record = m_record] { return std::make_shared<const DistributionData>(distributionsOf(record)); },
        [this](std::shared_ptr<const DistributionData> data) {
            m_computing = false;
            if (std::exchange(m_stale, false))
                return recompute();
            m_data = std::move(data);
            Q_EMIT changed();
        });
}

} // namespace interleave::widgets
