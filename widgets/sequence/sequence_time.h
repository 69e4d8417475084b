// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/viewstate/time_view.h"

#include <cstdint>
#include <optional>

namespace interleave::widgets {

class SequenceCanvas;
struct SequencePlan;

/// The sequence diagram as gestures see it. With a proportional axis it shows the shared window; with the others it has a scale of its own,
/// for a row of the story is as high as any other however long it took.
class SequenceTime : public TimeView {
public:
    explicit SequenceTime(SequenceCanvas &canvas) : m_canvas(canvas) {}

    [[nodiscard]] TimeSpan whole() const override;
    [[nodiscard]] TimeSpan visible() const override;
    [[nodiscard]] std::optional<double> instant(double from, int direction) const override;
    [[nodiscard]] std::optional<TimeSpan> item() const override;
    void selectAt(double t) override;
    void selectNeighbour(int direction) override;
    void zoom(ViewState &state, double factor, double around) override;
    void pan(ViewState &state, double windows) override;
    void reveal(ViewState &state, double t) override;
    [[nodiscard]] double smallestStep() const override;
    void zoomAcross(double factor) override;

private:
    SequenceCanvas &m_canvas;
};

/// The neighbouring task on the line where `task` ran; without one the first of all. Empty: there is none.
std::optional<std::uint32_t> neighbourOf(const SequencePlan &plan, std::optional<std::uint32_t> task, int direction);

} // namespace interleave::widgets
