// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QWidget>

#include <array>
#include <string_view>

class QLabel;
class QSpinBox;

namespace interleave::widgets {

class FieldNote;

/// What a task group may say besides: time-out of a task, bytes that go to it and come back from it.
class GroupDetails : public QWidget {
    Q_OBJECT
public:
    explicit GroupDetails(QWidget *parent = nullptr);

    void showGroup(const plan::TaskGroup &group, std::size_t at);
    void retranslateUi();
    /// True for the key of one of its fields.
    static bool has(std::string_view key);

Q_SIGNALS:
    /// `field`: key of what was changed.
    void edited(const plan::TaskGroup &after, const QString &field);

private:
    struct Row {
        QLabel *label = nullptr;
        QSpinBox *box = nullptr;
        FieldNote *note = nullptr;
    };
    plan::TaskGroup m_group;
    std::array<Row, 3> m_rows;
};

} // namespace interleave::widgets
