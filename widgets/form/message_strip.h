// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace interleave::widgets {

/// One line (or some) that says what went wrong and what to do; hidden while there is nothing to say. The text can be copied.
class MessageStrip : public QFrame {
    Q_OBJECT
public:
    enum class Closing { ByUser, ByItself };
    explicit MessageStrip(Closing closing, QWidget *parent = nullptr);

    /// `action`: what a button offers; empty: none.
    void say(const QString &text, const QString &action = {});
    void clear();
    [[nodiscard]] QString text() const;
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_action;
    QToolButton *m_close = nullptr;
};

} // namespace interleave::widgets
