// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_layout.h"
#include "widgets/lanes/lanes_painter.h"
#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/time_view.h"

#include <QAbstractScrollArea>
#include <QImage>
#include <QPixmap>
#include <QPointer>

#include <memory>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// The painted lanes: ruler, curves, lanes, minimap and legend. Up and down it scrolls; time is the shared visible window.
class LanesCanvas : public QAbstractScrollArea, private TimeView {
    Q_OBJECT
public:
    explicit LanesCanvas(QWidget *parent = nullptr);

    /// Null: shows the placeholder. `keep`: stay where the lanes are scrolled to.
    void setPicture(std::shared_ptr<const LanesPicture> picture, bool keep);
    [[nodiscard]] const std::shared_ptr<const LanesPicture> &picture() const { return m_picture; }
    [[nodiscard]] const std::vector<LaneRow> &rows() const { return m_rows; }
    void setTitle(const QString &title);
    void setPlaceholder(const QString &text);
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();

    /// Does what a key of the table means.
    void gesture(Gesture gesture);
    /// Opens the group of workers, or folds it.
    void toggleWorkers();
    [[nodiscard]] bool workersOpen() const { return m_open; }
    /// What is painted now. Cost: a layout, unless nothing changed since. Only with a picture.
    const LanesFrame &frame();
    QImage renderImage(QSize size, const Theme &theme, double scale) const;

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    // TimeView (lanes_time.cpp)
    [[nodiscard]] TimeSpan whole() const override;
    [[nodiscard]] TimeSpan visible() const override;
    [[nodiscard]] std::optional<double> instant(double from, int direction) const override;
    [[nodiscard]] std::optional<TimeSpan> item() const override;
    void selectAt(double t) override;
    void selectNeighbour(int direction) override;
    void zoomAcross(double factor) override;
    [[nodiscard]] std::optional<std::uint32_t> activationAt(std::uint32_t lane, std::int64_t ns) const;

    [[nodiscard]] ViewState &state() const { return *m_state; }
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] LanesInput input(const Theme &theme, QSizeF size, double top) const;
    [[nodiscard]] double xOf(double seconds);
    [[nodiscard]] double secondsAt(double x);
    void relayout(); ///< rows, scroll bar
    void invalidate();
    void renderPicture();
    void paintMarks(QPainter &painter);
    void showTask();
    void setCurrentRow(std::size_t row);

    // pointer (lanes_pointer.cpp)
    enum class Drag : std::uint8_t { None, Press, Pan, Range, Zoom, Minimap };
    [[nodiscard]] Drag dragKind(const QMouseEvent &event);
    void drag(QPointF at);
    void moveMinimap(double x);
    void click(QPointF at, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] std::optional<quint32> taskAt(QPointF at);
    [[nodiscard]] QString tipAt(QPointF at);

    std::shared_ptr<const LanesPicture> m_picture;
    std::vector<LaneRow> m_rows;
    bool m_open = false;
    QString m_title, m_placeholder;
    Theme m_theme;
    ViewState m_own; ///< until there is a shared one
    QPointer<ViewState> m_state;
    GestureReader m_keys;
    double m_legendHeight = 0;
    double m_across = 1;  ///< zoom of the lanes' heights, on top of
    double m_stretch = 1; ///< what lets few lanes fill the view
    std::size_t m_current = 0;
    std::optional<LanesFrame> m_frame;
    QPixmap m_painted; ///< the frame, unless it is stale; kept, for new memory takes longer than painting
    bool m_stale = true;
    Drag m_drag = Drag::None, m_dragKind = Drag::None;
    QPointF m_pressed;
    TimeSpan m_pressedWindow;
    double m_grabbed = 0; ///< of the minimap's window, from its left edge
    std::optional<TimeSpan> m_rubber;
    std::optional<ViewState::Step> m_step;
};

} // namespace interleave::widgets
