// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"

#include <string>
#include <vector>

namespace interleave::record {

/// An entry that computes with more workers than the machine gives it cores.
struct Crowd {
    std::string label;
    std::int64_t workers = 0;
};

/// What makes figures from this machine doubtful before anything has run: a line each, of what is known. Empty: nothing does.
std::vector<std::string> cautionsFor(const Environment &environment, const std::vector<Crowd> &crowds);

} // namespace interleave::record
