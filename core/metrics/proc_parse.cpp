// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/proc_parse.h"

#include "core/metrics/text.h"

#include <array>

namespace interleave::metrics {
namespace {

/// Fills `fields` with the next numbers; false if there are fewer.
template <std::size_t N>
bool numbers(std::string_view content, std::array<std::int64_t, N> &fields)
{
    for (std::int64_t &field : fields) {
        // Only the first fields are read; later ones of stat may not fit into 64 signed bits.
        const auto value = text::number(text::word(content));
        if (!value)
            return false;
        field = *value;
    }
    return true;
}

std::optional<std::int64_t> kibibytes(std::string_view rest)
{
    const auto value = text::number(text::word(rest));
    return value ? std::optional(*value * 1024) : std::nullopt;
}

} // namespace

std::optional<ProcStat> parseStat(std::string_view content)
{
    // The command may hold anything but the last closing parenthesis is the file's own.
    const std::size_t open = content.find('(');
    const std::size_t close = content.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    std::string_view head = content.substr(0, open);
    const auto pid = text::number(text::word(head));
    std::string_view rest = content.substr(close + 1);
    const std::string_view state = text::word(rest);
    // Fields 4 (ppid) to 22 (starttime).
    std::array<std::int64_t, 19> field{};
    if (!pid || state.size() != 1 || !numbers(rest, field))
        return std::nullopt;
    ProcStat stat;
    stat.pid = static_cast<pid_t>(*pid);
    stat.command = std::string(content.substr(open + 1, close - open - 1));
    stat.state = state.front();
    stat.parent = static_cast<pid_t>(field[0]);
    stat.group = static_cast<pid_t>(field[1]);
    stat.session = static_cast<pid_t>(field[2]);
    stat.userTicks = field[10];
    stat.systemTicks = field[11];
    stat.childUserTicks = field[12];
    stat.childSystemTicks = field[13];
    stat.threads = static_cast<std::int32_t>(field[16]);
    stat.startTicks = field[18];
    return stat;
}

std::optional<ProcStatm> parseStatm(std::string_view content)
{
    std::array<std::int64_t, 3> field{};
    if (!numbers(content, field))
        return std::nullopt;
    return ProcStatm{field[0], field[1], field[2]};
}

ProcStatus parseStatus(std::string_view content)
{
    ProcStatus status;
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        const std::string_view key = text::cut(line, ':');
        if (key == "VmHWM")
            status.peakRssBytes = kibibytes(line);
        else if (key == "VmRSS")
            status.rssBytes = kibibytes(line);
        else if (key == "Threads")
            status.threads = text::number(text::word(line));
        else if (key == "voluntary_ctxt_switches")
            status.voluntarySwitches = text::number(text::word(line));
        else if (key == "nonvoluntary_ctxt_switches")
            status.involuntarySwitches = text::number(text::word(line));
    }
    return status;
}

std::optional<ProcSchedstat> parseSchedstat(std::string_view content)
{
    std::array<std::int64_t, 3> field{};
    if (!numbers(content, field))
        return std::nullopt;
    return ProcSchedstat{field[0], field[1], field[2]};
}

std::vector<pid_t> parseChildren(std::string_view content)
{
    std::vector<pid_t> children;
    while (const auto pid = text::number(text::word(content)))
        children.push_back(static_cast<pid_t>(*pid));
    return children;
}

std::optional<std::int64_t> parsePss(std::string_view content)
{
    while (!content.empty()) {
        std::string_view line = text::cut(content, '\n');
        if (text::cut(line, ':') == "Pss")
            return kibibytes(line);
    }
    return std::nullopt;
}

} // namespace interleave::metrics
