// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/fault.h"

#include <array>
#include <charconv>
#include <cmath>

namespace interleave::plan {

void FirstFault::set(base::ErrorCode code, std::string_view path, std::string message)
{
    if (!m_error)
        m_error = base::Error{code, std::move(message), std::string(path)};
}

void FirstFault::later(std::string_view path, std::string_view what, std::string_view right)
{
    std::string message = std::string(what) + " is not in this version";
    if (!right.empty())
        message.append(", ").append(right);
    set(base::ErrorCode::Unsupported, path, std::move(message));
}

base::Error FirstFault::error(std::string_view source) const
{
    base::Error error = *m_error;
    if (!source.empty())
        error.context = error.context.empty() ? std::string(source) : std::string(source) + ": " + error.context;
    return error;
}

std::string member(std::string_view path, std::string_view key)
{
    constexpr std::size_t kLongest = 60;
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const bool plain = !key.empty() && key.size() <= kLongest && key.find_first_not_of(kPlain) == std::string_view::npos;
    std::string result(path);
    if (!result.empty())
        result += '.';
    return plain ? result.append(key) : result + inQuotes(key);
}

std::string element(std::string_view path, std::size_t index) { return std::string(path) + '[' + std::to_string(index) + ']'; }

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t kLongest = 60;
    constexpr std::string_view kHex = "0123456789abcdef";
    std::size_t end = std::min(text.size(), kLongest);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // not inside a character
    std::string result = "\"";
    for (const char c : text.substr(0, end)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            result.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xFU]);
        else
            result += c;
    }
    return result + (end < text.size() ? "…\"" : "\"");
}

std::string numberText(double value)
{
    std::array<char, 64> text{};
    const bool whole = std::isfinite(value) && std::abs(value) < 1e15 && value == std::trunc(value);
    const auto end = whole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(value)).ptr
                           : std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

} // namespace interleave::plan
