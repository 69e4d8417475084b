// SPDX-License-Identifier: GPL-3.0-or-later
// Charts with a row an entry: quartiles with points, and what the time was made of.
#include "widgets/distributions/distribution_picture.h"
#include "widgets/distributions/plot_geometry.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace interleave::widgets {
namespace {

constexpr double kNsPerMs = 1e6;
constexpr int kSwatch = 14;

QString tr(const char *text) { return QCoreApplication::translate("Distributions", text); }

bool waitsForOthers(trace::BlockCause cause)
{
    using trace::BlockCause;
    return cause == BlockCause::Lock || cause == BlockCause::EmulatedLock || cause == BlockCause::QueueFull || cause == BlockCause::Semaphore || cause == BlockCause::LoopBusy;
}

/// Over the hue of its kind each cause has a pattern of its own.
Qt::BrushStyle patternOf(trace::BlockCause cause)
{
    using trace::BlockCause;
    switch (cause) {
    case BlockCause::Network:
    case BlockCause::EmulatedLock: return Qt::HorPattern;
    case BlockCause::File:
    case BlockCause::QueueFull: return Qt::VerPattern;
    case BlockCause::Message:
    case BlockCause::Semaphore: return Qt::CrossPattern;
    case BlockCause::Await: return Qt::FDiagPattern;
    case BlockCause::LoopBusy: return Qt::Dense6Pattern;
    case BlockCause::Command: return Qt::BDiagPattern;
    case BlockCause::None: return Qt::DiagCrossPattern;
    case BlockCause::Sleep:
    case BlockCause::Lock: break;
    }
    return Qt::NoBrush;
}

void fillPiece(QPainter &painter, const QRectF &rect, SplitPart part, trace::BlockCause cause, const Theme &theme)
{
    using analysis::LaneState;
    switch (part) {
    case SplitPart::Queued: painter.fillRect(rect, theme.stateFill(LaneState::Queued)); break;
    case SplitPart::OnCpu: painter.fillRect(rect, theme.stateFill(LaneState::Running)); break;
    case SplitPart::Runnable: painter.fillRect(rect, theme.stateFill(LaneState::Ready)); break;
    case SplitPart::Blocked: {
        const LaneState state = waitsForOthers(cause) ? LaneState::LockWait : LaneState::Io;
        const Qt::BrushStyle pattern = patternOf(cause);
        painter.fillRect(rect, pattern == Qt::NoBrush ? theme.stateFill(state) : QBrush(theme.stateColor(state)));
        painter.fillRect(rect, QBrush(theme.stateInk(state), pattern));
        break;
    }
    case SplitPart::NotAvailable:
        painter.fillRect(rect, theme.neutral);
        painter.fillRect(rect, QBrush(theme.mutedText, Qt::BDiagPattern));
        break;
    }
    painter.setPen(QPen(theme.outline, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
}

QString partText(SplitPart part, trace::BlockCause cause)
{
    switch (part) {
    case SplitPart::Queued: return tr(QT_TRANSLATE_NOOP("Distributions", "queued"));
    case SplitPart::OnCpu: return tr(QT_TRANSLATE_NOOP("Distributions", "on CPU"));
    case SplitPart::Runnable: return tr(QT_TRANSLATE_NOOP("Distributions", "waiting for a CPU"));
    case SplitPart::Blocked: return causeText(cause);
    case SplitPart::NotAvailable: break;
    }
    return tr(QT_TRANSLATE_NOOP("Distributions", "not available"));
}

class Rows {
public:
    Rows(QPainter &painter, const DistributionSource &source, const QRect &rect, const Theme &theme) : m_painter(painter), m_source(source), m_theme(theme)
    {
        m_input.size = rect.size();
        m_input.lineHeight = painter.fontMetrics().height();
        m_input.rows = static_cast<int>(source.data->entries.size());
        m_input.bottom = 2 * m_input.lineHeight + 8;
        for (const EntryDistribution &entry : source.data->entries)
            m_input.labelWidth = std::max(m_input.labelWidth, painter.fontMetrics().horizontalAdvance(source.name(entry.entry)) + 4);
        m_input.labelWidth = std::min(m_input.labelWidth, rect.width() * 3 / 10);
        painter.translate(rect.topLeft());
    }

    void boxes()
    {
        std::vector<double> values;
        for (const EntryDistribution &entry : m_source.data->entries) {
            if (entry.box)
                values.insert(values.end(), {entry.box->min, entry.box->max});
        }
        layOut();
        const auto range = logRange(values).value_or(std::pair(1e5, 1e7));
        axis({range.first, range.second, true, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "Latency ms (log); box: middle half, line: median, whiskers: 1.5 quartile distances")));
        for (std::size_t i = 0; i < m_source.data->entries.size(); ++i) {
            label(i);
            if (m_source.data->entries[i].box)
                box(*m_source.data->entries[i].box, m_geometry.bars[i], m_source.styles.at(i));
            else
                nothing(m_geometry.bars[i]);
        }
    }

    void splits()
    {
        double longest = 0;
        for (const EntryDistribution &entry : m_source.data->entries)
            longest = std::max(longest, entry.split ? entry.split->latency : 0);
        legend();
        layOut();
        axis({0, longest > 0 ? longest * 1.02 : 1, false, 0, 1}, tr(QT_TRANSLATE_NOOP("Distributions", "ms a task, mean of its runs")));
        for (std::size_t i = 0; i < m_source.data->entries.size(); ++i) {
            label(i);
            if (!m_source.data->entries[i].split)
                nothing(m_geometry.bars[i]);
            else
                bar(*m_source.data->entries[i].split, m_geometry.bars[i]);
        }
    }

private:
    void layOut() { m_geometry = rowGeometry(m_input); }

    void axis(const Scale &scale, const QString &title)
    {
        m_scale = scale;
        m_scale.from = m_geometry.plot.left();
        m_scale.to = m_geometry.plot.right();
        const int y = m_geometry.plot.bottom();
        for (const double tick : ticksOf({scale.low / kNsPerMs, scale.high / kNsPerMs, scale.logarithmic, 0, 1}, std::clamp(m_geometry.plot.width() / 70, 2, 12))) {
            const int x = static_cast<int>(m_scale.at(tick * kNsPerMs));
            m_painter.setPen(m_theme.grid);
            m_painter.drawLine(x, m_geometry.plot.top(), x, y);
            m_painter.setPen(m_theme.mutedText);
            m_painter.drawText(QRect(x - 40, y + 3, 80, m_input.lineHeight), Qt::AlignHCenter | Qt::AlignTop, axisText(tick));
        }
        m_painter.setPen(m_theme.outline);
        m_painter.drawLine(m_geometry.plot.left(), y, m_geometry.plot.right(), y);
        m_painter.setPen(m_theme.text);
        const QRect place(0, y + 3 + m_input.lineHeight, m_input.size.width() - m_input.margin, m_input.lineHeight);
        m_painter.drawText(place, Qt::AlignRight | Qt::AlignTop, m_painter.fontMetrics().elidedText(title, Qt::ElideRight, place.width()));
    }

    void label(std::size_t row)
    {
        m_painter.setPen(m_theme.text);
        const QRect &place = m_geometry.labels[row];
        m_painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, m_painter.fontMetrics().elidedText(m_source.name(m_source.data->entries[row].entry), Qt::ElideRight, place.width()));
    }

    void nothing(const QRect &place)
    {
        m_painter.setPen(m_theme.mutedText);
        m_painter.drawText(place.adjusted(6, -4, 0, 4), Qt::AlignLeft | Qt::AlignVCenter, tr(QT_TRANSLATE_NOOP("Distributions", "no succeeded task")));
    }

    void box(const analysis::Box &box, const QRect &row, const SeriesStyle &style)
    {
        const auto x = [this](double value) { return m_scale.at(value); };
        const double middle = row.top() + row.height() / 2.0;
        QColor faint = style.color;
        faint.setAlpha(60);
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        faint.setAlpha(110);
        m_painter.setBrush(faint);
        for (const analysis::Box::Point &point : box.points)
            m_painter.drawEllipse(QPointF(x(point.value), middle), 1.6, 1.6);
        m_painter.setPen(QPen(style.color, 1));
        m_painter.drawLine(QPointF(x(box.whiskerLow), middle), QPointF(x(box.q1), middle));
        m_painter.drawLine(QPointF(x(box.q3), middle), QPointF(x(box.whiskerHigh), middle));
        faint.setAlpha(50);
        m_painter.setBrush(faint);
        m_painter.drawRect(QRectF(QPointF(x(box.q1), row.top() + 1), QPointF(x(box.q3), row.bottom())));
        m_painter.setPen(QPen(m_theme.text, 2));
        m_painter.drawLine(QPointF(x(box.median), row.top() + 1), QPointF(x(box.median), row.bottom()));
        m_painter.restore();
    }

    void bar(const analysis::TimeSplit &split, const QRect &row)
    {
        for (const SplitPiece &piece : splitPieces(split, row, m_scale)) {
            fillPiece(m_painter, piece.rect, piece.part, piece.cause, m_theme);
            const QString text = piece.part == SplitPart::NotAvailable ? partText(piece.part, piece.cause) : durationText(piece.ns);
            const QRectF words(piece.rect.center().x() - m_painter.fontMetrics().horizontalAdvance(text) / 2.0 - 3, piece.rect.top() + 2, m_painter.fontMetrics().horizontalAdvance(text) + 6,
                               piece.rect.height() - 4);
            if (words.width() > piece.rect.width() - 4 || words.height() < m_input.lineHeight - 4)
                continue;
            m_painter.fillRect(words, m_theme.plot);
            m_painter.setPen(m_theme.text);
            m_painter.drawText(words.adjusted(0, -4, 0, 4), Qt::AlignCenter, text);
        }
    }

    void legend()
    {
        std::vector<std::pair<SplitPart, trace::BlockCause>> parts;
        for (const EntryDistribution &entry : m_source.data->entries) {
            if (!entry.split)
                continue;
            for (const SplitPiece &piece : splitPieces(*entry.split, QRectF(0, 0, 1, 1), {}))
                if (std::find(parts.begin(), parts.end(), std::pair(piece.part, piece.cause)) == parts.end())
                    parts.emplace_back(piece.part, piece.cause);
        }
        std::sort(parts.begin(), parts.end());
        std::vector<int> widths;
        for (const auto &[part, cause] : parts)
            widths.push_back(kSwatch + 4 + m_painter.fontMetrics().horizontalAdvance(partText(part, cause)));
        const auto places = flowPlaces(widths, m_input.size.width() - 2 * m_input.margin, m_input.lineHeight + 2, 12);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const QRect place = places[i].translated(m_input.margin, 2);
            fillPiece(m_painter, QRectF(place.left(), place.top() + 2, kSwatch, place.height() - 4), parts[i].first, parts[i].second, m_theme);
            m_painter.setPen(m_theme.text);
            m_painter.drawText(place.adjusted(kSwatch + 4, 0, 4, 0), Qt::AlignLeft | Qt::AlignVCenter, partText(parts[i].first, parts[i].second));
        }
        m_input.top = places.empty() ? 0 : places.back().bottom() + 1;
    }

    QPainter &m_painter;
    const DistributionSource &m_source;
    const Theme &m_theme;
    RowInput m_input;
    RowGeometry m_geometry;
    Scale m_scale;
};

} // namespace

QString causeText(trace::BlockCause cause)
{
    using trace::BlockCause;
    switch (cause) {
    case BlockCause::None: return tr(QT_TRANSLATE_NOOP("Distributions", "blocked, cause not kept"));
    case BlockCause::Sleep: return tr(QT_TRANSLATE_NOOP("Distributions", "sleep"));
    case BlockCause::Network: return tr(QT_TRANSLATE_NOOP("Distributions", "network"));
    case BlockCause::File: return tr(QT_TRANSLATE_NOOP("Distributions", "file"));
    case BlockCause::Lock: return tr(QT_TRANSLATE_NOOP("Distributions", "lock"));
    case BlockCause::EmulatedLock: return tr(QT_TRANSLATE_NOOP("Distributions", "emulated lock"));
    case BlockCause::QueueFull: return tr(QT_TRANSLATE_NOOP("Distributions", "queue full"));
    case BlockCause::Message: return tr(QT_TRANSLATE_NOOP("Distributions", "message to a process"));
    case BlockCause::Await: return tr(QT_TRANSLATE_NOOP("Distributions", "awaiting"));
    case BlockCause::LoopBusy: return tr(QT_TRANSLATE_NOOP("Distributions", "event loop busy"));
    case BlockCause::Semaphore: return tr(QT_TRANSLATE_NOOP("Distributions", "semaphore"));
    case BlockCause::Command: return tr(QT_TRANSLATE_NOOP("Distributions", "command"));
    }
    return {};
}

void paintRows(QPainter &painter, DistributionChart chart, const DistributionSource &source, const QRect &rect, const Theme &theme)
{
    painter.save();
    Rows rows(painter, source, rect, theme);
    if (chart == DistributionChart::Box)
        rows.boxes();
    else
        rows.splits();
    painter.restore();
}

} // namespace interleave::widgets
