// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QString>

#include <string>

/// Plans in words, in the user's language.
namespace interleave::widgets {

/// A text of the Catalogue (names and summaries of models, steps, parameters) in the user's language.
QString catalogueText(const std::string &english);
/// A title or hint of a preset in the user's language.
QString presetText(std::string_view english);

/// "20 ms", "10 + 5 × (n mod 4) ms", "5 to 10 ms"
QString numberText(const plan::Number &number, const QString &unit);
QString stepText(const plan::Step &step);
/// "compute 20 ms, sleep 5 ms"; the empty task has words too.
QString stepsText(const plan::TaskGroup &group);

} // namespace interleave::widgets
