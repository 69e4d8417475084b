// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/export/trace_check.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace interleave::exporting {
namespace {

using nlohmann::json;
using Thread = std::pair<std::uint64_t, std::uint64_t>;

struct Slice {
    std::int64_t begin = 0, end = 0;
    std::size_t at = 0; ///< in the file
};
struct Arrow {
    Thread thread;
    std::int64_t time = 0;
    std::size_t at = 0;
};

class Check {
public:
    std::vector<std::string> operator()(std::string_view text)
    {
        if (!text.starts_with("{\""))
            fault("the document does not begin with {\"");
        const json document = json::parse(text, nullptr, false); // also tells broken UTF-8 and raw control characters
        if (document.is_discarded()) {
            fault("the document is no JSON");
            return m_faults;
        }
        if (!document.is_object() || !document.contains("traceEvents") || !document["traceEvents"].is_array()) {
            fault("there is no list traceEvents");
            return m_faults;
        }
        for (const json &event : document["traceEvents"])
            take(event);
        checkSlices();
        checkArrows();
        checkPairs();
        return m_faults;
    }

private:
    void fault(const std::string &text)
    {
        if (m_faults.size() < 20)
            m_faults.push_back(text);
    }
    void faultAt(const std::string &text) { fault("event " + std::to_string(m_at) + ": " + text); }

    static bool isText(const json &event, const char *key) { return event.contains(key) && event[key].is_string() && !event[key].get_ref<const std::string &>().empty(); }

    std::uint64_t numberOf(const json &event, const char *key)
    {
        const bool fits = event.contains(key) && event[key].is_number_unsigned() && event[key].get<std::uint64_t>() >= 1 && event[key].get<std::uint64_t>() <= 0xffffffffU;
        if (!fits)
            faultAt(std::string(key) + " is no number from 1 to 4294967295");
        return fits ? event[key].get<std::uint64_t>() : 0;
    }

    /// Microseconds as ns.
    std::optional<std::int64_t> timeOf(const json &event, const char *key)
    {
        if (!event.contains(key) || !event[key].is_number() || !(event[key].get<double>() >= 0) || event[key].get<double>() > 1e12) {
            faultAt(std::string(key) + " is no number of microseconds");
            return std::nullopt;
        }
        return std::llround(event[key].get<double>() * 1000);
    }

    void take(const json &event)
    {
        ++m_at;
        if (!event.is_object() || !isText(event, "ph") || event["ph"].get_ref<const std::string &>().size() != 1) {
            faultAt("has no phase");
            return;
        }
        const char phase = event["ph"].get_ref<const std::string &>().front();
        if (!isText(event, "name"))
            faultAt("has no name");
        const Thread thread{numberOf(event, "pid"), numberOf(event, "tid")};
        if (phase == 'M')
            return takeName(event);
        const auto time = timeOf(event, "ts");
        if (!time || !isText(event, "name"))
            return;
        switch (phase) {
        case 'X':
            if (const auto duration = timeOf(event, "dur"))
                m_slices[thread].push_back({*time, *time + *duration, m_at});
            break;
        case 's':
        case 'f': takeArrow(event, phase, {thread, *time, m_at}); break;
        case 'b':
        case 'e': takePair(event, phase, thread.first, *time); break;
        case 'C': takeCounter(event); break;
        default: faultAt(std::string("its phase ") + phase + " is none of X s f b e C M");
        }
    }

    void takeName(const json &event)
    {
        const bool named = isText(event, "name");
        const std::string name = named ? event["name"].get<std::string>() : "";
        const json args = event.value("args", json::object());
        if (name == "process_name" || name == "thread_name") {
            if (!isText(args, "name"))
                faultAt("names nothing");
        } else if (name == "process_sort_index" || name == "thread_sort_index") {
            if (!args.contains("sort_index") || !args["sort_index"].is_number_integer())
                faultAt("has no sort_index");
        } else {
            faultAt("is no metadata that readers know");
        }
    }

    void takeCounter(const json &event)
    {
        const json args = event.value("args", json());
        if (!args.is_object() || args.empty() || !std::ranges::all_of(args, [](const json &value) { return value.is_number(); }))
            faultAt("a counter without a number");
    }

    void takeArrow(const json &event, char phase, Arrow arrow)
    {
        if (!isText(event, "id") || !isText(event, "cat") || event["id"].get_ref<const std::string &>().find_first_not_of("0123456789abcdefABCDEFx") != std::string::npos)
            return faultAt("an arrow without a hexadecimal id and a category");
        const Identity identity{event["id"].get<std::string>(), event["cat"].get<std::string>(), event["name"].get<std::string>()};
        if (phase == 'f' && event.value("bp", "") != "e")
            faultAt("an arrow's end that is not bound to its slice (bp)");
        if (phase == 's' && !m_ids.emplace(event["id"].get<std::string>(), m_at).second)
            faultAt("an arrow's id is used twice");
        if (!(phase == 's' ? m_begins : m_ends).emplace(identity, arrow).second)
            faultAt(std::string("an arrow that has two ") + (phase == 's' ? "beginnings" : "ends"));
    }

    void takePair(const json &event, char phase, std::uint64_t pid, std::int64_t time)
    {
        if (!isText(event, "id") || !isText(event, "cat"))
            return faultAt("an async event without id and category");
        const std::tuple key{pid, event["cat"].get<std::string>(), event["id"].get<std::string>(), event["name"].get<std::string>()};
        m_pairs[key].emplace_back(time, phase == 'b');
    }

    void checkSlices()
    {
        for (auto &[thread, slices] : m_slices) {
            std::ranges::stable_sort(slices, [](const Slice &a, const Slice &b) { return std::tuple(a.begin, -a.end) < std::tuple(b.begin, -b.end); });
            std::vector<Slice> open;
            for (const Slice &slice : slices) {
                while (!open.empty() && open.back().end <= slice.begin)
                    open.pop_back();
                if (!open.empty() && slice.end > open.back().end)
                    fault("event " + std::to_string(slice.at) + ": its slice overlaps that of event " + std::to_string(open.back().at) + " partly");
                open.push_back(slice);
            }
        }
    }

    [[nodiscard]] bool insideSlice(const Arrow &arrow) const
    {
        const auto slices = m_slices.find(arrow.thread);
        return slices != m_slices.end() && std::ranges::any_of(slices->second, [&](const Slice &slice) { return slice.begin <= arrow.time && arrow.time < slice.end && slice.at < arrow.at; });
    }

    void checkArrows()
    {
        for (const auto &[identity, begin] : m_begins) {
            const std::string which = "event " + std::to_string(begin.at) + ": its arrow ";
            if (!insideSlice(begin))
                fault(which + "begins in no open slice that was written before it");
            const auto end = m_ends.find(identity);
            if (end == m_ends.end())
                fault(which + "has no end");
            else if (end->second.time < begin.time)
                fault(which + "ends before it begins");
        }
        for (const auto &[identity, end] : m_ends) {
            const std::string which = "event " + std::to_string(end.at) + ": its arrow ";
            if (!insideSlice(end))
                fault(which + "ends in no open slice that was written before it");
            if (!m_begins.contains(identity))
                fault(which + "has no beginning");
        }
    }

    void checkPairs()
    {
        for (auto &[key, times] : m_pairs) {
            const std::string which = "async " + std::get<3>(key) + " " + std::get<2>(key) + ": ";
            std::ranges::stable_sort(times, {}, [](const auto &time) { return time.first; });
            std::int64_t open = 0;
            for (const auto &[time, begins] : times) {
                open += begins ? 1 : -1;
                if (open < 0)
                    break;
            }
            if (open != 0)
                fault(which + (open < 0 ? "ends before it begins" : "has no end"));
        }
    }

    using Identity = std::tuple<std::string, std::string, std::string>;
    std::size_t m_at = 0; ///< events taken so far
    std::vector<std::string> m_faults;
    std::map<Thread, std::vector<Slice>> m_slices;
    std::map<std::string, std::size_t> m_ids;
    std::map<Identity, Arrow> m_begins, m_ends;
    std::map<std::tuple<std::uint64_t, std::string, std::string, std::string>, std::vector<std::pair<std::int64_t, bool>>> m_pairs;
};

} // namespace

std::vector<std::string> traceFaults(std::string_view json) { return Check()(json); }

} // namespace interleave::exporting
