// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What keeps a plan from running, and which field it is about.
namespace interleave::widgets {

/// A path of validation, taken apart: "workload.groups[2].steps[1].network.port".
struct PlanPath {
    std::optional<std::size_t> group, step, entry;
    std::string rest; ///< "network.port"
};
PlanPath parsePath(std::string_view path);

struct Problem {
    std::string path; ///< as validation names it
    QString text;     ///< what is wrong and what would be right
    QString place;    ///< where, for people: "Task group “io”, step 2, Port"; empty: it goes without saying
    [[nodiscard]] QString sentence() const { return place.isEmpty() ? text : place + QStringLiteral(": ") + text; }
};

/// Empty: it can run.
std::vector<Problem> problemsOf(const plan::Plan &plan, const plan::Catalogue &catalogue);

/// Why the entry is left out of the run, which does not keep the others from running; empty: it is not.
QString leftOutText(const plan::Plan &plan, std::size_t entry, const plan::Catalogue &catalogue);

} // namespace interleave::widgets
