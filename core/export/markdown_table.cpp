// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/markdown_table.h"

#include "core/export/report_text.h"
#include "core/export/result_columns.h"

namespace interleave::exporting {
void markdownTable(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const analysis::Ranking ranking = analysis::rank(experiment);
    std::string out = markdownText(resultTitle(experiment)) + "\n\n" + markdownRows(resultColumns(experiment, ranking));
    for (const std::string &sentence : resultFinding(experiment, ranking))
        out += "\n" + markdownText(sentence) + "\n";
    const std::vector<std::string> notes = resultNotes(experiment);
    out += notes.empty() ? "" : "\n";
    for (const std::string &note : notes)
        out += "- " + markdownText(note) + "\n";
    sink(out);
}

} // namespace interleave::exporting
