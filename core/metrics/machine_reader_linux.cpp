// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/allowed_cores.h"
#include "core/metrics/machine_reading.h"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace interleave::metrics {
namespace {

constexpr double kShare = 0.001; // of a core
constexpr base::Nanoseconds kLongestPeriod{10'000'000'000};
constexpr std::size_t kBufferBytes = 64 * 1024;

base::Nanoseconds tickLength()
{
    static const std::int64_t perSecond = std::max<std::int64_t>(::sysconf(_SC_CLK_TCK), 1);
    return base::Nanoseconds(1'000'000'000 / perSecond);
}

base::Nanoseconds reapedCpu()
{
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto ns = [](const timeval &t) { return base::Nanoseconds(static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_usec * 1000); };
    return ns(usage.ru_utime) + ns(usage.ru_stime);
}

} // namespace

MachineReader::MachineReader()
    : m_buffer(kBufferBytes)
    , m_stat("/proc/stat", m_descriptors)
    , m_vmstat("/proc/vmstat", m_descriptors)
    , m_pressure("/proc/pressure/cpu", m_descriptors)
{
    for (const std::string &folder : ownGroupFolders())
        m_groups.emplace_back(folder + "/cpu.stat", m_descriptors);
}

MachineReading MachineReader::read()
{
    const base::Nanoseconds begin = base::threadCpuNow();
    MachineReading reading;
    reading.times = parseMachineStat(m_stat.read(m_buffer), tickLength());
    reading.time = base::monotonicNow();
    m_cpus = reading.times ? reading.times->cpus : 1;
    reading.bootTime = base::readClock(CLOCK_BOOTTIME);
    reading.wallClock = base::readClock(CLOCK_REALTIME);
    reading.ownCpu = base::readClock(CLOCK_PROCESS_CPUTIME_ID);
    reading.reapedCpu = reapedCpu();
    reading.swappedPages = parseSwappedPages(m_vmstat.read(m_buffer));
    reading.pressureUs = parsePressureTotal(m_pressure.read(m_buffer));
    for (ProcFile &group : m_groups) {
        if (const auto throttling = parseThrottling(group.read(m_buffer)))
            (reading.throttling ? *reading.throttling : reading.throttling.emplace()) += *throttling;
    }
    const base::Nanoseconds used = base::threadCpuNow() - begin;
    m_cost += used;
    m_typicalCost = m_typicalCost.count() == 0 ? used : (m_typicalCost * 7 + used) / 8;
    return reading;
}

base::Nanoseconds MachineReader::nextDelay() const
{
    const auto affordable = base::Nanoseconds(static_cast<std::int64_t>(static_cast<double>(m_typicalCost.count()) / kShare));
    return std::clamp(std::max(affordable, kLeastCapacity / m_cpus), kPeriod, kLongestPeriod);
}

} // namespace interleave::metrics
