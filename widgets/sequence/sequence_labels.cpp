// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_labels.h"

#include "widgets/sequence/sequence_texts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace interleave::widgets {
namespace {

class Labeller {
public:
    Labeller(const FrameInput &input, SequenceFrame &frame)
        : m_in(input)
        , m_plan(input.plan)
        , m_frame(frame)
    {
    }

    void place()
    {
        std::vector<QRectF> taken;
        // The selected task's words come first: they must not lose their place to others.
        for (auto it = m_frame.arrows.rbegin(); it != m_frame.arrows.rend(); ++it)
            if (it->selected || (m_frame.detail != Detail::Lines && !it->dim))
                label(*it, taken);
    }

private:
    void label(Arrow &arrow, std::vector<QRectF> &taken)
    {
        const analysis::Message &m = m_plan.interactions->messages[arrow.message];
        const QString text = arrowLabel(arrow.kind, m.task == base::kNoTask.value ? m.task : arrow.firstTask, arrow.lastTask, arrow.count);
        const QSizeF size(m_in.font.horizontalAdvance(text) + 4, m_in.font.ascent() + 1);
        for (const auto &[left, right] : freeStretches(arrow)) {
            const double room = right - left - size.width() - 6;
            if (room < 0)
                continue;
            for (const double share : {0.5, 0.85, 0.15}) {
                const double x = left + 3 + size.width() / 2 + room * share;
                const QRectF rect(QPointF(x - size.width() / 2, above(arrow, x, size.width()) - size.height() - 1.5), size);
                if (rect.top() < 0 || rect.bottom() > m_in.height || !isFree(rect, arrow, taken))
                    continue;
                arrow.label = text;
                arrow.labelRect = rect;
                taken.push_back(rect);
                return;
            }
        }
    }

    /// Height of the line around `x`: its higher end there, so that a slanted line does not strike its label through.
    [[nodiscard]] static double above(const Arrow &arrow, double x, double width)
    {
        const double slope = arrow.to.x() == arrow.from.x() ? 0 : (arrow.to.y() - arrow.from.y()) / (arrow.to.x() - arrow.from.x());
        return arrow.from.y() + (x - arrow.from.x()) * slope - std::abs(slope) * width / 2;
    }

    /// Stretches between neighbouring lines that the arrow passes, the one at its head first.
    [[nodiscard]] std::vector<std::pair<double, double>> freeStretches(const Arrow &arrow) const
    {
        std::vector<std::pair<double, double>> result;
        if (arrow.self) {
            result.emplace_back(arrow.to.x() + 10, arrow.to.x() + 110);
            return result;
        }
        const double left = std::min(arrow.from.x(), arrow.to.x()), right = std::max(arrow.from.x(), arrow.to.x());
        double from = left;
        for (const ColumnBox &box : m_frame.columns) {
            if (box.line <= left + 1 || box.line >= right - 1)
                continue;
            result.emplace_back(from, box.line - box.barWidth / 2);
            const auto slots = static_cast<double>(m_plan.columns[static_cast<std::size_t>(&box - m_frame.columns.data())].slots - 1);
            from = box.line + box.barWidth / 2 + slots * box.slotWidth;
        }
        result.emplace_back(from, right);
        if (arrow.to.x() > arrow.from.x())
            std::reverse(result.begin(), result.end());
        return result;
    }

    [[nodiscard]] bool isFree(const QRectF &rect, const Arrow &own, const std::vector<QRectF> &taken) const
    {
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.intersects(rect); }))
            return false;
        for (const Arrow &other : m_frame.arrows)
            if (&other != &own && (!other.dim || own.selected == other.selected) && crosses(other, rect))
                return false;
        return true;
    }

    [[nodiscard]] static bool crosses(const Arrow &arrow, const QRectF &rect)
    {
        const auto [from, to] = arrow.from.x() < arrow.to.x() ? std::pair(arrow.from, arrow.to) : std::pair(arrow.to, arrow.from);
        if (from.x() >= rect.right() || to.x() <= rect.left() || to.x() == from.x())
            return false;
        const double slope = (to.y() - from.y()) / (to.x() - from.x());
        const double a = from.y() + (std::max(rect.left(), from.x()) - from.x()) * slope;
        const double b = from.y() + (std::min(rect.right(), to.x()) - from.x()) * slope;
        return std::max(a, b) > rect.top() + 1 && std::min(a, b) < rect.bottom();
    }

    const FrameInput &m_in;
    const SequencePlan &m_plan;
    SequenceFrame &m_frame;
};

} // namespace

void placeLabels(const FrameInput &input, SequenceFrame &frame) { Labeller(input, frame).place(); }

} // namespace interleave::widgets
