# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the shipped JSON files as one C++ file: cmake -DRESOURCES=dir -DOUT=file -P embed.cmake
# resources/presets/index.json gives the presets' order, titles and what to look for.
set(open "R\"json(")
set(close ")json\"")
file(READ "${RESOURCES}/presets/index.json" index)
string(JSON count LENGTH "${index}")
math(EXPR last "${count} - 1")
set(entries "")
foreach(i RANGE ${last})
  string(JSON id GET "${index}" ${i} id)
  string(JSON title GET "${index}" ${i} title)
  string(JSON look_for GET "${index}" ${i} look_for)
  file(READ "${RESOURCES}/presets/${id}.json" json)
  string(APPEND entries "    {\"${id}\", ${open}${title}${close}, ${open}${look_for}${close},\n     ${open}${json}${close}},\n")
endforeach()
file(READ "${RESOURCES}/plan.schema.json" schema)
file(WRITE "${OUT}" "// Made from resources/ by core/plan/embed.cmake.
#include \"core/plan/plan_json.h\"
#include \"core/plan/presets.h\"

#include <array>

namespace interleave::plan {

std::span<const Preset> presets()
{
    static constexpr std::array<Preset, ${count}> kPresets{{
${entries}    }};
    return kPresets;
}

std::string_view planSchema()
{
    return ${open}${schema}${close};
}

} // namespace interleave::plan
")
