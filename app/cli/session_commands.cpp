// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session_commands.h"

#include "app/cli/compare_text.h"
#include "app/cli/exit_code.h"
#include "core/export/atomic_file.h"
#include "core/export/exporters.h"
#include "core/record/session_read.h"

#include <algorithm>
#include <array>
#include <utility>

namespace interleave::cli {
namespace {

using record::ExperimentRecord;

bool wanted(const ExportOptions &options, std::string_view fileName)
{
    const std::array<std::pair<bool, std::string_view>, 7> kinds{{{options.png, ".png"},
                                                                  {options.csv, ".csv"},
                                                                  {options.html, ".html"},
                                                                  {options.markdown, ".md"},
                                                                  {options.trace, "trace.json"},
                                                                  {options.mermaid, ".mmd"},
                                                                  {options.plantuml, ".puml"}}};
    const bool everything = std::ranges::none_of(kinds, [](const auto &kind) { return kind.first; });
    return everything || std::ranges::any_of(kinds, [fileName](const auto &kind) { return kind.first && fileName.ends_with(kind.second); });
}

base::Result<void> writePictures(const ExportOptions &options, const ExperimentRecord &experiment, const PictureRenderer &pictures)
{
    if (!wanted(options, ".png") || experiment.runs.empty())
        return {};
    if (!pictures) {
        complain("this build has no widgets and draws no pictures");
        return {};
    }
    return exporting::writeNamed(options.out, pictures(experiment, [] { return true; }));
}

} // namespace

int exportCommand(const ExportOptions &options, const plan::Catalogue &catalogue, const PictureRenderer &pictures)
{
    const auto session = record::readSession(options.session, catalogue);
    if (!session)
        return complain(session.error());
    if (const auto ready = exporting::prepareFolder(options.out); !ready)
        return complain(base::Error{ready.error().code, ready.error().text(), "--out"});
    const auto wantedFile = [&](std::string_view fileName) { return wanted(options, fileName); };
    if (const auto written = exporting::writeResults(options.out, **session, wantedFile); !written)
        return complain(written.error());
    if (const auto written = writePictures(options, **session, pictures); !written)
        return complain(written.error());
    return Success;
}

int compareCommand(const CompareOptions &options, const plan::Catalogue &catalogue)
{
    Compared compared{options.a, options.b, nullptr, nullptr, {}};
    for (auto [name, session] : {std::pair(&options.a, &compared.a), std::pair(&options.b, &compared.b)}) {
        const auto read = record::readSession(*name, catalogue);
        if (!read)
            return complain(read.error());
        *session = *read;
    }
    if (const auto difference = analysis::workloadDifference(compared.a->plan.workload, compared.b->plan.workload)) {
        std::string text = "the sessions ran different workloads and cannot be compared: " + analysis::differenceText(*difference);
        if (!difference->a.empty() || !difference->b.empty())
            text += ": " + difference->a + " in " + options.a + ", " + difference->b + " in " + options.b;
        complain(text);
        return BadUsage;
    }
    analysis::SessionCompareOptions rules;
    rules.acrossMachines = options.acrossMachines;
    compared.comparison = analysis::compareSessions(*compared.a, *compared.b, rules);
    const auto printed = print(compareText(compared, options.format));
    return printed ? Success : complain(printed.error());
}

} // namespace interleave::cli
