// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace interleave::widgets {

/// Edits one parameter of a concurrency model; which control, from its descriptor.
class ParameterEditor : public QWidget {
    Q_OBJECT
public:
    /// `accessibleName`: model and parameter.
    ParameterEditor(const plan::ParameterDescriptor &descriptor, const QString &accessibleName, QWidget *parent = nullptr);

    /// Empty: not given.
    void showValue(const std::optional<plan::ParameterValue> &value);

Q_SIGNALS:
    /// Empty: back to what it is when not given.
    void edited(const std::optional<plan::ParameterValue> &value);

private:
    void makeNumber();
    void makeTruth();
    void makeChoice();

    plan::ParameterDescriptor m_descriptor;
    QSpinBox *m_number = nullptr;
    QCheckBox *m_truth = nullptr;
    QComboBox *m_choice = nullptr;
};

} // namespace interleave::widgets
