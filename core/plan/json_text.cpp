// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/json_text.h"

#include "core/plan/limits.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace interleave::plan {
namespace {

using nlohmann::json;

/// The word or number that holds byte `at` of the text.
std::string_view tokenAt(std::string_view text, std::size_t at)
{
    constexpr std::string_view kParts = "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const auto part = [&](std::size_t i) { return i < text.size() && kParts.find(text[i]) != std::string_view::npos; };
    std::size_t begin = std::min(at, text.size());
    while (begin > 0 && part(begin - 1))
        --begin;
    std::size_t end = at;
    while (part(end))
        ++end;
    return text.substr(begin, end - begin);
}

bool isNotFinite(std::string_view token)
{
    std::string word;
    for (const char c : token)
        if (c != '+' && c != '-')
            word += static_cast<char>(c | 0x20);
    return word == "nan" || word == "inf" || word == "infinity";
}

/// Builds the value, and stops at the first thing that a plan must not hold.
class Builder : public nlohmann::json_sax<json> {
public:
    Builder(std::string_view text, FirstFault &fault) : m_text(text), m_fault(fault) {}
    json take() { return std::move(m_root); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return value < -limits::kExact ? tooLarge(std::to_string(value)) : add(value); }
    bool number_unsigned(number_unsigned_t value) override
    {
        return value > static_cast<number_unsigned_t>(limits::kExact) ? tooLarge(std::to_string(value)) : add(value);
    }
    bool number_float(number_float_t value, const string_t &text) override
    {
        return std::abs(value) >= static_cast<double>(limits::kExact) ? tooLarge(text) : add(value);
    }
    bool string(string_t &value) override { return add(std::move(value)); }
    bool binary(binary_t &) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t &key) override
    {
        Level &level = m_levels.back();
        level.key = std::move(key);
        if (!level.value->contains(level.key))
            return true;
        m_fault.bad(path(m_levels.size() - 1), "the key " + inQuotes(level.key) + " stands twice, give it once");
        return false;
    }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &error) override
    {
        constexpr int kNumberOverflow = 406;
        const std::string_view token = tokenAt(m_text, position > 0 ? position - 1 : 0);
        if (error.id == kNumberOverflow)
            return tooLarge(token);
        if (isNotFinite(token)) {
            m_fault.bad(path(), std::string(token) + " is not a number in JSON, give a finite number");
            return false;
        }
        m_fault.bad(place(position), "not valid JSON: " + reason(error.what()));
        return false;
    }

private:
    struct Level {
        json *value;
        std::string key; ///< the one being read, in an object
    };

    /// Where the value being read stands.
    [[nodiscard]] std::string path() const { return path(m_levels.size(), true); }

    /// Where level number `depth` stands. An array's next element has the index of its size.
    [[nodiscard]] std::string path(std::size_t depth, bool next = false) const
    {
        std::string result;
        for (std::size_t i = 0; i < depth; ++i) {
            const Level &level = m_levels[i];
            if (level.value->is_object())
                result = member(result, level.key);
            else
                result = element(result, level.value->size() - (next && i + 1 == depth ? 0 : 1));
        }
        return result;
    }

    [[nodiscard]] std::string place(std::size_t position) const
    {
        const std::string_view before = m_text.substr(0, position > 0 ? std::min(position - 1, m_text.size()) : 0);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t lineBegin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
        return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - lineBegin + 1);
    }

    /// The library's text without its prefix, on one line.
    static std::string reason(std::string what)
    {
        if (const auto column = what.find("column "); column != std::string::npos)
            if (const auto end = what.find(": ", column); end != std::string::npos)
                what.erase(0, end + 2);
        constexpr std::size_t kLongest = 200;
        if (what.size() > kLongest)
            what.resize(kLongest);
        std::replace_if(what.begin(), what.end(), [](char c) { return c < 0x20 || c == 0x7F; }, '?'); // also what is not ASCII: it may be cut or broken
        return what;
    }

    bool tooLarge(std::string_view number)
    {
        m_fault.bad(path(), std::string(number.substr(0, kLongestToken)) + " is beyond 2^53, give a number of at most 9007199254740992");
        return false;
    }

    json *put(json value)
    {
        if (m_levels.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Level &level = m_levels.back();
        if (level.value->is_array()) {
            level.value->push_back(std::move(value));
            return &level.value->back();
        }
        return &((*level.value)[level.key] = std::move(value));
    }

    bool add(json value)
    {
        put(std::move(value));
        return true;
    }

    bool open(json empty)
    {
        if (m_levels.size() >= limits::kNesting) {
            m_fault.bad("", "nested deeper than " + std::to_string(limits::kNesting) + " levels, give fewer");
            return false;
        }
        m_levels.push_back({put(std::move(empty)), {}});
        return true;
    }

    bool close()
    {
        m_levels.pop_back();
        return true;
    }

    static constexpr std::size_t kLongestToken = 60;
    std::string_view m_text;
    FirstFault &m_fault;
    json m_root;
    std::vector<Level> m_levels;
};

} // namespace

json readJson(std::string_view text, FirstFault &fault)
{
    if (text.size() > limits::kBytes) {
        fault.bad("", "larger than 64 MiB, a plan is at most that");
        return {};
    }
    Builder builder(text, fault);
    if (!json::sax_parse(text.begin(), text.end(), &builder) && !fault.any())
        fault.bad("", "not valid JSON");
    return builder.take();
}

} // namespace interleave::plan
