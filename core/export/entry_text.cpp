// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/entry_text.h"

#include "core/plan/catalogue.h"

#include <algorithm>

namespace interleave::exporting {

std::string parametersText(const plan::ExecutorEntry &entry)
{
    std::string text;
    for (const auto &[key, value] : entry.parameters)
        text += (text.empty() ? "" : " ") + key + '=' + plan::toText(value);
    return text;
}

std::size_t tasksSubmitted(const record::RunRecord &run)
{
    return static_cast<std::size_t>(std::ranges::count_if(run.tasks, [](const record::TaskRow &task) { return task.submitted.has_value(); }));
}

std::optional<std::int64_t> sinceStart(const record::RunRecord &run, std::int64_t time)
{
    return run.runStart.count() == 0 ? std::nullopt : std::optional(time - run.runStart.count());
}

} // namespace interleave::exporting
