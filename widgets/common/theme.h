// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/plan/catalogue.h"

#include <QBrush>
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QPen>
#include <QString>

namespace interleave::widgets {

/// How an entry's curves look everywhere: hue by family, dash and marker by variant.
struct SeriesStyle {
    QColor color;
    Qt::PenStyle dash = Qt::SolidLine;
    int marker = 0; ///< 0 disc, 1 square, 2 triangle, 3 diamond, 4 triangle down, 5 plus, 6 cross
};

/// Every colour and size of the program. A value: light and dark are two of them; exports use the light one.
class Theme {
public:
    static Theme light();
    static Theme dark();
    /// The one that fits the palette.
    static Theme of(const QPalette &palette);

    bool isDark = false;
    QColor window, plot, grid, text, mutedText, accent, warning, outline, deemphasised;
    QColor good, caution, bad, neutral; ///< behind the words of a verdict; never without an icon and text
    // sizes, in logical pixels
    int spacing = 6, margin = 9, headHeight = 44, lifelineSpacing = 96, activationWidth = 12, rowHeight = 18, gutterWidth = 92;
    int minimumChartHeight = 130;
    double curveWidth = 1.0, cursorWidth = 1.0;

    /// By executor id and the how-many-th entry of that family it is (0…).
    [[nodiscard]] SeriesStyle series(const std::string &executorId, plan::Family family, int variant) const;
    [[nodiscard]] QBrush stateFill(analysis::LaneState state) const;    ///< colour and pattern
    [[nodiscard]] QColor stateColor(analysis::LaneState state) const;
    [[nodiscard]] QColor stateInk(analysis::LaneState state) const;     ///< for labels on it
    [[nodiscard]] QPalette palette() const;                             ///< for the Fusion style
};

/// Translated name of a lane state, message kind, family.
QString displayName(analysis::LaneState state);
QString displayName(analysis::MessageKind kind);
QString displayName(plan::Family family);

} // namespace interleave::widgets
