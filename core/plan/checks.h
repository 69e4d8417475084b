// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"
#include "core/plan/limits.h"
#include "core/plan/plan.h"

#include <string>
#include <vector>

/// The single rules of validation. Each puts what is wrong into the fault, under the path it is given.
namespace interleave::plan {

void checkRange(double value, limits::Range range, const std::string &path, FirstFault &fault);
void checkWhole(std::int64_t value, limits::Range range, const std::string &path, FirstFault &fault);
/// One line of at most so many bytes.
void checkLine(const std::string &text, std::size_t bytes, const std::string &path, FirstFault &fault);
/// `count`: tasks of the group, for numbers that depend on the index. `whole`: a number of things.
void checkNumber(const Number &number, limits::Range range, bool whole, std::int64_t count, const std::string &path, FirstFault &fault);

void checkStep(const Step &step, std::int64_t count, const Catalogue &catalogue, const std::string &path, FirstFault &fault);
/// Id and parameters of an entry against the catalogue; not its label and groups.
void checkExecutor(const ExecutorEntry &entry, const Catalogue &catalogue, const std::string &path, FirstFault &fault);

} // namespace interleave::plan
