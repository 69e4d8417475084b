// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/view_state.h"

#include <optional>

namespace interleave::widgets {

/// What a view of time tells about itself so that every gesture does the same in all of them. Units: seconds since the run's start.
class TimeView {
public:
    virtual ~TimeView() = default;

    [[nodiscard]] virtual TimeSpan whole() const = 0;   ///< all there is
    [[nodiscard]] virtual TimeSpan visible() const = 0; ///< what is in view
    /// The next instant after (direction 1) or before (-1) at which something happens; empty: none.
    [[nodiscard]] virtual std::optional<double> instant(double from, int direction) const = 0;
    [[nodiscard]] virtual std::optional<TimeSpan> item() const = 0; ///< of the selected task, if this view has it
    /// Selects the task at the instant, on the line of the selected one if there is one.
    virtual void selectAt(double t) = 0;
    virtual void selectNeighbour(int direction) = 0;

    /// Zooms about `around`, which stays in its place. This and the next two set the shared window; a view with a scale of its own sets that.
    virtual void zoom(ViewState &state, double factor, double around);
    /// Moves by so many times of what is in view, not beyond what there is.
    virtual void pan(ViewState &state, double windows);
    /// Brings an instant into view without changing the scale.
    virtual void reveal(ViewState &state, double t);
    /// Steps of the cursor shorter than this would not be seen.
    [[nodiscard]] virtual double smallestStep() const;
    /// Zooms the other axis, about its middle; 0: back to where it was. A view without one does nothing.
    virtual void zoomAcross(double factor) { static_cast<void>(factor); }
};

/// Does what the gesture means in this view.
void perform(Gesture gesture, ViewState &state, TimeView &view);

/// `zoom` and `pan` of the wheel and of keys: as steps of navigation.
void zoomTime(ViewState &state, TimeView &view, double factor, double around);
void panWindows(ViewState &state, TimeView &view, double windows);
/// Moves the shared window by `seconds`, not beyond what there is.
void panTime(ViewState &state, const TimeView &view, double seconds);
/// Zooms every view to a thing, with some room around it.
void zoomToItem(ViewState &state, const TimeView &view, TimeSpan item);
/// Zooms every view to this stretch, as far as there is something.
void zoomToSpan(ViewState &state, const TimeView &view, TimeSpan span);

constexpr double kZoomStep = 1.25;       ///< of a key, or of a notch of the wheel
constexpr double kShortestWindow = 1e-7; ///< s

/// `now` scaled by 1/`factor` about `around`, within `whole`; empty: that is all of it.
std::optional<TimeSpan> zoomed(TimeSpan now, double factor, double around, TimeSpan whole);
/// `now` moved, within `whole`; empty: that is all of it.
std::optional<TimeSpan> panned(TimeSpan now, double seconds, TimeSpan whole);

} // namespace interleave::widgets
