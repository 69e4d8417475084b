// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/distributions/distribution_data.h"

#include <QImage>
#include <QWidget>

#include <vector>

class QButtonGroup;
class QScrollArea;
class QToolButton;
class QTableWidget;
class QStackedWidget;

namespace interleave::widgets {

/// Paints one chart, with a word in its place while there is nothing. Ctrl+C copies its numbers as a table.
class DistributionCanvas : public QWidget {
    Q_OBJECT
public:
    explicit DistributionCanvas(QWidget *parent = nullptr);
    void show(DistributionChart chart, const DistributionSource &source);
    void setTheme(const Theme &theme);
    void retranslateUi();
    void copy() const;
    [[nodiscard]] DistributionChart chart() const { return m_chart; }
    [[nodiscard]] const DistributionSource &source() const { return m_source; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void changed();

    DistributionChart m_chart = DistributionChart::Ecdf;
    DistributionSource m_source;
    Theme m_theme = Theme::light();
    QImage m_drawn; ///< null: to be drawn anew
};

/// A page of the results: one of some charts, or its numbers as a table.
class DistributionPage : public QWidget {
    Q_OBJECT
public:
    explicit DistributionPage(std::vector<DistributionChart> charts, QWidget *parent = nullptr);

    void setSource(const DistributionSource &source);
    void setTheme(const Theme &theme);
    void retranslateUi();
    void choose(DistributionChart chart);
    [[nodiscard]] DistributionCanvas *canvas() const { return m_canvas; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void fillTable();

    std::vector<DistributionChart> m_charts;
    std::vector<QToolButton *> m_choices; ///< one a chart, if there are several
    QToolButton *m_asTable;
    QStackedWidget *m_stack;
    QScrollArea *m_scroll;
    DistributionCanvas *m_canvas;
    QTableWidget *m_table;
};

} // namespace interleave::widgets
