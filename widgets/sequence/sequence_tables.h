// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_content.h"

#include <QDialog>
#include <QPointer>
#include <QTimer>

#include <memory>

class QLabel;
class QTableView;

namespace interleave::widgets {

class SequenceView;

/// The part of a sequence diagram that is in view as two tables, and it follows the view. Enter on a message selects its task.
class SequenceTables : public QDialog {
    Q_OBJECT
public:
    explicit SequenceTables(SequenceView *view, QWidget *parent = nullptr);

    void retranslateUi();
    [[nodiscard]] QTableView *lanes() const { return m_lanes; }
    [[nodiscard]] QTableView *messages() const { return m_messages; }
    /// True while tables are being made in another thread, or will be.
    [[nodiscard]] bool busy() const { return m_working || m_soon.isActive(); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void read();
    void showContent(std::shared_ptr<const SequenceContent> content);
    void select(const QModelIndex &index);
    void sayWhat();

    QPointer<SequenceView> m_view;
    LaneTable *m_laneModel;
    MessageTable *m_messageModel;
    QLabel *m_what, *m_laneTitle, *m_messageTitle;
    QTableView *m_lanes, *m_messages;
    QTimer m_soon; ///< scrolling on makes no table of what was passed
    bool m_working = false, m_again = false;
    std::shared_ptr<const SequenceContent> m_content;
};

} // namespace interleave::widgets
