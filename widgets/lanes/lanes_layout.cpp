// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_layout.h"

#include "widgets/lanes/lanes_ruler.h"
#include "widgets/lanes/lanes_texts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::LaneCells;

constexpr std::size_t kMostBars = 1'300;       ///< of all rows in view together
constexpr std::size_t kMostLabels = 300;
constexpr std::size_t kMostBarsOfTask = 150;
constexpr std::size_t kMostArrows = 100;
constexpr double kPixelsABar = 2;              ///< on the average, below which bars become a strip
constexpr std::size_t kRowsInDetail = 24;      ///< in view; more are drawn with half the columns
constexpr std::size_t kSketchedColumns = 400;
constexpr std::uint32_t kSketchedMembers = 6;
constexpr double kMostHeadShare = 0.3;
constexpr double kMostStretch = 1.8;           ///< of a few lanes in much room
constexpr double kHeightForCurves = 190, kHeightForTallCurves = 320;

std::int64_t toNs(double ns) { return static_cast<std::int64_t>(std::llround(ns)); }

class LanesLayout {
public:
    explicit LanesLayout(const LanesInput &input)
        : m_in(input)
        , m_picture(input.picture)
        , m_all(*input.picture.interactions)
    {
        m_frame.size = input.size;
        m_frame.areas = lanesAreas(input.rows, input.picture, input.theme, input.font, input.size, input.legendHeight);
        m_frame.scale = {input.from, std::max(input.to, input.from + 1), m_frame.areas.body.left(), std::max(1.0, m_frame.areas.body.width())};
        m_frame.sketched = !input.picture.pyramid;
        m_t0 = static_cast<std::int64_t>(std::floor(m_frame.scale.from));
        m_t1 = std::max(m_t0 + 1, static_cast<std::int64_t>(std::ceil(m_frame.scale.to)));
    }

    LanesFrame lay()
    {
        m_frame.marks = rulerMarks(m_frame.scale, m_frame.areas.ruler, m_in.font);
        m_frame.inFlight = curve(m_picture.inFlight, m_frame.areas.inFlight);
        m_frame.queued = curve(m_picture.queued, m_frame.areas.queued);
        placeRows();
        fillRows();
        placeTask();
        placeWindow();
        return std::move(m_frame);
    }

private:
    [[nodiscard]] std::optional<CountArea> curve(const CountLine &line, const QRectF &rect) const
    {
        if (rect.isEmpty())
            return std::nullopt;
        CountArea area{rect, line.highest(m_frame.scale.from, m_frame.scale.to, static_cast<std::size_t>(rect.width())), line.most()};
        for (float &height : area.heights)
            height /= static_cast<float>(std::max(1.0, area.most));
        return area;
    }

    void placeRows()
    {
        m_tops = rowTops(m_in.rows, m_in.theme, m_in.across);
        const auto &body = m_frame.areas.body;
        auto row = static_cast<std::size_t>(std::upper_bound(m_tops.begin(), m_tops.end(), m_in.top) - m_tops.begin());
        row = row == 0 ? 0 : row - 1;
        for (; row < m_in.rows.size() && m_tops[row] - m_in.top < body.height(); ++row) {
            const double top = body.top() + m_tops[row] - m_in.top;
            RowBox box;
            box.row = static_cast<std::uint32_t>(row);
            box.lane = QRectF(body.left(), top, body.width(), m_tops[row + 1] - m_tops[row]);
            box.head = QRectF(0, top, body.left(), box.lane.height());
            const double thin = m_in.rows[row].thin * thinRowHeight(m_in.theme) * m_in.across;
            box.bar = QRectF(body.left(), top + 2, body.width(), std::max(2.0, box.lane.height() - thin - 4));
            box.current = row == m_in.current;
            box.named = box.bar.height() + 6 >= m_in.font.height();
            m_frame.rows.push_back(box);
        }
    }

    /// How many bars a row would need; more than `kMostBars`: too many.
    [[nodiscard]] std::size_t barsOf(const LaneRow &row) const
    {
        if (row.group || !m_picture.pyramid)
            return kMostBars + 1;
        const auto lane = row.lifelines.front();
        const auto &segments = m_picture.pyramid->segments(lane);
        const std::size_t first = segments.firstEndingAfter(m_t0);
        const std::size_t bars = std::min(segments.size(), segments.firstEndingAfter(m_t1, first) + 1) - first;
        if (row.thin == 0 || bars > kMostBars)
            return bars;
        return bars + m_picture.index->activationsIn(lane, m_t0, m_t1, kMostBars + 1).size();
    }

    void fillRows()
    {
        std::vector<std::pair<std::size_t, std::size_t>> wanted; // bars, row in view
        for (std::size_t i = 0; i < m_frame.rows.size(); ++i)
            wanted.emplace_back(barsOf(m_in.rows[m_frame.rows[i].row]), i);
        std::sort(wanted.begin(), wanted.end());
        std::size_t used = 0;
        const double room = m_frame.scale.width / kPixelsABar;
        for (const auto &[bars, i] : wanted) {
            const RowBox &box = m_frame.rows[i];
            const LaneRow &row = m_in.rows[box.row];
            const bool exact = used + bars <= kMostBars && static_cast<double>(bars) <= room * (1 + row.thin);
            if (exact) {
                used += bars;
                addBars(box, row);
            } else {
                addStrip(box, row);
            }
        }
    }

    [[nodiscard]] QRectF barRect(const QRectF &track, double begin, double end) const
    {
        const double left = std::max(track.left() - 2, m_frame.scale.x(begin)), right = std::min(track.right() + 2, m_frame.scale.x(end));
        return {left, track.top(), std::max(1.0, right - left), track.height()};
    }

    void addBars(const RowBox &box, const LaneRow &row)
    {
        const auto lane = row.lifelines.front();
        const auto &segments = m_picture.pyramid->segments(lane);
        const auto base = static_cast<std::uint32_t>(segments.activations().data() - m_all.activations.data());
        for (std::size_t i = segments.firstEndingAfter(m_t0); i < segments.size() && segments[i].begin < m_t1; ++i) {
            const auto segment = segments[i];
            if (segment.state == analysis::LaneState::Idle)
                continue;
            const bool own = !segments.overlap();
            addBar(box, lane, own ? base + static_cast<std::uint32_t>(i) : kNoActivation, segment.state, static_cast<double>(segment.begin), static_cast<double>(segment.end), box.bar, row.thin == 0);
        }
        if (row.thin == 0)
            return;
        // In the last of the thin rows tasks may lie over each other: there a bar begins where the one before ends, or nothing would end.
        std::int64_t covered = INT64_MIN;
        for (const auto i : m_picture.index->activationsIn(lane, m_t0, m_t1, kMostBars)) {
            const Activation &a = m_all.activations[i];
            const bool shared = a.depth >= row.thin;
            if (a.depth == 0 || (shared && a.end <= covered))
                continue;
            const std::int64_t begin = shared ? std::max(a.begin, covered) : a.begin;
            addBar(box, lane, i, a.state, static_cast<double>(begin), static_cast<double>(a.end), thinTrack(box, row, a.depth), false);
            if (shared)
                covered = a.end;
        }
    }

    [[nodiscard]] QRectF thinTrack(const RowBox &box, const LaneRow &row, std::uint16_t depth) const
    {
        const double height = thinRowHeight(m_in.theme) * m_in.across;
        const int place = std::min<int>(depth, row.thin) - 1;
        return {box.lane.left(), box.bar.bottom() + 1 + place * height, box.lane.width(), std::max(1.0, height - 1)};
    }

    void addBar(const RowBox &box, std::uint32_t lane, std::uint32_t activation, analysis::LaneState state, double begin, double end, const QRectF &track, bool labelled)
    {
        StateBar bar{barRect(track, begin, end), box.row, lane, activation, state, begin, end};
        const auto task = activation == kNoActivation ? base::kNoTask.value : m_all.activations[activation].task;
        bar.dim = m_in.task.has_value() && task != *m_in.task;
        if (labelled && m_labels < kMostLabels && !bar.dim && task != base::kNoTask.value && track.height() >= m_in.font.height() - 3) {
            const QString label = QString::number(task);
            const QRectF seen = bar.rect.intersected(track);
            if (m_in.font.horizontalAdvance(label) + 4 <= seen.width()) {
                bar.label = label;
                ++m_labels;
            }
        }
        m_frame.bars.push_back(std::move(bar));
    }

    [[nodiscard]] std::size_t columns() const
    {
        const auto pixels = static_cast<std::size_t>(m_frame.scale.width);
        return std::max<std::size_t>(2, m_frame.rows.size() > kRowsInDetail ? pixels / 2 : pixels);
    }

    [[nodiscard]] LaneCells cellsOf(const LaneRow &row) const
    {
        if (!m_picture.pyramid)
            return sketched(row);
        if (row.group)
            return m_picture.workers.view(*m_picture.pyramid, m_t0, m_t1, columns());
        return m_picture.pyramid->view(row.lifelines.front(), m_t0, m_t1, columns());
    }

    /// Of a group, some of its members.
    [[nodiscard]] LaneCells sketched(const LaneRow &row) const
    {
        const auto columns = std::min(kSketchedColumns, this->columns());
        const auto members = static_cast<std::uint32_t>(row.lifelines.size());
        const std::uint32_t asked = std::min(members, kSketchedMembers);
        LaneCells result = analysis::sketch(m_all, row.lifelines.front(), m_t0, m_t1, columns);
        for (std::uint32_t i = 1; i < asked; ++i) {
            const LaneCells one = analysis::sketch(m_all, row.lifelines[std::size_t{i} * members / asked], m_t0, m_t1, columns);
            for (std::size_t c = 0; c < one.cells.size() && c < result.cells.size(); ++c) {
                auto &cell = result.cells[c];
                if (one.cells[c].active > cell.active)
                    cell.state = one.cells[c].state;
                cell.active = static_cast<std::uint8_t>((cell.active * i + one.cells[c].active) / (i + 1));
                cell.busy = static_cast<std::uint16_t>((cell.busy * i + one.cells[c].busy) / (i + 1));
                cell.begun += one.cells[c].begun;
            }
        }
        return result;
    }

    void addStrip(const RowBox &box, const LaneRow &row)
    {
        StateStrip strip{box.bar, box.row, cellsOf(row), m_in.task.has_value()};
        if (!strip.cells.cells.empty())
            m_frame.strips.push_back(std::move(strip));
        if (row.thin > 0)
            addTasksAtOnce(box, row);
    }

    void addTasksAtOnce(const RowBox &box, const LaneRow &row)
    {
        const AtOnce &counted = m_picture.atOnce[row.lifelines.front()];
        CountArea area{QRectF(box.lane.left(), box.bar.bottom() + 1, box.lane.width(), row.thin * thinRowHeight(m_in.theme) * m_in.across), {}, static_cast<double>(counted.most()), box.row};
        const auto pixels = static_cast<std::size_t>(area.rect.width());
        const auto view = counted.view(m_t0, m_t1, pixels);
        for (std::size_t i = 0; i < pixels; ++i)
            area.heights.push_back(static_cast<float>(view.at(toNs(m_frame.scale.ns(area.rect.left() + static_cast<double>(i) + 0.5)))) / static_cast<float>(counted.most()));
        m_frame.areasOfTasks.push_back(std::move(area));
    }

    [[nodiscard]] const RowBox *boxOf(std::size_t row) const
    {
        const auto it = std::find_if(m_frame.rows.begin(), m_frame.rows.end(), [row](const RowBox &b) { return b.row == row; });
        return it == m_frame.rows.end() ? nullptr : &*it;
    }

    void findRowsOfLanes()
    {
        m_rowOf.assign(m_all.lifelines.size(), 0);
        for (std::size_t row = 0; row < m_in.rows.size(); ++row) // members of an open group follow it
            for (const auto lane : m_in.rows[row].lifelines)
                m_rowOf[lane] = row;
    }

    /// The selected task's own states stand on top of whatever else is there, and what was handed over for it.
    void placeTask()
    {
        if (!m_in.task || !m_picture.index)
            return;
        findRowsOfLanes();
        std::size_t placed = 0;
        for (const auto i : m_picture.index->activationsOfTask(*m_in.task)) {
            const Activation &a = m_all.activations[i];
            const std::size_t row = m_rowOf[a.lifeline];
            const RowBox *box = a.end > m_t0 && a.begin < m_t1 ? boxOf(row) : nullptr;
            if (!box || placed++ >= kMostBarsOfTask)
                continue;
            const LaneRow &of = m_in.rows[row];
            const bool thin = of.thin > 0 && a.depth > 0;
            addBar(*box, a.lifeline, i, a.state, static_cast<double>(a.begin), static_cast<double>(a.end), thin ? thinTrack(*box, of, a.depth) : box->bar, !thin && !of.group);
            m_frame.bars.back().selected = true;
        }
        for (const auto i : m_picture.index->messagesOfTask(*m_in.task)) {
            if (m_frame.arrows.size() >= kMostArrows)
                break;
            placeArrow(i);
        }
    }

    [[nodiscard]] double middleOf(std::uint32_t lifeline) const
    {
        const std::size_t row = m_rowOf[lifeline];
        const double thin = m_in.rows[row].thin * thinRowHeight(m_in.theme) * m_in.across;
        return m_frame.areas.body.top() - m_in.top + (m_tops[row] + m_tops[row + 1] - thin) / 2;
    }

    void placeArrow(std::uint32_t index)
    {
        const auto &message = m_all.messages[index];
        if (std::max(message.sent, message.received) < m_t0 || std::min(message.sent, message.received) > m_t1)
            return;
        const QPointF from(m_frame.scale.x(static_cast<double>(message.sent)), middleOf(message.from));
        const QPointF to(m_frame.scale.x(static_cast<double>(message.received)), middleOf(message.to));
        if (from.y() == to.y())
            return; // within one line there is nothing to show
        m_frame.arrows.push_back({from, to, index, message.kind});
    }

    void placeWindow()
    {
        const auto &map = m_frame.areas.minimap;
        const TimeScale whole{static_cast<double>(m_all.begin), static_cast<double>(std::max(m_all.end, m_all.begin + 1)), map.left(), map.width()};
        const double left = std::clamp(whole.x(m_frame.scale.from), map.left(), map.right()), right = std::clamp(whole.x(m_frame.scale.to), map.left(), map.right());
        const double wide = std::max(3.0, right - left);
        m_frame.window = QRectF(std::min(left, map.right() - wide), map.top(), wide, map.height());
    }

    const LanesInput &m_in;
    const LanesPicture &m_picture;
    const analysis::Interactions &m_all;
    LanesFrame m_frame;
    std::vector<double> m_tops;
    std::vector<std::size_t> m_rowOf; ///< by lifeline; filled for the selected task
    std::int64_t m_t0 = 0, m_t1 = 1;
    std::size_t m_labels = 0;
};

double distance(QPointF point, QPointF a, QPointF b)
{
    const QPointF along = b - a, to = point - a;
    const double length = QPointF::dotProduct(along, along);
    const double at = length > 0 ? std::clamp(QPointF::dotProduct(to, along) / length, 0.0, 1.0) : 0;
    const QPointF off = to - along * at;
    return std::sqrt(QPointF::dotProduct(off, off));
}

} // namespace

double stretchOf(const std::vector<LaneRow> &rows, const Theme &theme, double height)
{
    return std::clamp(height / std::max(1.0, rowTops(rows, theme, 1).back()), 1.0, kMostStretch);
}

double rowHeight(const LaneRow &row, const Theme &theme, double across)
{
    const double thin = row.thin > 0 ? row.thin * thinRowHeight(theme) + 2 : 0;
    return (theme.rowHeight * (row.group ? 1.5 : 1.0) + thin) * across;
}

std::vector<double> rowTops(const std::vector<LaneRow> &rows, const Theme &theme, double across)
{
    std::vector<double> tops{0};
    for (const LaneRow &row : rows)
        tops.push_back(tops.back() + rowHeight(row, theme, across));
    return tops;
}

LanesAreas lanesAreas(const std::vector<LaneRow> &rows, const LanesPicture &picture, const Theme &theme, const QFontMetricsF &font, QSizeF size, double legendHeight)
{
    LanesAreas areas;
    const auto wide = [&](const QString &name, const QString &detail) { return font.horizontalAdvance(name) + font.horizontalAdvance(detail) + 4 * theme.spacing; };
    double widest = std::max({static_cast<double>(theme.gutterWidth), wide(inFlightName(), mostText(picture.inFlight.most())), wide(queuedName(), mostText(picture.queued.most()))});
    const std::size_t looked = std::min<std::size_t>(rows.size(), 64);
    for (std::size_t i = 0; i < looked; ++i)
        widest = std::max(widest, wide(laneName(picture, rows[i]), laneDetail(picture, rows[i])));
    areas.headWidth = std::floor(std::min(widest, std::max<double>(60, size.width() * kMostHeadShare)));
    const double left = areas.headWidth, width = std::max(1.0, size.width() - left);
    double top = 0;
    const auto take = [&](double height) {
        const QRectF rect(left, top, width, height);
        top += height;
        return rect;
    };
    areas.ruler = take(std::ceil(font.height()) + 5);
    const double curve = size.height() < kHeightForCurves ? 0 : size.height() < kHeightForTallCurves ? std::ceil(font.height()) + 4 : 1.8 * std::ceil(font.height());
    areas.inFlight = take(std::floor(curve));
    areas.queued = take(std::floor(curve));
    const double below = legendHeight + minimapHeight(theme);
    areas.body = take(std::max(1.0, size.height() - top - below));
    areas.minimap = take(minimapHeight(theme)).adjusted(0, 2, 0, -2);
    areas.legend = QRectF(0, size.height() - legendHeight, size.width(), legendHeight);
    return areas;
}

LanesFrame layoutLanes(const LanesInput &input) { return LanesLayout(input).lay(); }

std::size_t LanesFrame::primitives() const
{
    const auto labelled = static_cast<std::size_t>(std::count_if(bars.begin(), bars.end(), [](const StateBar &b) { return !b.label.isEmpty(); }));
    const auto named = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const RowBox &b) { return b.named; }));
    constexpr std::size_t kAnArrow = 3;
    constexpr std::size_t kFixed = 40; // areas, minimap, legend
    return bars.size() + 2 * labelled + strips.size() + areasOfTasks.size() + rows.size() + 2 * named + kAnArrow * arrows.size() + 2 * marks.size() + kFixed;
}

std::optional<std::size_t> barAt(const LanesFrame &frame, QPointF point)
{
    if (!frame.areas.body.contains(point))
        return std::nullopt;
    for (std::size_t i = frame.bars.size(); i-- > 0;) {
        // A bar of one pixel is hard to hit.
        const QRectF &rect = frame.bars[i].rect;
        if (point.y() >= rect.top() && point.y() < rect.bottom() && point.x() >= rect.left() - (rect.width() < 3 ? 1 : 0) && point.x() < rect.right() + (rect.width() < 3 ? 1 : 0))
            return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> stripAt(const LanesFrame &frame, QPointF point)
{
    if (!frame.areas.body.contains(point))
        return std::nullopt;
    const auto it = std::find_if(frame.strips.begin(), frame.strips.end(), [&](const StateStrip &s) { return s.rect.contains(point); });
    return it == frame.strips.end() ? std::nullopt : std::optional(static_cast<std::size_t>(it - frame.strips.begin()));
}

std::optional<std::size_t> arrowAt(const LanesFrame &frame, QPointF point, double tolerance)
{
    std::optional<std::size_t> nearest;
    if (!frame.areas.body.contains(point))
        return nearest;
    for (std::size_t i = 0; i < frame.arrows.size(); ++i) {
        const double far = distance(point, frame.arrows[i].from, frame.arrows[i].to);
        if (far > tolerance)
            continue;
        tolerance = far;
        nearest = i;
    }
    return nearest;
}

std::optional<std::size_t> rowAt(const LanesFrame &frame, QPointF point)
{
    const auto &body = frame.areas.body;
    if (point.y() < body.top() || point.y() >= body.bottom())
        return std::nullopt;
    for (std::size_t i = 0; i < frame.rows.size(); ++i)
        if (point.y() >= frame.rows[i].lane.top() && point.y() < frame.rows[i].lane.bottom())
            return i;
    return std::nullopt;
}

std::optional<CellAt> cellAt(const LanesFrame &frame, const StateStrip &strip, double x)
{
    const std::int64_t t = toNs(frame.scale.ns(x));
    const std::int64_t i = t < strip.cells.begin ? -1 : (t - strip.cells.begin) / strip.cells.width;
    if (i < 0 || i >= static_cast<std::int64_t>(strip.cells.cells.size()))
        return std::nullopt;
    return CellAt{strip.cells.cells[static_cast<std::size_t>(i)], strip.cells.begin + i * strip.cells.width};
}

} // namespace interleave::widgets
