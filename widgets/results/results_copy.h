// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

class QAbstractItemModel;

namespace interleave::widgets {

enum class CopyFormat : std::uint8_t { Tsv, Markdown, Csv };

/// These rows and columns of a table as text, with a heading; cells as they are shown. Fields of CSV are guarded against formulas,
/// tabs and line breaks within a cell become spaces, a bar in Markdown is escaped. Columns that are aligned to the right stay so in Markdown.
QString tableText(const QAbstractItemModel &model, const std::vector<int> &rows, const std::vector<int> &columns, CopyFormat format);

} // namespace interleave::widgets
