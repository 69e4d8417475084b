// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/form/step_fields.h"

#include <QWidget>

#include <vector>

class QLabel;

namespace interleave::widgets {

/// A small picture of what the tasks of a group get: how often each value (a histogram), or which task gets which (a strip);
/// below it the same in words.
class DrawPreview : public QWidget {
    Q_OBJECT
public:
    enum class Shape { Histogram, Strip };
    explicit DrawPreview(QWidget *parent = nullptr);

    void showValues(std::vector<double> values, Shape shape, Unit unit);
    [[nodiscard]] QString caption() const;
    /// The bars that are painted, in the picture's coordinates.
    [[nodiscard]] std::vector<QRectF> bars() const;
    void retranslateUi(const QString &what);

private:
    class Picture;
    void describe();

    std::vector<double> m_values;
    Shape m_shape = Shape::Histogram;
    Unit m_unit = Unit::None;
    Picture *m_picture;
    QLabel *m_caption;
};

} // namespace interleave::widgets
