// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/ranking.h"
#include "core/export/report_document.h"

/// The parts of `reportOf`; nothing else includes this.
namespace interleave::exporting::parts {

void addFinding(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking);
void addTables(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking);
void addCharts(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking, bool standalone);
void addWarnings(Report &report, const record::ExperimentRecord &experiment);
void addWorkload(Report &report, const record::ExperimentRecord &experiment);
void addEnvironment(Report &report, const record::ExperimentRecord &experiment);
void addMethod(Report &report, const record::ExperimentRecord &experiment, const analysis::Ranking &ranking);
void addGuide(Report &report, const record::ExperimentRecord &experiment);

} // namespace interleave::exporting::parts
