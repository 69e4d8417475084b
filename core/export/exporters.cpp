// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exporters.h"

#include "core/export/atomic_file.h"
#include "core/export/events_csv.h"
#include "core/export/markdown_table.h"
#include "core/export/mermaid.h"
#include "core/export/plantuml.h"
#include "core/export/report.h"
#include "core/export/results_json.h"
#include "core/export/runs_csv.h"
#include "core/export/samples_csv.h"
#include "core/export/summary_csv.h"
#include "core/export/tasks_csv.h"
#include "core/export/text_table.h"
#include "core/export/trace_json.h"

#include <algorithm>
#include <array>

namespace interleave::exporting {

std::span<const Exporter> exporters()
{
    static constexpr std::array kExporters{
        Exporter{"table", "", textTable},
        Exporter{"json", "results.json", resultsJson},
        Exporter{"csv", "summary.csv", summaryCsv},
        Exporter{"markdown", "", markdownTable},
        Exporter{"", "runs.csv", runsCsv},
        Exporter{"", "tasks.csv", tasksCsv},
        Exporter{"", "samples.csv", samplesCsv},
        Exporter{"", "events.csv", eventsCsv},
        Exporter{"", "trace.json", traceJson},
        Exporter{"", "sequence.mmd", sequenceMermaid},
        Exporter{"", "sequence.puml", sequencePlantUml},
        Exporter{"", "report.md", reportMarkdown},
        Exporter{"", "report.html", reportHtml},
    };
    return kExporters;
}

const Exporter *exporterOf(std::string_view format)
{
    const auto found = std::ranges::find(exporters(), format, &Exporter::format);
    return format.empty() || found == exporters().end() ? nullptr : &*found;
}

std::string bytesOf(const Exporter &exporter, const record::ExperimentRecord &experiment)
{
    std::string bytes;
    exporter.write(experiment, [&bytes](std::string_view piece) { bytes += piece; });
    return bytes;
}

base::Result<void> writeResults(const std::filesystem::path &folder, const record::ExperimentRecord &experiment,
                                const std::function<bool(std::string_view fileName)> &wanted)
{
    if (auto ready = prepareFolder(folder); !ready)
        return ready;
    for (const Exporter &exporter : exporters()) {
        if (exporter.fileName.empty() || (wanted && !wanted(exporter.fileName)))
            continue;
        AtomicFile file(folder / exporter.fileName);
        exporter.write(experiment, [&file](std::string_view piece) { file.write(piece); });
        if (auto written = file.commit(); !written)
            return written;
    }
    return {};
}

base::Result<void> writeNamed(const std::filesystem::path &folder, std::span<const NamedBytes> files)
{
    if (auto ready = prepareFolder(folder); !ready)
        return ready;
    for (const NamedBytes &file : files) {
        if (auto written = writeFile(folder / file.name, file.bytes); !written)
            return written;
    }
    return {};
}

} // namespace interleave::exporting
