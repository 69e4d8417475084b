// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace interleave::record::kit {

/// Saves so often in a process that is killed at some moment of the save; after each the file is the old or the new one, whole.
void expectWholeAfterKills(const std::filesystem::path &folder, int times);

} // namespace interleave::record::kit
