// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/tree_sampler.h"

#include "core/metrics/proc_file.h"
#include "core/metrics/proc_parse.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace interleave::metrics {
namespace {

constexpr double kSampleShare = 0.005;  // of a core, for the readings of every sample …
constexpr double kPssShare = 0.002;     // … and for those of PSS: together under 1 %
constexpr std::size_t kThreadsASample = 16; // of one process, looked at for children
constexpr int kLooksAList = 32;         // after as many looks the list of threads is made anew: equal numbers may hide a change
constexpr base::Nanoseconds kShortest{10'000'000}; // the kernel brings a running thread's clock up to date once a tick: 4 ms at 250 Hz
constexpr std::size_t kBufferBytes = 64 * 1024;

std::string procPath(pid_t pid, const char *file) { return "/proc/" + std::to_string(pid) + "/" + file; }

base::Nanoseconds fromTicks(std::int64_t ticks)
{
    static const std::int64_t perSecond = ::sysconf(_SC_CLK_TCK);
    return base::Nanoseconds(ticks * (1'000'000'000 / std::max<std::int64_t>(perSecond, 1)));
}

std::int64_t pageBytes()
{
    static const std::int64_t bytes = ::sysconf(_SC_PAGESIZE);
    return bytes;
}

int descriptorBudget()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<int>(std::min<rlim_t>(limit.rlim_cur / 4, 1024));
}

bool kernelListsChildren()
{
    return ::access(("/proc/self/task/" + std::to_string(::gettid()) + "/children").c_str(), R_OK) == 0;
}

} // namespace

struct TreeSampler::Process {
    struct Thread {
        pid_t tid;
        ProcFile children;
    };

    Process(pid_t id, std::int64_t start, int &budget)
        : pid(id), startTicks(start), statm(procPath(id, "statm"), budget), stat(procPath(id, "stat"), budget)
        , taskFolder(::open(procPath(id, "task").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
        hasClock = ::clock_getcpuclockid(id, &clock) == 0;
    }

    const pid_t pid;
    const std::int64_t startTicks;
    ProcFile statm, stat;
    base::UniqueFd taskFolder;
    clockid_t clock = 0;
    bool hasClock = false;
    bool alive = true;     ///< not a zombie
    base::Nanoseconds firstSeen{0};
    bool apart = false;    ///< no part of what is measured
    bool isParent = false; ///< had children: what it was told of ended ones counts
    base::Nanoseconds cpu{0}, reaped{0};
    std::int64_t residentPages = 0;
    std::int32_t threads = 1;
    std::vector<Thread> tasks; ///< as of the last look into the folder
    std::size_t nextTask = 0;
    int looksLeft = 0;

    void countThreads()
    {
        // The folder's link count is the number of threads + 2: a tenth of the price of reading `stat`.
        struct stat info{};
        if (::fstat(taskFolder.get(), &info) == 0 && info.st_nlink > 2)
            threads = static_cast<std::int32_t>(info.st_nlink - 2);
    }
};

TreeSampler::TreeSampler(pid_t root, double allowedCores)
    : m_root(root)
    , m_allowed(std::max(allowedCores, 0.01))
    , m_hasChildrenFiles(kernelListsChildren())
    , m_descriptors(descriptorBudget())
    , m_buffer(kBufferBytes)
{
    m_new.push_back({root, false});
}

TreeSampler::~TreeSampler() = default;

Sample TreeSampler::sample()
{
    const base::Nanoseconds begin = base::threadCpuNow();
    Sample sample;
    sample.time = base::monotonicNow();
    std::erase_if(m_processes, [this](const auto &entry) {
        const bool ended = !refresh(*entry.second);
        if (ended)
            (entry.second->apart ? m_apartEnded : m_endedCpu) += entry.second->cpu;
        return ended;
    });
    if (m_hasChildrenFiles) {
        for (const pid_t pid : processes())
            adoptChildren(*m_processes.at(pid));
    } else {
        adoptByScan();
    }
    while (!m_new.empty()) {
        const Found found = m_new.back();
        m_new.pop_back();
        adopt(found.pid, found.apart, sample.time);
    }
    sumUp(sample);
    const base::Nanoseconds plain = base::threadCpuNow() - begin;
    readPss(sample);
    m_cost += base::threadCpuNow() - begin;
    m_typicalCost = m_typicalCost.count() == 0 ? plain : (m_typicalCost * 7 + plain) / 8;
    return sample;
}

base::Nanoseconds TreeSampler::nextDelay() const
{
    const auto affordable = base::Nanoseconds(static_cast<std::int64_t>(static_cast<double>(m_typicalCost.count()) / kSampleShare));
    return std::clamp(affordable, kPeriod, kLongestPeriod);
}

std::vector<pid_t> TreeSampler::processes() const
{
    std::vector<pid_t> pids;
    if (m_processes.contains(m_root))
        pids.push_back(m_root);
    for (const auto &[pid, process] : m_processes)
        if (pid != m_root)
            pids.push_back(pid);
    return pids;
}

std::optional<base::Nanoseconds> TreeSampler::leaveOut(pid_t pid)
{
    m_leftOut.insert(pid);
    const auto known = m_processes.find(pid);
    if (known == m_processes.end() || known->second->apart)
        return std::nullopt;
    known->second->apart = true;
    --m_seen;
    return known->second->firstSeen;
}

void TreeSampler::adopt(pid_t pid, bool apart, base::Nanoseconds now)
{
    if (m_processes.contains(pid))
        return;
    const auto stat = parseStat(readOnce(procPath(pid, "stat"), m_buffer));
    if (!stat)
        return;
    auto process = std::make_unique<Process>(pid, stat->startTicks, m_descriptors);
    process->isParent = pid == m_root;
    process->firstSeen = now;
    process->apart = apart || m_leftOut.contains(pid);
    if (!refresh(*process))
        return;
    m_seen += process->apart ? 0 : 1;
    Process &kept = *m_processes.emplace(pid, std::move(process)).first->second;
    if (m_hasChildrenFiles)
        adoptChildren(kept);
}

bool TreeSampler::refresh(Process &process)
{
    if (!process.statm.kept()) {
        // Read by name: the name must still mean the same process.
        const auto stat = parseStat(readOnce(procPath(process.pid, "stat"), m_buffer));
        if (!stat || stat->startTicks != process.startTicks)
            return false;
    }
    const auto statm = parseStatm(process.statm.read(m_buffer));
    if (!statm)
        return false;
    process.alive = statm->size > 0;
    process.residentPages = statm->resident;
    process.countThreads();
    if (process.isParent) {
        if (const auto stat = parseStat(process.stat.read(m_buffer)))
            process.reaped = std::max(process.reaped, fromTicks(stat->childUserTicks + stat->childSystemTicks));
    }
    if (process.hasClock)
        process.cpu = std::max(process.cpu, base::readClock(process.clock));
    return true;
}

void TreeSampler::adoptChildren(Process &parent)
{
    if (!parent.alive)
        return;
    if (parent.tasks.size() != static_cast<std::size_t>(parent.threads) || (parent.threads > 1 && --parent.looksLeft < 0)) {
        parent.looksLeft = kLooksAList;
        parent.tasks.clear();
        for (const int tid : numberedEntries(procPath(parent.pid, "task")))
            parent.tasks.push_back({tid, ProcFile(procPath(parent.pid, "task/") + std::to_string(tid) + "/children", m_descriptors)});
    }
    // Of many threads a few at a time, in turn: which of them starts processes is found within some samples.
    const std::size_t looks = std::min(parent.tasks.size(), kThreadsASample);
    for (std::size_t i = 0; i < looks; ++i) {
        auto &task = parent.tasks[parent.nextTask++ % parent.tasks.size()];
        for (const pid_t child : parseChildren(task.children.read(m_buffer))) {
            parent.isParent = true;
            if (!m_processes.contains(child))
                m_new.push_back({child, parent.apart});
        }
    }
}

void TreeSampler::adoptByScan()
{
    std::map<pid_t, std::vector<pid_t>> childrenOf;
    for (const int pid : numberedEntries("/proc"))
        if (const auto stat = parseStat(readOnce(procPath(pid, "stat"), m_buffer)))
            childrenOf[stat->parent].push_back(pid);
    std::vector<pid_t> open = processes();
    if (open.empty())
        open.push_back(m_root);
    while (!open.empty()) {
        const pid_t parent = open.back();
        open.pop_back();
        const auto known = m_processes.find(parent);
        const auto fresh = std::find_if(m_new.begin(), m_new.end(), [&](const Found &found) { return found.pid == parent; });
        const bool apart = known != m_processes.end() ? known->second->apart : fresh != m_new.end() && fresh->apart;
        for (const pid_t child : childrenOf[parent]) {
            if (known != m_processes.end())
                known->second->isParent = true;
            if (m_processes.contains(child) || std::any_of(m_new.begin(), m_new.end(), [&](const Found &found) { return found.pid == child; }))
                continue;
            m_new.push_back({child, apart || m_leftOut.contains(child)});
            open.push_back(child);
        }
    }
}

void TreeSampler::sumUp(Sample &sample)
{
    base::Nanoseconds live{0}, reaped{0}, apart{0};
    std::int64_t pages = 0;
    for (const auto &[pid, process] : m_processes) {
        reaped += process->reaped;
        if (process->apart) {
            apart += process->cpu;
            continue;
        }
        live += process->cpu;
        pages += process->residentPages;
        sample.processes += process->alive ? 1 : 0;
        sample.threads += process->alive ? process->threads : 0;
        if (process->alive && process->residentPages * pageBytes() > m_peakBytes)
            readPeak(*process);
    }
    m_apartCpu = std::max(m_apartCpu, apart + m_apartEnded);
    if (!m_lastTime)
        m_reapedBefore = reaped; // what ended before we looked is not part of the record
    // Both are lower bounds of what the ended ones used.
    m_cpu = std::max(m_cpu, live + std::max(m_endedCpu, reaped - m_reapedBefore - m_apartEnded));
    if (sample.processes > 0)
        sample.rssBytes = pages * pageBytes();
    if (m_lastTime && sample.time - *m_lastTime >= kShortest) {
        sample.cpuPercent = 100.0 * base::toSeconds(m_cpu - m_lastCpu) / base::toSeconds(sample.time - *m_lastTime);
        sample.cpuPercentAllowed = *sample.cpuPercent / m_allowed;
    }
    m_lastTime = sample.time;
    m_lastCpu = m_cpu;
}

void TreeSampler::readPeak(const Process &process)
{
    // The kernel counts pages a thread at a time: what it calls resident may be a little beyond what it calls the peak.
    const std::int64_t peak = parseStatus(readOnce(procPath(process.pid, "status"), m_buffer)).peakRssBytes.value_or(0);
    m_peakBytes = std::max({m_peakBytes, peak, process.residentPages * pageBytes()});
}

void TreeSampler::readPss(Sample &sample)
{
    if (sample.time < m_nextPss || sample.processes == 0)
        return;
    const base::Nanoseconds begin = base::threadCpuNow();
    std::int64_t sum = 0;
    bool complete = true;
    for (const auto &[pid, process] : m_processes) {
        if (!process->alive || process->apart)
            continue;
        readPeak(*process);
        const auto pss = parsePss(readOnce(procPath(pid, "smaps_rollup"), m_buffer));
        complete = complete && pss;
        sum += pss.value_or(0);
    }
    if (complete)
        sample.pssBytes = sum;
    const auto used = static_cast<double>((base::threadCpuNow() - begin).count());
    m_nextPss = sample.time + std::clamp(base::Nanoseconds(static_cast<std::int64_t>(used / kPssShare)), kPeriod, base::Nanoseconds(60'000'000'000));
}

} // namespace interleave::metrics
