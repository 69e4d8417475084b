// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/run_settings_editor.h"

#include "core/plan/limits.h"
#include "widgets/form/number_box.h"

#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace interleave::widgets {
namespace {

template <class Box>
void setRange(Box *box, plan::limits::Range range)
{
    using Value = decltype(box->value());
    box->setRange(static_cast<Value>(range.minimum), static_cast<Value>(range.maximum));
}

} // namespace

RunSettingsEditor::RunSettingsEditor(QWidget *parent)
    : QWidget(parent), m_repetitionsLabel(new QLabel(this)), m_warmupLabel(new QLabel(this)), m_seedLabel(new QLabel(this)), m_timeoutLabel(new QLabel(this)),
      m_repetitions(new QSpinBox(this)), m_warmup(new QSpinBox(this)), m_seed(new NumberBox(this)), m_timeout(new NumberBox(this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    const std::pair<QLabel *, QWidget *> rows[]{{m_repetitionsLabel, m_repetitions}, {m_warmupLabel, m_warmup}, {m_seedLabel, m_seed}, {m_timeoutLabel, m_timeout}};
    for (const auto &[label, field] : rows) {
        form->addRow(label, field);
        label->setBuddy(field);
    }
    setRange(m_repetitions, plan::limits::kRepetitions);
    setRange(m_warmup, plan::limits::kWarmup);
    m_seed->setDecimals(0);
    setRange(m_seed, plan::limits::kSeed);
    m_timeout->setDecimals(3);
    setRange(m_timeout, plan::limits::kTimeoutS);
    for (QWidget *field : {static_cast<QWidget *>(m_repetitions), static_cast<QWidget *>(m_warmup), static_cast<QWidget *>(m_seed), static_cast<QWidget *>(m_timeout)})
        field->setMinimumWidth(90); // a range of sixteen digits would widen the dock
    const auto change = [this](auto set, const QString &field) {
        return [this, set, field](auto value) {
            auto after = m_plan;
            set(after, value);
            Q_EMIT edited(after, tr("Change Settings"), field);
        };
    };
    connect(m_repetitions, &QSpinBox::valueChanged, this, change([](plan::Plan &p, int v) { p.repetitions = v; }, QStringLiteral("repetitions")));
    connect(m_warmup, &QSpinBox::valueChanged, this, change([](plan::Plan &p, int v) { p.warmup = v; }, QStringLiteral("warmup")));
    connect(m_seed, &QDoubleSpinBox::valueChanged, this,
            change([](plan::Plan &p, double v) { p.workload.seed = static_cast<std::uint64_t>(v); }, QStringLiteral("seed")));
    connect(m_timeout, &QDoubleSpinBox::valueChanged, this, change([](plan::Plan &p, double v) { p.timeoutS = v; }, QStringLiteral("timeout")));
}

void RunSettingsEditor::showPlan(const plan::Plan &plan)
{
    m_plan = plan;
    putNumber(m_repetitions, static_cast<int>(plan.repetitions));
    putNumber(m_warmup, static_cast<int>(plan.warmup));
    putNumber(m_seed, static_cast<double>(plan.workload.seed));
    putNumber(m_timeout, plan.timeoutS);
}

void RunSettingsEditor::retranslateUi()
{
    m_repetitionsLabel->setText(tr("Re&petitions"));
    m_repetitions->setAccessibleName(tr("Repetitions"));
    m_repetitions->setToolTip(tr("Measured runs of each concurrency model, in rounds"));
    m_warmupLabel->setText(tr("&Warm-up rounds"));
    m_warmup->setAccessibleName(tr("Warm-up rounds"));
    m_warmup->setToolTip(tr("Rounds before the measured ones that do not count"));
    m_seedLabel->setText(tr("See&d"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(tr("The same seed gives the same tasks and the same order of runs"));
    m_timeoutLabel->setText(tr("Time-&out of a run"));
    m_timeout->setSuffix(tr(" s"));
    m_timeout->setAccessibleName(tr("Time-out of a run in seconds"));
    m_timeout->setToolTip(tr("A run that takes longer is ended"));
}

} // namespace interleave::widgets
