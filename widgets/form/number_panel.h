// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/form/number_modes.h"
#include "widgets/form/number_preview.h"

#include <QWidget>

#include <array>

class QDoubleSpinBox;
class QLabel;

namespace interleave::widgets {

class DrawPreview;

/// The parts of a number that varies, a row each, with a preview; nothing for a constant.
class NumberPanel : public QWidget {
    Q_OBJECT
public:
    explicit NumberPanel(const StepField &field, QWidget *parent = nullptr);

    void showNumber(const plan::Number &number, const NumberPlace &place);
    /// `what` names the number in the accessible names.
    void retranslateUi(const QString &what);
    [[nodiscard]] DrawPreview *preview() const { return m_preview; }

Q_SIGNALS:
    /// `part`: key of what was changed.
    void edited(const plan::Number &after, const QString &part);

private:
    static constexpr std::size_t kMostParts = 3;
    void take(std::size_t row, double value);
    void showMode();
    void fit(QDoubleSpinBox *box, const NumberPart &part) const;

    const StepField &m_field;
    plan::Number m_number;
    NumberMode m_mode = NumberMode::Constant;
    QString m_what;
    std::array<QLabel *, kMostParts> m_labels{};
    std::array<QDoubleSpinBox *, kMostParts> m_boxes{};
    DrawPreview *m_preview;
};

} // namespace interleave::widgets
