// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/csv_writer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <clocale>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <vector>

namespace interleave::exporting {
namespace {

using Cells = std::vector<std::string>;

/// A small RFC 4180 reader: what a spreadsheet would see.
std::vector<Cells> readCsv(const std::string &text)
{
    std::vector<Cells> rows;
    Cells row;
    std::string cell;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            cell += text[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == '\n')) {
            row.push_back(std::move(cell));
            cell.clear();
            if (c == '\n')
                rows.push_back(std::exchange(row, {}));
        } else
            cell += c;
    }
    return rows;
}

template <class Fill>
std::string written(Fill fill)
{
    std::string bytes;
    {
        CsvWriter csv([&bytes](std::string_view piece) { bytes += piece; }, {"a", "b"});
        fill(csv);
    }
    return bytes;
}

TEST(CsvWriter, EveryKnownInjectionCaseComesOutSafe)
{
    std::ifstream file(TEST_DATA_DIR "/csv_injection_cases.csv");
    std::stringstream text;
    text << file.rdbuf();
    const auto rows = readCsv(text.str());
    ASSERT_EQ(rows.size(), 20U);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::string input = nlohmann::json::parse(rows[i].at(0)).get<std::string>();
        const std::string safe = nlohmann::json::parse(rows[i].at(2)).get<std::string>();
        const bool number = rows[i].at(1) == "number";
        const std::string out = written([&](CsvWriter &csv) {
            if (number)
                csv.digits(input);
            else
                csv.text(input);
            csv.text("next").endRow();
        });
        EXPECT_EQ(out, "a,b\n" + safe + ",next\n") << "case " << i;
    }
}

TEST(CsvWriter, AReaderGetsBackWhatWasWritten)
{
    const Cells cells{"plain", "with \"quotes\"", "comma, semicolon; done", "two\nlines", "Größe µs 並行", ""};
    const std::string out = written([&](CsvWriter &csv) {
        for (const std::string &cell : cells)
            csv.text(cell);
        csv.endRow();
    });
    EXPECT_EQ(readCsv(out).at(1), cells);
}

TEST(CsvWriter, NumbersKeepTheirPointInEveryLocale)
{
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char *locale : {"de_DE.UTF-8", "de_DE", "C.UTF-8"})
        if (std::setlocale(LC_ALL, locale) != nullptr)
            break;
    const std::string out = written([](CsvWriter &csv) { csv.number(1234567.5).number(-0.25).number(std::int64_t{-9007199254740993}).endRow(); });
    std::setlocale(LC_ALL, before.c_str());
    EXPECT_EQ(out, "a,b\n1234567.5,-0.25,-9007199254740993\n");
}

TEST(CsvWriter, ALargeNumberHasNoExponentAndReadsBackTheSame)
{
    const double value = std::numeric_limits<double>::max();
    const std::string out = written([&](CsvWriter &csv) { csv.number(1e8).number(value).endRow(); });
    const Cells row = readCsv(out).at(1);
    EXPECT_EQ(row.at(0), "100000000");
    EXPECT_EQ(row.at(1).find('e'), std::string::npos);
    EXPECT_EQ(std::stod(row.at(1)), value);
    const double least = std::numeric_limits<double>::denorm_min();
    const Cells small = readCsv(written([&](CsvWriter &csv) { csv.number(least).endRow(); })).at(1);
    EXPECT_EQ(std::strtod(small.at(0).c_str(), nullptr), least);
}

TEST(CsvWriter, AComputedFigureHasNoMoreDigitsThanASpreadsheetKeeps)
{
    const auto cell = [](double value) { return readCsv(written([value](CsvWriter &csv) { csv.figure(value).endRow(); })).at(1).at(0); };
    EXPECT_EQ(cell(18.437088131295518), "18.4370881312955");
    EXPECT_EQ(cell(2.0 / 3), "0.666666666666667");
    EXPECT_EQ(cell(216953999), "216953999");
    EXPECT_EQ(cell(1e15 + 0.25), "1000000000000000");
    EXPECT_EQ(cell(-0.1), "-0.1");
    EXPECT_EQ(cell(0), "0");
    EXPECT_EQ(written([](CsvWriter &csv) { csv.figure(std::optional<double>()).endRow(); }), "a,b\n\n");
}

TEST(CsvWriter, WhatWasNotMeasuredIsAnEmptyCell)
{
    const std::string out = written([](CsvWriter &csv) { csv.number(std::optional<double>()).number(std::optional<std::int64_t>(0)).empty().endRow(); });
    EXPECT_EQ(out, "a,b\n,0,\n");
}

TEST(CsvWriter, BytesArriveInPiecesAndNoneIsLost)
{
    std::size_t pieces = 0, bytes = 0;
    {
        CsvWriter csv([&](std::string_view piece) { ++pieces, bytes += piece.size(); }, {"a"});
        for (int i = 0; i < 100'000; ++i)
            csv.text("1234567").endRow();
    }
    EXPECT_EQ(bytes, 2U + 800'000U);
    EXPECT_GT(pieces, 10U);
    EXPECT_LT(pieces, 20U);
}

} // namespace
} // namespace interleave::exporting
