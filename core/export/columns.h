// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::exporting {

/// A table as text cells. Shape: every row has as many cells as the header.
struct Columns {
    std::vector<std::string> header;
    std::vector<bool> right; ///< aligned at the right (numbers); missing: at the left
    std::vector<std::vector<std::string>> rows;
};

/// Cells that a text takes on a terminal: marks none, CJK and emoji two, others one. Text: UTF-8; a broken byte counts as one.
std::size_t displayWidth(std::string_view text);

/// At most `width` cells of the text, the last an ellipsis if something was cut off.
std::string elided(std::string_view text, std::size_t width);

/// The text on one line and harmless on a terminal: control characters become '?', line breaks spaces.
std::string printable(std::string_view text);

/// Lines with aligned columns, two spaces between them, a rule below the header, no spaces at line ends.
std::string aligned(const Columns &columns);

} // namespace interleave::exporting
