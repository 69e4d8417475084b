// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace interleave::record::kit {

/// A file as a case of data/hostile_session_files.json asks for it.
struct HostileFile {
    std::string id;
    std::filesystem::path path;
    std::string refusal; ///< what its one line must hold; empty: it opens, and means no harm
};

/// All of them, in this folder; several of one case where there is more than one way to make it. The keys of the list stand for those
/// of a plan and of a session. Every `content` stands there as a file of its own, too.
std::vector<HostileFile> makeHostileFiles(const std::filesystem::path &folder);

/// The ids of the list.
std::vector<std::string> hostileCases();

} // namespace interleave::record::kit
