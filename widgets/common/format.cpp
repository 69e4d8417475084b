// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/format.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace interleave::widgets {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Format", text); }

/// A unit from the one whose number is the largest below 1000 (or the base for bytes).
struct Unit {
    double size;
    const char *text;
};

template <std::size_t N>
QString scaled(double value, const std::array<Unit, N> &units)
{
    const double magnitude = std::abs(value);
    const Unit *unit = &units.front();
    for (const Unit &u : units) {
        // 999.6 of the smaller unit would be written as 1000 of it
        if (magnitude >= u.size * 0.9995)
            unit = &u;
    }
    return tr(unit->text).arg(threeDigits(value / unit->size));
}

constexpr std::array<Unit, 4> kDurations{{{1, QT_TRANSLATE_NOOP("Format", "%1 ns")},
                                          {1e3, QT_TRANSLATE_NOOP("Format", "%1 µs")},
                                          {1e6, QT_TRANSLATE_NOOP("Format", "%1 ms")},
                                          {1e9, QT_TRANSLATE_NOOP("Format", "%1 s")}}};
constexpr std::array<Unit, 4> kBytes{{{1, QT_TRANSLATE_NOOP("Format", "%1 B")},
                                      {1024.0, QT_TRANSLATE_NOOP("Format", "%1 KiB")},
                                      {1048576.0, QT_TRANSLATE_NOOP("Format", "%1 MiB")},
                                      {1073741824.0, QT_TRANSLATE_NOOP("Format", "%1 GiB")}}};

void drawMarker(QPainter &painter, QPointF c, double r, int marker)
{
    const auto polygon = [&](std::initializer_list<QPointF> points) {
        QPolygonF p;
        for (const QPointF &point : points)
            p << c + point * r;
        painter.drawPolygon(p);
    };
    switch (marker) {
    case 1: painter.drawRect(QRectF(c.x() - r, c.y() - r, 2 * r, 2 * r)); break;
    case 2: polygon({{-1, 0.9}, {1, 0.9}, {0, -1}}); break;
    case 3: polygon({{-1.2, 0}, {0, 1.2}, {1.2, 0}, {0, -1.2}}); break;
    case 4: polygon({{-1, -0.9}, {1, -0.9}, {0, 1}}); break;
    case 5:
        painter.drawLine(c - QPointF(r, 0), c + QPointF(r, 0));
        painter.drawLine(c - QPointF(0, r), c + QPointF(0, r));
        break;
    case 6:
        painter.drawLine(c - QPointF(r, r), c + QPointF(r, r));
        painter.drawLine(c - QPointF(r, -r), c + QPointF(r, -r));
        break;
    default: painter.drawEllipse(c, r, r); break;
    }
}

} // namespace

QString dashText() { return QStringLiteral("–"); }

QString threeDigits(double value)
{
    const double magnitude = std::abs(value);
    const int decimals = magnitude == 0.0 || magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
    return QLocale().toString(value, 'f', decimals);
}

QString durationText(std::optional<double> ns) { return ns ? scaled(*ns, kDurations) : dashText(); }
QString bytesText(std::optional<double> bytes) { return bytes ? scaled(*bytes, kBytes) : dashText(); }
QString countText(qint64 n) { return QLocale().toString(n); }
QString percentText(std::optional<double> percent)
{
    return percent ? tr(QT_TRANSLATE_NOOP("Format", "%1 %")).arg(threeDigits(*percent)) : dashText();
}
QString rateText(std::optional<double> perSecond)
{
    return perSecond ? tr(QT_TRANSLATE_NOOP("Format", "%1/s")).arg(threeDigits(*perSecond)) : dashText();
}

QString axisText(double value)
{
    const double magnitude = std::abs(value);
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    if (magnitude >= 1e6)
        return locale.toString(value / 1e6, 'g', 3) + QStringLiteral("M");
    if (magnitude >= 1e4)
        return locale.toString(value / 1e3, 'g', 3) + QStringLiteral("k");
    if (magnitude < 1e-9)
        return locale.toString(0);
    // 'g' would write 0.00001 with an exponent; ticks that small do not occur on these axes
    return locale.toString(value, 'g', 4);
}

EntryName entryName(const plan::ExecutorEntry &entry, const plan::Catalogue &catalogue)
{
    const plan::ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
    if (!descriptor || (!entry.label.empty() && entry.label != plan::defaultLabel(entry)))
        return {QString::fromStdString(entry.label.empty() ? entry.id : entry.label), {}};
    QStringList parameters;
    for (const auto &[key, value] : entry.parameters)
        parameters << QString::fromStdString(key + "=" + plan::toText(value));
    return {QCoreApplication::translate("Catalogue", descriptor->name.c_str()), parameters.join(u' ')};
}

std::vector<SeriesStyle> entryStyles(const plan::Plan &plan, const plan::Catalogue &catalogue, const Theme &theme)
{
    std::vector<SeriesStyle> styles;
    std::map<plan::Family, int> seen;
    for (const plan::ExecutorEntry &entry : plan.executors) {
        const plan::ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
        const plan::Family family = descriptor ? descriptor->family : plan::Family::Baseline;
        styles.push_back(theme.series(entry.id, family, seen[family]++));
    }
    return styles;
}

void drawSwatch(QPainter &painter, const QRectF &rect, const SeriesStyle &style)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(style.color, 1.6, style.dash, Qt::FlatCap));
    painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
    painter.setPen(QPen(style.color, style.marker >= 5 ? 1.6 : 1.0));
    painter.setBrush(style.color);
    drawMarker(painter, rect.center(), std::min(3.5, rect.height() * 0.35), style.marker);
    painter.restore();
}

QIcon swatchIcon(const SeriesStyle &style, QSize size)
{
    QIcon icon;
    const auto add = [&icon, size](const SeriesStyle &drawn, QIcon::Mode mode) {
        for (const qreal ratio : {1.0, 2.0}) {
            QPixmap pixmap(size * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            drawSwatch(painter, QRectF(QPointF(0, 0), QSizeF(size)), drawn);
            painter.end();
            icon.addPixmap(pixmap, mode);
        }
    };
    add(style, QIcon::Normal);
    // On the colour of a selection the blue of the threads cannot be seen: dash and marker tell entries apart there.
    SeriesStyle selected = style;
    selected.color = QGuiApplication::palette().color(QPalette::HighlightedText);
    add(selected, QIcon::Selected);
    return icon;
}

} // namespace interleave::widgets
