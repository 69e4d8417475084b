// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/report_document.h"

#include "core/export/report_parts.h"

namespace interleave::exporting {

void Report::heading(std::string text, int level) { blocks.push_back({Block::Kind::Heading, level, std::move(text), {}, {}, {}}); }
void Report::paragraph(std::string text, Block::Kind kind) { blocks.push_back({kind, 2, std::move(text), {}, {}, {}}); }
void Report::table(std::string caption, Columns columns) { blocks.push_back({Block::Kind::Table, 2, std::move(caption), {}, std::move(columns), {}}); }
void Report::code(std::string text) { blocks.push_back({Block::Kind::Code, 2, std::move(text), {}, {}, {}}); }

void Report::list(std::vector<std::string> lines)
{
    if (!lines.empty())
        blocks.push_back({Block::Kind::List, 2, {}, std::move(lines), {}, {}});
}

void Report::figure(std::string caption, std::string svg)
{
    if (!svg.empty())
        blocks.push_back({Block::Kind::Figure, 2, std::move(caption), {}, {}, std::move(svg)});
}

Report reportOf(const record::ExperimentRecord &experiment, bool standalone)
{
    Report report;
    report.title = experiment.plan.name.empty() ? "Comparison of concurrency models" : experiment.plan.name + ": comparison of concurrency models";
    const analysis::Ranking ranking = analysis::rank(experiment);
    parts::addFinding(report, experiment, ranking);
    parts::addTables(report, experiment, ranking);
    parts::addCharts(report, experiment, ranking, standalone);
    parts::addWarnings(report, experiment);
    parts::addWorkload(report, experiment);
    parts::addEnvironment(report, experiment);
    parts::addMethod(report, experiment, ranking);
    parts::addGuide(report, experiment);
    return report;
}

} // namespace interleave::exporting
