// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/run_record.h"

#include "core/metrics/machine.h"

#include <array>
#include <ctime>
#include <fstream>
#include <string_view>
#include <sys/utsname.h>
#include <unistd.h>

namespace interleave::record {
namespace {

/// What follows `key` and `separator` on the first line that begins with the key.
std::string lookUp(const char *path, std::string_view key, char separator)
{
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.compare(0, key.size(), key) != 0)
            continue;
        const std::size_t at = line.find(separator);
        if (at == std::string::npos)
            continue;
        const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
        const std::size_t end = line.find_last_not_of(" \t\"");
        return begin == std::string::npos ? std::string() : line.substr(begin, end - begin + 1);
    }
    return {};
}

std::string isoNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &local);
    std::string iso(text.data());
    if (iso.size() > 2)
        iso.insert(iso.size() - 2, ":");
    return iso;
}

constexpr std::string_view compilerName()
{
#ifdef __clang__
    return __VERSION__; // names itself
#else
    return "g++ " __VERSION__;
#endif
}

void addMachine(Environment &environment)
{
    const metrics::MachineState state = metrics::readMachineState();
    environment.governor = state.governor;
    environment.virtualization = state.virtualization;
    environment.turbo = state.turbo;
    environment.onBattery = state.onBattery;
    environment.loadAverage = state.loadAverage;
    environment.clockResolutionNs = state.clockResolutionNs;
}

} // namespace

Environment readEnvironment()
{
    Environment environment;
    utsname system{};
    ::uname(&system);
    environment.cpuModel = lookUp("/proc/cpuinfo", "model name", ':');
    if (environment.cpuModel.empty())
        environment.cpuModel = system.machine;
    environment.kernel = std::string(system.sysname) + ' ' + system.release;
    environment.hostname = system.nodename;
    environment.os = lookUp("/etc/os-release", "PRETTY_NAME", '=');
    environment.compiler = compilerName();
    environment.buildType = INTERLEAVE_BUILD_TYPE;
    environment.qtVersion = INTERLEAVE_QT_VERSION;
    environment.version = INTERLEAVE_VERSION;
    environment.cores = metrics::readAllowedCores();
    environment.memoryBytes = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
    environment.startedAt = isoNow();
    addMachine(environment);
    return environment;
}

} // namespace interleave::record
