// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/markdown_table.h"

#include "core/export/result_columns.h"

namespace interleave::exporting {
namespace {

/// A text that Markdown shows as it is, also inside a table.
std::string escaped(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\`*_[]<>|#&").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string line(const std::vector<std::string> &cells)
{
    std::string out = "|";
    for (const std::string &cell : cells)
        out += " " + escaped(cell) + " |";
    return out + "\n";
}

} // namespace

void markdownTable(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const analysis::Ranking ranking = analysis::rank(experiment);
    const Columns table = resultColumns(experiment, ranking);
    std::string out = escaped(resultTitle(experiment)) + "\n\n" + line(table.header) + "|";
    for (std::size_t i = 0; i < table.header.size(); ++i)
        out += i < table.right.size() && table.right[i] ? " ---: |" : " --- |";
    out += "\n";
    for (const auto &row : table.rows)
        out += line(row);
    for (const std::string &sentence : resultFinding(experiment, ranking))
        out += "\n" + escaped(sentence) + "\n";
    const std::vector<std::string> notes = resultNotes(experiment);
    out += notes.empty() ? "" : "\n";
    for (const std::string &note : notes)
        out += "- " + escaped(note) + "\n";
    sink(out);
}

} // namespace interleave::exporting
