// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <Qt>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Which key means what in every view of time, written once. What a gesture does: time_view.h.
namespace interleave::widgets {

enum class Gesture : std::uint8_t {
    CursorBack, CursorForward, PageBack, PageForward, // the cursor, by an event or a window
    SetA, SetB,
    ExtendBack, ExtendForward,                        // the range
    ZoomIn, ZoomOut,                                  // time
    AcrossIn, AcrossOut, AcrossReset,                 // the other axis
    PanBack, PanForward,
    ZoomToRange, ZoomToItem, Fit,
    GoToBegin, GoToEnd,
    PreviousItem, NextItem, Select, Clear,
};

struct GestureKey {
    Gesture gesture;
    Qt::KeyboardModifiers modifiers;
    Qt::Key key;
};
/// Every key, of one gesture the one to be named first first.
std::span<const GestureKey> gestureKeys();

/// Turns keys into gestures. Remembers the last: Home Home and F F are `Fit`.
class GestureReader {
public:
    std::optional<Gesture> read(int key, Qt::KeyboardModifiers modifiers);

private:
    std::optional<Gesture> m_last;
};

/// A line of the shortcut sheet, translated. `keys`: of these gestures; the mouse alone does what has none.
struct GestureLine {
    QString what, mouse;
    std::vector<Gesture> keys;
    QString more; ///< keys that the table does not have: "Home Home"
};
std::vector<GestureLine> gestureLines();

} // namespace interleave::widgets
