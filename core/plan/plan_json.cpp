// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_json.h"

#include "core/plan/json_text.h"
#include "core/plan/plan_read.h"

namespace interleave::plan {

base::Result<Plan> parsePlan(std::string_view json, const Catalogue &catalogue, std::string_view source)
{
    FirstFault fault;
    const nlohmann::json value = readJson(json, fault);
    Plan plan;
    if (!fault.any())
        plan = readPlan(value, fault);
    if (fault.any())
        return fault.error(source);
    return validatePlan(std::move(plan), catalogue, source);
}

} // namespace interleave::plan
