// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

/// Small cutting tools for the text formats of /proc and /sys.
namespace interleave::metrics::text {

/// Cuts off and returns what stands before the next `separator`; the rest stays in `text`.
inline std::string_view cut(std::string_view &text, char separator)
{
    const std::size_t end = text.find(separator);
    const std::string_view head = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return head;
}

/// The next word between blanks, tabs or line ends; empty at the end.
inline std::string_view word(std::string_view &text)
{
    constexpr std::string_view kBlank = " \t\n";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos)
        return text = {};
    const std::size_t end = text.find_first_of(kBlank, begin);
    const std::string_view found = text.substr(begin, end == std::string_view::npos ? end : end - begin);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    return found;
}

/// A whole decimal number and nothing else.
inline std::optional<std::int64_t> number(std::string_view digits)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() && !digits.empty() ? std::optional(value) : std::nullopt;
}

} // namespace interleave::metrics::text
