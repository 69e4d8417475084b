// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace interleave::widgets {

class NumberEditor;

/// One step of a task group: its kind, its number, and the buttons to move and remove it.
class StepEditor : public QWidget {
    Q_OBJECT
public:
    explicit StepEditor(QWidget *parent = nullptr);

    /// `position` counts from 1.
    void showStep(const plan::Step &step, int position);
    [[nodiscard]] const plan::Step &step() const { return m_step; }
    void setTheme(const Theme &theme);
    void retranslateUi();

Q_SIGNALS:
    void edited();
    void removeRequested();
    void moveUpRequested();

private:
    void fillKinds();
    void takeKind(int index);
    void takeNumber();

    plan::Step m_step;
    int m_position = 0;
    QComboBox *m_kind;
    NumberEditor *m_number;
    QToolButton *m_up;
    QToolButton *m_remove;
};

} // namespace interleave::widgets
