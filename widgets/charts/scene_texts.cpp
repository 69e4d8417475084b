// SPDX-License-Identifier: GPL-3.0-or-later
// Where the scene's charts stand and what is written around them.
#include "widgets/charts/chart_scene.h"

#include <QCoreApplication>
#include <QFontMetrics>

#include <algorithm>

namespace interleave::widgets {

namespace {

constexpr int kWrap = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
constexpr int kPicturePerRow = 4;
constexpr int kTitleLines = 3;

/// The text in at most `lines` lines of `width`; the last one is elided.
QString fitted(const QString &text, const QFont &font, int width, int lines)
{
    const QFontMetrics metrics(font);
    QString shown = text;
    const auto tooHigh = [&] {
        const QRect box = metrics.boundingRect(QRect(0, 0, width, 10000), kWrap, shown);
        return box.height() > (metrics.height() + 1) * lines || box.width() > width;
    };
    for (int keep = static_cast<int>(text.size()) - 1; keep > 0 && tooHigh(); --keep)
        shown = text.left(keep).trimmed() + u'…';
    return shown;
}

int textHeight(const QString &text, const QFont &font, int width)
{
    return text.isEmpty() ? 0 : QFontMetrics(font).boundingRect(QRect(0, 0, width, 10000), kWrap, text).height();
}

} // namespace

int ChartScene::titleHeight(int width) const
{
    const int inner = width - kSwatchWidth;
    int height = 0;
    for (std::size_t i = firstEntry(); i < firstEntry() + m_shape.count && i < m_entries.size(); ++i) {
        const EntryName &name = m_entries[i].name;
        height = std::max(height, textHeight(fitted(name.title, m_bold, inner, kTitleLines), m_bold, inner) + textHeight(fitted(name.detail, m_small, inner, 1), m_small, inner));
    }
    return height + 4;
}

int ChartScene::legendHeight() const
{
    const QFontMetrics metrics(m_font);
    const int left = m_shape.picture ? m_theme.margin : 2 * m_theme.margin + QFontMetrics(m_small).horizontalAdvance(QStringLiteral("m")) * 12;
    int x = left;
    int rows = 1;
    for (const ChartEntry &entry : m_entries) {
        const int width = kLegendSwatchWidth + metrics.horizontalAdvance(entry.name.oneLine()) + 16;
        if (x > left && x + width > m_plot->viewport().width() - m_theme.margin) {
            x = left;
            ++rows;
        }
        x += width;
    }
    return rows * (metrics.height() + 2);
}

GeometryInput ChartScene::measure() const
{
    const QFontMetrics small(m_small);
    const QFontMetrics normal(m_font);
    GeometryInput in;
    in.layout = m_shape.layout;
    in.size = m_plot->viewport().size();
    in.metrics = static_cast<int>(m_shape.metrics.size());
    in.columns = std::max(1, static_cast<int>(m_shape.count));
    in.lineHeight = small.height();
    in.tickWidth = small.horizontalAdvance(QStringLiteral("00000")) + 7;
    in.margin = m_theme.spacing;
    in.minimumChartHeight = m_theme.minimumChartHeight;
    if (m_shape.picture) {
        in.heading = normal.height() + m_theme.spacing + (m_shape.layout == ChartLayout::Overlay ? legendHeight() + m_theme.spacing : m_theme.spacing);
        in.footer = normal.height() + m_theme.spacing;
        in.perRow = m_shape.layout == ChartLayout::Multiples ? kPicturePerRow : 0;
    }
    if (m_shape.layout == ChartLayout::Overlay) {
        in.gutter = small.horizontalAdvance(QStringLiteral("m")) * 12;
        if (!m_shape.picture) {
            in.heading = std::max(legendHeight() + 4, normal.height() + 10);
            in.chartTitle = normal.height() + small.height();
        }
        return in;
    }
    for (const Metric metric : kMetrics) {
        in.gutter = std::max(in.gutter, QFontMetrics(m_bold).horizontalAdvance(metricTitle(metric)) + 8);
        for (const QString &line : metricNote(metric, m_sampling).split(u'\n'))
            in.gutter = std::max(in.gutter, small.horizontalAdvance(line) + 8);
    }
    // The height of a title follows from its width, the width from the number of columns only.
    const Geometry draft = geometry(in);
    in.columnTitle = std::max(titleHeight(draft.columnTitles.front().width()), m_shape.picture ? 0 : normal.height() + 10);
    return in;
}

void ChartScene::arrange()
{
    if (m_arranged == m_plot->viewport().size() || m_plot->viewport().isEmpty())
        return;
    m_arranged = m_plot->viewport().size();
    m_geometry = geometry(measure());
    placeCharts();
    writeTexts();
}

void ChartScene::placeCharts()
{
    const QSizeF whole = m_arranged;
    for (std::size_t i = 0; i < m_cells.size() && i < m_geometry.cells.size(); ++i) {
        const Geometry::Cell &place = m_geometry.cells[i];
        const QRect plot = place.plot;
        const int index = static_cast<int>(i);
        m_inset->setInsetPlacement(index, QCPLayoutInset::ipFree);
        // The layout truncates to whole pixels: half a pixel more keeps rounding errors out.
        m_inset->setInsetRect(index, QRectF((plot.x() + 0.5) / whole.width(), (plot.y() + 0.5) / whole.height(), (plot.width() + 0.5) / whole.width(),
                                            (plot.height() + 0.5) / whole.height()));
        QCPAxis *keys = m_cells[i].rect->axis(QCPAxis::atBottom);
        QCPAxis *values = m_cells[i].rect->axis(QCPAxis::atLeft);
        keys->setTickLabels(place.xLabels);
        values->setTickLabels(place.yLabels);
        if (const auto ticker = keys->ticker().dynamicCast<TimeTicker>())
            ticker->setLength(plot.width());
        keys->ticker()->setTickCount(std::clamp(plot.width() / 70, 2, 8));
        values->ticker()->setTickCount(std::clamp(plot.height() / 28, 2, 7));
    }
}

void ChartScene::writeTexts()
{
    m_text->blocks.clear();
    m_titlePlaces.clear();
    writeTitles();
    if (m_shape.layout == ChartLayout::Overlay)
        writeLegend();
    writePlaceholders();
    if (!m_shape.picture)
        return;
    m_text->blocks.push_back({m_geometry.heading.adjusted(0, m_theme.spacing, 0, 0), metricAxis(m_shape.metrics.front(), m_sampling), m_bold, m_theme.text});
    m_text->blocks.push_back({m_geometry.footer, QCoreApplication::translate("ChartsView", "Time since the start of the run"), m_font, m_theme.mutedText,
                              Qt::AlignRight | Qt::AlignTop});
}

void ChartScene::writeTitles()
{
    const int boldHeight = QFontMetrics(m_bold).height();
    for (std::size_t m = 0; m < m_shape.metrics.size() && !m_shape.picture; ++m) {
        const QRect place = m_geometry.metricTitles[m];
        m_text->blocks.push_back({QRect(place.x(), place.y(), place.width(), boldHeight), metricTitle(m_shape.metrics[m]), m_bold, m_theme.text});
        const QString note = metricNote(m_shape.metrics[m], m_sampling);
        const bool wide = m_shape.layout == ChartLayout::Overlay;
        m_text->blocks.push_back({place.adjusted(0, boldHeight, 0, 0), wide ? QString(note).replace(u'\n', QStringLiteral(", ")) : note, m_small, m_theme.mutedText});
    }
    for (std::size_t c = 0; c < m_geometry.columnTitles.size() && firstEntry() + c < m_entries.size(); ++c) {
        const ChartEntry &entry = m_entries[firstEntry() + c];
        const QRect place = m_geometry.columnTitles[c];
        const int inner = place.width() - kSwatchWidth;
        const QString title = fitted(entry.name.title, m_bold, inner, kTitleLines);
        QFont font = m_bold;
        font.setUnderline(m_entry == entry.id.value);
        m_text->blocks.push_back({place, title, font, m_theme.text, kWrap, entry.style});
        const int used = textHeight(title, m_bold, inner);
        if (!entry.name.detail.isEmpty())
            m_text->blocks.push_back({place.adjusted(kSwatchWidth, used, 0, 0), fitted(entry.name.detail, m_small, inner, 1), m_small, m_theme.mutedText});
        m_titlePlaces.emplace_back(place, entry.id);
    }
}

void ChartScene::writeLegend()
{
    const QFontMetrics metrics(m_font);
    const int left = m_shape.picture ? m_theme.margin : m_geometry.corner.right() + m_theme.margin;
    int x = left;
    int y = m_shape.picture ? QFontMetrics(m_bold).height() + 2 * m_theme.spacing : 4;
    for (const ChartEntry &entry : m_entries) {
        const QString name = entry.name.oneLine();
        const int width = kLegendSwatchWidth + metrics.horizontalAdvance(name) + 16;
        if (x > left && x + width > m_arranged.width() - m_theme.margin) {
            x = left;
            y += metrics.height() + 2;
        }
        const QRect place(x, y, width, metrics.height());
        QFont font = m_font;
        font.setUnderline(m_entry == entry.id.value);
        m_text->blocks.push_back({place, name, font, m_theme.text, Qt::AlignLeft | Qt::AlignTop, entry.style, Qt::NoBrush, kLegendSwatchWidth});
        m_titlePlaces.emplace_back(place, entry.id);
        x += width;
    }
}

void ChartScene::writePlaceholders()
{
    const bool any = std::any_of(m_cells.begin(), m_cells.end(), [](const Cell &cell) { return cell.filled; });
    for (const Cell &cell : m_cells)
        cell.rect->setBackground(any ? QBrush(m_theme.plot) : QBrush(Qt::NoBrush));
    const auto write = [this](const QRect &place, const QString &text) {
        m_text->blocks.push_back({place, text, m_small, m_theme.mutedText, Qt::AlignCenter | Qt::TextWordWrap, std::nullopt, m_theme.plot});
    };
    if (any) {
        for (std::size_t i = 0; i < m_cells.size() && i < m_geometry.cells.size(); ++i) {
            if (!m_cells[i].filled)
                write(m_geometry.cells[i].plot, m_waiting);
        }
        return;
    }
    // Nothing at all yet: it is said once a metric, not once a column.
    const std::size_t perMetric = m_geometry.cells.size() / std::max<std::size_t>(1, m_shape.metrics.size());
    for (std::size_t m = 0; m < m_shape.metrics.size() && !m_shape.picture; ++m) {
        QRect row;
        for (std::size_t i = 0; i < perMetric; ++i)
            row |= m_geometry.cells[m * perMetric + i].plot;
        write(row, m_nothing);
    }
}

} // namespace interleave::widgets
