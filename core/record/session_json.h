// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/object_reader.h"
#include "core/record/session_fields.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

/// Fields ⇄ JSON. What is empty (no value, no text, false) is not written, and what is not there stays empty.
/// Whole numbers beyond 2^53, which many readers of JSON would round, are written as text.
namespace interleave::record::session {

using OrderedJson = nlohmann::ordered_json;

/// At most `bytes` of the text, not ending inside a character.
inline std::string fitted(std::string_view text, std::size_t bytes)
{
    std::size_t end = std::min(text.size(), bytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string(text.substr(0, end));
}

class JsonWriter {
public:
    template <class Struct>
    static OrderedJson of(const Struct &value)
    {
        JsonWriter writer;
        fields(writer, value);
        return std::move(writer.m_json);
    }

    void operator()(const char *name, const std::string &text)
    {
        constexpr std::size_t kMost = kTextBytes / 3; // what is no UTF-8 grows threefold when it is shown as broken
        if (!text.empty())
            m_json[name] = fitted(text, kMost);
    }
    void operator()(const char *name, bool value)
    {
        if (value)
            m_json[name] = true;
    }
    void operator()(const char *name, std::int64_t value, Bounds = {}) { whole(name, value); }
    void operator()(const char *name, std::uint64_t value) { whole(name, value); }
    void operator()(const char *name, std::uint32_t value) { m_json[name] = value; }
    void operator()(const char *name, int value) { m_json[name] = value; }
    void operator()(const char *name, base::Nanoseconds value, Bounds) { whole(name, std::int64_t{value.count()}); }
    void operator()(const char *name, double value)
    {
        if (std::isfinite(value))
            m_json[name] = value;
    }
    template <class Tag>
    void operator()(const char *name, base::Id<Tag> id)
    {
        m_json[name] = id.value;
    }
    void operator()(const char *name, const std::optional<bool> &value)
    {
        if (value)
            m_json[name] = *value; // false is not nothing here
    }
    template <class T, class... Rest>
    void operator()(const char *name, const std::optional<T> &value, Rest... rest)
    {
        if (value)
            (*this)(name, *value, rest...);
    }
    void operator()(const char *name, const std::vector<std::string> &texts)
    {
        if (!texts.empty())
            m_json[name] = texts;
    }
    void operator()(const char *name, const std::map<std::string, std::int64_t> &figures)
    {
        if (figures.empty())
            return;
        JsonWriter writer;
        for (const auto &[key, value] : figures)
            writer.whole(key.c_str(), value);
        m_json[name] = std::move(writer.m_json);
    }
    template <class Enum>
    void choice(const char *name, Enum value, Enum)
    {
        m_json[name] = toText(value);
    }
    template <class Struct>
    void object(const char *name, const Struct &value)
    {
        m_json[name] = of(value);
    }
    template <class Struct>
    void list(const char *name, const std::vector<Struct> &values)
    {
        for (const Struct &value : values)
            m_json[name].push_back(of(value));
    }

private:
    template <class T>
    void whole(const char *name, T value)
    {
        const bool exact = value <= static_cast<T>(plan::limits::kExact) && (value >= 0 || value >= static_cast<T>(-plan::limits::kExact));
        m_json[name] = exact ? OrderedJson(value) : OrderedJson(std::to_string(value));
    }
    OrderedJson m_json = OrderedJson::object();
};

/// The first thing wrong goes into the fault; what was read then is of no use. Keys that are not known are of a later version and
/// passed over.
class JsonReader {
public:
    template <class Struct>
    static void read(const nlohmann::json &json, const std::string &path, plan::FirstFault &fault, Struct &into)
    {
        JsonReader reader(json, path, fault);
        fields(reader, into);
    }

    void operator()(const char *name, std::string &text)
    {
        if (const auto *value = find(name))
            takeText(*value, m_object.path(name), text);
    }
    void operator()(const char *name, bool &value) { value = m_object.truth(name, value); }
    void operator()(const char *name, std::int64_t &value, Bounds bounds = kCount) { value = whole(name, bounds).value_or(value); }
    void operator()(const char *name, std::uint64_t &value)
    {
        if (const auto *json = find(name))
            value = takeWhole<std::uint64_t>(*json, m_object.path(name)).value_or(value);
    }
    void operator()(const char *name, std::uint32_t &value) { value = static_cast<std::uint32_t>(whole(name, {0, UINT32_MAX}).value_or(value)); }
    void operator()(const char *name, int &value) { value = static_cast<int>(whole(name, {0, INT32_MAX}).value_or(value)); }
    void operator()(const char *name, base::Nanoseconds &value, Bounds bounds)
    {
        value = base::Nanoseconds(whole(name, bounds).value_or(value.count()));
    }
    void operator()(const char *name, double &value) { value = m_object.number(name, value); }
    template <class Tag>
    void operator()(const char *name, base::Id<Tag> &id)
    {
        (*this)(name, id.value);
    }
    template <class T, class... Rest>
    void operator()(const char *name, std::optional<T> &value, Rest... rest)
    {
        if (!find(name))
            return;
        T plain{};
        (*this)(name, plain, rest...);
        value = plain;
    }
    void operator()(const char *name, std::vector<std::string> &texts)
    {
        const auto *value = find(name);
        if (!value || !plan::isArray(*value, m_object.path(name), kRows, m_fault))
            return;
        texts.resize(value->size());
        for (std::size_t i = 0; i < texts.size(); ++i)
            takeText((*value)[i], plan::element(m_object.path(name), i), texts[i]);
    }
    void operator()(const char *name, std::map<std::string, std::int64_t> &figures)
    {
        const auto *value = find(name);
        if (!value)
            return;
        const plan::ObjectReader object(*value, m_object.path(name), {}, m_fault, true);
        if (value->is_object())
            for (const auto &[key, figure] : value->items())
                figures[key] = takeWhole<std::int64_t>(figure, object.path(key)).value_or(0);
    }
    template <class Enum>
    void choice(const char *name, Enum &value, Enum last)
    {
        const auto *json = m_object.required(name, "give a word");
        std::string word;
        if (!json || !takeText(*json, m_object.path(name), word))
            return;
        std::vector<std::string> known;
        for (int i = 0; i <= static_cast<int>(last); ++i) {
            known.emplace_back(toText(static_cast<Enum>(i)));
            if (word == known.back())
                return void(value = static_cast<Enum>(i));
        }
        m_fault.bad(m_object.path(name), plan::unknownWord("word", word, known));
    }
    template <class Struct>
    void object(const char *name, Struct &value)
    {
        if (const auto *json = find(name))
            read(*json, m_object.path(name), m_fault, value);
    }
    template <class Struct>
    void list(const char *name, std::vector<Struct> &values)
    {
        const auto *json = find(name);
        if (!json || !plan::isArray(*json, m_object.path(name), kRows, m_fault))
            return;
        values.resize(json->size());
        for (std::size_t i = 0; i < values.size(); ++i)
            read((*json)[i], plan::element(m_object.path(name), i), m_fault, values[i]);
    }

private:
    JsonReader(const nlohmann::json &json, const std::string &path, plan::FirstFault &fault) : m_object(json, path, {}, fault, true), m_fault(fault) { }

    /// Null counts as not there.
    [[nodiscard]] const nlohmann::json *find(const char *name) const
    {
        const auto *value = m_object.optional(name);
        return value && !value->is_null() ? value : nullptr;
    }

    bool takeText(const nlohmann::json &json, const std::string &path, std::string &text)
    {
        text = plan::asText(json, path, m_fault).value_or(std::string());
        if (text.size() > kTextBytes)
            m_fault.bad(path, "is " + std::to_string(text.size()) + " bytes long, at most " + std::to_string(kTextBytes) + " may stand here");
        return !m_fault.any();
    }

    /// A whole number, or its digits as text.
    template <class T>
    std::optional<T> takeWhole(const nlohmann::json &json, const std::string &path)
    {
        const auto *digits = json.get_ptr<const std::string *>();
        T value{};
        if (!digits) {
            const auto plain = plan::asWhole(json, path, m_fault);
            if (plain && std::is_unsigned_v<T> && *plain < 0)
                m_fault.bad(path, std::to_string(*plain) + " is out of range, give at least 0");
            return plain ? std::optional(static_cast<T>(*plain)) : std::nullopt;
        }
        const auto end = digits->data() + digits->size();
        if (const auto parsed = std::from_chars(digits->data(), end, value); parsed.ec == std::errc() && parsed.ptr == end)
            return value;
        m_fault.bad(path, plan::inQuotes(*digits) + " is not a whole number of 64 bits");
        return std::nullopt;
    }

    std::optional<std::int64_t> whole(const char *name, Bounds bounds)
    {
        const auto *json = find(name);
        const auto value = json ? takeWhole<std::int64_t>(*json, m_object.path(name)) : std::nullopt;
        if (!value || (*value >= bounds.least && *value <= bounds.most))
            return value;
        m_fault.bad(m_object.path(name), std::to_string(*value) + " is out of range, " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most) + " may stand here");
        return std::nullopt;
    }

    plan::ObjectReader m_object;
    plan::FirstFault &m_fault;
};

} // namespace interleave::record::session
