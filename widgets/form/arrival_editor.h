// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QWidget>

#include <array>

class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace interleave::widgets {

class FieldNote;

/// When tasks come: at once, one every so often, at random, or from clients that wait for their results.
class ArrivalEditor : public QWidget {
    Q_OBJECT
public:
    explicit ArrivalEditor(QWidget *parent = nullptr);

    void showPlan(const plan::Plan &plan);
    void retranslateUi();

Q_SIGNALS:
    /// `field`: edits of one field merge; empty: an edit of its own.
    void edited(const plan::Plan &after, const QString &text, const QString &field);

private:
    struct Row {
        QLabel *label = nullptr;
        QDoubleSpinBox *box = nullptr;
    };
    void takeKind(int index);
    void take(std::size_t row, double value);
    void describe();

    plan::Plan m_plan;
    QLabel *m_title;
    QComboBox *m_kind;
    std::array<Row, 4> m_rows;
    QLabel *m_meaning;
    FieldNote *m_note;
};

/// What the arrival means, in one or two sentences.
QString arrivalMeaning(const plan::Arrival &arrival);

} // namespace interleave::widgets
