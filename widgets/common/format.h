// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QIcon>
#include <QString>

#include <optional>
#include <vector>

/// Values as people read them, by QLocale(). Three significant digits; an empty value is a dash.
namespace interleave::widgets {

QString dashText();                                      ///< what stands for "not to be had"
QString durationText(std::optional<double> nanoseconds); ///< "850 ns", "12.3 µs", "212 ms", "1.25 s"
QString bytesText(std::optional<double> bytes);          ///< IEC: "23.4 MiB"
QString countText(qint64 n);
QString percentText(std::optional<double> percent);      ///< 100 = one core: "183 %"
QString rateText(std::optional<double> perSecond);       ///< "112/s"
QString threeDigits(double value);                       ///< three significant digits, no exponent
QString axisText(double value);                          ///< short, for tick labels: "0.5", "1500", "20k", "3M"

/// How an entry is called: its label, or the concurrency model's name with the given parameters apart.
struct EntryName {
    QString title;
    QString detail; ///< "workers=4"; empty without given parameters or with a label of its own
    [[nodiscard]] QString oneLine() const { return detail.isEmpty() ? title : title + QStringLiteral(" ") + detail; }
};
EntryName entryName(const plan::ExecutorEntry &entry, const plan::Catalogue &catalogue);

/// Style of every entry of a plan, by EntryId: entries of one family get variants in plan order.
std::vector<SeriesStyle> entryStyles(const plan::Plan &plan, const plan::Catalogue &catalogue, const Theme &theme);

/// Draws an entry's swatch: a piece of its line with its marker.
void drawSwatch(QPainter &painter, const QRectF &rect, const SeriesStyle &style);
QIcon swatchIcon(const SeriesStyle &style, QSize size = {28, 14});

} // namespace interleave::widgets
