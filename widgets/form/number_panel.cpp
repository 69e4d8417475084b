// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_panel.h"

#include "widgets/form/draw_preview.h"
#include "widgets/form/number_box.h"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace interleave::widgets {

NumberPanel::NumberPanel(const StepField &field, QWidget *parent) : QWidget(parent), m_field(field), m_preview(new DrawPreview(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 0, 0, 2);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < kMostParts; ++i) {
        m_labels[i] = new QLabel(this);
        m_boxes[i] = makeNumberBox(this);
        m_labels[i]->setBuddy(m_boxes[i]);
        grid->addWidget(m_labels[i], static_cast<int>(i), 0);
        grid->addWidget(m_boxes[i], static_cast<int>(i), 1);
        connect(m_boxes[i], &QDoubleSpinBox::valueChanged, this, [this, i](double value) { take(i, value); });
    }
    grid->addWidget(m_preview, static_cast<int>(kMostParts), 0, 1, 2);
    hide();
}

void NumberPanel::take(std::size_t row, double value)
{
    const NumberPart &part = partsOf(m_mode)[row];
    part.set(m_number, value);
    Q_EMIT edited(m_number, QString::fromUtf8(part.key));
}

void NumberPanel::showNumber(const plan::Number &number, const NumberPlace &place)
{
    m_number = number;
    if (m_mode != modeOf(number)) {
        m_mode = modeOf(number);
        showMode();
    }
    const auto parts = partsOf(m_mode);
    setVisible(!parts.empty());
    for (std::size_t i = 0; i < parts.size(); ++i)
        putNumber(m_boxes[i], parts[i].get(number));
    if (!parts.empty())
        m_preview->showValues(previewNumbers(place, m_field), m_mode == NumberMode::Indexed ? DrawPreview::Shape::Strip : DrawPreview::Shape::Histogram, m_field.unit);
}

void NumberPanel::fit(QDoubleSpinBox *box, const NumberPart &part) const
{
    using Scale = NumberPart::Scale;
    const bool amount = part.scale == Scale::Value || part.scale == Scale::Change;
    plan::limits::Range range = amount ? m_field.range : part.scale == Scale::Tasks ? plan::limits::kModulo : plan::limits::kSigma;
    if (part.scale == Scale::Change)
        range.minimum = -range.maximum;
    const QSignalBlocker quiet(box);
    box->setDecimals(part.scale == Scale::Tasks || (amount && m_field.whole) ? 0 : kDecimals);
    box->setRange(range.minimum, range.maximum);
    box->setSuffix(amount ? unitSuffix(m_field.unit) : QString());
}

void NumberPanel::showMode()
{
    const auto parts = partsOf(m_mode);
    for (std::size_t i = 0; i < kMostParts; ++i) {
        m_labels[i]->setVisible(i < parts.size());
        m_boxes[i]->setVisible(i < parts.size());
        if (i < parts.size())
            fit(m_boxes[i], parts[i]);
    }
    retranslateUi(m_what);
}

void NumberPanel::retranslateUi(const QString &what)
{
    m_what = what;
    const auto parts = partsOf(m_mode);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        fit(m_boxes[i], parts[i]);
        m_labels[i]->setText(fieldText(parts[i].label));
        m_boxes[i]->setAccessibleName(tr("%1: %2", "number, part of it").arg(what, m_labels[i]->text()));
    }
    setWhatsThis(m_mode == NumberMode::Indexed ? tr("Task n of the group gets base + step × (n mod modulo).") : tr("Each task draws its own; the same seed gives every model the same draws."));
    m_preview->retranslateUi(what);
}

} // namespace interleave::widgets
