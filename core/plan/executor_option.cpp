// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/checks.h"
#include "core/plan/plan_json.h"

#include <charconv>

namespace interleave::plan {
namespace {

/// The value in the parameter's own type; as text when it does not read as that, which validation then refuses.
ParameterValue readValue(std::string_view text, const ParameterDescriptor *parameter)
{
    if (parameter && std::holds_alternative<bool>(parameter->defaultValue) && (text == "true" || text == "false"))
        return text == "true";
    if (parameter && std::holds_alternative<std::int64_t>(parameter->defaultValue)) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size())
            return number;
    }
    return std::string(text);
}

void readPair(std::string_view pair, const ExecutorDescriptor *descriptor, ExecutorEntry &entry, FirstFault &fault)
{
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == pair.size())
        return fault.bad(entry.id, inQuotes(pair) + " is no parameter, give key=value");
    const std::string key(pair.substr(0, equals));
    const ParameterDescriptor *parameter = descriptor ? descriptor->parameter(key) : nullptr;
    if (!entry.parameters.emplace(key, readValue(pair.substr(equals + 1), parameter)).second)
        fault.bad(member(entry.id, key), "stands twice, give it once");
}

} // namespace

base::Result<ExecutorEntry> parseExecutorOption(std::string_view text, const Catalogue &catalogue)
{
    FirstFault fault;
    ExecutorEntry entry;
    const std::size_t colon = text.find(':');
    entry.id = text.substr(0, colon);
    const ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
    std::string_view rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (descriptor && colon != std::string_view::npos && rest.empty())
        fault.bad(entry.id, "nothing stands behind the colon, give key=value");
    while (descriptor && !rest.empty() && !fault.any()) {
        const std::size_t comma = rest.find(',');
        readPair(rest.substr(0, comma), descriptor, entry, fault);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    checkExecutor(entry, catalogue, descriptor ? entry.id : std::string(), fault);
    if (fault.any())
        return fault.error("--executor");
    entry.label = defaultLabel(entry);
    return entry;
}

} // namespace interleave::plan
