// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/plan/plan.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// Marks an English text for translation; the context is "Analysis".
#define IL_TEXT(english) english

namespace interleave::analysis {

struct Phrase;

/// What stands for a %1 in a sentence.
struct Argument {
    enum class Kind : std::uint8_t {
        Entries, ///< one or several, by their labels: "a", "a and b", "a, b and c"
        Factor,  ///< a ratio: "1.25"
        Percent, ///< "4.2 %"; the number is the percentage
        Count,
        Number,  ///< whole, or with one decimal: "2", "0.5"
        Milliseconds, ///< "5 ms"
        Text,    ///< English, marked for translation
        Part     ///< a clause of its own: one phrase
    };
    Kind kind = Kind::Text;
    double number = 0;
    std::vector<base::EntryId> entries;
    std::string text;
    std::vector<Phrase> part;
};
Argument entriesArgument(std::vector<base::EntryId> entries);
Argument numberArgument(Argument::Kind kind, double number);
Argument textArgument(std::string_view english);
Argument partArgument(Phrase phrase);

/// A sentence as data: widgets translate the pattern and put the arguments in by their own language's rules.
struct Phrase {
    std::string_view pattern; ///< English, marked for translation, with %1, %2 …; lives as long as the program
    std::vector<Argument> arguments;
    [[nodiscard]] bool empty() const { return pattern.empty(); }
};

/// The sentence in English. Labels are put in as they are.
std::string english(const Phrase &phrase, const plan::Plan &plan);

/// Digits by what they say: "1.004" near 1, "1.25", "12.5", "130". Locale: none.
std::string factorText(double factor);

} // namespace interleave::analysis
