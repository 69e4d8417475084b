// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/columns.h"

#include <string>
#include <string_view>

/// Texts and numbers as reports show them.
namespace interleave::exporting {

/// The text with everything that a reader cannot see written out as \u202E and the like: control characters, marks that turn the direction
/// of writing, invisible ones; a byte that is no UTF-8 as \xFF. `keepLines`: line feeds and tabs stay.
std::string visible(std::string_view text, bool keepLines = false);

/// The text, as `visible`, between tags or inside a quoted attribute of HTML, XML or SVG.
std::string markupText(std::string_view text, bool keepLines = false);

/// The text, as `visible`, in a line or a table's cell of Markdown: no character of it formats, links or begins a list.
std::string markdownText(std::string_view text);

/// The table in Markdown, every cell as `markdownText`, with a line feed at its end.
std::string markdownRows(const Columns &table);

std::string fixedText(double value, int decimals);
/// Three significant digits or more and a unit: "12.5 ms", "410 µs", "2.04 s". Units: ns.
std::string durationText(double ns);
/// "117.7 MiB"
std::string bytesText(double bytes);

/// 64 bits of a text's fingerprint as 16 hexadecimal digits. Source: FNV-1a.
std::string fingerprint(std::string_view text);

} // namespace interleave::exporting
