// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/cautions.h"
#include "widgets/common/theme.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace interleave::widgets {

/// Before a run: what on this machine makes figures doubtful, in one line; what it always is stands in the tip only. Hidden while there is
/// nothing to warn of.
class TrustStrip : public QWidget {
    Q_OBJECT
public:
    explicit TrustStrip(QWidget *parent = nullptr);

    void setPlan(const plan::Plan &plan, const plan::Catalogue &catalogue);
    /// Looks at the machine in the thread pool and then says what it found.
    void look();
    void setMachine(const record::Environment &machine);
    /// Nothing is said while something runs: the lane below the charts shows it then.
    void setRunning(bool running);
    void setTheme(const Theme &theme);
    void retranslateUi();
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void say();

    QLabel *m_icon, *m_text;
    QToolButton *m_again;
    std::vector<record::Crowd> m_crowds; ///< of the plan
    std::optional<record::Environment> m_machine;
    bool m_running = false, m_looking = false;
};

} // namespace interleave::widgets
