// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/object_reader.h"

#include "core/plan/catalogue.h"

#include <algorithm>
#include <cmath>

namespace interleave::plan {
namespace {

using nlohmann::json;

constexpr std::string_view kAnyNumber = "give a number";
constexpr std::string_view kAnyWhole = "give a whole number";

std::string wrongType(const json &value, std::string_view right) { return "is " + std::string(typeName(value)) + ", " + std::string(right); }

} // namespace

std::string_view typeName(const json &value)
{
    switch (value.type()) {
    case json::value_t::object: return "an object";
    case json::value_t::array: return "a list";
    case json::value_t::string: return "text";
    case json::value_t::boolean: return "true or false";
    case json::value_t::null: return "null";
    default: return "a number";
    }
}

std::string unknownWord(std::string_view what, std::string_view word, const std::vector<std::string> &known)
{
    std::string message = "unknown " + std::string(what) + ' ' + inQuotes(word);
    if (const std::string nearest = nearestWord(word, known); !nearest.empty())
        return message + ", did you mean \"" + nearest + "\"?";
    message += ", known: ";
    for (std::size_t i = 0; i < known.size(); ++i)
        message += (i > 0 ? ", " : "") + known[i];
    return known.empty() ? message + "none" : message;
}

std::optional<std::string> asText(const json &value, const std::string &path, FirstFault &fault)
{
    if (const auto *text = value.get_ptr<const std::string *>())
        return *text;
    fault.bad(path, wrongType(value, "give text in double quotes"));
    return std::nullopt;
}

std::optional<double> asNumber(const json &value, const std::string &path, FirstFault &fault)
{
    if (value.is_number())
        return value.get<double>();
    fault.bad(path, wrongType(value, kAnyNumber));
    return std::nullopt;
}

std::optional<std::int64_t> asWhole(const json &value, const std::string &path, FirstFault &fault)
{
    if (!value.is_number()) {
        fault.bad(path, wrongType(value, kAnyWhole));
        return std::nullopt;
    }
    const auto number = value.get<double>(); // exact: nothing beyond 2^53 gets here
    if (number == std::trunc(number))
        return static_cast<std::int64_t>(number);
    fault.bad(path, numberText(number) + " is not whole, " + std::string(kAnyWhole));
    return std::nullopt;
}

bool isArray(const json &value, const std::string &path, std::size_t most, FirstFault &fault)
{
    if (!value.is_array())
        fault.bad(path, wrongType(value, "give a list [ … ]"));
    else if (value.size() > most)
        fault.bad(path, "has " + std::to_string(value.size()) + " elements, at most " + std::to_string(most) + " may stand here");
    else
        return true;
    return false;
}

ObjectReader::ObjectReader(const json &value, std::string path, std::vector<std::string> known, FirstFault &fault, bool openEnded)
    : m_path(std::move(path)), m_fault(fault)
{
    if (!value.is_object()) {
        m_fault.bad(m_path, wrongType(value, "give an object { … }"));
        return;
    }
    m_object = &value;
    if (openEnded)
        return;
    for (const auto &[key, ignored] : value.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            m_fault.bad(m_path, unknownWord("key", key, known));
}

const json *ObjectReader::optional(const char *key) const
{
    if (!m_object)
        return nullptr;
    const auto found = m_object->find(key);
    return found == m_object->end() ? nullptr : &*found;
}

const json *ObjectReader::required(const char *key, std::string_view right) const
{
    const json *value = optional(key);
    if (!value)
        m_fault.bad(path(key), "is missing, " + std::string(right));
    return value;
}

std::string ObjectReader::text(const char *key, std::string byDefault) const
{
    const json *value = optional(key);
    return value ? asText(*value, path(key), m_fault).value_or(std::string()) : byDefault;
}

double ObjectReader::number(const char *key, double byDefault) const
{
    const json *value = optional(key);
    return value ? asNumber(*value, path(key), m_fault).value_or(byDefault) : byDefault;
}

std::int64_t ObjectReader::whole(const char *key, std::int64_t byDefault) const { return optionalWhole(key).value_or(byDefault); }

std::optional<std::int64_t> ObjectReader::optionalWhole(const char *key) const
{
    const json *value = optional(key);
    return value ? asWhole(*value, path(key), m_fault) : std::nullopt;
}

std::optional<double> ObjectReader::optionalNumber(const char *key) const
{
    const json *value = optional(key);
    return value ? asNumber(*value, path(key), m_fault) : std::nullopt;
}

bool ObjectReader::truth(const char *key, bool byDefault) const
{
    const json *value = optional(key);
    if (!value)
        return byDefault;
    if (value->is_boolean())
        return value->get<bool>();
    m_fault.bad(path(key), wrongType(*value, "give true or false"));
    return byDefault;
}

std::string ObjectReader::requiredText(const char *key, std::string_view right) const
{
    const json *value = required(key, right);
    return value ? asText(*value, path(key), m_fault).value_or(std::string()) : std::string();
}

double ObjectReader::requiredNumber(const char *key) const
{
    const json *value = required(key, kAnyNumber);
    return value ? asNumber(*value, path(key), m_fault).value_or(0) : 0;
}

std::int64_t ObjectReader::requiredWhole(const char *key) const
{
    const json *value = required(key, kAnyWhole);
    return value ? asWhole(*value, path(key), m_fault).value_or(0) : 0;
}

} // namespace interleave::plan
