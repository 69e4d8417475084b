// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace interleave::exporting {
namespace {

struct Range {
    char32_t first, last;
};

constexpr std::array kZeroWidth{Range{0x300, 0x36f}, Range{0x483, 0x489}, Range{0x591, 0x5bd}, Range{0x610, 0x61a}, Range{0x64b, 0x65f},
                                Range{0x900, 0x902}, Range{0x93c, 0x93c}, Range{0x941, 0x948}, Range{0xe31, 0xe31}, Range{0xe34, 0xe3a},
                                Range{0xe47, 0xe4e}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f}, Range{0x202a, 0x202e},
                                Range{0x2060, 0x2064}, Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff}};
constexpr std::array kDoubleWidth{Range{0x1100, 0x115f}, Range{0x231a, 0x231b}, Range{0x23e9, 0x23ec}, Range{0x2e80, 0x303e}, Range{0x3041, 0xa4cf},
                                  Range{0xa960, 0xa97c}, Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f}, Range{0xff01, 0xff60},
                                  Range{0xffe0, 0xffe6}, Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1f9ff},
                                  Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool in(const std::array<Range, N> &ranges, char32_t c)
{
    return std::ranges::any_of(ranges, [c](const Range &r) { return c >= r.first && c <= r.last; });
}

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

/// The character at the front of a text that is not empty; a broken one is one byte, U+FFFD.
Character frontOf(std::string_view text)
{
    const auto lead = static_cast<std::uint8_t>(text.front());
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes)
        return {0xfffd, 1};
    char32_t code = lead & (0xffU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<std::uint8_t>(text[i]);
        if ((next & 0xc0U) != 0x80)
            return {0xfffd, 1};
        code = (code << 6U) | (next & 0x3fU);
    }
    return {code, bytes};
}

std::size_t widthOf(char32_t c) { return in(kZeroWidth, c) ? 0 : in(kDoubleWidth, c) ? 2 : 1; }

std::string padded(const std::string &text, std::size_t width, bool right)
{
    const std::size_t own = displayWidth(text);
    const std::string space(width > own ? width - own : 0, ' ');
    return right ? space + text : text + space;
}

void appendLine(std::string &out, std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
}

} // namespace

std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const Character c = frontOf(text);
        width += widthOf(c.code);
        text.remove_prefix(c.bytes);
    }
    return width;
}

std::string elided(std::string_view text, std::size_t width)
{
    if (displayWidth(text) <= width)
        return std::string(text);
    std::string kept;
    for (std::size_t used = 0; width > 0 && !text.empty();) {
        const Character c = frontOf(text);
        used += widthOf(c.code);
        if (used > width - 1)
            break;
        kept += text.substr(0, c.bytes);
        text.remove_prefix(c.bytes);
    }
    return width > 0 ? kept + "…" : kept;
}

std::string printable(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const Character c = frontOf(text);
        const bool control = c.code < 0x20 || (c.code >= 0x7f && c.code < 0xa0) || (c.code >= 0x202a && c.code <= 0x202e) || c.code == 0xfffd;
        if (c.code == '\n' || c.code == '\r' || c.code == '\t')
            out += ' ';
        else if (control)
            out += '?';
        else
            out += text.substr(0, c.bytes);
        text.remove_prefix(c.bytes);
    }
    return out;
}

std::string aligned(const Columns &columns)
{
    std::vector<std::size_t> widths;
    for (const std::string &cell : columns.header)
        widths.push_back(displayWidth(cell));
    for (const auto &row : columns.rows) {
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row.at(i)));
    }
    const auto line = [&](const std::vector<std::string> &cells) {
        std::string text;
        for (std::size_t i = 0; i < widths.size(); ++i)
            text += (i == 0 ? "" : "  ") + padded(cells[i], widths[i], i < columns.right.size() && columns.right[i]);
        return text;
    };
    std::string out;
    appendLine(out, line(columns.header));
    std::vector<std::string> rule;
    for (const std::size_t width : widths)
        rule.emplace_back(width, '-');
    appendLine(out, line(rule));
    for (const auto &row : columns.rows)
        appendLine(out, line(row));
    return out;
}

} // namespace interleave::exporting
