// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/text_table.h"

#include "core/export/result_columns.h"

namespace interleave::exporting {

void textTable(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const analysis::Ranking ranking = analysis::rank(experiment);
    sink(resultTitle(experiment) + "\n\n" + aligned(resultColumns(experiment, ranking)) + "\n");
    for (const std::string &line : resultFinding(experiment, ranking))
        sink(line + "\n");
    const std::vector<std::string> notes = resultNotes(experiment);
    if (!notes.empty())
        sink("\n");
    for (const std::string &note : notes)
        sink(note + "\n");
}

} // namespace interleave::exporting
