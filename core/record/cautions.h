// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/record/run_record.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What makes figures from a machine doubtful before anything has run: decided here, once, for the record, the reports and the window.
namespace interleave::record {

enum class CautionKind : std::uint8_t { DebugBuild, ForeignLoad, Load, Steal, Pressure, Battery, PowerSaving, Quota, Crowds, Crowd, CoarseClock, Governor, Turbo, Virtual };

/// The words of a kind. Texts: English, marked for translation (context "Analysis"), clauses without a full stop; live as long as the program.
struct CautionWords {
    CautionKind kind = CautionKind::DebugBuild;
    std::string_view what;   ///< with %1, %2 … for the values
    std::string_view remedy; ///< what the user can do about it; empty: nothing from here
    bool standing = false;   ///< the machine is always so, and it may do no harm: to be known, not to be warned of
};
/// Of every kind, in the order of the kinds: the worst first.
std::span<const CautionWords> cautionCatalogue();

struct Caution {
    const CautionWords *words = nullptr; ///< in the catalogue
    std::vector<std::variant<double, std::string>> values; ///< numbers and names
};
/// The clause in English, as it stands in a record; names are put in as they are.
std::string english(const Caution &caution);
/// The caution of which this is the English clause, with its values as texts; empty for any other line.
std::optional<Caution> cautionIn(std::string_view line);

/// An entry that computes with more than one worker.
struct Crowd {
    std::string label;
    std::int64_t workers = 0; ///< never more than tasks
};
/// Entries that compute and have workers, those left out not; in plan order.
std::vector<Crowd> crowdsOf(const plan::Plan &plan, const plan::Catalogue &catalogue);

/// Of what is known of the machine, the worst first. Empty: nothing is doubtful.
std::vector<Caution> cautionsOf(const Environment &environment, const std::vector<Crowd> &crowds);
/// The same in English.
std::vector<std::string> cautionsFor(const Environment &environment, const std::vector<Crowd> &crowds);

} // namespace interleave::record
