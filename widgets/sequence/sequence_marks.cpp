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

    void eventMarks()
    {
        const double apart = m_in.font.height() * 1.05;
        const int decimals = decimalsOf(m_plan.interactions->end - m_plan.interactions->begin);
        double last = -1e9;
        std::optional<std::int64_t> before;
        auto it = std::lower_bound(m_plan.instants.begin(), m_plan.instants.end(), m_in.top / m_in.scale);
        for (; it != m_plan.instants.end() && y(*it) <= m_in.height - apart / 2; ++it) {
            if (y(*it) - last < apart)
                continue;
            last = y(*it);
            const std::int64_t time = m_plan.axis.time(*it - 1e-9);
            TimeMark mark{last, timeText(time, decimals), {}, false};
            if (before && time > *before)
                mark.delta = QStringLiteral("+") + timeText(time - *before, std::min(decimals, time - *before < 10'000'000 ? 3 : time - *before < 100'000'000 ? 1 : 0));
            before = time;
            m_frame.marks.push_back(mark);
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
