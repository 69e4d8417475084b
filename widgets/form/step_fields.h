// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/limits.h"
#include "core/plan/plan.h"

#include <QString>

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// Every step the form offers, as data: the editor builds its rows from it. A new step is one entry in step_fields.cpp.
namespace interleave::widgets {

enum class Unit : std::uint8_t { None, Milliseconds, Bytes, Mebibytes, Iterations };

/// A field's value. Shape: a number of the plan, a whole number, a truth value, a line of text, or words.
using FieldValue = std::variant<plan::Number, std::int64_t, bool, std::string, std::vector<std::string>>;

/// One field of a step. The texts are English, marked for translation: see fieldText.
struct StepField {
    const char *key;   ///< as in plan files
    const char *label;
    const char *help;  ///< one sentence
    FieldValue (*get)(const plan::Step &step);
    void (*set)(plan::Step &step, const FieldValue &value);
    Unit unit = Unit::None;
    plan::limits::Range range{};
    bool whole = false;               ///< numbers: of things
    int part = 0;                     ///< numbers: which one of the step's (0…), as plan::StepSpec orders them
    const char *zero = nullptr;       ///< whole numbers: what 0 means
    std::array<const char *, 2> choices{}; ///< truth values: words for false and true; none: a check box
};

/// A kind of step as the form offers it; compute counts as two.
struct StepForm {
    plan::Step fresh;      ///< what an added one is
    const char *name;
    const char *summary;   ///< "sleep %1": for lists
    std::vector<StepField> fields; ///< the first is the main one, the others are details
};

const std::vector<StepForm> &stepForms();
/// Index into stepForms().
std::size_t formOf(const plan::Step &step);
/// A step of that form; what has the same meaning in both is kept.
plan::Step withForm(const plan::Step &step, std::size_t form);

/// A text of these tables in the user's language.
QString fieldText(const char *english);
/// " ms", " B": behind a number in a box.
QString unitSuffix(Unit unit);
/// The value in its unit, three digits: "12.3 ms", "64.0 KiB".
QString amountText(double value, Unit unit);

} // namespace interleave::widgets
