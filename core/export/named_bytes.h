// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

/// Results → bytes. (The room is core/export; `export` is a keyword.)
namespace interleave::exporting {

/// A file's content that somebody else made, e.g. a chart as PNG. `name` is a plain file name: "cpu.png".
struct NamedBytes {
    std::string name;
    std::string bytes;
};

/// Takes bytes piece by piece, so that a file of any length needs no string of that length.
using ByteSink = std::function<void(std::string_view)>;

} // namespace interleave::exporting
