// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/arrival_editor.h"

#include "core/plan/limits.h"
#include "widgets/form/field_note.h"
#include "widgets/form/number_box.h"
#include "widgets/form/plan_edit.h"
#include "widgets/form/step_fields.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>

namespace interleave::widgets {
namespace {

using plan::Arrival;
using Kind = Arrival::Kind;

/// One number of one kind of arrival.
struct Part {
    Kind kind;
    const char *key, *label;
    plan::limits::Range range;
    int decimals;
    Unit unit;
    double (*get)(const Arrival &arrival);
    void (*set)(Arrival &arrival, double value);
};

constexpr std::array kParts{
    Part{Kind::Interval, "ms", QT_TRANSLATE_NOOP("StepFields", "Interval"), plan::limits::kIntervalMs, kDecimals, Unit::Milliseconds, [](const Arrival &a) { return a.ms; },
         [](Arrival &a, double value) { a.ms = value; }},
    Part{Kind::Poisson, "rate_per_s", QT_TRANSLATE_NOOP("StepFields", "Tasks per second"), plan::limits::kRatePerS, kDecimals, Unit::None, [](const Arrival &a) { return a.ratePerS; },
         [](Arrival &a, double value) { a.ratePerS = value; }},
    Part{Kind::Closed, "clients", QT_TRANSLATE_NOOP("StepFields", "Clients"), plan::limits::kClients, 0, Unit::None, [](const Arrival &a) { return static_cast<double>(a.clients); },
         [](Arrival &a, double value) { a.clients = static_cast<std::int64_t>(value); }},
    Part{Kind::Closed, "think_ms", QT_TRANSLATE_NOOP("StepFields", "Think time"), plan::limits::kMilliseconds, kDecimals, Unit::Milliseconds, [](const Arrival &a) { return a.thinkMs; },
         [](Arrival &a, double value) { a.thinkMs = value; }}};

} // namespace

ArrivalEditor::ArrivalEditor(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_kind(new QComboBox(this)), m_meaning(new QLabel(this)), m_note(new FieldNote(m_kind, this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->addRow(m_title, m_kind);
    m_title->setBuddy(m_kind);
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(8);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        Row &row = m_rows[i];
        row.label = new QLabel(this);
        row.box = makeNumberBox(this);
        row.box->setDecimals(kParts[i].decimals);
        row.box->setRange(kParts[i].range.minimum, kParts[i].range.maximum);
        row.label->setBuddy(row.box);
        form->addRow(row.label, row.box);
        connect(row.box, &QDoubleSpinBox::valueChanged, this, [this, i](double value) { take(i, value); });
    }
    form->addRow(m_meaning);
    form->addRow(m_note);
    m_meaning->setWordWrap(true);
    m_note->setPath("workload.arrival");
    connect(m_kind, &QComboBox::activated, this, &ArrivalEditor::takeKind);
}

void ArrivalEditor::takeKind(int index)
{
    const auto kind = static_cast<Kind>(index);
    if (kind != m_plan.workload.arrival.kind)
        Q_EMIT edited(edit::withArrival(m_plan, edit::freshArrival(kind)), tr("Change Arrival"), {});
}

void ArrivalEditor::take(std::size_t row, double value)
{
    Arrival after = m_plan.workload.arrival;
    kParts[row].set(after, value);
    Q_EMIT edited(edit::withArrival(m_plan, after), tr("Change Arrival"), QStringLiteral("arrival ") + QString::fromUtf8(kParts[row].key));
}

void ArrivalEditor::showPlan(const plan::Plan &plan)
{
    m_plan = plan;
    const Arrival &arrival = plan.workload.arrival;
    m_kind->setCurrentIndex(static_cast<int>(arrival.kind));
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool shown = kParts[i].kind == arrival.kind;
        m_rows[i].label->setVisible(shown);
        m_rows[i].box->setVisible(shown);
        if (shown)
            putNumber(m_rows[i].box, kParts[i].get(arrival));
    }
    describe();
}

void ArrivalEditor::describe() { m_meaning->setText(arrivalMeaning(m_plan.workload.arrival)); }

void ArrivalEditor::retranslateUi()
{
    m_title->setText(tr("Arri&val"));
    const std::array kinds{tr("All at once"), tr("At a fixed interval"), tr("At random (Poisson)"), tr("From waiting clients")};
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    for (const QString &kind : kinds)
        m_kind->addItem(kind);
    m_kind->setCurrentIndex(static_cast<int>(m_plan.workload.arrival.kind));
    m_kind->setAccessibleName(tr("Arrival of the tasks"));
    m_kind->setToolTip(tr("When tasks come"));
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QString label = fieldText(kParts[i].label);
        m_rows[i].label->setText(label);
        m_rows[i].box->setSuffix(unitSuffix(kParts[i].unit));
        m_rows[i].box->setAccessibleName(tr("Arrival: %1").arg(label));
    }
    describe();
}

QString arrivalMeaning(const Arrival &arrival)
{
    const auto number = [](double value) { return QLocale().toString(value, 'g', 6); };
    switch (arrival.kind) {
    case Kind::AtOnce:
        return ArrivalEditor::tr("Every task is due when the run starts, and latency counts from there.");
    case Kind::Interval:
        return ArrivalEditor::tr("Open loop: a task is due every %1 ms, whether earlier ones are done or not. Latency counts from then.").arg(number(arrival.ms));
    case Kind::Poisson:
        return ArrivalEditor::tr("Open loop: %1 tasks a second on average, at random, whether earlier ones are done or not. Latency counts from when a task is due.")
            .arg(number(arrival.ratePerS));
    case Kind::Closed:
        return ArrivalEditor::tr("Closed loop: each of %1 clients sends a task, waits for its result, thinks for %2 ms and sends the next. A slow model is asked less often.")
            .arg(number(static_cast<double>(arrival.clients)), number(arrival.thinkMs));
    }
    return {};
}

} // namespace interleave::widgets
