// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_painter.h"
#include "widgets/lanes/lanes_picture.h"

#include <memory>
#include <string>
#include <vector>

/// Lanes made by hand. Units: ns since the run's start.
namespace interleave::test {

class LanesMaker {
public:
    LanesMaker() : m_all(std::make_shared<analysis::Interactions>()) {}

    std::uint32_t lane(trace::LaneRole role, const std::string &name)
    {
        const auto id = static_cast<std::uint32_t>(m_all->lifelines.size());
        m_all->lifelines.push_back({base::LaneId{id}, role, name, 100, 100 + static_cast<std::int32_t>(id), 0.5});
        return id;
    }
    /// Lane by lane, by begin.
    void active(std::uint32_t lane, std::int64_t begin, std::int64_t end, analysis::LaneState state, std::uint32_t task, std::uint16_t depth = 0)
    {
        m_all->activations.push_back({lane, begin, end, state, task, depth});
        m_all->end = std::max(m_all->end, end);
    }
    /// By `sent`.
    void message(std::uint32_t from, std::uint32_t to, std::int64_t sent, std::int64_t received, std::uint32_t task)
    {
        m_all->messages.push_back({from, to, sent, received, analysis::MessageKind::HandOff, task, 0});
    }
    std::shared_ptr<analysis::Interactions> interactions() { return m_all; }

    widgets::LanesPicture sketch()
    {
        record::FrozenTrace none;
        return widgets::firstPicture(none, base::Nanoseconds{0}, 0, m_all);
    }
    std::shared_ptr<const widgets::LanesPicture> done() { return widgets::finishedPicture(sketch(), {}); }

private:
    std::shared_ptr<analysis::Interactions> m_all;
};

/// A part of a picture, 1000 × 400 pixels.
class LanesLook {
public:
    explicit LanesLook(const widgets::LanesPicture &picture, bool open = false)
        : m_picture(picture)
        , m_rows(widgets::laneRows(picture, open))
    {
    }
    /// Borrows this.
    widgets::LanesInput input(double from, double to) const &
    {
        widgets::LanesInput input{m_picture, m_rows, m_theme, QFontMetricsF(QFont()), QSizeF(1000, 400)};
        input.legendHeight = 20;
        input.from = from;
        input.to = to;
        input.current = m_rows.size();
        return input;
    }
    widgets::LanesInput input(double from, double to) const && = delete;
    widgets::LanesFrame frame(double from, double to) const { return widgets::layoutLanes(input(from, to)); }
    const std::vector<widgets::LaneRow> &rows() const { return m_rows; }

private:
    const widgets::LanesPicture &m_picture;
    std::vector<widgets::LaneRow> m_rows;
    widgets::Theme m_theme = widgets::Theme::light();
};

} // namespace interleave::test
