// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema_check.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

namespace {
using nlohmann::json;

bool isOfType(const json &value, const std::string &type)
{
    if (type == "integer")
        return value.is_number() && value.get<double>() == std::trunc(value.get<double>());
    static const std::map<std::string, bool (*)(const json &)> kTypes{
        {"object", [](const json &v) { return v.is_object(); }},   {"array", [](const json &v) { return v.is_array(); }},
        {"string", [](const json &v) { return v.is_string(); }},   {"number", [](const json &v) { return v.is_number(); }},
        {"boolean", [](const json &v) { return v.is_boolean(); }},
    };
    return kTypes.at(type)(value);
}

std::size_t characters(const std::string &utf8)
{
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool simpleKeywordHolds(const std::string &keyword, const json &rule, const json &value)
{
    if (keyword == "type")
        return isOfType(value, rule);
    if (keyword == "const")
        return value == rule;
    if (keyword == "enum")
        return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (keyword == "minimum")
        return !value.is_number() || value.get<double>() >= rule.get<double>();
    if (keyword == "maximum")
        return !value.is_number() || value.get<double>() <= rule.get<double>();
    if (keyword == "minLength")
        return !value.is_string() || characters(value) >= rule;
    if (keyword == "maxLength")
        return !value.is_string() || characters(value) <= rule;
    if (keyword == "minItems")
        return !value.is_array() || value.size() >= rule;
    if (keyword == "maxItems")
        return !value.is_array() || value.size() <= rule;
    if (keyword == "minProperties")
        return !value.is_object() || value.size() >= rule;
    if (keyword == "maxProperties")
        return !value.is_object() || value.size() <= rule;
    if (keyword == "pattern" && !value.is_string())
        return true;
    if (keyword == "pattern") { // std::regex knows no NUL; the two patterns that occur are told apart by what else they forbid
        const bool line = rule.get<std::string>().find("u001f") != std::string::npos;
        const std::string text = value;
        return std::none_of(text.begin(), text.end(), [&](char c) { return c == 0 || (line && ((c > 0 && c < 0x20) || c == 0x7F)); });
    }
    if (keyword == "required")
        return !value.is_object() || std::all_of(rule.begin(), rule.end(), [&](const json &key) { return value.contains(key.get<std::string>()); });
    if (keyword == "dependentRequired") {
        for (const auto &[key, needed] : rule.items())
            if (value.contains(key) && !simpleKeywordHolds("required", needed, value))
                return false;
        return true;
    }
    throw std::logic_error("schema keyword not known here: " + keyword);
}

std::string propertiesFault(const json &root, const json &schema, const json &value, const std::string &path)
{
    if (!value.is_object())
        return {};
    for (const auto &[key, inner] : value.items()) {
        if (schema["properties"].contains(key)) {
            if (auto fault = schemaFault(root, schema["properties"][key], inner, path + '.' + key); !fault.empty())
                return fault;
        } else if (schema.value("additionalProperties", true) == false) {
            return path + ": additional " + key;
        }
    }
    return {};
}

} // namespace

std::string schemaFault(const json &root, const json &schema, const json &value, const std::string &path)
{
    static const std::set<std::string> kNotes{"$schema", "$id", "$defs", "title", "description", "default", "additionalProperties"};
    for (const auto &[keyword, rule] : schema.items()) {
        std::string fault;
        if (kNotes.contains(keyword)) {
            continue;
        } else if (keyword == "$ref") {
            fault = schemaFault(root, root.at(json::json_pointer(rule.get<std::string>().substr(1))), value, path);
        } else if (keyword == "properties") {
            fault = propertiesFault(root, schema, value, path);
        } else if (keyword == "items") {
            for (std::size_t i = 0; value.is_array() && i < value.size() && fault.empty(); ++i)
                fault = schemaFault(root, rule, value[i], path + '[' + std::to_string(i) + ']');
        } else if (keyword == "oneOf" || keyword == "anyOf") {
            const auto fits = std::count_if(rule.begin(), rule.end(), [&](const json &one) { return schemaFault(root, one, value, path).empty(); });
            fault = fits == 1 || (fits > 1 && keyword == "anyOf") ? "" : path + ": " + keyword;
        } else if (!simpleKeywordHolds(keyword, rule, value)) {
            fault = path + ": " + keyword;
        }
        if (!fault.empty())
            return fault;
    }
    return {};
}
