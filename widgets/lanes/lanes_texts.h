// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_layout.h"

#include <QString>

/// Every word of the lanes, for painting, tips and screen readers alike.
namespace interleave::widgets {

QString laneName(const LanesPicture &picture, const LaneRow &row);
/// What stands beside the name: "62 %"; may be empty.
QString laneDetail(const LanesPicture &picture, const LaneRow &row);
QString inFlightName();
QString queuedName();
/// Of a curve: "up to 12".
QString mostText(double most);
QString rulerTitle(); ///< what the ruler's numbers are
QString droppedEventsText(quint64 dropped);

QString headTip(const LanesPicture &picture, const LaneRow &row);
QString barTip(const LanesPicture &picture, const StateBar &bar);
QString cellTip(const LanesPicture &picture, const LaneRow &row, const CellAt &at, std::int64_t width);
QString arrowTip(const LanesPicture &picture, const TaskArrow &arrow);
QString countTip(const QString &name, double value, double ns);
/// The picture in words, for who cannot see it.
QString describeLanes(const LanesPicture &picture, const std::vector<LaneRow> &rows, const QString &title);

} // namespace interleave::widgets
