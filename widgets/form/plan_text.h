// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QString>

#include <string>
#include <vector>

/// Plans in words, in the user's language.
namespace interleave::widgets {

/// A text of the Catalogue (names and summaries of models, steps, parameters) in the user's language.
QString catalogueText(const std::string &english);
/// A title or hint of a preset in the user's language.
QString presetText(std::string_view english);

/// "20 ms", "10 + 5 × (n mod 4) ms"
QString numberText(const plan::Number &number, const QString &unit);
QString stepText(const plan::Step &step);
/// "compute 20 ms, sleep 5 ms"; the empty task has words too.
QString stepsText(const plan::TaskGroup &group);

/// Why a plan cannot run.
struct Problem {
    enum class Where { Tasks, Models, Settings };
    Where where = Where::Settings;
    QString text; ///< what is wrong and what would be right
};
/// Empty: it can run.
std::vector<Problem> problemsOf(const plan::Plan &plan, const plan::Catalogue &catalogue);

} // namespace interleave::widgets
