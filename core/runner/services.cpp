// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/services.h"

#include "core/executors/executor.h"
#include "core/plan/estimate.h"
#include "core/runner/needs.h"
#include "core/spawn/spawn.h"
#include "core/workloads/connection_pool.h"
#include "core/workloads/file_step.h"
#include "core/workloads/lock_table.h"

#include <netdb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

namespace interleave::runner {
namespace {

using base::Error;
using base::ErrorCode;

std::int64_t freeBytes(const std::string &folder)
{
    struct statvfs space{};
    if (::statvfs(folder.c_str(), &space) != 0)
        return std::numeric_limits<std::int64_t>::max(); // where it is not told, writing tells
    return static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize);
}

std::int64_t availableMemory()
{
    std::ifstream in("/proc/meminfo");
    std::string key;
    for (std::int64_t kib = 0; in >> key >> kib; in.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
        if (key == "MemAvailable:")
            return kib * 1024;
    }
    return std::numeric_limits<std::int64_t>::max();
}

std::size_t descriptorLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

const plan::ExecutorDescriptor &descriptorOf(const plan::ExecutorEntry &entry)
{
    static const plan::Catalogue catalogue = executors::makeCatalogue();
    static const plan::ExecutorDescriptor unknown;
    const plan::ExecutorDescriptor *found = catalogue.executor(entry.id);
    return found ? *found : unknown;
}

workloads::HostAddresses addressesOf(const std::string &host)
{
    workloads::HostAddresses result;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    if (const int failed = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list); failed != 0) {
        result.error = ::gai_strerror(failed);
        return result;
    }
    for (const addrinfo *one = list; one; one = one->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            result.addresses.emplace_back(text.data());
    }
    ::freeaddrinfo(list);
    return result;
}

/// A network step of a group that the entry takes wants our own peer.
bool wantsResponder(const plan::Workload &workload, const plan::ExecutorEntry &entry)
{
    for (const plan::TaskGroup &group : workload.groups) {
        for (const plan::Step &step : group.steps) {
            const auto *network = std::get_if<plan::Network>(&step);
            if (network && network->host.empty() && plan::takesGroup(entry, group))
                return true;
        }
    }
    return false;
}

} // namespace

base::Result<std::unique_ptr<Services>> Services::open(const plan::Workload &workload, const plan::ExecutorEntry &entry, std::span<const plan::TaskSpec> tasks, const wire::RunSpec &order,
                                                        const std::function<void(pid_t)> &apart)
{
    const auto uses = [&](plan::StepKind kind) { return plan::usesStep(workload, entry, kind); };
    const plan::ExecutorDescriptor &descriptor = descriptorOf(entry);
    const Needs needs = needsOf(workload, tasks, descriptor, mostAtOnce(workload, entry, descriptor));
    if (const auto fit = checkDescriptors(needs, descriptorLimit()); !fit)
        return fit.error();
    if (const auto fit = checkMemory(needs, needs.memoryBytes > 0 ? availableMemory() : 0); !fit)
        return fit.error();

    std::unique_ptr<Services> services(new Services);
    workloads::RunServices &lent = services->m_lent;
    lent.details = plan::stepDetails(workload);
    lent.lockNames = plan::lockNames(workload);
    lent.workerPath = order.workerPath;
    if (uses(plan::StepKind::File)) {
        if (const auto made = services->makeFolder(order.folder); !made)
            return made.error();
        if (const auto fit = checkSpace(needs, order.folder, freeBytes(order.folder)); !fit)
            return fit.error();
        if (const auto made = workloads::makeFileToRead(order.folder, needs.readBytes); !made)
            return made.error();
    }
    if (uses(plan::StepKind::Lock)) {
        auto locks = workloads::LockTable::create(static_cast<std::uint32_t>(lent.lockNames.size()));
        if (!locks)
            return locks.error();
        lent.locks = std::move(*locks);
    }
    if (uses(plan::StepKind::Network)) {
        lent.connections = std::make_shared<workloads::ConnectionPool>();
        services->findHosts();
    }
    if (wantsResponder(workload, entry)) {
        auto responder = ResponderProcess::start(order.workerPath, apart);
        if (!responder)
            return responder.error();
        services->m_responder = std::move(*responder);
        lent.responderPort = services->m_responder->port();
    }
    return services;
}

base::Result<void> Services::makeFolder(const std::string &path)
{
    // Only what nobody had before is ours, to fill and to remove.
    if (path.empty() || ::mkdir(path.c_str(), 0700) != 0)
        return Error{ErrorCode::Refused,
                     "could not create the run's folder " + path + ": " + (path.empty() ? "it has no name" : std::strerror(errno)) + ", TMPDIR may name a place that can be written to", "file"};
    m_lent.folder = path;
    return {};
}

void Services::findHosts()
{
    m_lent.hosts.resize(m_lent.details.size());
    for (std::size_t i = 0; i < m_lent.details.size(); ++i) {
        if (!m_lent.details[i].host.empty())
            m_lent.hosts[i] = addressesOf(m_lent.details[i].host);
    }
}

rusage Services::close()
{
    m_lent.connections.reset();
    m_lent.locks.reset();
    rusage used{};
    if (const auto responder = std::exchange(m_responder, nullptr))
        used = responder->stop();
    if (const std::string folder = std::exchange(m_lent.folder, {}); !folder.empty())
        removeFolder(folder);
    return used;
}

void removeFolder(const std::string &path)
{
    std::error_code ignored;
    if (!path.empty())
        std::filesystem::remove_all(path, ignored);
}

} // namespace interleave::runner
