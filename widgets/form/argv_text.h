// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A program and its arguments as one line. Quotes and backslashes mean what they mean to a shell, and nothing else does: no
/// variable, wildcard, pipe or other command is ever looked for.
namespace interleave::widgets {

struct Words {
    std::vector<std::string> words;
    bool open = false; ///< a quote is not closed, or nothing follows the last backslash: taken as if the line went on
};

/// Splits at spaces outside of '…', "…" and $'…'. In "…" a backslash keeps $ ` " \ from being special; in $'…' it begins \n, \t, \xHH,
/// an octal number and the like; outside of quotes it takes the next character as it is.
Words splitWords(std::string_view line);

/// The words in one line, quoted where they need it; characters that cannot be seen are written out.
/// splitWords(joinWords(words)).words == words, whatever bytes are in them.
std::string joinWords(const std::vector<std::string> &words);

} // namespace interleave::widgets
