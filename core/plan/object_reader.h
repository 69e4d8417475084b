// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::plan {

std::string_view typeName(const nlohmann::json &value); ///< "text", "a number", …

/// "unknown key "x"; did you mean "y"?", or the known ones if none is near.
std::string unknownWord(std::string_view what, std::string_view word, const std::vector<std::string> &known);

std::optional<std::string> asText(const nlohmann::json &value, const std::string &path, FirstFault &fault);
std::optional<double> asNumber(const nlohmann::json &value, const std::string &path, FirstFault &fault);
std::optional<std::int64_t> asWhole(const nlohmann::json &value, const std::string &path, FirstFault &fault);
bool isArray(const nlohmann::json &value, const std::string &path, std::size_t most, FirstFault &fault);

/// Reads the keys of one JSON object. Faults: not an object, unknown keys, wrong types, missing keys.
class ObjectReader {
public:
    /// `known`: every key that may stand here. `openEnded`: others are allowed (the executor's parameters).
    ObjectReader(const nlohmann::json &value, std::string path, std::vector<std::string> known, FirstFault &fault, bool openEnded = false);

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::string path(std::string_view key) const { return member(m_path, key); }
    [[nodiscard]] FirstFault &fault() const { return m_fault; }

    /// Null if the key is not there.
    [[nodiscard]] const nlohmann::json *optional(const char *key) const;
    /// The same, and a fault: "missing, `right`".
    [[nodiscard]] const nlohmann::json *required(const char *key, std::string_view right) const;

    [[nodiscard]] std::string text(const char *key, std::string byDefault = {}) const;
    [[nodiscard]] double number(const char *key, double byDefault) const;
    [[nodiscard]] std::int64_t whole(const char *key, std::int64_t byDefault) const;
    [[nodiscard]] std::optional<std::int64_t> optionalWhole(const char *key) const;
    [[nodiscard]] std::optional<double> optionalNumber(const char *key) const;
    [[nodiscard]] bool truth(const char *key, bool byDefault) const;
    [[nodiscard]] std::string requiredText(const char *key, std::string_view right) const;
    [[nodiscard]] double requiredNumber(const char *key) const;
    [[nodiscard]] std::int64_t requiredWhole(const char *key) const;

private:
    const nlohmann::json *m_object = nullptr; ///< null: it was none
    std::string m_path;
    FirstFault &m_fault;
};

} // namespace interleave::plan
