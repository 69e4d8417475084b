// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"
#include "core/record/session_rows.h"

/// Tables → structs. What a table says of itself is believed only as far as its bytes bear it out.
namespace interleave::record::session {

/// Memory that reading may still take.
class Budget {
public:
    explicit Budget(std::uint64_t bytes) : m_left(bytes) { }
    /// False: more than is left.
    bool take(std::uint64_t bytes)
    {
        const bool enough = bytes <= m_left;
        m_left -= enough ? bytes : m_left;
        return enough;
    }

private:
    std::uint64_t m_left;
};

/// A table taken apart; views into its bytes.
struct TableView {
    std::uint64_t rows = 0;
    std::size_t rowBytes = 0;
    std::vector<TableField> fields;
    std::string_view cells;
    std::vector<std::string_view> texts;
};
/// Checks every count against the bytes that are there before it takes memory for it.
TableView readTable(std::string_view bytes, std::uint64_t mostRows, const std::string &path, plan::FirstFault &fault);
/// Finds the fields of a row type in a table.
class BindVisit {
public:
    BindVisit(const TableView &table, const std::string &path, plan::FirstFault &fault) : m_table(table), m_path(path), m_fault(fault) { }
    std::vector<std::ptrdiff_t> offsets; ///< in the order of the fields; -1: not in the table

    template <class T, class... Rest>
    void operator()(const char *name, const T &, Rest...)
    {
        offsets.push_back(-1);
        for (const TableField &field : m_table.fields) {
            if (field.name != name)
                continue;
            offsets.back() = static_cast<std::ptrdiff_t>(field.offset);
            if (field.type != SchemaVisit::typeOf<T>())
                m_fault.bad(m_path, "the field " + plan::inQuotes(name) + " is of another type than this version reads");
        }
    }

private:
    const TableView &m_table;
    const std::string &m_path;
    plan::FirstFault &m_fault;
};

/// Reads one row after another.
class RowReader {
public:
    RowReader(const TableView &table, std::vector<std::ptrdiff_t> offsets, Budget &budget, const std::string &path, plan::FirstFault &fault)
        : m_table(table), m_offsets(std::move(offsets)), m_budget(budget), m_path(path), m_fault(fault)
    {
    }
    void begin(std::uint64_t row)
    {
        m_row = row;
        m_field = 0;
    }

    template <class Enum>
        requires std::is_enum_v<Enum>
    void operator()(const char *name, Enum &value, Enum last)
    {
        std::uint8_t byte = 0;
        if (!get(byte))
            return;
        if (byte > static_cast<std::uint8_t>(last))
            return bad(name, std::to_string(byte) + " is none of the known kinds");
        value = static_cast<Enum>(byte);
    }
    void operator()(const char *, bool &value)
    {
        std::uint8_t byte = 0;
        if (get(byte))
            value = byte != 0;
    }
    void operator()(const char *, std::uint32_t &value) { get(value); }
    void operator()(const char *name, std::int32_t &value)
    {
        if (get(value) && value < 0)
            bad(name, std::to_string(value) + " is out of range, at least 0 may stand here");
    }
    void operator()(const char *, base::LaneId &lane) { get(lane.value); }
    void operator()(const char *name, std::optional<double> &value)
    {
        double number = 0;
        if (!get(number) || std::isnan(number))
            return;
        if (!std::isfinite(number))
            return bad(name, "is not a finite number");
        value = number;
    }
    void operator()(const char *name, std::optional<std::int64_t> &value) { value = whole(name, kCount); }
    void operator()(const char *name, OptionalNs &value, Bounds bounds) { value = whole(name, bounds); }
    void operator()(const char *name, base::Nanoseconds &value, Bounds bounds) { value = base::Nanoseconds(whole(name, bounds).value_or(0)); }
    void operator()(const char *name, std::optional<base::Nanoseconds> &value, Bounds bounds)
    {
        if (const auto number = whole(name, bounds))
            value = base::Nanoseconds(*number);
    }
    void operator()(const char *name, trace::CauseSums &sums)
    {
        constexpr unsigned kCauseShift = 56;
        if (!get(sums))
            return;
        for (const std::uint64_t part : sums.parts)
            if ((part >> kCauseShift) > static_cast<std::uint64_t>(trace::BlockCause::Command))
                return bad(name, std::to_string(part >> kCauseShift) + " is none of the known causes");
    }
    void operator()(const char *name, std::string &text)
    {
        std::uint32_t number = 0;
        if (!get(number))
            return;
        if (number >= m_table.texts.size())
            return bad(name, "names a text that is not there");
        if (!m_budget.take(m_table.texts[number].size()))
            return bad(name, "repeats more text than the size of the file bears");
        text = m_table.texts[number];
    }

private:
    /// The next field's cell; false: not in the table.
    template <class T>
    bool get(T &value)
    {
        const std::ptrdiff_t offset = m_offsets[m_field++];
        if (offset >= 0)
            std::memcpy(&value, m_table.cells.data() + m_row * m_table.rowBytes + static_cast<std::size_t>(offset), sizeof value);
        return offset >= 0;
    }

    std::optional<std::int64_t> whole(const char *name, Bounds bounds)
    {
        std::int64_t value = kNoLong;
        if (!get(value) || value == kNoLong)
            return std::nullopt;
        if (value < bounds.least || value > bounds.most)
            bad(name, std::to_string(value) + " is out of range, " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most) + " may stand here");
        return value;
    }

    void bad(const char *name, std::string message) { m_fault.bad(m_path, "row " + std::to_string(m_row) + ": " + name + ": " + std::move(message)); }

    const TableView &m_table;
    const std::vector<std::ptrdiff_t> m_offsets;
    Budget &m_budget;
    const std::string &m_path;
    plan::FirstFault &m_fault;
    std::uint64_t m_row = 0;
    std::size_t m_field = 0;
};

template <class Row>
std::vector<Row> decodeRows(std::string_view bytes, std::uint64_t mostRows, Budget &budget, const std::string &path, plan::FirstFault &fault)
{
    const TableView table = readTable(bytes, mostRows, path, fault);
    BindVisit bind(table, path, fault);
    Row empty{};
    fields(bind, empty);
    if (!fault.any() && !budget.take(table.rows * sizeof(Row)))
        fault.bad(path, "claims more rows than the size of the file bears");
    if (fault.any())
        return {};
    std::vector<Row> rows(table.rows);
    RowReader reader(table, std::move(bind.offsets), budget, path, fault);
    for (std::uint64_t i = 0; i < table.rows && !fault.any(); ++i) {
        reader.begin(i);
        setNumber(rows[i], static_cast<std::uint32_t>(i));
        fields(reader, rows[i]);
    }
    return rows;
}

} // namespace interleave::record::session
