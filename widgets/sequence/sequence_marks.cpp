// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/format.h"
#include "widgets/sequence/sequence_labels.h"
#include "widgets/sequence/sequence_texts.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace interleave::widgets {
namespace {

class Marker {
public:
    Marker(const FrameInput &input, SequenceFrame &frame)
        : m_in(input)
        , m_plan(input.plan)
        , m_frame(frame)
    {
    }

    void place()
    {
        if (m_plan.mode == AxisMode::Proportional)
            regularMarks();
        else
            eventMarks();
        if (m_plan.mode == AxisMode::Ordinal)
            gaps();
        breaks();
    }

private:
    [[nodiscard]] double y(double unit) const { return unit * m_in.scale - m_in.top; }

    void regularMarks()
    {
        const double nsPerPixel = static_cast<double>(m_plan.axis.time(m_plan.axis.length()) - m_plan.interactions->begin) / std::max(1.0, m_plan.axis.length() * m_in.scale);
        const double least = nsPerPixel * 2.6 * m_in.font.height();
        double step = std::pow(10.0, std::floor(std::log10(std::max(1.0, least))));
        for (const double factor : {2.0, 2.5, 2.0})
            if (step < least)
                step *= factor;
        const int decimals = std::clamp(static_cast<int>(std::ceil(6 - std::log10(step) - 0.01)), 0, 6);
        const auto begin = std::max(m_plan.interactions->begin, m_plan.axis.time(m_in.top / m_in.scale));
        const auto end = std::min(m_plan.interactions->end, m_plan.axis.time((m_in.top + m_in.height) / m_in.scale));
        for (double t = std::ceil(static_cast<double>(begin) / step) * step; t <= static_cast<double>(end) && m_frame.marks.size() < 500; t += step)
            m_frame.marks.push_back({y(m_plan.axis.unit(static_cast<std::int64_t>(t))), timeText(static_cast<std::int64_t>(t), decimals), {}, true});
    }

    struct Instant {
        double y;
        std::int64_t time;
    };

    /// Rows in view; of those nearer than a quarter of a line only some.
    std::vector<Instant> rows() const
    {
        const auto &knots = m_plan.axis.knots();
        const double first = m_in.top / m_in.scale, step = std::max(1.0, m_in.font.height() / 4 / m_in.scale);
        std::vector<Instant> result;
        std::size_t row = rowFrom(0, first);
        while (row < m_plan.rows.size() && y(knots[2 * row].unit) <= m_in.height) {
            result.push_back({y(knots[2 * row].unit), knots[2 * row].time});
            row = rowFrom(row + 1, knots[2 * row].unit + step);
        }
        return result;
    }

    /// The first row from `from` on at `unit` or below.
    [[nodiscard]] std::size_t rowFrom(std::size_t from, double unit) const
    {
        const auto &knots = m_plan.axis.knots();
        std::size_t count = m_plan.rows.size() - std::min(from, m_plan.rows.size());
        while (count > 0) {
            const std::size_t half = count / 2;
            const bool above = knots[2 * (from + half)].unit < unit;
            from += above ? half + 1 : 0;
            count = above ? count - half - 1 : half;
        }
        return from;
    }

    /// Where what is drawn begins and ends; where too much is, at equal distances.
    std::vector<Instant> instants() const
    {
        std::vector<Instant> result;
        const auto add = [&](double at, std::int64_t time) {
            if (at >= 0 && at <= m_in.height)
                result.push_back({at, time});
        };
        for (const Bar &bar : m_frame.bars) {
            const analysis::Activation &a = m_plan.activation(bar.activation);
            add(y(m_plan.axis.unit(a.begin)), a.begin);
            add(y(m_plan.axis.unit(a.end)), a.end);
        }
        for (const Arrow &arrow : m_frame.arrows)
            add(y(m_plan.axis.unit(m_plan.message(arrow.message).sent)), m_plan.message(arrow.message).sent);
        for (double at = std::max(0.0, y(m_plan.axis.knots().front().unit)); m_frame.detail == Detail::Dense && at < m_in.height; at += 2.6 * m_in.font.height())
            add(at, m_plan.axis.time((at + m_in.top) / m_in.scale));
        std::sort(result.begin(), result.end(), [](const Instant &a, const Instant &b) { return a.y < b.y; });
        return result;
    }

    void eventMarks()
    {
        const double apart = m_in.font.height() * 1.05;
        const int decimals = decimalsOf(m_plan.interactions->end - m_plan.interactions->begin);
        double last = -1e9;
        std::optional<std::int64_t> before;
        for (const auto &[at, time] : m_plan.mode == AxisMode::Ordinal ? rows() : instants()) {
            if (at - last < apart || at > m_in.height - apart / 2)
                continue;
            last = at;
            TimeMark mark{at, timeText(time, decimals), {}, false};
            if (before && time > *before)
                mark.delta = QStringLiteral("+") + timeText(time - *before, std::min(decimals, time - *before < 10'000'000 ? 3 : time - *before < 100'000'000 ? 1 : 0));
            before = time;
            m_frame.marks.push_back(mark);
        }
    }

    /// How long nothing happened before each row, as warmth of the strip beside the times.
    void gaps()
    {
        const auto &knots = m_plan.axis.knots();
        if (m_in.scale < 3)
            return;
        const double longest = std::log1p(static_cast<double>(std::max<std::int64_t>(0, m_plan.longestGap - m_plan.same)));
        for (std::size_t row = std::max<std::size_t>(1, rowFrom(0, m_in.top / m_in.scale)); row < m_plan.rows.size(); ++row) {
            const double top = y(knots[2 * row - 1].unit), bottom = y(knots[2 * row].unit);
            if (top > m_in.height)
                break;
            const std::int64_t gap = knots[2 * row].time - knots[2 * row - 1].time - m_plan.same;
            if (gap > 0 && longest > 0)
                m_frame.gaps.push_back({top, bottom, std::log1p(static_cast<double>(gap)) / longest});
        }
    }

    void breaks()
    {
        for (const TimeAxis::Break &b : m_plan.axis.breaks()) {
            const QRectF rect(0, y(b.unit), m_in.width, b.units * m_in.scale);
            if (rect.bottom() < 0 || rect.top() > m_in.height)
                continue;
            const bool room = rect.height() >= m_in.font.height() - 1;
            m_frame.breaks.push_back({rect, room ? QStringLiteral("⋯ %1 ⋯").arg(durationText(static_cast<double>(b.end - b.begin))) : QString()});
        }
    }

    const FrameInput &m_in;
    const SequencePlan &m_plan;
    SequenceFrame &m_frame;
};

} // namespace

void placeMarks(const FrameInput &input, SequenceFrame &frame) { Marker(input, frame).place(); }

} // namespace interleave::widgets
