// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_layout.h"

#include <QFont>
#include <QRectF>

#include <optional>
#include <utility>
#include <vector>

class QPainter;

namespace interleave::widgets {

/// One entry of the legend. Exactly one of both is set.
struct LegendItem {
    std::optional<analysis::LaneState> state;
    std::optional<analysis::MessageKind> message;
    QRectF rect; ///< swatch and text, from the legend's top left corner
};

/// States and kinds of arrow that the picture has, in rows of at most `width`. Cost: none.
std::vector<LegendItem> legendItems(const SequencePlan &plan);
/// Sets the places of `items`. Returns the height.
double layoutLegend(std::vector<LegendItem> &items, const QFontMetricsF &font, double width);

/// Of the row of heads.
double headHeight(const Theme &theme);

/// Paints the parts of a picture, on the screen and into images alike. Threads: any that may paint.
class SequencePainter {
public:
    SequencePainter(QPainter &painter, const SequencePlan &plan, const Theme &theme, const QFont &small);

    /// The body at the painter's origin; clips to it.
    void body(const SequenceFrame &frame);
    /// The heads; they fill `height` pixels from the painter's origin down.
    void heads(const SequenceFrame &frame, double height);
    void legend(const std::vector<LegendItem> &items, const QRectF &area, quint64 dropped);
    void cursor(const SequenceFrame &frame, double y);
    void range(const SequenceFrame &frame, double from, double to);

private:
    void lifelines(const SequenceFrame &frame);
    void bars(const SequenceFrame &frame);
    void arrows(const SequenceFrame &frame);
    void arrow(const Arrow &arrow, bool small);
    void head(QPointF tip, QPointF from, analysis::MessageKind kind, bool small);
    void labels(const SequenceFrame &frame);
    void cells(const SequenceFrame &frame);
    void ribbons(const SequenceFrame &frame);
    void badges(const SequenceFrame &frame);
    void loops(const SequenceFrame &frame);
    void loopWords(const SequenceFrame &frame);
    void path(const SequenceFrame &frame);
    void spark(const Column &column, const QRectF &area);
    void gutter(const SequenceFrame &frame);
    void breaks(const SequenceFrame &frame);
    [[nodiscard]] QPen penOf(analysis::MessageKind kind, bool selected) const;

    QPainter &m_p;
    const SequencePlan &m_plan;
    const Theme &m_theme;
    const QFont m_font;
};

} // namespace interleave::widgets
