// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/presets.h"

#include "core/plan/fault.h"
#include "core/plan/plan_json.h"

#include <algorithm>
#include <vector>

namespace interleave::plan {

base::Result<Plan> loadPreset(std::string_view id, const Catalogue &catalogue)
{
    const auto all = presets();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Preset &preset) { return preset.id == id; });
    const std::string source = "preset:" + std::string(id);
    if (found != all.end())
        return parsePlan(found->json, catalogue, source);
    std::vector<std::string> known;
    std::string list;
    for (const Preset &preset : all) {
        known.emplace_back(preset.id);
        list += (list.empty() ? "" : ", ") + known.back();
    }
    FirstFault fault;
    const std::string nearest = nearestWord(id, known);
    fault.bad("", "unknown preset " + inQuotes(id) + (nearest.empty() ? ", give one of " + list : ", did you mean \"" + nearest + "\"?"));
    return fault.error("preset");
}

} // namespace interleave::plan
