// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_commands.h"

#include "core/export/columns.h"
#include "core/plan/presets.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace interleave::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string rangeOf(const plan::ParameterDescriptor &p)
{
    if (!p.choices.empty()) {
        std::string text;
        for (const std::string &word : p.choices)
            text += (text.empty() ? "" : "|") + word;
        return text;
    }
    if (std::holds_alternative<bool>(p.defaultValue))
        return "true|false";
    return std::to_string(p.minimum) + "…" + std::to_string(p.maximum);
}

std::string defaultOf(const plan::ParameterDescriptor &p) { return p.automatic ? "automatic" : plan::toText(p.defaultValue); }

std::string parametersOf(const plan::ExecutorDescriptor &executor)
{
    std::string text;
    for (const plan::ParameterDescriptor &p : executor.parameters)
        text += (text.empty() ? "" : ", ") + p.key + "=" + defaultOf(p) + " (" + rangeOf(p) + ")";
    return text;
}

std::string stepsOf(const plan::ExecutorDescriptor &executor)
{
    if (!executor.available)
        return "not in this version";
    std::string text;
    for (const std::string &step : executor.steps)
        text += (text.empty() ? "" : ", ") + step;
    return text;
}

Json valueOf(const plan::ParameterValue &value)
{
    return std::visit([](const auto &v) { return Json(v); }, value);
}

Json parameterJson(const plan::ParameterDescriptor &p)
{
    Json json{{"key", p.key}, {"name", p.name}, {"help", p.help}, {"default", p.automatic ? Json() : valueOf(p.defaultValue)}};
    if (std::holds_alternative<std::int64_t>(p.defaultValue)) {
        json["minimum"] = p.minimum;
        json["maximum"] = p.maximum;
    }
    if (!p.choices.empty())
        json["choices"] = p.choices;
    json["automatic"] = p.automatic;
    return json;
}

std::string dumped(const Json &json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// The text in lines of at most `width` characters (bytes; never fewer words than one), each indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width)
{
    std::string out, line(indent, ' ');
    std::size_t words = 0;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (words > 0 && line.size() + 1 + word.size() > width) {
            out += line + "\n";
            line.assign(indent, ' ');
            words = 0;
        }
        line += words++ > 0 ? " " : "";
        line += word;
    }
    return out + line + "\n";
}

} // namespace

std::string executorsText(const plan::Catalogue &catalogue)
{
    exporting::Columns table{{"concurrency model", "family", "runs", "parameters: default (range)"}, {}, {}};
    for (const plan::ExecutorDescriptor &executor : catalogue.executors)
        table.rows.push_back({executor.id, std::string(plan::toText(executor.family)), stepsOf(executor), parametersOf(executor)});
    return exporting::aligned(table);
}

std::string executorsJson(const plan::Catalogue &catalogue)
{
    Json list = Json::array();
    for (const plan::ExecutorDescriptor &executor : catalogue.executors) {
        Json parameters = Json::array();
        for (const plan::ParameterDescriptor &p : executor.parameters)
            parameters.push_back(parameterJson(p));
        list.push_back({{"id", executor.id}, {"family", plan::toText(executor.family)}, {"name", executor.name}, {"summary", executor.summary},
                        {"available", executor.available}, {"parameters", parameters}, {"steps", executor.steps}});
    }
    return dumped(list);
}

std::string presetsText()
{
    std::string text;
    for (const plan::Preset &preset : plan::presets())
        text += "preset:" + std::string(preset.id) + " – " + std::string(preset.title) + "\n" + wrapped(preset.lookFor, 4, 100);
    return text;
}

std::string presetsJson()
{
    Json list = Json::array();
    for (const plan::Preset &preset : plan::presets())
        list.push_back({{"id", preset.id}, {"title", preset.title}, {"look_for", preset.lookFor}, {"plan", Json::parse(preset.json)}});
    return dumped(list);
}

} // namespace interleave::cli
