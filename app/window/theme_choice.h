// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"

#include <QString>

namespace interleave::window {

enum class ThemeChoice { System, Light, Dark };

/// The word in the settings: "system", "light", "dark"; anything else reads as System.
QString toText(ThemeChoice choice);
ThemeChoice themeChoiceOf(const QString &text);

/// Gives the application its palette and returns the theme that goes with it.
widgets::Theme applyTheme(ThemeChoice choice);

} // namespace interleave::window
