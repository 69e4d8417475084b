// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/compare_model.h"
#include "app/window/session_pair.h"
#include "widgets/common/theme.h"

#include <QDialog>

#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableView;
class QTreeWidget;

namespace interleave::widgets {
class MessageStrip;
class VerdictDelegate;
} // namespace interleave::widgets

namespace interleave::window {

/// Two sessions side by side: what is not the same about machine and build, then a row per entry with the comparison rule.
class CompareDialog : public QDialog {
    Q_OBJECT
public:
    explicit CompareDialog(plan::Catalogue catalogue, QWidget *parent = nullptr);

    [[nodiscard]] SessionPair *pair() const { return m_pair; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QTreeWidget *differences() const { return m_differences; }
    [[nodiscard]] QCheckBox *acrossMachines() const { return m_across; }
    [[nodiscard]] QComboBox *goals() const { return m_goals; }
    [[nodiscard]] widgets::MessageStrip *messages() const { return m_messages; }
    /// What is said below the sessions: what is missing, that the workloads differ, that other machines are not judged.
    [[nodiscard]] QString note() const;
    /// While an experiment runs nothing is read beside it.
    void setReadingAllowed(bool allowed);
    void setTheme(const widgets::Theme &theme);
    void retranslateUi();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct SideRow {
        QLabel *title;
        QLineEdit *file;
        QPushButton *choose;
        QLabel *about;
    };
    void layOut();
    void buildSide(int side);
    void buildControls();
    void askFile(SessionPair::Side side);
    void showPair();
    void showSides();
    void showDifferences();
    void showProgress();
    void fitColumns();
    void copyTable() const;
    [[nodiscard]] QString noteText() const;

    SessionPair *m_pair;
    CompareModel *m_model;
    std::array<SideRow, SessionPair::kSides> m_sides{};
    widgets::MessageStrip *m_messages;
    QLabel *m_note;
    QTreeWidget *m_differences;
    QLabel *m_goalLabel;
    QComboBox *m_goals;
    QCheckBox *m_across;
    QProgressBar *m_progress;
    QTableView *m_table;
    widgets::VerdictDelegate *m_chips;
    QLabel *m_method;
    QPushButton *m_copy, *m_close;
};

} // namespace interleave::window
