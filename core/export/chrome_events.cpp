// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/chrome_events.h"

#include "core/export/report_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace interleave::exporting {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

bool plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

} // namespace

std::string jsonText(std::string_view text)
{
    if (std::ranges::all_of(text, plain))
        return std::string(text);
    std::string out;
    for (const char c : visible(text)) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

ChromeEvents::ChromeEvents(ByteSink sink) : m_sink(std::move(sink))
{
    m_buffer.reserve(kPiece + 4096);
    m_buffer = R"({"traceEvents":[)";
}

void ChromeEvents::number(std::uint64_t value, int base)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    m_buffer.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void ChromeEvents::time(std::string_view key, std::int64_t ns)
{
    m_buffer += key;
    const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0));
    number(whole / 1000);
    if (const std::uint64_t rest = whole % 1000; rest != 0) {
        m_buffer += '.';
        for (const std::uint64_t digit : {rest / 100, rest / 10 % 10, rest % 10})
            m_buffer += static_cast<char>('0' + digit);
    }
}

void ChromeEvents::text(std::string_view key, std::string_view value)
{
    m_buffer += key;
    if (std::ranges::all_of(value, plain))
        m_buffer += value;
    else
        m_buffer += jsonText(value);
    m_buffer += '"';
}

void ChromeEvents::begin(char phase, Place place)
{
    m_buffer += m_first ? "\n{\"ph\":\"" : ",\n{\"ph\":\"";
    m_first = false;
    m_buffer += phase;
    m_buffer += "\",\"pid\":";
    number(place.pid);
    m_buffer += ",\"tid\":";
    number(place.tid);
}

void ChromeEvents::arguments(std::string_view args)
{
    if (args.empty())
        return;
    m_buffer += ",\"args\":{";
    m_buffer += args;
    m_buffer += '}';
}

void ChromeEvents::end()
{
    m_buffer += '}';
    if (m_buffer.size() < kPiece)
        return;
    m_sink(m_buffer);
    m_buffer.clear();
}

void ChromeEvents::slice(Place place, std::int64_t from, std::int64_t to, std::string_view name, std::string_view category, std::string_view args)
{
    begin('X', place);
    time(",\"ts\":", from);
    time(",\"dur\":", to - from);
    text(",\"name\":\"", name);
    text(",\"cat\":\"", category);
    arguments(args);
    end();
}

void ChromeEvents::flow(char phase, Place place, std::int64_t at, std::string_view name, std::uint64_t id)
{
    begin(phase, place);
    time(",\"ts\":", at);
    text(",\"name\":\"", name);
    m_buffer += ",\"cat\":\"hand-over\",\"id\":\"0x";
    number(id, 16);
    m_buffer += phase == 'f' ? "\",\"bp\":\"e\"" : "\"";
    end();
}

void ChromeEvents::overlapping(Place place, std::int64_t from, std::int64_t to, std::string_view name, std::string_view category, std::string_view args)
{
    const std::uint64_t id = m_nextOverlapping++;
    for (const char phase : {'b', 'e'}) {
        begin(phase, place);
        time(",\"ts\":", phase == 'b' ? from : std::max(from, to));
        text(",\"name\":\"", name);
        text(",\"cat\":\"", category);
        m_buffer += ",\"id\":\"0x";
        number(id, 16);
        m_buffer += '"';
        arguments(phase == 'b' ? args : std::string_view());
        end();
    }
}

void ChromeEvents::counter(std::uint32_t pid, std::int64_t at, std::string_view name, double value)
{
    std::array<char, 32> digits;
    const auto past = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 9).ptr;
    begin('C', {pid, 1});
    time(",\"ts\":", at);
    text(",\"name\":\"", name);
    m_buffer += ",\"args\":{\"value\":";
    m_buffer.append(digits.data(), static_cast<std::size_t>(past - digits.data()));
    m_buffer += '}';
    end();
}

void ChromeEvents::named(std::string_view kind, Place place, std::string_view key, std::string_view value, bool quoted)
{
    begin('M', place);
    text(",\"name\":\"", kind);
    m_buffer += ",\"args\":{\"";
    m_buffer += key;
    m_buffer += quoted ? "\":\"" : "\":";
    m_buffer += jsonText(value);
    m_buffer += quoted ? "\"}" : "}";
    end();
}

void ChromeEvents::processName(std::uint32_t pid, std::string_view name, std::uint32_t order)
{
    named("process_name", {pid, 1}, "name", name, true);
    named("process_sort_index", {pid, 1}, "sort_index", std::to_string(order), false);
}

void ChromeEvents::threadName(Place place, std::string_view name, std::uint32_t order)
{
    named("thread_name", place, "name", name, true);
    named("thread_sort_index", place, "sort_index", std::to_string(order), false);
}

void ChromeEvents::finish(std::string_view metadata)
{
    m_buffer += "\n],\"displayTimeUnit\":\"ms\",\"metadata\":{";
    m_buffer += metadata;
    m_buffer += "}}\n";
    m_sink(m_buffer);
    m_buffer.clear();
}

} // namespace interleave::exporting
