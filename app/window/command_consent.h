// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QFrame>

#include <vector>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace interleave::window {

/// Programs that a plan from a file would start are shown, every argument, before anything can start them: one click allows them.
/// What a person typed into the form needs none. Hidden while there is nothing to allow.
class CommandConsent : public QFrame {
    Q_OBJECT
public:
    explicit CommandConsent(QWidget *parent = nullptr);

    /// A plan came from a file: shows its commands that are not allowed yet.
    void ask(const plan::Plan &fromFile);
    /// The plan at hand is another: shows those of its commands that came from some file and are not allowed.
    void follow(const plan::Plan &plan);
    /// True if the plan has a command that came from a file and is not allowed.
    [[nodiscard]] bool blocks(const plan::Plan &plan) const;
    /// Says once more that a click is needed, and puts the focus there.
    void insist();
    void allow();

    [[nodiscard]] QString shownCommands() const;
    void setTheme(const widgets::Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    void allowed();

private:
    std::vector<plan::Command> m_allowed, m_untrusted;
    std::vector<plan::Command> m_shown; ///< of the untrusted those of the plan at hand
    QLabel *m_icon;
    QLabel *m_text;
    QPlainTextEdit *m_commands;
    QPushButton *m_allow;
    bool m_tooLong = false;
};

/// One line a command: program and arguments quoted, what cannot be seen written out; the folder it runs in.
QString commandLines(const std::vector<plan::Command> &commands);

} // namespace interleave::window
