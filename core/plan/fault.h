// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace interleave::plan {

/// Keeps the first thing that is wrong with a plan; whoever reads on after a fault reads defaults.
class FirstFault {
public:
    void bad(std::string_view path, std::string message) { set(base::ErrorCode::BadInput, path, std::move(message)); }
    /// "`what` is not in this version, `right`".
    void later(std::string_view path, std::string_view what, std::string_view right = {});

    [[nodiscard]] bool any() const { return m_error.has_value(); }
    /// "source: path" as context.
    [[nodiscard]] base::Error error(std::string_view source) const;

private:
    void set(base::ErrorCode code, std::string_view path, std::string message);
    std::optional<base::Error> m_error;
};

/// "path.key"; a key that is no plain word stands in quotes.
std::string member(std::string_view path, std::string_view key);
std::string element(std::string_view path, std::size_t index);

/// In double quotes, one line, control characters escaped, cut when long.
std::string inQuotes(std::string_view text);
/// The shortest text that reads back as the same number; whole numbers without exponent.
std::string numberText(double value);

} // namespace interleave::plan
