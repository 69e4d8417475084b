// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/form/number_modes.h"
#include "widgets/form/number_preview.h"

#include <QWidget>

#include <array>

class QAction;
class QActionGroup;
class QDoubleSpinBox;
class QToolButton;

namespace interleave::widgets {

class NumberPanel;

/// Edits a step's number: a box for a constant, and a button that makes it vary; what varies is edited in the panel below.
class NumberEditor : public QWidget {
    Q_OBJECT
public:
    explicit NumberEditor(const StepField &field, QWidget *parent = nullptr);

    void showNumber(const plan::Number &number, const NumberPlace &place);
    /// To be put into the layout below the editor.
    [[nodiscard]] NumberPanel *panel() const { return m_panel; }
    void setTheme(const Theme &theme);
    /// `what` names the number in the accessible names.
    void retranslateUi(const QString &what);

Q_SIGNALS:
    /// `part`: key of what was changed, for edits that merge; empty for one of its own.
    void edited(const plan::Number &after, const QString &part);

private:
    void showMode();

    const StepField &m_field;
    plan::Number m_number;
    Theme m_theme;
    QDoubleSpinBox *m_box;
    QToolButton *m_vary;
    QActionGroup *m_modes;
    std::array<QAction *, kNumberModes.size()> m_actions{};
    NumberPanel *m_panel;
};

} // namespace interleave::widgets
