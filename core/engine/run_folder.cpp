// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>

namespace interleave::engine {
namespace {

constexpr const char *kPrefix = "interleave-";

} // namespace

std::string newRunFolder()
{
    const char *place = std::getenv("TMPDIR");
    const bool usable = place && std::filesystem::path(place).is_absolute();
    // Not to be foreseen: else somebody could be there first.
    std::random_device random;
    std::string name = kPrefix + std::to_string(::getpid()) + '-';
    for (int i = 0; i < 16; ++i)
        name += "0123456789abcdef"[random() % 16];
    return (std::filesystem::path(usable ? place : "/tmp") / name).string();
}

void removeRunFolder(const std::string &path)
{
    struct stat status{};
    const bool ours = std::filesystem::path(path).filename().string().starts_with(kPrefix) && ::lstat(path.c_str(), &status) == 0
        && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
    std::error_code ignored;
    if (ours)
        std::filesystem::remove_all(path, ignored);
}

} // namespace interleave::engine
