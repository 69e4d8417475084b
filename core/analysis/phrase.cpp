// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/phrase.h"

#include <array>
#include <charconv>
#include <cmath>

namespace interleave::analysis {
namespace {

std::string fixed(double value, int decimals)
{
    std::array<char, 400> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr};
}

/// One decimal below 10, unless it is a whole number.
std::string shortly(double value) { return fixed(value, std::abs(value) < 10 && value != std::round(value) ? 1 : 0); }

std::string labels(const std::vector<base::EntryId> &entries, const plan::Plan &plan)
{
    std::string text;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        text += i == 0 ? "" : i + 1 == entries.size() ? " and " : ", ";
        text += entries[i].value < plan.executors.size() ? plan.executors[entries[i].value].label : std::string();
    }
    return text;
}

std::string textOf(const Argument &argument, const plan::Plan &plan)
{
    switch (argument.kind) {
    case Argument::Kind::Entries: return labels(argument.entries, plan);
    case Argument::Kind::Factor: return factorText(argument.number);
    case Argument::Kind::Percent: return shortly(argument.number) + " %";
    case Argument::Kind::Count: return fixed(argument.number, 0);
    case Argument::Kind::Number: return shortly(argument.number);
    case Argument::Kind::Part: return english(argument.part.front(), plan);
    case Argument::Kind::Milliseconds: return shortly(argument.number) + " ms";
    case Argument::Kind::Text: break;
    }
    return argument.text;
}

} // namespace

Argument entriesArgument(std::vector<base::EntryId> entries) { return {Argument::Kind::Entries, 0, std::move(entries), {}, {}}; }
Argument numberArgument(Argument::Kind kind, double number) { return {kind, number, {}, {}, {}}; }
Argument textArgument(std::string_view english) { return {Argument::Kind::Text, 0, {}, std::string(english), {}}; }
Argument partArgument(Phrase phrase) { return {Argument::Kind::Part, 0, {}, {}, {std::move(phrase)}}; }

std::string english(const Phrase &phrase, const plan::Plan &plan)
{
    std::string text;
    for (std::size_t i = 0; i < phrase.pattern.size(); ++i) {
        const char c = phrase.pattern[i];
        const std::size_t number = c == '%' && i + 1 < phrase.pattern.size() ? static_cast<std::size_t>(phrase.pattern[i + 1] - '1') : SIZE_MAX;
        if (number >= phrase.arguments.size()) {
            text += c;
            continue;
        }
        text += textOf(phrase.arguments[number], plan);
        ++i;
    }
    return text;
}

std::string factorText(double factor)
{
    const double away = std::abs(factor - 1);
    return fixed(factor, factor >= 100 ? 0 : factor >= 10 ? 1 : away < 0.0995 ? 3 : 2);
}

} // namespace interleave::analysis
