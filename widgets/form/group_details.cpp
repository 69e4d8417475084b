// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/group_details.h"

#include "core/plan/fault.h"
#include "core/plan/limits.h"
#include "widgets/form/field_note.h"
#include "widgets/form/number_box.h"
#include "widgets/form/step_fields.h"

#include <QCoreApplication>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace interleave::widgets {
namespace {

/// Not given is 0 in the box.
struct Detail {
    const char *key, *label, *help;
    Unit unit;
    plan::limits::Range range;
    std::optional<std::int64_t> plan::TaskGroup::*member;
};

constexpr std::array kDetails{
    Detail{"task_timeout_ms", QT_TRANSLATE_NOOP("StepFields", "Time-out of a task"), QT_TRANSLATE_NOOP("StepFields", "A task that takes longer is ended and counts as timed out"),
           Unit::Milliseconds, plan::limits::kTimeoutMs, &plan::TaskGroup::taskTimeoutMs},
    Detail{"payload_bytes", QT_TRANSLATE_NOOP("StepFields", "Input"), QT_TRANSLATE_NOOP("StepFields", "Bytes that are copied to the worker process with each task"), Unit::Bytes,
           plan::limits::kTaskBytes, &plan::TaskGroup::payloadBytes},
    Detail{"result_bytes", QT_TRANSLATE_NOOP("StepFields", "Result"), QT_TRANSLATE_NOOP("StepFields", "Bytes that are copied back from the worker process with each result"), Unit::Bytes,
           plan::limits::kTaskBytes, &plan::TaskGroup::resultBytes}};

} // namespace

GroupDetails::GroupDetails(QWidget *parent) : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(12, 0, 0, 0);
    form->setSpacing(4);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Detail &detail = kDetails[i];
        Row &row = m_rows[i];
        row.label = new QLabel(this);
        row.box = new QSpinBox(this);
        row.note = new FieldNote(row.box, this);
        row.box->setRange(0, static_cast<int>(detail.range.maximum));
        row.box->setGroupSeparatorShown(true);
        row.box->setMinimumWidth(90);
        row.label->setBuddy(row.box);
        form->addRow(row.label, row.box);
        form->addRow(row.note);
        connect(row.box, &QSpinBox::valueChanged, this, [this, &detail](int value) {
            auto after = m_group;
            after.*detail.member = value == 0 ? std::nullopt : std::optional<std::int64_t>(value);
            Q_EMIT edited(after, QString::fromUtf8(detail.key));
        });
    }
}

bool GroupDetails::has(std::string_view key)
{
    return std::ranges::any_of(kDetails, [key](const Detail &detail) { return key == detail.key; });
}

void GroupDetails::showGroup(const plan::TaskGroup &group, std::size_t at)
{
    m_group = group;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        putNumber(m_rows[i].box, static_cast<int>((group.*kDetails[i].member).value_or(0)));
        m_rows[i].note->setPath(plan::member(plan::element("workload.groups", at), kDetails[i].key));
    }
}

void GroupDetails::retranslateUi()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QString label = fieldText(kDetails[i].label);
        m_rows[i].label->setText(label);
        m_rows[i].box->setAccessibleName(tr("Task group: %1").arg(label));
        m_rows[i].box->setToolTip(fieldText(kDetails[i].help));
        m_rows[i].box->setSuffix(unitSuffix(kDetails[i].unit));
        m_rows[i].box->setSpecialValueText(fieldText(QT_TRANSLATE_NOOP("StepFields", "None")));
    }
}

} // namespace interleave::widgets
