// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Edits of a plan: old value → new value. Pure; an index past the end leaves the plan as it is.
namespace interleave::widgets::edit {

plan::Plan withName(plan::Plan plan, std::string name);

/// A name that no group of the plan has: the stem, or the stem with a number.
std::string freshGroupName(const plan::Plan &plan, std::string_view stem);
/// Puts the group at `at` (at most the end); its name is made fresh.
plan::Plan withGroupAdded(plan::Plan plan, std::size_t at, plan::TaskGroup group);
/// The entries that took this group only take every group then.
plan::Plan withGroupRemoved(plan::Plan plan, std::size_t at);
plan::Plan withGroupMoved(plan::Plan plan, std::size_t from, std::size_t to);
/// A copy behind the original.
plan::Plan withGroupDuplicated(plan::Plan plan, std::size_t at);
/// Replaces the group; a new name is followed by the entries that name it.
plan::Plan withGroup(plan::Plan plan, std::size_t at, plan::TaskGroup group);

plan::TaskGroup withStepAdded(plan::TaskGroup group, plan::Step step);
plan::TaskGroup withStepRemoved(plan::TaskGroup group, std::size_t at);
plan::TaskGroup withStepMoved(plan::TaskGroup group, std::size_t from, std::size_t to);
plan::TaskGroup withStep(plan::TaskGroup group, std::size_t at, plan::Step step);

/// Adds an entry with default parameters, in the order of the catalogue.
plan::Plan withEntryAdded(plan::Plan plan, const plan::Catalogue &catalogue, std::string_view id);
plan::Plan withEntryRemoved(plan::Plan plan, std::size_t at);
/// A second entry of the same concurrency model, its first whole-number parameter moved to a value that no other entry of it has.
/// Unchanged if it has none.
plan::Plan withVariantAdded(plan::Plan plan, const plan::Catalogue &catalogue, std::size_t at);
/// Sets or (empty) resets a parameter. A label that was the default one follows.
plan::Plan withParameter(plan::Plan plan, std::size_t at, const std::string &key, std::optional<plan::ParameterValue> value);
/// An empty label: the default one.
plan::Plan withLabel(plan::Plan plan, std::size_t at, std::string label);
/// Lets the entry take the group of that name or not; the groups stand in the order of the workload, and every group is said as none.
/// Unchanged if it would take no group at all.
plan::Plan withGroupTaken(plan::Plan plan, std::size_t at, const std::string &group, bool taken);

plan::Plan withArrival(plan::Plan plan, plan::Arrival arrival);
/// What is asked first when the arrival becomes one of that kind.
plan::Arrival freshArrival(plan::Arrival::Kind kind);

} // namespace interleave::widgets::edit
