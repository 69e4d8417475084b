// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/distributions/distribution_data.h"

#include <QImage>

namespace interleave::widgets {

/// One chart as a picture; null without data. `titled`: with its title above, for a file. Threads: the GUI's.
QImage renderDistribution(DistributionChart chart, const DistributionSource &source, QSize size, const Theme &theme, qreal scale, bool titled);

/// Height that the chart wants at least: those with a row an entry grow with them. Logical pixels.
int distributionHeight(DistributionChart chart, const DistributionSource &source, const QFontMetrics &metrics);

/// What the chart shows, in words: a line an entry.
QString distributionText(DistributionChart chart, const DistributionSource &source);
/// The same numbers as a tab-separated table with a heading.
QString distributionTable(DistributionChart chart, const DistributionSource &source);

QString causeText(trace::BlockCause cause);

// --- its parts

/// The charts with two axes of numbers: ECDF, percentiles, histogram, trade-off. Fills `rect` of the painter's picture.
QImage renderPlot(DistributionChart chart, const DistributionSource &source, QSize size, const Theme &theme, qreal scale, const QFont &font);
/// The charts with a row an entry: box and time split.
void paintRows(QPainter &painter, DistributionChart chart, const DistributionSource &source, const QRect &rect, const Theme &theme);

} // namespace interleave::widgets
