// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/session_compare.h"
#include "core/base/error.h"
#include "core/record/run_record.h"

#include <memory>
#include <string>
#include <string_view>

namespace interleave::cli {

/// Two sessions and what their comparison says.
struct Compared {
    std::string nameA, nameB; ///< as they were given
    std::shared_ptr<const record::ExperimentRecord> a, b;
    analysis::SessionComparison comparison;
};

/// The comparison as "table", "json", "csv" or "markdown".
std::string compareText(const Compared &compared, std::string_view format);

} // namespace interleave::cli
