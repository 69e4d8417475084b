// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chart_scene.h"
#include "widgets/viewstate/time_view.h"

#include <functional>
#include <vector>

namespace interleave::widgets {

/// The charts as gestures see them: instants are where a task of the shown entry starts or ends, else its samples; its tasks stand in the
/// order in which they ended.
class ChartsTime : public TimeView {
public:
    ChartsTime(ChartScene &scene, std::function<std::vector<ChartEntry>()> entries, std::function<ViewState *()> state);

    [[nodiscard]] TimeSpan whole() const override { return {0, m_scene.span()}; }
    [[nodiscard]] TimeSpan visible() const override { return m_scene.timeRange(); }
    [[nodiscard]] std::optional<double> instant(double from, int direction) const override;
    [[nodiscard]] std::optional<TimeSpan> item() const override;
    void selectAt(double t) override;
    void selectNeighbour(int direction) override;
    void zoomAcross(double factor) override { m_scene.zoomValues(factor); }

private:
    /// The selected entry if something was measured of it, else the first of which it was.
    [[nodiscard]] std::optional<ChartEntry> shown() const;
    void select(const ChartEntry &entry, const analysis::LatencyPoint *point);

    ChartScene &m_scene;
    std::function<std::vector<ChartEntry>()> m_entries;
    std::function<ViewState *()> m_state;
};

} // namespace interleave::widgets
