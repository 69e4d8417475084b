// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/results/results_table.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTabWidget;
class QToolButton;

namespace interleave::widgets {

class FindingBar;

/// The results: the finding, then pages: the table and what is added beside it; the goal to rank by stands beside their tabs.
class ResultsPane : public QWidget {
    Q_OBJECT
public:
    explicit ResultsPane(QWidget *parent = nullptr);

    /// A page after the table; its title is told by `retitle`.
    void addPage(QWidget *page);
    void retitle(int page, const QString &title);
    void setTheme(const Theme &theme);
    void retranslateUi();

    [[nodiscard]] ResultsTable *table() const { return m_table; }
    [[nodiscard]] FindingBar *finding() const { return m_finding; }
    [[nodiscard]] QTabWidget *pages() const { return m_pages; }
    [[nodiscard]] analysis::Goal goal() const;
    void setGoal(analysis::Goal goal);

Q_SIGNALS:
    void goalChanged(interleave::analysis::Goal goal);
    void enlarged(bool large); ///< the pane is to have the whole window, or no longer

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildCorner();

    ResultsTable *m_table;
    FindingBar *m_finding;
    QTabWidget *m_pages;
    QWidget *m_corner;
    QLabel *m_goalLabel;
    QComboBox *m_goals;
    QToolButton *m_relative, *m_columns, *m_copy, *m_enlarge;
};

} // namespace interleave::widgets
