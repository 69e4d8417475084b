// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_layout.h"

#include "widgets/sequence/sequence_labels.h"
#include "widgets/sequence/sequence_parts.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace interleave::widgets {
namespace {

constexpr std::size_t kMostArrows = 600;
constexpr std::size_t kLabelledArrows = 300;

class Layouter {
public:
    explicit Layouter(const FrameInput &input)
        : m_in(input)
        , m_plan(input.plan)
        , m_scale(input)
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
        m_frame.following = m_in.task.has_value();
        const InView seen = findInView(m_in);
        if (seen.dense)
            dense();
        else
            oneByOne(seen);
        finishArrows();
        addPath(m_in, m_frame);
        placeLabels(m_in, m_frame);
        placeMarks(m_in, m_frame);
        return std::move(m_frame);
    }

private:
    [[nodiscard]] double y(double unit) const { return m_scale.y(unit); }
    [[nodiscard]] bool selected(std::uint32_t task) const { return m_in.task && *m_in.task == task; }

    void oneByOne(const InView &seen)
    {
        addLoops(m_in, m_frame);
        for (const auto i : seen.activations)
            bar(i);
        arrows(seen.messages);
    }

    /// What there is too much of to be drawn one by one; only the selected task is.
    void dense()
    {
        m_frame.detail = Detail::Dense;
        addCells(m_in, m_frame, 0, m_in.height);
        addRibbons(m_in, m_frame);
        if (!m_in.task || m_plan.coarse())
            return;
        const double first = m_scale.unit(-kOutside), last = m_scale.unit(m_in.height + kOutside);
        for (const auto i : m_plan.index->activationsOfTask(*m_in.task))
            if (m_plan.endOf(i) >= first && m_plan.beginOf(i) <= last)
                bar(i);
        std::vector<std::uint32_t> own;
        for (const auto i : m_plan.index->messagesOfTask(*m_in.task))
            if (std::max(m_plan.sentAt(i), m_plan.receivedAt(i)) >= first && std::min(m_plan.sentAt(i), m_plan.receivedAt(i)) <= last)
                own.push_back(i);
        arrows(own);
    }

    void bar(std::uint32_t index)
    {
        const analysis::Activation &a = m_plan.activation(index);
        const ColumnBox &box = m_frame.columns[m_plan.columnOf[a.lifeline]];
        const double begin = m_plan.beginOf(index), end = m_plan.endOf(index);
        if ((end - begin) * m_in.scale < 2 && !selected(a.task) && m_plan.sliver(index))
            return;
        const double top = m_scale.clipped(y(begin)), bottom = std::max(m_scale.clipped(y(end)), top + 2);
        Bar bar{QRectF(box.slotLeft(m_plan.slot(index)), top, box.barWidth, bottom - top), index, a.state, false, selected(a.task), {}};
        bar.dim = m_in.task && !bar.selected;
        if (a.task != base::kNoTask.value) {
            const QString number = QString::number(a.task);
            const QRectF seen = bar.rect.intersected(QRectF(-1e6, 0, 2e6, m_in.height));
            if (seen.height() >= m_in.font.height() && m_in.font.horizontalAdvance(number) + 3 <= box.barWidth)
                bar.label = number;
        }
        m_frame.bars.push_back(bar);
    }

    void arrows(const std::vector<std::uint32_t> &messages)
    {
        std::vector<Arrow> all;
        for (const auto i : messages)
            all.push_back(arrowOf(i));
        const std::size_t before = m_frame.arrows.size();
        for (double gap = m_plan.mode == AxisMode::Ordinal ? 0.5 : 2.0;; gap *= 2) {
            m_frame.arrows.resize(before);
            join(all, gap);
            if (m_frame.arrows.size() - before <= kMostArrows || gap > m_in.height)
                break;
        }
    }

    void finishArrows()
    {
        collectEdges();
        for (Arrow &arrow : m_frame.arrows)
            meetBars(arrow);
        std::stable_partition(m_frame.arrows.begin(), m_frame.arrows.end(), [](const Arrow &a) { return !a.selected; });
        if (m_frame.detail == Detail::Full && m_frame.arrows.size() > kLabelledArrows)
            m_frame.detail = Detail::Lines;
    }

    /// Arrows of one kind between the same lines that are nearer than `gap` become one.
    void join(const std::vector<Arrow> &all, double gap)
    {
        std::unordered_map<std::uint64_t, std::size_t> lastOf;
        for (const Arrow &arrow : all) {
            const std::uint64_t key = (std::uint64_t{arrow.fromColumn} << 34) | (std::uint64_t{arrow.toColumn} << 4) | static_cast<std::uint64_t>(arrow.kind);
            const auto last = lastOf.find(key);
            if (!arrow.selected && last != lastOf.end()) {
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
                lastOf[key] = m_frame.arrows.size() - 1;
        }
    }

    Arrow arrowOf(std::uint32_t number) const
    {
        const analysis::Message &m = m_plan.message(number);
        Arrow arrow;
        arrow.message = number;
        arrow.kind = m.kind;
        arrow.firstTask = arrow.lastTask = m.task;
        arrow.fromColumn = m_plan.columnOf[m.from];
        arrow.toColumn = m_plan.columnOf[m.to];
        arrow.self = arrow.fromColumn == arrow.toColumn;
        // What goes back stands a little lower, else it hides what goes on at the same instant.
        const double lower = m_plan.mode == AxisMode::Ordinal ? 0 : arrow.fromColumn <= arrow.toColumn ? -1.5 : 1.5;
        arrow.from = {m_frame.columns[arrow.fromColumn].line, y(m_plan.sentAt(number)) + lower};
        arrow.to = {m_frame.columns[arrow.toColumn].line, y(m_plan.receivedAt(number)) + lower};
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
    const Scale m_scale;
    SequenceFrame m_frame;
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

} // namespace interleave::widgets
