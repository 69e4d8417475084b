// SPDX-License-Identifier: GPL-3.0-or-later
// A chart with its title and the names of its entries, at any size: the same on screen and in a file.
#include "widgets/distributions/distribution_picture.h"

#include "widgets/distributions/plot_geometry.h"

#include <QApplication>
#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace interleave::widgets {
namespace {

constexpr int kMargin = 6;
constexpr int kSwatchWidth = 26;
constexpr int kRowHeight = 20;

QString tr(const char *text) { return QCoreApplication::translate("Distributions", text); }

bool hasRows(DistributionChart chart) { return chart == DistributionChart::Box || chart == DistributionChart::TimeSplit; }

QFont pictureFont(bool titled)
{
    QFont font = QApplication::font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(7.5, font.pointSizeF() * (titled ? 0.95 : 0.88)));
    return font;
}

/// Entries that the chart shows something of.
std::vector<base::EntryId> shownEntries(DistributionChart chart, const DistributionSource &source)
{
    std::vector<base::EntryId> shown;
    for (const EntryDistribution &entry : source.data->entries) {
        const bool inScatter = std::any_of(source.data->scatter.begin(), source.data->scatter.end(), [&entry](const auto &point) { return point.entry == entry.entry; });
        if (chart == DistributionChart::TradeOff ? inScatter : entry.tasks > 0)
            shown.push_back(entry.entry);
    }
    return shown;
}

/// The names at the right of the plot; gives the rectangle that is left for the plot.
QRect paintLegend(QPainter &painter, DistributionChart chart, const DistributionSource &source, const QRect &rect, const Theme &theme)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const auto entries = shownEntries(chart, source);
    const int line = metrics.height() + 1;
    const int note = chart == DistributionChart::TradeOff ? line : 0;
    int width = 60;
    for (const base::EntryId entry : entries)
        width = std::max(width, kSwatchWidth + 10 + metrics.horizontalAdvance(source.name(entry)));
    const int height = rect.height() - 2 * kMargin - note;
    const int columns = std::max(1, legendColumns(height, static_cast<int>(entries.size()), line));
    width = std::min(width, rect.width() * 4 / 10 / columns);
    const QRect area(rect.right() - columns * width, rect.top() + kMargin, columns * width, height);
    const auto places = legendPlaces(area, static_cast<int>(entries.size()), line, width);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QRect &place = places[i];
        drawSwatch(painter, QRectF(place.left(), place.top(), kSwatchWidth, place.height()), source.styles.at(entries[i].value));
        painter.setPen(theme.text);
        painter.drawText(place.adjusted(kSwatchWidth + 5, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(source.name(entries[i]), Qt::ElideRight, width - kSwatchWidth - 7));
    }
    if (note > 0) {
        const QString text = tr(QT_TRANSLATE_NOOP("Distributions", "Ringed: none is better in time, memory and CPU"));
        const int noteWidth = std::min(metrics.horizontalAdvance(text) + kMargin, rect.width());
        painter.setPen(theme.mutedText);
        painter.drawText(QRect(rect.right() - noteWidth, rect.bottom() - line - 2, noteWidth - 2, line), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, noteWidth - 2));
    }
    return rect.adjusted(0, 0, -area.width() - kMargin, -note);
}

} // namespace

int distributionHeight(DistributionChart chart, const DistributionSource &source, const QFontMetrics &metrics)
{
    const int rows = source.data ? static_cast<int>(source.data->entries.size()) : 0;
    return hasRows(chart) ? rows * kRowHeight + 4 * metrics.height() + 16 : 5 * metrics.height();
}

QImage renderDistribution(DistributionChart chart, const DistributionSource &source, QSize size, const Theme &theme, qreal scale, bool titled)
{
    if (!source.has(chart) || size.isEmpty())
        return {};
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(theme.plot);
    QPainter painter(&image);
    const QFont font = pictureFont(titled);
    QRect rest(QPoint(0, 0), size);
    if (titled) {
        QFont bold = font;
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(theme.text);
        const QRect place(2 * kMargin, kMargin, size.width() - 4 * kMargin, painter.fontMetrics().height());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(distributionTitle(chart), Qt::ElideRight, place.width()));
        rest.setTop(place.bottom() + kMargin);
    }
    painter.setFont(font);
    if (hasRows(chart)) {
        paintRows(painter, chart, source, rest, theme);
        return image;
    }
    const QRect plot = paintLegend(painter, chart, source, rest, theme);
    painter.drawImage(plot.topLeft(), renderPlot(chart, source, plot.size(), theme, scale, font));
    return image;
}

} // namespace interleave::widgets
