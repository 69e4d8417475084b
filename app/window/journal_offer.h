// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/session_journal.h"
#include "widgets/common/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace interleave::window {

/// Offers what an earlier program left unsaved. Hidden while there is nothing to offer; it stands until the journal is really opened or discarded.
class JournalOffer : public QFrame {
    Q_OBJECT
public:
    explicit JournalOffer(QWidget *parent = nullptr);

    void offer(const record::AbandonedJournal &journal);
    [[nodiscard]] QString text() const;
    void setTheme(const widgets::Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    void openChosen(const interleave::record::AbandonedJournal &journal);
    void discardChosen(const interleave::record::AbandonedJournal &journal);

private:
    record::AbandonedJournal m_journal;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_open;
    QPushButton *m_discard;
};

} // namespace interleave::window
