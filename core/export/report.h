// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

namespace interleave::exporting {

/// The ranked comparison as one page that needs nothing else: pictures inside, no script, nothing from outside; light, dark and print.
/// Shape: HTML that is also well-formed XML. Cost: that of the ranking, a few ms for each picture.
void reportHtml(const record::ExperimentRecord &experiment, const ByteSink &sink);

/// The same in Markdown; pictures are data at the end of the file.
void reportMarkdown(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
