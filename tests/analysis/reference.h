// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace interleave::analysis::test {

/// The rows of a reference table in tests/data, without its header.
inline std::vector<std::vector<std::string>> table(const std::string &name)
{
    std::ifstream in(TEST_DATA_DIR "/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        auto &row = rows.emplace_back();
        std::istringstream cells(line);
        for (std::string cell; std::getline(cells, cell, ',');)
            row.push_back(cell);
    }
    EXPECT_FALSE(rows.empty()) << name;
    return rows;
}

/// A reference file in tests/data. "NaN" stands there as a bare word, which JSON does not know: it becomes null.
inline nlohmann::json reference(const std::string &name)
{
    std::ifstream in(TEST_DATA_DIR "/" + name);
    std::stringstream text;
    text << in.rdbuf();
    std::string bytes = text.str();
    for (std::size_t at = 0; (at = bytes.find(": NaN", at)) != std::string::npos;)
        bytes.replace(at, 5, ": null");
    auto parsed = nlohmann::json::parse(bytes, nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << name;
    return parsed;
}

} // namespace interleave::analysis::test
