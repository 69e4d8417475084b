// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSpinBox;

namespace interleave::widgets {

/// How often and how long: repetitions, warm-up, seed, time-out.
class RunSettingsEditor : public QWidget {
    Q_OBJECT
public:
    explicit RunSettingsEditor(QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    void retranslateUi();

Q_SIGNALS:
    void edited(const plan::Plan &after, const QString &text, const QString &field);

private:
    plan::Plan m_plan;
    QLabel *m_repetitionsLabel, *m_warmupLabel, *m_seedLabel, *m_timeoutLabel;
    QSpinBox *m_repetitions, *m_warmup;
    QDoubleSpinBox *m_seed; ///< whole numbers up to 2^53
    QDoubleSpinBox *m_timeout;
};

} // namespace interleave::widgets
