// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/csv_writer.h"

#include <array>
#include <charconv>

namespace interleave::exporting {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

bool beginsLikeAFormula(std::string_view text) { return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos; }

void appendQuoted(std::string &out, std::string_view text)
{
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
}

} // namespace

std::string csvText(std::string_view text)
{
    const bool formula = beginsLikeAFormula(text);
    if (!formula && text.find_first_of("\",;\r\n") == std::string_view::npos)
        return std::string(text);
    std::string field = formula ? "\"'" : "\"";
    appendQuoted(field, text);
    field += '"';
    return field;
}

CsvWriter::CsvWriter(ByteSink sink, std::initializer_list<std::string_view> header) : m_sink(std::move(sink))
{
    for (const std::string_view name : header)
        digits(name);
    endRow();
}

CsvWriter::~CsvWriter()
{
    if (!m_buffer.empty())
        m_sink(m_buffer);
}

void CsvWriter::separate()
{
    if (m_rowBegun)
        m_buffer += ',';
    m_rowBegun = true;
}

CsvWriter &CsvWriter::text(std::string_view value)
{
    separate();
    m_buffer += csvText(value);
    return *this;
}

CsvWriter &CsvWriter::digits(std::string_view value)
{
    separate();
    m_buffer += value;
    return *this;
}

CsvWriter &CsvWriter::number(double value)
{
    std::array<char, 1200> digitsOf; // the smallest double has some 1080 digits without an exponent
    const auto end = std::to_chars(digitsOf.data(), digitsOf.data() + digitsOf.size(), value, std::chars_format::fixed).ptr;
    return digits({digitsOf.data(), static_cast<std::size_t>(end - digitsOf.data())});
}

CsvWriter &CsvWriter::figure(double value)
{
    std::array<char, 40> digitsOf;
    const auto end = std::to_chars(digitsOf.data(), digitsOf.data() + digitsOf.size(), value, std::chars_format::scientific, 14).ptr;
    double rounded = value;
    std::from_chars(digitsOf.data(), end, rounded);
    return number(rounded);
}

CsvWriter &CsvWriter::integer(std::int64_t value)
{
    std::array<char, 24> digitsOf;
    const auto end = std::to_chars(digitsOf.data(), digitsOf.data() + digitsOf.size(), value).ptr;
    return digits({digitsOf.data(), static_cast<std::size_t>(end - digitsOf.data())});
}

void CsvWriter::endRow()
{
    m_buffer += '\n';
    m_rowBegun = false;
    if (m_buffer.size() < kPiece)
        return;
    m_sink(m_buffer);
    m_buffer.clear();
}

} // namespace interleave::exporting
