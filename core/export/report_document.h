// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/columns.h"
#include "core/record/run_record.h"

#include <string>
#include <vector>

namespace interleave::exporting {

/// A piece of a report. Texts are raw: whoever writes them escapes them.
struct Block {
    enum class Kind {
        Heading,   ///< `text`, `level` 2 or 3
        Paragraph, ///< `text`
        Lead,      ///< a paragraph that says the most important
        Banner,    ///< a warning that nobody may miss
        List,      ///< `lines`
        Table,     ///< `table`; `text`: its caption
        Figure,    ///< `svg`; `text`: its caption
        Code       ///< `text`, lines kept
    };
    Kind kind = Kind::Paragraph;
    int level = 2;
    std::string text;
    std::vector<std::string> lines;
    Columns table;
    std::string svg;
};

/// A report as data, the same for every format.
struct Report {
    std::string title;
    std::vector<Block> blocks;

    void heading(std::string text, int level = 2);
    void paragraph(std::string text, Block::Kind kind = Block::Kind::Paragraph);
    void list(std::vector<std::string> lines); ///< none: nothing is added
    void table(std::string caption, Columns columns);
    void figure(std::string caption, std::string svg); ///< no picture: nothing is added
    void code(std::string text);
};

/// Everything that a report says. `standalone`: pictures as files of their own, else as parts of a page.
Report reportOf(const record::ExperimentRecord &experiment, bool standalone);

} // namespace interleave::exporting
