// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "widgets/common/theme.h"

#include <QRectF>
#include <QWidget>

#include <memory>
#include <vector>

namespace interleave::widgets {

/// What was seen between two looks at the machine, as it is drawn.
struct LaneBar {
    QRectF foreign, steal; ///< from the bottom: other programs, above them what the host took; empty: none or not known
    bool throttled = false, swapped = false;
};
using RunList = std::vector<std::shared_ptr<const record::RunRecord>>;
/// Runs one after another, as wide as they are long; heights in percent of the machine.
std::vector<LaneBar> laneBars(const RunList &runs, const QRectF &rect);

/// During and after an experiment: what the machine did beside the runs, as a thin lane.
class ConditionsLane : public QWidget {
    Q_OBJECT
public:
    explicit ConditionsLane(QWidget *parent = nullptr);
    void clear();
    void addRun(std::shared_ptr<const record::RunRecord> run);
    void setRecord(const record::ExperimentRecord &record);
    void setTheme(const Theme &theme);
    void retranslateUi();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {100, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void changed();
    [[nodiscard]] QString summary() const;

    RunList m_runs;
    Theme m_theme = Theme::light();
};

} // namespace interleave::widgets
