// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace interleave::exporting {

/// A text as a CSV field: quoted where RFC 4180 (or a spreadsheet that splits at semicolons) needs it, and kept from being a formula:
/// what begins with = + - @ TAB CR or LF gets a leading apostrophe.
std::string csvText(std::string_view text);

/// Writes CSV: comma, LF, `.` decimals whatever the locale. Not measured = an empty cell.
/// Bytes go to the sink in pieces of some 64 KiB and, the rest, when the writer ends.
class CsvWriter {
public:
    CsvWriter(ByteSink sink, std::initializer_list<std::string_view> header);
    CsvWriter(const CsvWriter &) = delete;
    CsvWriter &operator=(const CsvWriter &) = delete;
    ~CsvWriter();

    CsvWriter &text(std::string_view value);
    /// A number that is already written out; never quoted, never guarded.
    CsvWriter &digits(std::string_view value);
    CsvWriter &number(double value); ///< shortest form that reads back the same, without an exponent
    CsvWriter &figure(double value); ///< a computed one: 15 significant digits, as many as spreadsheets keep, without an exponent
    template <std::integral T>
    CsvWriter &number(T value)
    {
        return integer(static_cast<std::int64_t>(value));
    }
    template <class T>
    CsvWriter &number(const std::optional<T> &value)
    {
        return value ? number(*value) : empty();
    }
    CsvWriter &figure(const std::optional<double> &value) { return value ? figure(*value) : empty(); }
    CsvWriter &empty() { return digits({}); }
    void endRow();

private:
    CsvWriter &integer(std::int64_t value);
    void separate();

    ByteSink m_sink;
    std::string m_buffer;
    bool m_rowBegun = false;
};

} // namespace interleave::exporting
