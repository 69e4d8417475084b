// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_plan.h"

#include <QWidget>

#include <vector>

class QAction;
class QActionGroup;
class QHBoxLayout;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace interleave::widgets {

/// The sequence view's tools in one line. What has no room goes into a menu at its end: the bar never makes its window wider.
class SequenceBar : public QWidget {
    Q_OBJECT
public:
    explicit SequenceBar(QWidget *parent = nullptr);

    /// Stands at the beginning; the title then is not shown.
    void setLeadingWidget(QWidget *widget);
    void setTitle(const QString &title);
    // What is shown as chosen; none of these emits.
    void showMode(AxisMode mode);
    void showFold(analysis::FoldLevel level);
    void showOrder(ColumnOrder order);
    void retranslateUi();
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void modeChosen(interleave::widgets::AxisMode mode);
    void foldChosen(interleave::analysis::FoldLevel level);
    void orderChosen(interleave::widgets::ColumnOrder order);
    void zoomInWanted();
    void zoomOutWanted();
    void fitWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    QToolButton *addButton(QAction *action);
    void addModes();
    void addFold();
    void addOrder();
    void addZoom();
    void addOverflow();
    [[nodiscard]] int widthOf(const std::vector<QWidget *> &tools) const;
    [[nodiscard]] int leadingWidth() const;
    void fit();
    void showFoldText();

    QHBoxLayout *m_line;
    QWidget *m_leading = nullptr;
    QLabel *m_title;
    QActionGroup *m_modes, *m_folds, *m_orders;
    QAction *m_zoomIn, *m_zoomOut, *m_fit;
    QMenu *m_modeMenu, *m_foldMenu, *m_orderMenu, *m_more;
    QToolButton *m_modeButton, *m_orderButton, *m_moreButton; ///< mode: the three in one, where there is no room for each
    QLabel *m_foldLabel;
    QSlider *m_fold;
    /// What is hidden together, the first first.
    std::vector<QWidget *> m_zoomTools, m_orderTools, m_foldTools, m_modeTools;
};

} // namespace interleave::widgets
