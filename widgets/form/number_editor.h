// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace interleave::widgets {

/// Edits a step's number: a constant, or by disclosure base + step × (index mod modulo). Shows a drawn number, but cannot edit it.
class NumberEditor : public QWidget {
    Q_OBJECT
public:
    explicit NumberEditor(QWidget *parent = nullptr);

    void showNumber(const plan::Number &number);
    [[nodiscard]] plan::Number number() const;
    /// Units of what is edited: whole iterations, or milliseconds with fractions.
    void setWhole(bool whole);
    void setTheme(const Theme &theme);
    /// `what` names the step in the accessible names.
    void retranslateUi(const QString &what);

Q_SIGNALS:
    void edited();

private:
    void toggleVarying(bool varying);
    QDoubleSpinBox *m_base;
    QToolButton *m_vary;
    QWidget *m_details;
    QLabel *m_stepLabel;
    QDoubleSpinBox *m_step;
    QLabel *m_moduloLabel;
    QSpinBox *m_modulo;
    bool m_whole = false;
    bool m_drawn = false;
    plan::Number m_kept; ///< what is shown, when it cannot be edited
};

} // namespace interleave::widgets
