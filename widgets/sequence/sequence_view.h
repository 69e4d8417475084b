// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_plan.h"

#include <QHash>
#include <QImage>
#include <QString>
#include <QWidget>

#include <array>
#include <memory>

class QButtonGroup;
class QHBoxLayout;
class QToolButton;

namespace interleave::widgets {

class ElidedLabel;
class SequenceBuilder;
class SequenceCanvas;
class ViewState;

/// The recorded scheduling of one run as a sequence diagram: who handed what to whom, and who waited.
class SequenceView : public QWidget {
    Q_OBJECT
public:
    explicit SequenceView(QWidget *parent = nullptr);
    ~SequenceView() override;

    /// Shows a run; null shows the placeholder. Big traces (over 20,000 events) are prepared in another thread, the picture before
    /// stays until then. `dropped`: events that were not recorded.
    void setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped);
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();
    /// Stays with this run, by its title.
    void setAxisMode(AxisMode mode);
    /// Puts a widget that says whose run this is at the beginning of the bar; the title then stands in exported pictures only.
    void setLeadingWidget(QWidget *widget);
    [[nodiscard]] AxisMode axisMode() const { return m_mode; }
    /// True while the picture asked for last is being prepared in another thread; `renderImage` would do that work itself then.
    [[nodiscard]] bool busy() const;
    [[nodiscard]] SequenceCanvas *canvas() const { return m_canvas; }
    /// The picture from its beginning, with title, heads and legend. `size` in logical pixels, the image has `scale` times as many.
    QImage renderImage(QSize size, const Theme &theme, double scale = 2);

Q_SIGNALS:
    /// The picture asked for last is there.
    void ready();

private:
    void rebuild();
    void showPlan(std::shared_ptr<const SequencePlan> plan);
    void showMode(AxisMode mode);
    QToolButton *addZoomButton(const QString &symbol);

    std::shared_ptr<const record::FrozenTrace> m_trace;
    std::shared_ptr<const record::FrozenTrace> m_shown; ///< the trace that the canvas shows; null while it shows an older one
    base::Nanoseconds m_runStart{0};
    quint64 m_dropped = 0;
    QString m_title;
    QString m_shownTitle; ///< of what the canvas shows
    QHash<QString, AxisMode> m_chosen; ///< by title
    AxisMode m_mode = AxisMode::Ordinal;
    bool m_expanded = false;
    SequenceBuilder *m_builder;
    SequenceCanvas *m_canvas;
    QHBoxLayout *m_bar = nullptr;
    QButtonGroup *m_modes;
    std::array<QToolButton *, 3> m_modeButtons{};
    QToolButton *m_zoomIn, *m_zoomOut, *m_fit;
    ElidedLabel *m_label;
};

} // namespace interleave::widgets
