// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "widgets/common/theme.h"
#include "widgets/lanes/lanes_picture.h"

#include <QImage>
#include <QString>
#include <QWidget>

#include <memory>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace interleave::widgets {

class LanesBuilder;
class LanesCanvas;
class ViewState;

/// The recorded scheduling of one run as a timeline: a lane per worker, process, loop, with what each was doing and waiting for.
class LanesView : public QWidget {
    Q_OBJECT
public:
    explicit LanesView(QWidget *parent = nullptr);
    ~LanesView() override;

    /// Shows a run; null shows the placeholder. Big traces (over 20,000 events) are prepared in another thread, the picture before
    /// stays until a first sketch is there. `dropped`: events that were not recorded. `known`: of `trace`, when somebody has them already.
    void setTrace(std::shared_ptr<const record::FrozenTrace> trace, base::Nanoseconds runStart, QString title, quint64 dropped,
                  KnownRun known = {});
    void setViewState(ViewState *state);
    void setTheme(const Theme &theme);
    void retranslateUi();
    /// Puts a widget that says whose run this is at the beginning of the bar.
    void setLeadingWidget(QWidget *widget);
    /// True while the finished picture is being prepared in another thread; `renderImage` would do that work itself then.
    [[nodiscard]] bool busy() const;
    [[nodiscard]] LanesCanvas *canvas() const { return m_canvas; }
    /// The whole run with title and legend. `size` in logical pixels, the image has `scale` times as many.
    QImage renderImage(QSize size, const Theme &theme, double scale = 2);

Q_SIGNALS:
    /// The finished picture of what was asked for last is there.
    void ready();

private:
    QToolButton *addButton(const QString &symbol);

    LanesBuilder *m_builder;
    LanesCanvas *m_canvas;
    QHBoxLayout *m_bar;
    QToolButton *m_zoomOut, *m_zoomIn, *m_fit;
    QLabel *m_state; ///< what is still being done
    QString m_title, m_shownTitle;
};

} // namespace interleave::widgets
