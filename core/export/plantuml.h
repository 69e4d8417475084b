// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/named_bytes.h"
#include "core/export/sequence_script.h"

#include <cstddef>
#include <string>

namespace interleave::exporting {

/// PlantUML cuts pictures at 4096 pixels: so many arrows go on a page.
constexpr std::size_t kPlantUmlPage = 120;
/// Of one diagram, after folding: as SVG that takes some four seconds to draw.
constexpr std::size_t kMostPlantUmlArrows = 1200;

/// One @startuml … @enduml. What was folded or left out stands in it as comment and as note.
std::string plantUmlText(const SequenceSubject &subject);

/// A text as PlantUML shows it: what it could take for markup, a link or a variable is written as <U+XXXX>.
std::string plantUmlEscaped(std::string_view text);

/// sequence.puml: a diagram of each entry's run with the median makespan, one after another.
void sequencePlantUml(const record::ExperimentRecord &experiment, const ByteSink &sink);

} // namespace interleave::exporting
