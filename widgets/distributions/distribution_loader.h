// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/distributions/distribution_data.h"

#include <QObject>

namespace interleave::widgets {

/// Keeps the numbers of the distribution charts up to date; they are computed in the thread pool, the newest record last.
class DistributionLoader : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void setExperiment(const plan::Plan &plan);
    void addRun(std::shared_ptr<const record::RunRecord> run);
    void setRecord(std::shared_ptr<const record::ExperimentRecord> record);
    [[nodiscard]] bool busy() const { return m_computing; }
    [[nodiscard]] std::shared_ptr<const DistributionData> data() const { return m_data; }
    [[nodiscard]] const plan::Plan &plan() const { return m_record.plan; }

Q_SIGNALS:
    void changed();

private:
    void recompute();

    record::ExperimentRecord m_record;
    std::shared_ptr<const DistributionData> m_data;
    bool m_computing = false, m_stale = false;
};

} // namespace interleave::widgets
