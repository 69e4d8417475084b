// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/lock_table.h"

#include <pthread.h>
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

namespace interleave::workloads {
namespace {

constexpr std::uint32_t kMagic = 0x4b4c4c49; // "ILLK"
constexpr std::uint32_t kVersion = 1;
constexpr base::Nanoseconds kSlice = std::chrono::milliseconds(10);

base::Error refused(const char *what)
{
    return {base::ErrorCode::Refused, std::string("no memory for the locks (") + what + ": " + std::strerror(errno) + ")", "locks"};
}

void initialise(pthread_mutex_t &mutex)
{
    pthread_mutexattr_t attributes;
    ::pthread_mutexattr_init(&attributes);
    ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutex_init(&mutex, &attributes);
    ::pthread_mutexattr_destroy(&attributes);
}

/// True if the lock is ours. What it guards is nothing but time: whoever died holding it has left nothing half done.
bool settle(pthread_mutex_t &mutex, int result)
{
    if (result == EOWNERDEAD)
        ::pthread_mutex_consistent(&mutex);
    return result == 0 || result == EOWNERDEAD;
}

/// Waits until `until`. GCC's ThreadSanitizer does not know this way to lock a mutex: it is told.
bool clockLock(pthread_mutex_t &mutex, const timespec &until)
{
    const bool got = settle(mutex, ::pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &until));
#ifdef __SANITIZE_THREAD__
    if (got) {
        __tsan_mutex_pre_lock(&mutex, __tsan_mutex_try_lock);
        __tsan_mutex_post_lock(&mutex, __tsan_mutex_try_lock, 0);
    }
#endif
    return got;
}

} // namespace

struct LockTable::Header {
    std::uint32_t magic, version, count, entryBytes;
};

struct LockTable::Entry {
    pthread_mutex_t mutex;
    std::atomic<std::uint32_t> name;
};

std::size_t LockTable::bytesFor(std::uint32_t count) { return sizeof(Header) + std::size_t{count} * sizeof(Entry); }
LockTable::Header &LockTable::header() const { return *reinterpret_cast<Header *>(m_base); }

LockTable::Entry &LockTable::entry(std::uint32_t lock) const
{
    assert(lock < header().count);
    return reinterpret_cast<Entry *>(m_base + sizeof(Header))[lock];
}

base::Result<std::shared_ptr<LockTable>> LockTable::create(std::uint32_t count)
{
    const std::size_t size = bytesFor(count);
    base::UniqueFd fd(::memfd_create("interleave-locks", MFD_CLOEXEC));
    if (!fd)
        return refused("memfd");
    if (::ftruncate(fd.get(), static_cast<off_t>(size)) != 0)
        return refused("size");
    void *base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd.get(), 0);
    if (base == MAP_FAILED)
        return refused("map");
    std::shared_ptr<LockTable> table(new LockTable(std::move(fd), static_cast<std::byte *>(base), size));
    table->header() = {kMagic, kVersion, count, sizeof(Entry)};
    for (std::uint32_t i = 0; i < count; ++i)
        initialise((new (&table->entry(i)) Entry{})->mutex);
    return table;
}

base::Result<std::shared_ptr<LockTable>> LockTable::attach(base::UniqueFd fd)
{
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0 || static_cast<std::size_t>(status.st_size) < sizeof(Header))
        return base::Error{base::ErrorCode::Protocol, "the descriptor of the locks is no table of locks", "locks"};
    const auto size = static_cast<std::size_t>(status.st_size);
    void *base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (base == MAP_FAILED)
        return refused("map");
    std::shared_ptr<LockTable> table(new LockTable(std::move(fd), static_cast<std::byte *>(base), size));
    const Header &h = table->header();
    if (h.magic != kMagic || h.version != kVersion || h.entryBytes != sizeof(Entry) || bytesFor(h.count) != size)
        return base::Error{base::ErrorCode::Protocol, "the table of locks has another version or size", "locks"};
    return table;
}

LockTable::~LockTable() { ::munmap(m_base, m_size); }

std::uint32_t LockTable::count() const { return header().count; }

bool LockTable::tryLock(std::uint32_t lock) const
{
    pthread_mutex_t &mutex = entry(lock).mutex;
    return settle(mutex, ::pthread_mutex_trylock(&mutex));
}

LockTable::Got LockTable::lockUntil(std::uint32_t lock, std::optional<base::Nanoseconds> until, const std::atomic<bool> *cancelled) const
{
    pthread_mutex_t &mutex = entry(lock).mutex;
    for (;;) {
        if (cancelled && cancelled->load(std::memory_order_relaxed))
            return Got::Cancelled;
        const auto now = base::monotonicNow();
        if (until && now >= *until)
            return Got::TimedOut;
        const timespec next = base::toTimespec(until ? std::min(*until, now + kSlice) : now + kSlice);
        if (clockLock(mutex, next))
            return Got::Lock;
    }
}

void LockTable::unlock(std::uint32_t lock) const
{
    [[maybe_unused]] const int failed = ::pthread_mutex_unlock(&entry(lock).mutex);
    assert(failed == 0);
}

std::uint32_t LockTable::nameId(std::uint32_t lock, const trace::Mapping &trace, std::string_view name) const
{
    std::atomic<std::uint32_t> &id = entry(lock).name;
    if (const auto known = id.load(std::memory_order_relaxed))
        return known;
    // Two that are first at once put it there twice; one of them stands.
    std::uint32_t none = 0;
    const std::uint32_t own = trace.intern(name);
    return id.compare_exchange_strong(none, own, std::memory_order_relaxed) ? own : none;
}

} // namespace interleave::workloads
