// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"
#include "core/record/session_fields.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Structs ⇄ tables. Shape of a table:
///
///     "ILROWS01" | rows u64 | bytes of a row u32 | fields u32 | texts u32 | 0 u32 | per field: type u8, length of its name u8, name
///     | rows, one after another, each with its fields in that order | per text: length u32, bytes
///
/// A text stands once, a row names it by number. Nothing is INT64_MIN or NaN. A field that the reader does not know is passed over,
/// one that the table lacks stays empty.
namespace interleave::record::session {

enum class CellType : std::uint8_t { Byte = 'b', Word = 'w', Int = 'i', Long = 'q', Double = 'd', Text = 't', Causes = 'c' };
/// 0: not a type.
std::size_t widthOf(CellType type);

struct TableField {
    std::string name;
    CellType type = CellType::Byte;
    std::size_t offset = 0; ///< in a row
};

std::string tableHead(std::span<const TableField> fields, std::uint64_t rows, std::size_t texts);

constexpr std::int64_t kNoLong = std::numeric_limits<std::int64_t>::min();

/// The fields of a row type, in order.
class SchemaVisit {
public:
    std::vector<TableField> fields;

    template <class T, class... Rest>
    void operator()(const char *name, const T &, Rest...)
    {
        fields.push_back({name, typeOf<T>(), 0});
    }

    template <class T>
    static constexpr CellType typeOf()
    {
        if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
            return CellType::Byte;
        else if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, base::LaneId>)
            return CellType::Word;
        else if constexpr (std::is_same_v<T, std::int32_t>)
            return CellType::Int;
        else if constexpr (std::is_same_v<T, std::optional<double>>)
            return CellType::Double;
        else if constexpr (std::is_same_v<T, std::string>)
            return CellType::Text;
        else if constexpr (std::is_same_v<T, trace::CauseSums>)
            return CellType::Causes;
        else
            return CellType::Long;
    }
};

/// The texts of a table, each once.
class TextPool {
public:
    std::uint32_t numberOf(const std::string &text)
    {
        const auto [found, added] = m_numbers.try_emplace(text.substr(0, kTextBytes), static_cast<std::uint32_t>(m_texts.size()));
        if (added)
            m_texts.push_back(&found->first);
        return found->second;
    }
    [[nodiscard]] std::size_t size() const { return m_texts.size(); }
    /// As they stand at the table's end.
    [[nodiscard]] std::string bytes() const;

private:
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<const std::string *> m_texts; ///< in the order of their numbers
};

/// Puts the texts of rows into a pool.
class TextVisit {
public:
    explicit TextVisit(TextPool &pool) : m_pool(pool) { }
    template <class T, class... Rest>
    void operator()(const char *, const T &value, Rest...)
    {
        if constexpr (std::is_same_v<T, std::string>)
            m_pool.numberOf(value);
    }

private:
    TextPool &m_pool;
};

/// Appends rows.
class RowAppender {
public:
    explicit RowAppender(TextPool &pool) : m_pool(pool) { }
    std::string cells;

    template <class Enum, class... Rest>
        requires(std::is_enum_v<Enum> || std::is_same_v<Enum, bool>)
    void operator()(const char *, const Enum &value, Rest...)
    {
        cells += static_cast<char>(value);
    }
    void operator()(const char *, const std::uint32_t &value) { put(value); }
    void operator()(const char *, const std::int32_t &value) { put(value); }
    void operator()(const char *, const base::LaneId &lane) { put(lane.value); }
    void operator()(const char *, const std::optional<double> &value) { put(value.value_or(std::numeric_limits<double>::quiet_NaN())); }
    void operator()(const char *, const std::optional<std::int64_t> &value) { put(value.value_or(kNoLong)); }
    void operator()(const char *, const OptionalNs &value, Bounds) { put(value.value_or(kNoLong)); }
    void operator()(const char *, const base::Nanoseconds &value, Bounds) { put(std::int64_t{value.count()}); }
    void operator()(const char *, const std::optional<base::Nanoseconds> &value, Bounds) { put(value ? std::int64_t{value->count()} : kNoLong); }
    void operator()(const char *, const trace::CauseSums &sums) { put(sums); }
    void operator()(const char *, const std::string &text) { put(m_pool.numberOf(text)); }

private:
    template <class T>
    void put(T value)
    {
        cells.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    TextPool &m_pool;
};

/// Rows as a table, piece by piece: a million of them need no copy of a hundred megabytes. The rows must outlive it.
template <class Row>
class TableEncoder {
public:
    explicit TableEncoder(std::span<const Row> rows) : m_rows(rows)
    {
        SchemaVisit schema;
        const Row empty{};
        fields(schema, empty);
        TextVisit texts(m_pool);
        for (const Row &row : rows)
            fields(texts, row);
        m_head = tableHead(schema.fields, rows.size(), m_pool.size());
        m_texts = m_pool.bytes();
        for (const TableField &field : schema.fields)
            m_rowBytes += widthOf(field.type);
    }

    [[nodiscard]] std::uint64_t size() const { return m_head.size() + m_rows.size() * m_rowBytes + m_texts.size(); }

    /// The same bytes whenever it is called.
    template <class Sink>
    void write(const Sink &sink)
    {
        constexpr std::size_t kPiece = 256 * 1024;
        sink(m_head);
        RowAppender appender(m_pool);
        for (const Row &row : m_rows) {
            fields(appender, row);
            if (appender.cells.size() >= kPiece) {
                sink(appender.cells);
                appender.cells.clear();
            }
        }
        sink(appender.cells);
        sink(m_texts);
    }

private:
    std::span<const Row> m_rows;
    TextPool m_pool;
    std::string m_head, m_texts;
    std::size_t m_rowBytes = 0;
};

} // namespace interleave::record::session
