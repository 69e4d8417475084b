// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_layout.h"

#include "widgets/sequence/sequence_labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace interleave::widgets {
namespace {

constexpr std::size_t kDenseBars = 3'000;
constexpr std::size_t kMostArrows = 600;
constexpr std::size_t kLabelledArrows = 300;
constexpr double kCellHeight = 2;
constexpr double kOutside = 40; ///< how far beyond the body shapes may reach: keeps coordinates small

class Layouter {
public:
    explicit Layouter(const FrameInput &input)
        : m_in(input)
        , m_plan(input.plan)
    {
    }

    SequenceFrame run()
    {
        m_frame.width = m_in.width;
        m_frame.height = m_in.height;
        m_frame.columns = columnBoxes(m_plan, m_in.theme, m_in.width, m_in.across);
        for (ColumnBox &box : m_frame.columns) {
            box.left -= m_in.left;
            box.right -= m_in.left;
            box.line -= m_in.left;
        }
        m_frame.contentTop = y(0);
        m_frame.contentBottom = y(m_plan.axis.length());
        activations();
        arrows();
        placeLabels(m_in, m_frame);
        placeMarks(m_in, m_frame);
        return std::move(m_frame);
    }

private:
    [[nodiscard]] double y(double unit) const { return unit * m_in.scale - m_in.top; }
    [[nodiscard]] double firstUnit() const { return (m_in.top - kOutside) / m_in.scale; }
    [[nodiscard]] double lastUnit() const { return (m_in.top + m_in.height + kOutside) / m_in.scale; }
    [[nodiscard]] double clipped(double value) const { return std::clamp(value, -kOutside, m_in.height + kOutside); }
    [[nodiscard]] bool selected(std::uint32_t task) const { return m_in.task && *m_in.task == task; }

    // --- activations ---

    /// Calls `visit` for every activation in view.
    template <class Visit>
    void eachActivation(Visit &&visit) const
    {
        for (const Column &column : m_plan.columns) {
            const auto begin = m_plan.activations.begin() + column.firstActivation, end = m_plan.activations.begin() + column.endActivation;
            auto it = std::lower_bound(begin, end, firstUnit(), [](const PlacedActivation &a, double unit) { return a.reach < unit; });
            for (; it != end && it->begin <= lastUnit(); ++it)
                if (it->end >= firstUnit())
                    visit(*it);
        }
    }

    void activations()
    {
        std::size_t count = 0;
        eachActivation([&](const PlacedActivation &) { ++count; });
        if (count > kDenseBars) {
            m_frame.detail = Detail::Dense;
            cells();
            eachActivation([&](const PlacedActivation &a) {
                if (selected(m_plan.interactions->activations[a.source].task))
                    bar(a);
            });
        } else {
            eachActivation([&](const PlacedActivation &a) { bar(a); });
        }
    }

    void bar(const PlacedActivation &placed)
    {
        const analysis::Activation &a = m_plan.interactions->activations[placed.source];
        const ColumnBox &box = m_frame.columns[placed.column];
        if (placed.sliver && (placed.end - placed.begin) * m_in.scale < 2 && !selected(a.task))
            return;
        const double top = clipped(y(placed.begin)), bottom = std::max(clipped(y(placed.end)), top + 2);
        Bar bar{QRectF(box.slotLeft(placed.slot), top, box.barWidth, bottom - top), placed.source, a.state, false, selected(a.task), {}};
        bar.dim = m_in.task && !bar.selected;
        if (a.task != base::kNoTask.value) {
            const QString number = QString::number(a.task);
            const QRectF seen = bar.rect.intersected(QRectF(-1e6, 0, 2e6, m_in.height));
            if (seen.height() >= m_in.font.height() && m_in.font.horizontalAdvance(number) + 3 <= box.barWidth)
                bar.label = number;
        }
        m_frame.bars.push_back(bar);
    }

    /// Time that each state takes of a row of pixels decides which one the row shows.
    void cells()
    {
        const auto rows = static_cast<std::size_t>(std::max(1.0, std::ceil(m_in.height / kCellHeight)));
        std::vector<std::size_t> offset;
        std::size_t places = 0;
        for (const Column &column : m_plan.columns) {
            offset.push_back(places);
            places += column.slots;
        }
        std::vector<std::array<float, 6>> weight(places * rows);
        eachActivation([&](const PlacedActivation &a) {
            const double from = std::max(0.0, y(a.begin) / kCellHeight), to = std::min(static_cast<double>(rows), std::max(y(a.end), y(a.begin) + 0.01) / kCellHeight);
            const auto state = static_cast<std::size_t>(m_plan.interactions->activations[a.source].state);
            for (auto row = static_cast<std::size_t>(from); row < rows && static_cast<double>(row) < to; ++row) {
                const double share = std::min(to, static_cast<double>(row + 1)) - std::max(from, static_cast<double>(row));
                weight[(offset[a.column] + a.slot) * rows + row][state] += static_cast<float>(share);
            }
        });
        for (std::size_t c = 0; c < m_plan.columns.size(); ++c)
            for (std::uint16_t slot = 0; slot < m_plan.columns[c].slots; ++slot)
                joinCells(m_frame.columns[c], slot, &weight[(offset[c] + slot) * rows], rows);
    }

    void joinCells(const ColumnBox &box, std::uint16_t slot, const std::array<float, 6> *weight, std::size_t rows)
    {
        int open = -1;
        std::size_t since = 0;
        for (std::size_t row = 0; row <= rows; ++row) {
            int state = -1;
            if (row < rows) {
                const auto most = std::max_element(weight[row].begin(), weight[row].end());
                state = *most > 0.05F ? static_cast<int>(most - weight[row].begin()) : -1;
            }
            if (state == open)
                continue;
            if (open >= 0)
                m_frame.cells.push_back({QRectF(box.slotLeft(slot), static_cast<double>(since) * kCellHeight, box.barWidth, static_cast<double>(row - since) * kCellHeight),
                                         static_cast<analysis::LaneState>(open)});
            open = state;
            since = row;
        }
    }

    // --- arrows ---

    void arrows()
    {
        double gap = m_plan.mode == AxisMode::Ordinal ? 0.5 : 2.0;
        // Between lines too dense for single bars an arrow stands for a whole band, with room to say for how many.
        if (m_frame.detail == Detail::Dense)
            gap = m_in.font.height() * 1.5;
        for (;; gap *= 2) {
            m_frame.arrows.clear();
            m_last.clear();
            collectArrows(gap);
            if (m_frame.arrows.size() <= kMostArrows || gap > m_in.height)
                break;
        }
        collectEdges();
        for (Arrow &arrow : m_frame.arrows)
            meetBars(arrow);
        std::stable_partition(m_frame.arrows.begin(), m_frame.arrows.end(), [](const Arrow &a) { return !a.selected; });
        if (m_frame.detail == Detail::Full && m_frame.arrows.size() > kLabelledArrows)
            m_frame.detail = Detail::Lines;
    }

    /// Arrows of one kind between the same lines that are nearer than `gap` become one.
    void collectArrows(double gap)
    {
        auto it = std::lower_bound(m_plan.messages.begin(), m_plan.messages.end(), firstUnit(), [](const PlacedMessage &m, double unit) { return m.reach < unit; });
        for (; it != m_plan.messages.end() && std::min(it->sent, it->received) <= lastUnit(); ++it) {
            if (std::max(it->sent, it->received) < firstUnit())
                continue;
            Arrow arrow = arrowOf(*it);
            const std::uint64_t key = (std::uint64_t{it->from} << 34) | (std::uint64_t{it->to} << 4) | static_cast<std::uint64_t>(arrow.kind);
            const auto last = m_last.find(key);
            if (!arrow.selected && last != m_last.end()) {
                Arrow &other = m_frame.arrows[last->second];
                if (std::abs(other.from.y() - arrow.from.y()) < gap && std::abs(other.to.y() - arrow.to.y()) < gap) {
                    ++other.count;
                    other.firstTask = std::min(other.firstTask, arrow.firstTask);
                    other.lastTask = std::max(other.lastTask, arrow.lastTask);
                    continue;
                }
            }
            m_frame.arrows.push_back(arrow);
            if (!arrow.selected)
                m_last[key] = m_frame.arrows.size() - 1;
        }
    }

    Arrow arrowOf(const PlacedMessage &placed) const
    {
        const analysis::Message &m = m_plan.interactions->messages[placed.source];
        const ColumnBox &a = m_frame.columns[placed.from], &b = m_frame.columns[placed.to];
        Arrow arrow;
        arrow.message = placed.source;
        arrow.kind = m.kind;
        arrow.firstTask = arrow.lastTask = m.task;
        arrow.self = placed.from == placed.to;
        arrow.fromColumn = placed.from;
        arrow.toColumn = placed.to;
        // What goes back stands a little lower, else it hides what goes on at the same instant.
        const double lower = m_plan.mode == AxisMode::Ordinal ? 0 : placed.from <= placed.to ? -1.5 : 1.5;
        arrow.from = {a.line, y(placed.sent) + lower};
        arrow.to = {b.line, y(placed.received) + lower};
        // Less than a pixel of slant is only a blur.
        if (std::abs(arrow.to.y() - arrow.from.y()) < 1)
            arrow.to.setY(arrow.from.y());
        arrow.selected = m_in.task && selected(m.task);
        arrow.dim = m_in.task && !arrow.selected;
        return arrow;
    }

    /// An arrow ends at the edge of a bar; where there is none, at the line itself.
    void meetBars(Arrow &arrow) const
    {
        const double side = arrow.from.x() <= arrow.to.x() ? 0.5 : -0.5;
        if (barOn(arrow.fromColumn, arrow.from.y()))
            arrow.from.rx() += side * m_frame.columns[arrow.fromColumn].barWidth;
        if (barOn(arrow.toColumn, arrow.to.y()))
            arrow.to.rx() += (arrow.self ? side : -side) * m_frame.columns[arrow.toColumn].barWidth;
    }

    /// What stands on the lines themselves, by column.
    void collectEdges()
    {
        m_edges.assign(m_frame.columns.size(), {});
        const auto add = [&](const QRectF &rect) {
            for (std::size_t c = 0; c < m_frame.columns.size(); ++c)
                if (rect.left() < m_frame.columns[c].line && rect.right() > m_frame.columns[c].line)
                    m_edges[c].emplace_back(rect.top() - 2, rect.bottom() + 2);
        };
        for (const Bar &bar : m_frame.bars)
            add(bar.rect);
        for (const Cell &cell : m_frame.cells)
            add(cell.rect);
    }

    [[nodiscard]] bool barOn(std::uint32_t column, double at) const
    {
        return std::any_of(m_edges[column].begin(), m_edges[column].end(), [at](const auto &edge) { return edge.first <= at && at <= edge.second; });
    }

    const FrameInput &m_in;
    const SequencePlan &m_plan;
    SequenceFrame m_frame;
    std::unordered_map<std::uint64_t, std::size_t> m_last; ///< the last arrow of each kind between each two columns
    std::vector<std::vector<std::pair<double, double>>> m_edges;
};

} // namespace

std::vector<ColumnBox> columnBoxes(const SequencePlan &plan, const Theme &theme, double width, double across)
{
    constexpr double kWidest = 300, kNarrowest = 86;
    const double available = width - theme.gutterWidth;
    const auto count = static_cast<double>(plan.columns.size());
    std::vector<double> extra;
    double extras = 0;
    for (const Column &column : plan.columns) {
        // A place needs a few pixels; more when the window gives them.
        const double wanted = column.slots > 1 ? std::min(column.slots * 20.0, std::max(column.slots * 6.0, available * 0.55)) : 0;
        extra.push_back(wanted * across);
        extras += extra.back();
    }
    const double each = across * std::clamp((available - extras / across) / std::max(1.0, count), kNarrowest, kWidest);
    const double barWidth = each >= theme.lifelineSpacing * 0.8 ? theme.activationWidth * 2.0 : theme.activationWidth;
    double x = theme.gutterWidth + std::max(0.0, (available - extras - each * count) / 2);
    std::vector<ColumnBox> boxes;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        ColumnBox box;
        box.left = x;
        box.right = x + each + extra[i];
        box.line = x + each / 2;
        box.slotWidth = plan.columns[i].slots > 1 ? std::min(barWidth, extra[i] / plan.columns[i].slots) : barWidth;
        box.barWidth = plan.columns[i].slots > 1 ? std::max(3.0, box.slotWidth - 1) : barWidth;
        boxes.push_back(box);
        x = box.right;
    }
    return boxes;
}

SequenceFrame layoutFrame(const FrameInput &input) { return Layouter(input).run(); }

std::optional<std::size_t> barAt(const SequenceFrame &frame, QPointF point)
{
    for (std::size_t i = frame.bars.size(); i-- > 0;)
        if (frame.bars[i].rect.adjusted(-1, -1, 1, 1).contains(point))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> arrowAt(const SequenceFrame &frame, QPointF point, double tolerance)
{
    std::optional<std::size_t> best;
    double nearest = tolerance;
    for (std::size_t i = frame.arrows.size(); i-- > 0;) {
        const Arrow &arrow = frame.arrows[i];
        if (!arrow.label.isEmpty() && arrow.labelRect.contains(point))
            return i;
        const QPointF way = arrow.to - arrow.from, there = point - arrow.from;
        const double length = QPointF::dotProduct(way, way);
        const double share = length > 0 ? std::clamp(QPointF::dotProduct(there, way) / length, 0.0, 1.0) : 0.0;
        const QPointF off = there - way * share;
        const double distance = std::hypot(off.x(), off.y());
        if (distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

} // namespace interleave::widgets
