// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_builder.h"

#include <QObject>
#include <QPointF>

#include <optional>

class QHelpEvent;
class QKeyEvent;
class QMouseEvent;

namespace interleave::widgets {

class SequenceCanvas;

/// What can be taken hold of in the picture beside time itself: heads, which are dragged into another order, and the names of loops, which open them.
/// Sees the canvas's events before the canvas does.
class SequenceHandles : public QObject {
    Q_OBJECT
public:
    explicit SequenceHandles(SequenceCanvas *canvas);

    /// The column that Alt+Left and Alt+Right move: the head that was clicked last.
    [[nodiscard]] std::optional<std::uint32_t> current() const { return m_current; }
    /// Puts a column before (-1) or after (1) its neighbour.
    void move(std::uint32_t column, int direction);
    /// While a head is dragged: the column in whose place it would be dropped.
    [[nodiscard]] std::optional<std::uint32_t> dropAt() const { return m_dragging ? m_target : std::nullopt; }

Q_SIGNALS:
    /// First lifelines of the columns, from left to right.
    void reordered(std::vector<std::uint32_t> firstLifelines);
    void unfoldWanted(interleave::widgets::Unfold unfold);
    void groupClicked();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool pressed(const QMouseEvent &event);
    bool moved(const QMouseEvent &event);
    bool released(const QMouseEvent &event);
    bool keyPressed(const QKeyEvent &event);
    bool toolTip(const QHelpEvent &event);
    [[nodiscard]] std::optional<std::uint32_t> headAt(QPointF point) const;
    [[nodiscard]] std::optional<Unfold> loopPartAt(QPointF point) const;
    void drop(std::uint32_t from, std::uint32_t to);

    SequenceCanvas *m_canvas;
    std::optional<std::uint32_t> m_head;   ///< pressed
    std::optional<std::uint32_t> m_target;
    std::optional<std::uint32_t> m_current;
    std::optional<Unfold> m_loop;          ///< pressed
    QPointF m_pressed;
    bool m_dragging = false;
};

} // namespace interleave::widgets
