// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/report_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace interleave::exporting {
namespace {

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0; ///< 0: the next byte is no UTF-8
};

std::size_t lengthOf(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

CodePoint firstOf(std::string_view text)
{
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lengthOf(lead);
    if (length == 0 || length > text.size())
        return {};
    char32_t value = length == 1 ? lead : lead & (0x7fU >> length);
    for (const char c : text.substr(1, length - 1)) {
        if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80)
            return {};
        value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3fU);
    }
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    return value < kLeast.at(length) || surrogate || value > 0x10ffff ? CodePoint{} : CodePoint{value, length};
}

struct Span {
    char32_t first, last;
};
/// Controls, soft hyphen, direction marks and overrides, separators and joiners of no width (not those that scripts and emoji need),
/// byte order mark, annotations, tags.
constexpr std::array<Span, 12> kUnseen{{{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200b}, {0x200e, 0x200f},
                                        {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}}};

bool unseen(char32_t c)
{
    for (const Span &span : kUnseen) {
        if (c >= span.first && c <= span.last)
            return true;
    }
    return (c & 0xfffeU) == 0xfffe; // no characters, in any plane
}

void appendHex(std::string &out, std::string_view prefix, std::uint32_t value, int digits)
{
    out += prefix;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789ABCDEF"[(value >> static_cast<unsigned>(shift)) & 0xfU];
}

void appendEscape(std::string &out, char32_t c)
{
    if (c < 0x10000) {
        appendHex(out, "\\u", c, 4);
        return;
    }
    appendHex(out, "\\u", 0xd800 + ((c - 0x10000) >> 10U), 4); // as JSON writes it
    appendHex(out, "\\u", 0xdc00 + ((c - 0x10000) & 0x3ffU), 4);
}

std::string_view entityOf(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
    }
}

bool beginsAnItem(const std::string &text, std::size_t at)
{
    const char c = text[at];
    if (at == 0)
        return c == '-' || c == '+' || c == '=';
    return (c == '.' || c == ')') && text.find_first_not_of("0123456789") == at; // "1. "
}

/// What some readers of Markdown turn into links without being asked.
std::string_view unlinked(std::string_view rest)
{
    if (rest.starts_with("://"))
        return "&#58;";
    return rest.front() == '@' ? "&#64;" : std::string_view();
}

} // namespace

std::string visible(std::string_view text, bool keepLines)
{
    std::string out;
    while (!text.empty()) {
        const CodePoint c = firstOf(text);
        if (c.bytes == 0)
            appendHex(out, "\\x", static_cast<unsigned char>(text.front()), 2);
        else if (unseen(c.value) && !(keepLines && (c.value == U'\n' || c.value == U'\t')))
            appendEscape(out, c.value);
        else
            out += text.substr(0, c.bytes);
        text.remove_prefix(c.bytes == 0 ? 1 : c.bytes);
    }
    return out;
}

std::string markupText(std::string_view text, bool keepLines)
{
    std::string out;
    for (const char c : visible(text, keepLines)) {
        if (const std::string_view entity = entityOf(c); !entity.empty())
            out += entity;
        else
            out += c;
    }
    return out;
}

std::string markdownText(std::string_view text)
{
    const std::string plain = visible(text);
    std::string out;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const std::string_view rest = std::string_view(plain).substr(i);
        if (const std::string_view entity = unlinked(rest); !entity.empty()) {
            out += entity;
            continue;
        }
        if (rest.starts_with("www.")) {
            out += "www&#46;";
            i += 3;
            continue;
        }
        if (std::string_view("\\`*_[]<>|#&~$").find(plain[i]) != std::string_view::npos || beginsAnItem(plain, i))
            out += '\\';
        out += plain[i];
    }
    return out;
}

std::string markdownRows(const Columns &table)
{
    std::string out;
    const auto addRow = [&out](const std::vector<std::string> &cells) {
        out += "|";
        for (const std::string &cell : cells)
            out += " " + markdownText(cell) + " |";
        out += "\n";
    };
    addRow(table.header);
    out += "|";
    for (std::size_t i = 0; i < table.header.size(); ++i)
        out += i < table.right.size() && table.right[i] ? " ---: |" : " --- |";
    out += "\n";
    for (const auto &row : table.rows)
        addRow(row);
    return out;
}

std::string fixedText(double value, int decimals)
{
    std::array<char, 400> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
    return {digits.data(), end};
}

std::string durationText(double ns)
{
    struct Unit {
        double size;
        const char *name;
    };
    constexpr std::array<Unit, 4> kUnits{{{1e9, " s"}, {1e6, " ms"}, {1e3, " µs"}, {1, " ns"}}};
    const double size = std::abs(ns);
    const Unit *unit = &kUnits.back();
    for (const Unit &candidate : kUnits) {
        if (size >= candidate.size) {
            unit = &candidate;
            break;
        }
    }
    const double value = ns / unit->size;
    const int decimals = unit->size <= 1 || std::abs(value) >= 99.95 ? 0 : std::abs(value) >= 9.995 ? 1 : 2;
    return fixedText(value, decimals) + unit->name;
}

std::string bytesText(double bytes)
{
    constexpr std::array kNames{" B", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    for (; std::abs(bytes) >= 1024 && unit + 1 < kNames.size(); ++unit)
        bytes /= 1024;
    return fixedText(bytes, unit == 0 ? 0 : 1) + kNames.at(unit);
}

std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::string out;
    appendHex(out, "", static_cast<std::uint32_t>(hash >> 32U), 8);
    appendHex(out, "", static_cast<std::uint32_t>(hash & 0xffffffffU), 8);
    return out;
}

} // namespace interleave::exporting
