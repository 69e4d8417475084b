// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_rows_read.h"

#include "core/record/session_zip.h"

namespace interleave::record::session {
namespace {

using zip::append;

constexpr std::string_view kMagic = "ILROWS01";
constexpr std::size_t kHeadBytes = 32;
constexpr std::size_t kMostFields = 1000;

} // namespace

std::size_t widthOf(CellType type)
{
    switch (type) {
    case CellType::Byte: return 1;
    case CellType::Word:
    case CellType::Int:
    case CellType::Text: return 4;
    case CellType::Long:
    case CellType::Double: return 8;
    case CellType::Causes: return sizeof(trace::CauseSums);
    }
    return 0;
}

std::string TextPool::bytes() const
{
    std::string bytes;
    for (const std::string *text : m_texts) {
        append(bytes, static_cast<std::uint32_t>(text->size()));
        bytes += *text;
    }
    return bytes;
}

std::string tableHead(std::span<const TableField> fields, std::uint64_t rows, std::size_t texts)
{
    std::size_t rowBytes = 0;
    for (const TableField &field : fields)
        rowBytes += widthOf(field.type);
    std::string head(kMagic);
    append(head, rows);
    append(head, static_cast<std::uint32_t>(rowBytes));
    append(head, static_cast<std::uint32_t>(fields.size()));
    append(head, static_cast<std::uint32_t>(texts));
    append(head, std::uint32_t{0});
    for (const TableField &field : fields) {
        append(head, field.type);
        append(head, static_cast<std::uint8_t>(field.name.size()));
        head += field.name;
    }
    return head;
}

TableView readTable(std::string_view bytes, std::uint64_t mostRows, const std::string &path, plan::FirstFault &fault)
{
    TableView table;
    const auto bad = [&](std::string message) {
        fault.bad(path, std::move(message));
        return TableView{};
    };
    if (bytes.size() < kHeadBytes || !bytes.starts_with(kMagic))
        return bad("is no table of this format");
    table.rows = zip::at<std::uint64_t>(bytes, 8);
    table.rowBytes = zip::at<std::uint32_t>(bytes, 16);
    const std::size_t fieldCount = zip::at<std::uint32_t>(bytes, 20), textCount = zip::at<std::uint32_t>(bytes, 24);
    bytes.remove_prefix(kHeadBytes);
    if (table.rows > mostRows)
        return bad("has " + std::to_string(table.rows) + " rows, at most " + std::to_string(mostRows) + " may stand here");
    if (fieldCount > kMostFields)
        return bad("has " + std::to_string(fieldCount) + " fields, at most " + std::to_string(kMostFields) + " may stand here");
    std::size_t offset = 0;
    for (std::size_t i = 0; i < fieldCount; ++i) {
        if (bytes.size() < 2 || bytes.size() - 2 < static_cast<std::uint8_t>(bytes[1]))
            return bad("is cut short");
        const auto type = static_cast<CellType>(bytes[0]);
        const std::size_t nameBytes = static_cast<std::uint8_t>(bytes[1]);
        table.fields.push_back({std::string(bytes.substr(2, nameBytes)), type, offset});
        if (widthOf(type) == 0)
            return bad("the field " + plan::inQuotes(table.fields.back().name) + " is of no known type");
        offset += widthOf(type);
        bytes.remove_prefix(2 + nameBytes);
    }
    if (offset != table.rowBytes || (table.rowBytes == 0 && table.rows > 0))
        return bad("its rows are as long as " + std::to_string(table.rowBytes) + " bytes, its fields as " + std::to_string(offset));
    if (table.rowBytes > 0 && table.rows > bytes.size() / table.rowBytes)
        return bad("claims more rows than it has bytes for");
    table.cells = bytes.substr(0, table.rows * table.rowBytes);
    bytes.remove_prefix(table.cells.size());
    if (textCount > bytes.size() / sizeof(std::uint32_t))
        return bad("claims more texts than it has bytes for");
    for (std::size_t i = 0; i < textCount; ++i) {
        const std::size_t length = bytes.size() >= 4 ? zip::at<std::uint32_t>(bytes, 0) : bytes.size();
        if (bytes.size() < 4 || length > bytes.size() - 4)
            return bad("is cut short");
        if (length > kTextBytes)
            return bad("a text is " + std::to_string(length) + " bytes long, at most " + std::to_string(kTextBytes) + " may stand here");
        table.texts.push_back(bytes.substr(4, length));
        bytes.remove_prefix(4 + length);
    }
    return table;
}

} // namespace interleave::record::session
