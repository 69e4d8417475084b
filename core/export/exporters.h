// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/export/named_bytes.h"
#include "core/record/run_record.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace interleave::exporting {

/// One line of the registry.
struct Exporter {
    std::string_view format;   ///< "json", "csv", "markdown", "table": what `--format` calls it; empty: only a file
    std::string_view fileName; ///< in the results folder; empty: no file
    void (*write)(const record::ExperimentRecord &experiment, const ByteSink &sink);
};

/// Every format of this version.
std::span<const Exporter> exporters();

/// The exporter of a `--format`; null if there is none.
const Exporter *exporterOf(std::string_view format);

/// Everything an exporter writes, in one piece.
std::string bytesOf(const Exporter &exporter, const record::ExperimentRecord &experiment);

/// Makes the folder if need be and writes those files of the registry whose name is `wanted` (none: all), each whole or not at all; stops at
/// the first that fails. Errors: Refused/BadInput with the file and the reason.
base::Result<void> writeResults(const std::filesystem::path &folder, const record::ExperimentRecord &experiment,
                                const std::function<bool(std::string_view fileName)> &wanted = {});

/// Adds files that somebody else made (charts) to the folder. Errors: as `writeResults`.
base::Result<void> writeNamed(const std::filesystem::path &folder, std::span<const NamedBytes> files);

} // namespace interleave::exporting
