// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"

#include <QString>

#include <functional>

/// What analysis says, in the user's language.
namespace interleave::widgets {

using EntryNames = std::function<QString(base::EntryId)>;

QString goalText(analysis::Goal goal);                                            ///< "Makespan", "p99 latency"
QString phraseText(const analysis::Phrase &phrase, const EntryNames &names);      ///< empty for an empty phrase
QString findingText(const analysis::Finding &finding, const EntryNames &names);   ///< the finding and its caveat
QString placeText(const analysis::RankedEntry &row);                               ///< "3", "1–4 (tie)", or a dash
QString verdictWords(const analysis::RankedEntry &row, analysis::Goal goal);       ///< "Best", "Too few rounds (needs 10)"
QString factorText(double factor);                                                ///< "1.25×"
QString comparisonText(const analysis::Comparison &comparison, const QString &leader); ///< ratio, interval, rounds
QString noiseText(const analysis::NoiseVerdict &noise);                           ///< "Quiet machine", "Some noise", …
QString noiseDetails(const analysis::NoiseVerdict &noise, const EntryNames &names); ///< the signal that decided, then the others

} // namespace interleave::widgets
