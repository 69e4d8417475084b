// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_layout.h"
#include "widgets/sequence/sequence_painter.h"
#include "widgets/sequence/sequence_time.h"
#include "widgets/viewstate/gestures.h"
#include "widgets/viewstate/view_state.h"

#include <QAbstractScrollArea>
#include <QImage>
#include <QPixmap>
#include <QPointer>

#include <memory>
#include <optional>

namespace interleave::widgets {

class SequenceHandles;

/// The scrolled picture: heads on top, legend at the bottom, between them what is in view of the run.
class SequenceCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit SequenceCanvas(QWidget *parent = nullptr);

    /// Null: shows `placeholder`. `keep`: stay at the instant that is on top now.
    void setPlan(std::shared_ptr<const SequencePlan> plan, bool keep);
    [[nodiscard]] const std::shared_ptr<const SequencePlan> &plan() const { return m_plan; }
    void setTitle(const QString &title);
    void setPlaceholder(const QString &text);
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();

    void zoom(double factor); ///< about the middle
    void resetZoom();

    // for SequenceTime; with a plan only
    [[nodiscard]] ViewState *viewState() const { return m_state; }
    /// The axis is proportional: what is in view is the shared window.
    [[nodiscard]] bool sharesWindow() const { return m_plan && m_plan->mode == AxisMode::Proportional; }
    [[nodiscard]] TimeSpan spanInView() const;
    void zoomRows(double factor, double around); ///< about an instant, s
    void panRows(double windows);
    void revealRow(double t);
    void zoomColumns(double factor); ///< 0: as the width wants them
    /// What is painted now. Cost: a layout, unless nothing changed since.
    const SequenceFrame &frame();
    /// Where the body's origin is in the viewport.
    [[nodiscard]] QPoint bodyOrigin() const { return {0, static_cast<int>(headHeight(m_theme))}; }
    QImage renderImage(QSize size, const Theme &theme, double scale) const;

    [[nodiscard]] SequenceHandles *handles() const { return m_handles; }
    /// Highlights what a path runs along (the critical path of a run), as a frame through the bars; empty: none. Shape: by begin.
    void setPath(std::vector<PathSegment> path);
    /// What is in view, ns; empty without a plan.
    [[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> timesInView() const;
    /// Brings an instant to the middle.
    void showAround(std::int64_t time);
    /// What stands for many: loops, prevailing states, ribbons. Empty: nothing there, or something that has a tip of its own.
    QString tipOfMany(QPointF viewportPoint);

Q_SIGNALS:
    /// The head of the workers' shared line was clicked.
    void groupToggled();
    /// Something else is in view: another run, part or size of it.
    void viewChanged();

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
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] double bodyHeight() const;
    [[nodiscard]] double defaultScale(double height, const Theme &theme) const;
    [[nodiscard]] QPointF toBody(QPointF viewportPoint) const { return viewportPoint - QPointF(bodyOrigin()); }
    [[nodiscard]] double yOf(double seconds) const;
    [[nodiscard]] double secondsAt(double bodyY) const;
    [[nodiscard]] std::optional<std::uint32_t> headAt(QPointF viewportPoint);
    [[nodiscard]] QString tipAt(QPointF viewportPoint);
    [[nodiscard]] std::optional<quint32> taskAt(QPointF bodyPoint);
    void zoomAt(double factor, double bodyY);
    void setScale(double scale, double unitAtTop);
    void relayout();  ///< legend, scroll bars
    void invalidate();
    void renderPicture();
    void paintDrop(QPainter &p);
    void showTask();
    void followWindow();
    void followAim();
    void shareWindow();
    void fitWindow();
    void showSpan(TimeSpan span);
    void paintMarks(QPainter &p);
    void paintMarker(QPainter &p, double seconds, bool isA, bool earlier);
    void drag(QPointF viewportPoint);
    void endDrag(QPointF viewportPoint);
    void click(QPointF viewportPoint, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] bool onRuler(QPointF viewportPoint) const { return viewportPoint.x() < m_theme.gutterWidth && viewportPoint.y() > headHeight(m_theme); }

    std::shared_ptr<const SequencePlan> m_plan;
    QString m_title, m_placeholder;
    Theme m_theme;
    QPointer<ViewState> m_state;
    SequenceTime m_time{*this};
    GestureReader m_keys;
    SequenceHandles *m_handles;
    std::vector<PathSegment> m_path;
    std::vector<LegendItem> m_legend;
    double m_legendHeight = 0;
    double m_scale = 0; ///< pixels a unit; the user's once `m_zoomed`
    bool m_zoomed = false;
    double m_across = 1;     ///< columns are so many times as wide as the width wants them
    bool m_following = false; ///< scrolling because the window changed, not the other way round
    std::optional<SequenceFrame> m_frame;
    QPixmap m_picture; ///< the frame, painted; null: to be painted
    QPointF m_pressed;
    QPoint m_pressedScroll;
    enum class Drag : std::uint8_t { None, Press, Pan, Range, Ruler, Box };
    Drag m_drag = Drag::None, m_dragKind = Drag::None; ///< under way; what it becomes when the pointer moves far enough
    QRectF m_rubber; ///< what is being dragged over, in the viewport; null: nothing is
    std::optional<ViewState::Step> m_dragStep; ///< from press to release it is one
};

} // namespace interleave::widgets
