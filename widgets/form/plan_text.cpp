// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/plan_text.h"

#include "widgets/form/argv_text.h"
#include "widgets/form/step_fields.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace interleave::widgets {
namespace {

struct PlanText {
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

QString unitText(Unit unit) { return unit == Unit::Iterations ? PlanText::tr("iterations") : unitSuffix(unit).trimmed(); }

QString plain(double value)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'g', 12);
}

/// A value of the main field of a step, in short.
QString valueText(const FieldValue &value, const StepField &field)
{
    if (const auto *number = std::get_if<plan::Number>(&value))
        return numberText(*number, unitText(field.unit));
    const auto *words = std::get_if<std::vector<std::string>>(&value);
    return words ? QString::fromStdString(joinWords(*words)) : QString();
}

} // namespace

QString catalogueText(const std::string &english)
{
    return english.empty() ? QString() : QCoreApplication::translate("Catalogue", english.c_str());
}

QString presetText(std::string_view english)
{
    return english.empty() ? QString() : QCoreApplication::translate("Presets", std::string(english).c_str());
}

QString numberText(const plan::Number &number, const QString &unit)
{
    if (const auto *value = std::get_if<double>(&number))
        return PlanText::tr("%1 %2", "number and unit").arg(plain(*value), unit);
    if (const auto *indexed = std::get_if<plan::Indexed>(&number)) {
        return PlanText::tr("%1 + %2 × (n mod %3) %4", "number that varies with the task's index n, and unit")
            .arg(plain(indexed->base), plain(indexed->step), QLocale().toString(indexed->modulo), unit);
    }
    const auto &drawn = std::get<plan::Distribution>(number);
    switch (drawn.kind) {
    case plan::Distribution::Kind::Uniform: return PlanText::tr("%1 to %2 %3", "two numbers and unit").arg(plain(drawn.first), plain(drawn.second), unit);
    case plan::Distribution::Kind::Exponential: return PlanText::tr("%1 %2 exponential", "number and unit").arg(plain(drawn.first), unit);
    case plan::Distribution::Kind::Lognormal: return PlanText::tr("%1 %2 lognormal", "number and unit").arg(plain(drawn.first), unit);
    }
    return {};
}

QString stepText(const plan::Step &step)
{
    const StepForm &form = stepForms()[formOf(step)];
    const StepField &field = form.fields.front();
    return fieldText(form.summary).arg(valueText(field.get(step), field));
}

QString stepsText(const plan::TaskGroup &group)
{
    if (group.steps.empty())
        return PlanText::tr("nothing to do");
    QStringList texts;
    for (const auto &step : group.steps)
        texts << stepText(step);
    return texts.join(PlanText::tr(", ", "between steps"));
}

} // namespace interleave::widgets
