// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace interleave::exporting {

/// A text between the quotes of a JSON string: what nobody can see or what is no UTF-8 is written out, as in `visible`, then escaped.
std::string jsonText(std::string_view text);

/// Writes a document in the Chrome trace event format, event by event, without keeping any.
/// Units: ns since the document's beginning, not negative; written as microseconds with up to three decimals.
/// Bytes go to the sink in pieces of some 64 KiB. Names and categories are escaped here; `args` is the inside of a JSON object, made with `jsonText`.
class ChromeEvents {
public:
    /// Numbers from 1 (0 means "none" to readers of the format).
    struct Place {
        std::uint32_t pid = 1, tid = 1;
    };

    explicit ChromeEvents(ByteSink sink);
    ChromeEvents(const ChromeEvents &) = delete;
    ChromeEvents &operator=(const ChromeEvents &) = delete;

    /// `X`. Slices of one place must nest: the caller's duty.
    void slice(Place place, std::int64_t begin, std::int64_t end, std::string_view name, std::string_view category, std::string_view args = {});
    /// `s` and `f`: an arrow from slice to slice.
    void flowBegin(Place place, std::int64_t at, std::string_view name, std::uint64_t id) { flow('s', place, at, name, id); }
    void flowEnd(Place place, std::int64_t at, std::string_view name, std::uint64_t id) { flow('f', place, at, name, id); }
    /// `b` and `e`, with an identity of their own: what may overlap.
    void overlapping(Place place, std::int64_t begin, std::int64_t end, std::string_view name, std::string_view category, std::string_view args = {});
    /// `C`: one series of a process.
    void counter(std::uint32_t pid, std::int64_t at, std::string_view name, double value);
    /// `M`: process_name, thread_name.
    void processName(std::uint32_t pid, std::string_view name, std::uint32_t order);
    void threadName(Place place, std::string_view name, std::uint32_t order);

    /// Closes the document; nothing may follow. `metadata`: the inside of a JSON object.
    void finish(std::string_view metadata);

private:
    void begin(char phase, Place place);
    void time(std::string_view key, std::int64_t ns);
    void text(std::string_view key, std::string_view value);
    void number(std::uint64_t value, int base = 10);
    void arguments(std::string_view args);
    void end();
    void flow(char phase, Place place, std::int64_t at, std::string_view name, std::uint64_t id);
    void named(std::string_view kind, Place place, std::string_view key, std::string_view value, bool quoted);

    ByteSink m_sink;
    std::string m_buffer;
    std::uint64_t m_nextOverlapping = 1;
    bool m_first = true;
};

} // namespace interleave::exporting
