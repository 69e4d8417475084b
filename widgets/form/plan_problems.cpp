// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/plan_problems.h"

#include "core/plan/fault.h"
#include "core/plan/plan_json.h"
#include "widgets/common/format.h"
#include "widgets/form/step_fields.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <charconv>

namespace interleave::widgets {
namespace {

struct ProblemText {
    Q_DECLARE_TR_FUNCTIONS(ProblemText)
};

/// The index behind `name` and what stands between it and the next key; `rest` begins behind.
std::optional<std::size_t> takeIndex(std::string_view &rest, std::string_view name)
{
    if (!rest.starts_with(name) || rest.size() <= name.size() || rest[name.size()] != '[')
        return std::nullopt;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(rest.data() + name.size() + 1, rest.data() + rest.size(), index);
    if (error != std::errc() || end == rest.data() + rest.size() || *end != ']')
        return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end + 1 - rest.data()));
    if (rest.starts_with('.'))
        rest.remove_prefix(1);
    return index;
}

QString fieldLabel(const plan::Step &step, std::string_view rest)
{
    rest.remove_prefix(std::min(rest.find('.') + 1, rest.size()));
    for (const StepField &field : stepForms()[formOf(step)].fields) {
        if (rest.starts_with(field.key))
            return fieldText(field.label);
    }
    return {};
}

QString placeOf(const std::string &path, const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    const PlanPath where = parsePath(path);
    QStringList parts;
    if (where.group && *where.group < plan.workload.groups.size()) {
        const plan::TaskGroup &group = plan.workload.groups[*where.group];
        parts << ProblemText::tr("Task group “%1”").arg(QString::fromStdString(group.name));
        if (where.step && *where.step < group.steps.size()) {
            parts << ProblemText::tr("step %1").arg(*where.step + 1);
            parts << fieldLabel(group.steps[*where.step], where.rest);
        }
    } else if (where.entry && *where.entry < plan.executors.size()) {
        parts << entryName(plan.executors[*where.entry], catalogue).oneLine();
    }
    parts.removeAll(QString());
    return parts.join(ProblemText::tr(", ", "between the parts of a place"));
}

/// The second of two groups with one name.
std::optional<std::size_t> twinOf(const std::vector<plan::TaskGroup> &groups)
{
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto here = groups.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find_if(groups.begin(), here, [&](const auto &other) { return other.name == here->name; }) != here)
            return i;
    }
    return std::nullopt;
}

/// What a form can be brought to at any time, in words for that.
std::vector<Problem> commonProblems(const plan::Plan &plan)
{
    std::vector<Problem> problems;
    const auto &groups = plan.workload.groups;
    const auto nameless = std::ranges::find_if(groups, [](const auto &group) { return group.name.empty(); });
    const auto nameOf = [](std::size_t at) { return plan::member(plan::element("workload.groups", at), "name"); };
    if (groups.empty())
        problems.push_back({"workload.groups", ProblemText::tr("No tasks: add a task group."), {}});
    else if (nameless != groups.end())
        problems.push_back({nameOf(static_cast<std::size_t>(nameless - groups.begin())), ProblemText::tr("A task group has no name: type one."), {}});
    else if (const auto second = twinOf(groups))
        problems.push_back({nameOf(*second), ProblemText::tr("Two task groups are named “%1”: rename one.").arg(QString::fromStdString(groups[*second].name)), {}});
    if (plan.executors.empty())
        problems.push_back({"executors", ProblemText::tr("No concurrency model: tick at least one."), {}});
    return problems;
}

/// Messages of core are English; those without numbers in them can be translated as they are.
QString faultText(const std::string &message) { return QCoreApplication::translate("Faults", message.c_str()); }

} // namespace

PlanPath parsePath(std::string_view path)
{
    PlanPath where;
    where.group = takeIndex(path, "workload.groups");
    if (where.group)
        where.step = takeIndex(path, "steps");
    else
        where.entry = takeIndex(path, "executors");
    where.rest = path;
    return where;
}

std::vector<Problem> problemsOf(const plan::Plan &plan, const plan::Catalogue &catalogue)
{
    std::vector<Problem> problems = commonProblems(plan);
    if (!problems.empty())
        return problems;
    if (const auto checked = plan::validatePlan(plan, catalogue, {}); !checked) {
        const base::Error &error = checked.error();
        problems.push_back({error.context, faultText(error.message), placeOf(error.context, plan, catalogue)});
    }
    return problems;
}

QString leftOutText(const plan::Plan &plan, std::size_t entry, const plan::Catalogue &catalogue)
{
    const plan::ExecutorDescriptor *descriptor = catalogue.executor(plan.executors[entry].id);
    const auto why = descriptor ? plan::whyLeftOut(plan.workload, plan.executors[entry], *descriptor) : std::nullopt;
    return why ? ProblemText::tr("Left out of the run: %1").arg(faultText(*why)) : QString();
}

} // namespace interleave::widgets
