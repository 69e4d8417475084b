// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <array>
#include <cstdint>
#include <span>

/// The ways a number can vary from task to task, as data. Pure.
namespace interleave::widgets {

enum class NumberMode : std::uint8_t { Constant, Indexed, Uniform, Exponential, Lognormal };
inline constexpr std::array kNumberModes{NumberMode::Constant, NumberMode::Indexed, NumberMode::Uniform, NumberMode::Exponential, NumberMode::Lognormal};

/// One of the numbers that make up a number.
struct NumberPart {
    enum class Scale : std::uint8_t { Value, Change, Tasks, Spread };
    const char *key;   ///< as in plan files
    const char *label; ///< English, marked for translation: see fieldText
    Scale scale;       ///< in the number's own unit and range, a difference in that unit, a number of tasks, or sigma
    double (*get)(const plan::Number &number);
    void (*set)(plan::Number &number, double value);
};

NumberMode modeOf(const plan::Number &number);
/// None for a constant.
std::span<const NumberPart> partsOf(NumberMode mode);
/// What stays of a number when its mode changes: the constant, the base, the mean or the median.
double centreOf(const plan::Number &number);
/// A number of that mode round the same centre (round 10 if that is 0). `whole`: a number of things.
plan::Number withMode(const plan::Number &number, NumberMode mode, bool whole);

} // namespace interleave::widgets
