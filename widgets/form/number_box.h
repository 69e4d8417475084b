// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLocale>
#include <QSignalBlocker>

namespace interleave::widgets {

/// Of numbers with fractions: milliseconds down to the nanosecond.
inline constexpr int kDecimals = 6;

/// A spin box that shows "20" and "2.5" rather than "20.000" and "2.500".
class NumberBox : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;

    [[nodiscard]] QString textFromValue(double value) const override
    {
        QString text = QDoubleSpinBox::textFromValue(value);
        if (decimals() == 0)
            return text;
        while (text.endsWith(locale().zeroDigit()))
            text.chop(1);
        if (text.endsWith(locale().decimalPoint()))
            text.chop(locale().decimalPoint().size());
        return text;
    }
};

/// A box for an amount, no wider than it must be.
inline QDoubleSpinBox *makeNumberBox(QWidget *parent)
{
    auto *box = new NumberBox(parent);
    box->setMinimumWidth(64);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return box;
}

/// Shows a value without saying that it changed.
template <class Box, class Value>
void putNumber(Box *box, Value value)
{
    const QSignalBlocker quiet(box);
    if (box->value() != value) // setting the same value would throw away what is half typed
        box->setValue(value);
}

} // namespace interleave::widgets
