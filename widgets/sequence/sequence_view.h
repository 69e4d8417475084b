// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "widgets/common/theme.h"
#include "widgets/sequence/sequence_builder.h"

#include <QHash>
#include <QImage>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <memory>

namespace interleave::widgets {

class SequenceBar;
class SequenceCanvas;
class SequenceMinimap;
class ViewState;
struct PathSegment;

/// The recorded scheduling of one run as a sequence diagram: who handed what to whom, and who waited.
class SequenceView : public QWidget {
    Q_OBJECT
public:
    explicit SequenceView(QWidget *parent = nullptr);
    ~SequenceView() override;

    /// Shows a run; null shows the placeholder. Big traces (over 20,000 events) are prepared in another thread, the picture before
    /// stays until a first coarse one is there. `dropped`: events that were not recorded.
    void setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped);
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();
    // What the reader chose stays with this run, by its title.
    void setAxisMode(AxisMode mode);
    void setFoldLevel(analysis::FoldLevel level); ///< also folds again what was opened
    void setColumnOrder(ColumnOrder order);
    void setColumnsByHand(std::vector<std::uint32_t> firstLifelines);
    void unfold(Unfold loop);
    /// Highlights what a path runs along (the critical path of a run); empty: none. Shape: by begin.
    void setPath(std::vector<PathSegment> path);
    /// Instants that a search found, for the overview. Units: s since the run's start.
    void setHits(std::vector<double> times);
    /// Puts a widget that says whose run this is at the beginning of the bar; the title then stands in exported pictures only.
    void setLeadingWidget(QWidget *widget);
    [[nodiscard]] AxisMode axisMode() const { return m_mode; }
    /// True while the picture asked for last is being prepared in another thread; `renderImage` would do that work itself then.
    [[nodiscard]] bool busy() const;
    [[nodiscard]] SequenceCanvas *canvas() const { return m_canvas; }
    [[nodiscard]] SequenceMinimap *minimap() const { return m_minimap; }
    /// The picture from its beginning, with title, heads and legend. `size` in logical pixels, the image has `scale` times as many.
    QImage renderImage(QSize size, const Theme &theme, double scale = 2);

Q_SIGNALS:
    /// The picture asked for last is there.
    void ready();

private:
    /// What the reader chose for a run.
    struct Choice {
        std::optional<AxisMode> mode;
        std::optional<analysis::FoldLevel> fold;
        std::vector<Unfold> unfolds;
        ColumnOrder order = ColumnOrder::Role;
        std::vector<std::uint32_t> byHand;
    };
    void connectParts();
    void rebuild();
    void refold();
    void showPlan(std::shared_ptr<const SequencePlan> plan);
    void showMode(AxisMode mode);
    [[nodiscard]] Choice &choice() { return m_choices[m_title]; }

    std::shared_ptr<const record::FrozenTrace> m_trace;
    std::shared_ptr<const record::FrozenTrace> m_shown; ///< the trace that the canvas shows; null while it shows an older one
    base::Nanoseconds m_runStart{0};
    quint64 m_dropped = 0;
    QString m_title;
    QString m_shownTitle; ///< of what the canvas shows
    QHash<QString, Choice> m_choices; ///< by title
    AxisMode m_mode = AxisMode::Ordinal;
    bool m_expanded = false;
    std::optional<quint32> m_foldedFor; ///< the task that was kept out of the loops that are shown
    QPointer<ViewState> m_state;
    SequenceBuilder *m_builder;
    SequenceCanvas *m_canvas;
    SequenceBar *m_bar;
    SequenceMinimap *m_minimap;
};

} // namespace interleave::widgets
