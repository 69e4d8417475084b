// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>

namespace interleave::widgets {

enum class Glyph { Play, Stop, Add, Remove, Up, Down, Duplicate, Vary, Info, Warning };

/// A simple icon in one ink, sharp at 1× and 2×; `faded` is for the disabled state.
QIcon glyphIcon(Glyph glyph, const QColor &ink, const QColor &faded);

} // namespace interleave::widgets
