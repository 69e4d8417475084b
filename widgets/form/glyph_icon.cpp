// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/glyph_icon.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace interleave::widgets {
namespace {

/// Draws into a square of 16 × 16 units.
void drawGlyph(QPainter &p, Glyph glyph)
{
    const QColor ink = p.pen().color();
    switch (glyph) {
    case Glyph::Play:
        p.setBrush(ink);
        p.drawPolygon(QPolygonF{{4, 3}, {13, 8}, {4, 13}});
        break;
    case Glyph::Stop:
        p.setBrush(ink);
        p.drawRect(QRectF(4, 4, 8, 8));
        break;
    case Glyph::Add:
        p.drawLine(QPointF(8, 3), QPointF(8, 13));
        p.drawLine(QPointF(3, 8), QPointF(13, 8));
        break;
    case Glyph::Remove:
        p.drawLine(QPointF(3, 8), QPointF(13, 8));
        break;
    case Glyph::Up:
        p.drawPolyline(QPolygonF{{3, 10}, {8, 5}, {13, 10}});
        break;
    case Glyph::Down:
        p.drawPolyline(QPolygonF{{3, 6}, {8, 11}, {13, 6}});
        break;
    case Glyph::Duplicate:
        p.drawRect(QRectF(2.5, 5.5, 8, 8));
        p.drawPolyline(QPolygonF{{5.5, 2.5}, {13.5, 2.5}, {13.5, 10.5}});
        break;
    case Glyph::Vary:
        p.drawPolyline(QPolygonF{{2, 13}, {6, 13}, {6, 9}, {10, 9}, {10, 5}, {14, 5}});
        break;
    case Glyph::Info:
        p.drawEllipse(QRectF(2, 2, 12, 12));
        p.drawLine(QPointF(8, 7.5), QPointF(8, 11.5));
        p.drawPoint(QPointF(8, 4.8));
        break;
    case Glyph::Warning:
        p.drawPolygon(QPolygonF{{8, 2}, {14.5, 13.5}, {1.5, 13.5}});
        p.drawLine(QPointF(8, 6.5), QPointF(8, 9.5));
        p.drawPoint(QPointF(8, 11.6));
        break;
    }
}

QPixmap pixmap(Glyph glyph, const QColor &ink, qreal ratio)
{
    QPixmap picture(QSize(16, 16) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter p(&picture);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(ink, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    drawGlyph(p, glyph);
    return picture;
}

} // namespace

QIcon glyphIcon(Glyph glyph, const QColor &ink, const QColor &faded)
{
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        icon.addPixmap(pixmap(glyph, ink, ratio), QIcon::Normal);
        icon.addPixmap(pixmap(glyph, faded, ratio), QIcon::Disabled);
    }
    return icon;
}

} // namespace interleave::widgets
