// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/plan_edit.h"

#include "core/plan/tasks.h"

#include <algorithm>
#include <set>

namespace interleave::widgets::edit {
namespace {

template <class T>
void move(std::vector<T> &items, std::size_t from, std::size_t to)
{
    if (from >= items.size() || to >= items.size())
        return;
    const auto begin = items.begin();
    const auto at = [&](std::size_t i) { return begin + static_cast<std::ptrdiff_t>(i); };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
}

template <class T>
void erase(std::vector<T> &items, std::size_t at)
{
    if (at < items.size())
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
}

std::size_t rankOf(const plan::Catalogue &catalogue, std::string_view id)
{
    const auto found = std::ranges::find(catalogue.executors, id, &plan::ExecutorDescriptor::id);
    return static_cast<std::size_t>(found - catalogue.executors.begin());
}

const plan::ParameterDescriptor *firstNumber(const plan::ExecutorDescriptor *descriptor)
{
    if (!descriptor)
        return nullptr;
    for (const auto &parameter : descriptor->parameters) {
        if (std::holds_alternative<std::int64_t>(parameter.defaultValue))
            return &parameter;
    }
    return nullptr;
}

} // namespace

plan::Plan withName(plan::Plan plan, std::string name)
{
    plan.name = std::move(name);
    return plan;
}

std::string freshGroupName(const plan::Plan &plan, std::string_view stem)
{
    const auto &groups = plan.workload.groups;
    const auto taken = [&](const std::string &name) { return std::ranges::find(groups, name, &plan::TaskGroup::name) != groups.end(); };
    std::string name(stem);
    for (int n = 2; taken(name); ++n)
        name = std::string(stem) + "-" + std::to_string(n);
    return name;
}

plan::Plan withGroupAdded(plan::Plan plan, std::size_t at, plan::TaskGroup group)
{
    auto &groups = plan.workload.groups;
    group.name = freshGroupName(plan, group.name.empty() ? "tasks" : group.name);
    groups.insert(groups.begin() + static_cast<std::ptrdiff_t>(std::min(at, groups.size())), std::move(group));
    return plan;
}

plan::Plan withGroupRemoved(plan::Plan plan, std::size_t at)
{
    if (at >= plan.workload.groups.size())
        return plan;
    const std::string name = plan.workload.groups[at].name;
    erase(plan.workload.groups, at);
    for (auto &entry : plan.executors)
        std::erase(entry.groups, name);
    return plan;
}

plan::Plan withGroupMoved(plan::Plan plan, std::size_t from, std::size_t to)
{
    move(plan.workload.groups, from, to);
    return plan;
}

plan::Plan withGroupDuplicated(plan::Plan plan, std::size_t at)
{
    if (at >= plan.workload.groups.size())
        return plan;
    auto copy = plan.workload.groups[at];
    return withGroupAdded(std::move(plan), at + 1, std::move(copy));
}

plan::Plan withGroup(plan::Plan plan, std::size_t at, plan::TaskGroup group)
{
    if (at >= plan.workload.groups.size())
        return plan;
    const std::string before = plan.workload.groups[at].name;
    for (auto &entry : plan.executors)
        std::ranges::replace(entry.groups, before, group.name);
    plan.workload.groups[at] = std::move(group);
    return plan;
}

plan::TaskGroup withStepAdded(plan::TaskGroup group, plan::Step step)
{
    group.steps.push_back(std::move(step));
    return group;
}

plan::TaskGroup withStepRemoved(plan::TaskGroup group, std::size_t at)
{
    erase(group.steps, at);
    return group;
}

plan::TaskGroup withStepMoved(plan::TaskGroup group, std::size_t from, std::size_t to)
{
    move(group.steps, from, to);
    return group;
}

plan::TaskGroup withStep(plan::TaskGroup group, std::size_t at, plan::Step step)
{
    if (at < group.steps.size())
        group.steps[at] = std::move(step);
    return group;
}

plan::Plan withEntryAdded(plan::Plan plan, const plan::Catalogue &catalogue, std::string_view id)
{
    plan::ExecutorEntry entry;
    entry.id = id;
    entry.label = plan::defaultLabel(entry);
    const std::size_t rank = rankOf(catalogue, id);
    const auto behind = std::ranges::find_if(plan.executors, [&](const auto &other) { return rankOf(catalogue, other.id) > rank; });
    plan.executors.insert(behind, std::move(entry));
    return plan;
}

plan::Plan withEntryRemoved(plan::Plan plan, std::size_t at)
{
    erase(plan.executors, at);
    return plan;
}

plan::Plan withVariantAdded(plan::Plan plan, const plan::Catalogue &catalogue, std::size_t at)
{
    if (at >= plan.executors.size())
        return plan;
    const auto *descriptor = catalogue.executor(plan.executors[at].id);
    const auto *parameter = firstNumber(descriptor);
    if (!parameter)
        return plan;
    std::set<std::int64_t> taken;
    for (const auto &entry : plan.executors) {
        if (entry.id == descriptor->id)
            taken.insert(std::get<std::int64_t>(plan::effectiveParameter(entry, *descriptor, parameter->key)));
    }
    const auto start = std::get<std::int64_t>(plan::effectiveParameter(plan.executors[at], *descriptor, parameter->key));
    std::int64_t value = std::max<std::int64_t>({start * 2, parameter->minimum, 1});
    if (value > parameter->maximum)
        value = parameter->minimum;
    while (taken.contains(value) && value < parameter->maximum)
        ++value;
    if (taken.contains(value))
        return plan;
    auto variant = plan.executors[at];
    variant.parameters[parameter->key] = value;
    variant.label = plan::defaultLabel(variant);
    plan.executors.insert(plan.executors.begin() + static_cast<std::ptrdiff_t>(at + 1), std::move(variant));
    return plan;
}

plan::Plan withParameter(plan::Plan plan, std::size_t at, const std::string &key, std::optional<plan::ParameterValue> value)
{
    if (at >= plan.executors.size())
        return plan;
    auto &entry = plan.executors[at];
    const bool followed = entry.label.empty() || entry.label == plan::defaultLabel(entry);
    if (value)
        entry.parameters[key] = *value;
    else
        entry.parameters.erase(key);
    if (followed)
        entry.label = plan::defaultLabel(entry);
    return plan;
}

plan::Plan withLabel(plan::Plan plan, std::size_t at, std::string label)
{
    if (at < plan.executors.size())
        plan.executors[at].label = label.empty() ? plan::defaultLabel(plan.executors[at]) : std::move(label);
    return plan;
}

plan::Plan withGroupTaken(plan::Plan plan, std::size_t at, const std::string &group, bool taken)
{
    if (at >= plan.executors.size())
        return plan;
    auto &entry = plan.executors[at];
    std::vector<std::string> names;
    for (const auto &other : plan.workload.groups) {
        if (other.name == group ? taken : plan::takesGroup(entry, other))
            names.push_back(other.name);
    }
    if (names.empty())
        return plan;
    if (names.size() == plan.workload.groups.size())
        names.clear();
    entry.groups = std::move(names);
    return plan;
}

plan::Plan withArrival(plan::Plan plan, plan::Arrival arrival)
{
    plan.workload.arrival = arrival;
    return plan;
}

plan::Arrival freshArrival(plan::Arrival::Kind kind)
{
    plan::Arrival arrival;
    arrival.kind = kind;
    switch (kind) {
    case plan::Arrival::Kind::AtOnce: break;
    case plan::Arrival::Kind::Interval: arrival.ms = 10; break;
    case plan::Arrival::Kind::Poisson: arrival.ratePerS = 100; break;
    case plan::Arrival::Kind::Closed: arrival.clients = 4; break;
    }
    return arrival;
}

} // namespace interleave::widgets::edit
