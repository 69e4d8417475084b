// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/metric.h"
#include "widgets/common/qcp.h"
#include "widgets/common/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace interleave::widgets {

constexpr int kSwatchWidth = 22;
constexpr int kLegendSwatchWidth = 36; ///< where the dash must be seen too

/// A text in a place, with an entry's swatch in front if it has one.
struct TextBlock {
    QRect rect;
    QString text;
    QFont font;
    QColor color;
    int flags = Qt::AlignLeft | Qt::AlignTop;
    std::optional<SeriesStyle> swatch = std::nullopt;
    QBrush background = Qt::NoBrush;
    int swatchWidth = kSwatchWidth;
};

/// Draws the texts around and in the charts.
class TextLayer : public QCPLayerable {
public:
    TextLayer(QCustomPlot *plot, const QString &layer) : QCPLayerable(plot, layer) {}
    std::vector<TextBlock> blocks;

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter *painter) override;
};

/// What follows pointer and selection: drawn on a buffered layer of its own, so that moving it repaints no curve.
class MarkLayer : public QCPLayerable {
public:
    struct Ring {
        QCPAxisRect *chart = nullptr;
        double t = 0, value = 0;
        SeriesStyle style;
    };
    MarkLayer(QCustomPlot *plot, const QString &layer) : QCPLayerable(plot, layer) {}
    std::vector<QCPAxisRect *> charts;      ///< those that show something
    std::optional<double> cursor;           ///< s
    std::optional<std::pair<double, double>> range; ///< s
    std::array<std::optional<double>, 2> markers; ///< A and B, s
    QRect rubber;                           ///< what is being dragged over
    std::vector<Ring> rings;                ///< the selected task's points
    QColor cursorColor, ringColor;
    double cursorWidth = 1;

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter *painter) override;

private:
    void drawMarkers(QCPPainter *painter, const QCPAxisRect &chart) const;
};

/// Tick labels that are short, that never leave their chart at the right, and time in s or ms by what is visible.
class TickText {
public:
    explicit TickText(const QCPAxis *axis) : m_axis(axis) {}
    int length = 0; ///< of the axis in pixels; labels are made before the layout knows it
    [[nodiscard]] QString time(double tick) const;
    [[nodiscard]] QString value(double tick) const;

private:
    [[nodiscard]] bool fits(double tick, const QString &text) const;
    const QCPAxis *m_axis;
};

class TimeTicker : public QCPAxisTicker {
public:
    explicit TimeTicker(const QCPAxis *axis) : m_text(axis) {}
    void setLength(int pixels) { m_text.length = pixels; }

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_text.time(tick); }

private:
    TickText m_text;
};

class ValueTicker : public QCPAxisTicker {
public:
    explicit ValueTicker(const QCPAxis *axis) : m_text(axis) {}

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_text.value(tick); }

private:
    TickText m_text;
};

/// Whole tasks: on an even scale, or on a stretched one with ticks at 0, 10, 100, ….
class CountTicker : public QCPAxisTicker {
public:
    explicit CountTicker(const QCPAxis *axis) : m_text(axis) {}
    void setStretched(bool stretched) { m_stretched = stretched; }

protected:
    double getTickStep(const QCPRange &range) override { return std::max(1.0, std::ceil(QCPAxisTicker::getTickStep(range))); }
    QVector<double> createTickVector(double step, const QCPRange &range) override;
    QString getTickLabel(double tick, const QLocale &, QChar, int) override;

private:
    TickText m_text;
    bool m_stretched = false;
};

class DecadeTicker : public QCPAxisTickerLog {
public:
    explicit DecadeTicker(const QCPAxis *axis) : m_text(axis) {}

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_text.value(tick); }

private:
    TickText m_text;
};

} // namespace interleave::widgets
