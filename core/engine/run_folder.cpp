// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_folder.h"

#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"
#include "core/metrics/text.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace interleave::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "interleave-";

fs::path place()
{
    const char *named = std::getenv("TMPDIR");
    const bool usable = named && fs::path(named).is_absolute();
    return usable ? named : "/tmp";
}

/// When the process started; empty: there is none, or it has ended.
std::optional<std::int64_t> startOf(pid_t pid)
{
    std::vector<char> buffer(4096);
    const auto stat = metrics::parseStat(metrics::readOnce("/proc/" + std::to_string(pid) + "/stat", buffer));
    return stat && stat->state != 'Z' && stat->state != 'X' ? std::optional(stat->startTicks) : std::nullopt;
}

/// Where a pid means a process: this boot, this pid namespace.
std::string pidPlace()
{
    std::vector<char> buffer(256);
    std::string text(metrics::readOnce("/proc/sys/kernel/random/boot_id", buffer));
    std::array<char, 64> name{};
    const ssize_t length = ::readlink("/proc/self/ns/pid", name.data(), name.size());
    text.append(name.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a: the same in every build
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::array<char, 17> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
    return {digits.data(), end};
}

bool isOurs(const fs::path &path)
{
    struct stat status{};
    return path.filename().string().starts_with(kPrefix) && ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)
        && status.st_uid == ::geteuid();
}

/// The name says an owner of here, and that owner is no more.
bool isDead(std::string_view name, std::string_view here)
{
    if (!name.starts_with(kPrefix))
        return false;
    name.remove_prefix(kPrefix.size());
    const auto pid = metrics::text::number(metrics::text::cut(name, '-'));
    const auto start = metrics::text::number(metrics::text::cut(name, '-'));
    if (!pid || !start || metrics::text::cut(name, '-') != here)
        return false;
    return startOf(static_cast<pid_t>(*pid)) != start;
}

} // namespace

std::string newRunFolder()
{
    // Not to be foreseen: else somebody could be there first.
    std::random_device random;
    std::string name = std::string(kPrefix) + std::to_string(::getpid()) + '-' + std::to_string(startOf(::getpid()).value_or(0)) + '-' + pidPlace() + '-';
    for (int i = 0; i < 16; ++i)
        name += "0123456789abcdef"[random() % 16];
    return (place() / name).string();
}

void removeRunFolder(const std::string &path)
{
    std::error_code ignored;
    if (isOurs(path))
        fs::remove_all(path, ignored);
}

void removeDeadFolders()
{
    const std::string here = pidPlace();
    std::vector<fs::path> dead;
    std::error_code ignored;
    fs::directory_iterator entry(place(), ignored);
    for (; entry != fs::directory_iterator(); entry.increment(ignored)) {
        if (isDead(entry->path().filename().string(), here))
            dead.push_back(entry->path());
    }
    for (const fs::path &path : dead)
        removeRunFolder(path.string());
}

} // namespace interleave::engine
