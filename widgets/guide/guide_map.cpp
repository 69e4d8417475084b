// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/guide/guide_map.h"

#include "core/analysis/guide.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::widgets {
namespace {

/// Column and row of each topic, in halves of a column: threads, processes and event loop side by side, the baseline above, what is built of
/// them below.
struct Cell {
    int halfColumn, row;
};
constexpr std::array<Cell, 6> kCells{{{0, 1}, {2, 1}, {4, 1}, {4, 2}, {1, 2}, {0, 0}}};
constexpr int kRows = 3;

/// A model that has the family's colour.
struct Sample {
    const char *id;
    plan::Family family;
};
constexpr std::array<Sample, 6> kSamples{{{"thread-pool", plan::Family::Threads}, {"process-pool", plan::Family::Processes}, {"async-gather", plan::Family::EventLoop},
                                          {"async-hybrid", plan::Family::EventLoop}, {"futures-wait-all", plan::Family::Futures}, {"serial", plan::Family::Baseline}}};

QString translated(std::string_view english) { return QCoreApplication::translate("Analysis", std::string(english).c_str()); }

/// Where the line from the middle of a place towards a point leaves the place.
QPointF edgeOf(const QRectF &place, QPointF towards)
{
    const QPointF from = place.center();
    const QPointF way = towards - from;
    const double x = std::abs(way.x()) > 0 ? place.width() / 2 / std::abs(way.x()) : INFINITY;
    const double y = std::abs(way.y()) > 0 ? place.height() / 2 / std::abs(way.y()) : INFINITY;
    return from + way * std::min(x, y);
}

/// The font, made smaller if a word of the text is wider than there is room.
QFont fitting(QFont font, const QString &text, double room)
{
    int widest = 1;
    for (const QString &word : text.split(u' '))
        widest = std::max(widest, QFontMetrics(font).horizontalAdvance(word));
    if (widest > room && font.pointSizeF() > 0)
        font.setPointSizeF(std::max(font.pointSizeF() * room / widest, 6.0));
    return font;
}

void drawWay(QPainter &painter, const QRectF &from, const QRectF &to)
{
    constexpr double kHead = 7;
    const QPointF begin = edgeOf(from, to.center());
    const QPointF end = edgeOf(to, from.center());
    const QPointF way = end - begin;
    const double length = std::hypot(way.x(), way.y());
    if (length < 1)
        return;
    const QPointF along = way / length;
    const QPointF across(-along.y(), along.x());
    QPainterPath head(end);
    head.lineTo(end - along * kHead + across * kHead / 2);
    head.lineTo(end - along * kHead - across * kHead / 2);
    head.closeSubpath();
    painter.drawLine(begin, end - along * kHead);
    painter.fillPath(head, painter.pen().color());
}

} // namespace

QList<QRect> guidePlaces(QSize size, const Theme &theme)
{
    const int gap = 3 * theme.spacing;
    const int width = (size.width() - 2 * gap - 2) / 3;
    const int height = (size.height() - (kRows - 1) * gap - 2) / kRows;
    QList<QRect> places;
    for (const Cell &cell : kCells)
        places << QRect(1 + cell.halfColumn * (width + gap) / 2, 1 + cell.row * (height + gap), width, height);
    return places;
}

GuideNode::GuideNode(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
}

void GuideNode::setTheme(const Theme &theme, const QColor &color)
{
    m_theme = theme;
    m_color = color;
    update();
}

void GuideNode::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    const double radius = m_theme.spacing;
    painter.setPen(QPen(isChecked() || hasFocus() ? m_theme.accent : m_theme.outline, isChecked() || hasFocus() ? 2 : 1));
    painter.setBrush(underMouse() ? m_theme.grid : m_theme.plot);
    painter.drawRoundedRect(frame, radius, radius);
    painter.fillRect(QRectF(frame.left() + radius, frame.bottom() - 6, frame.width() - 2 * radius, 3), m_color);
    QFont bold = font();
    bold.setBold(isChecked());
    painter.setFont(fitting(bold, text(), frame.width() - 6));
    painter.setPen(m_theme.text);
    painter.drawText(frame.adjusted(3, 0, -3, -6), Qt::AlignCenter | Qt::TextWordWrap, text());
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.text, 1, Qt::DotLine));
        painter.drawRoundedRect(frame.adjusted(3, 3, -3, -3), radius / 2, radius / 2);
    }
}

GuideMap::GuideMap(QWidget *parent) : QWidget(parent), m_theme(Theme::light()), m_buttons(new QButtonGroup(this))
{
    static_assert(kCells.size() == kSamples.size());
    Q_ASSERT(analysis::guideTopics().size() == kCells.size());
    for (int i = 0; i < static_cast<int>(analysis::guideTopics().size()); ++i)
        m_buttons->addButton(new GuideNode(this), i);
    m_buttons->button(0)->setChecked(true);
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            Q_EMIT topicChosen(id);
    });
    retranslateUi();
}

void GuideMap::setTopic(int topic)
{
    if (auto *button = m_buttons->button(topic))
        button->setChecked(true);
}

void GuideMap::setTheme(const Theme &theme)
{
    m_theme = theme;
    for (std::size_t i = 0; i < kSamples.size(); ++i) {
        auto *node = static_cast<GuideNode *>(m_buttons->button(static_cast<int>(i)));
        node->setTheme(theme, theme.series(kSamples.at(i).id, kSamples.at(i).family, 0).color);
    }
    place();
    update();
}

void GuideMap::retranslateUi()
{
    setAccessibleName(tr("Map of the families of concurrency models"));
    const auto topics = analysis::guideTopics();
    for (std::size_t i = 0; i < topics.size(); ++i) {
        auto *node = m_buttons->button(static_cast<int>(i));
        node->setText(translated(topics[i].name));
        node->setAccessibleName(node->text());
        node->setAccessibleDescription(translated(topics[i].summary));
        node->setToolTip(translated(topics[i].summary));
    }
}

QSize GuideMap::sizeHint() const
{
    const int line = fontMetrics().height();
    return {22 * line, kRows * (2 * line + 3 * m_theme.spacing) + (kRows - 1) * 3 * m_theme.spacing};
}

QSize GuideMap::minimumSizeHint() const { return {sizeHint().width() * 2 / 3, sizeHint().height()}; }

void GuideMap::place()
{
    const QList<QRect> places = guidePlaces(size(), m_theme);
    for (int i = 0; i < places.size(); ++i)
        m_buttons->button(i)->setGeometry(places[i]);
}

void GuideMap::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void GuideMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.mutedText, 1.5));
    const QList<QRect> places = guidePlaces(size(), m_theme);
    for (const analysis::GuideEdge &edge : analysis::guideEdges())
        drawWay(painter, places[static_cast<qsizetype>(edge.from)], places[static_cast<qsizetype>(edge.to)]);
}

} // namespace interleave::widgets
