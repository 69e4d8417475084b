// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/plan_text.h"

#include "core/plan/plan_json.h"
#include "widgets/form/plan_edit.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace interleave::widgets {
namespace {

struct PlanText {
    Q_DECLARE_TR_FUNCTIONS(PlanText)
};

QString plain(double value)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'g', 12);
}

const plan::TaskGroup *twin(const plan::Plan &plan)
{
    const auto &groups = plan.workload.groups;
    for (auto it = groups.begin(); it != groups.end(); ++it) {
        if (std::find_if(groups.begin(), it, [&](const auto &other) { return other.name == it->name; }) != it)
            return &*it;
    }
    return nullptr;
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
    return PlanText::tr("drawn at random");
}

QString stepText(const plan::Step &step)
{
    const auto choice = edit::choiceOf(step);
    if (!choice)
        return QString::fromUtf8(plan::toText(plan::kindOf(step)).data());
    const plan::Number &number = *edit::numberOf(step);
    switch (*choice) {
    case edit::StepChoice::ComputeMilliseconds:
        return PlanText::tr("compute %1").arg(numberText(number, PlanText::tr("ms")));
    case edit::StepChoice::ComputeIterations:
        return PlanText::tr("compute %1").arg(numberText(number, PlanText::tr("iterations")));
    case edit::StepChoice::Sleep:
        return PlanText::tr("sleep %1").arg(numberText(number, PlanText::tr("ms")));
    }
    return {};
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

std::vector<Problem> problemsOf(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    std::vector<Problem> problems;
    const auto &groups = plan.workload.groups;
    if (groups.empty())
        problems.push_back({Problem::Where::Tasks, PlanText::tr("No tasks: add a task group.")});
    else if (std::ranges::any_of(groups, [](const auto &group) { return group.name.empty(); }))
        problems.push_back({Problem::Where::Tasks, PlanText::tr("A task group has no name: type one.")});
    else if (const auto *second = twin(plan))
        problems.push_back({Problem::Where::Tasks, PlanText::tr("Two task groups are named “%1”: rename one.").arg(QString::fromStdString(second->name))});
    if (plan.executors.empty())
        problems.push_back({Problem::Where::Models, PlanText::tr("No concurrency model: tick at least one.")});
    if (!problems.empty())
        return problems;
    const auto checked = plan::validatePlan(plan, catalogue, {});
    if (!checked)
        problems.push_back({Problem::Where::Settings, QString::fromStdString(checked.error().text())});
    return problems;
}

} // namespace interleave::widgets
