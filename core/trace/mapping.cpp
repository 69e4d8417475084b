// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/trace.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace interleave::trace {
namespace {

constexpr std::uint64_t roundUp(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

/// Texts stand as a 32-bit length followed by the bytes.
constexpr std::uint32_t kTextPrefix = sizeof(std::uint32_t);
constexpr std::size_t kLongestText = 4096;

layout::Geometry describe(const Capacity &capacity)
{
    layout::Geometry h{};
    h.magic = layout::kMagic;
    h.version = layout::kVersion;
    h.maxLanes = capacity.lanes;
    h.stringBytes = capacity.stringBytes;
    h.taskCount = capacity.tasks;
    h.maxBlocks = static_cast<std::uint32_t>(capacity.detailBytes / layout::kBlockBytes);
    h.lanesOffset = roundUp(sizeof(layout::Header), 64);
    h.stringsOffset = roundUp(h.lanesOffset + std::uint64_t{h.maxLanes} * sizeof(layout::LaneEntry), 64);
    h.tasksOffset = roundUp(h.stringsOffset + h.stringBytes, 64);
    h.causesOffset = roundUp(h.tasksOffset + std::uint64_t{h.taskCount} * sizeof(layout::TaskSlot), 64);
    h.blocksOffset = roundUp(h.causesOffset + std::uint64_t{h.taskCount} * sizeof(layout::TaskCauses), layout::kBlockBytes);
    h.totalBytes = h.blocksOffset + std::uint64_t{h.maxBlocks} * layout::kBlockBytes;
    return h;
}

/// The same sizes, so that offsets that another process wrote are never believed unchecked.
bool consistent(const layout::Geometry &h, std::uint64_t fileSize)
{
    const layout::Geometry own = describe({h.taskCount, h.maxLanes, h.stringBytes, std::size_t{h.maxBlocks} * layout::kBlockBytes});
    return h.magic == own.magic && h.version == own.version && h.lanesOffset == own.lanesOffset && h.stringsOffset == own.stringsOffset
        && h.tasksOffset == own.tasksOffset && h.causesOffset == own.causesOffset && h.blocksOffset == own.blocksOffset && h.totalBytes == own.totalBytes && own.totalBytes <= fileSize;
}

base::Error refused(const char *what)
{
    return {base::ErrorCode::Refused, std::string("no memory for the trace (") + what + ": " + std::strerror(errno) + ")", "trace"};
}

} // namespace

base::Result<std::shared_ptr<Mapping>> Mapping::create(const Capacity &capacity)
{
    const layout::Geometry h = describe(capacity);
    base::UniqueFd fd(::memfd_create("interleave-trace", MFD_CLOEXEC));
    if (!fd)
        return refused("memfd");
    if (::ftruncate(fd.get(), static_cast<off_t>(h.totalBytes)) != 0)
        return refused("size");
    if (::fallocate(fd.get(), 0, 0, static_cast<off_t>(h.blocksOffset)) != 0)
        return refused("reserve");
    void *base = ::mmap(nullptr, h.totalBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (base == MAP_FAILED)
        return refused("map");
    auto *header = new (base) layout::Header{};
    static_cast<layout::Geometry &>(*header) = h;
    header->stringsUsed.store(1, std::memory_order_relaxed);
    header->nextFlow.store(1, std::memory_order_release);
    return std::shared_ptr<Mapping>(new Mapping(std::move(fd), static_cast<std::byte *>(base), h.totalBytes));
}

base::Result<std::shared_ptr<Mapping>> Mapping::attach(base::UniqueFd fd)
{
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0 || static_cast<std::size_t>(status.st_size) < sizeof(layout::Header))
        return base::Error{base::ErrorCode::Protocol, "the trace descriptor is not a trace", "trace"};
    const auto size = static_cast<std::size_t>(status.st_size);
    void *base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (base == MAP_FAILED)
        return refused("map");
    if (!consistent(*static_cast<const layout::Header *>(base), size)) {
        ::munmap(base, size);
        return base::Error{base::ErrorCode::Protocol, "the trace has another version or size", "trace"};
    }
    return std::shared_ptr<Mapping>(new Mapping(std::move(fd), static_cast<std::byte *>(base), size));
}

Mapping::~Mapping() { ::munmap(m_base, m_size); }

layout::LaneEntry *Mapping::lane(std::uint32_t i) const
{
    return i < header().maxLanes ? reinterpret_cast<layout::LaneEntry *>(m_base + header().lanesOffset) + i : nullptr;
}

layout::TaskSlot *Mapping::task(std::uint32_t i) const
{
    return i < header().taskCount ? reinterpret_cast<layout::TaskSlot *>(m_base + header().tasksOffset) + i : nullptr;
}

layout::TaskCauses *Mapping::causes(std::uint32_t i) const
{
    return i < header().taskCount ? reinterpret_cast<layout::TaskCauses *>(m_base + header().causesOffset) + i : nullptr;
}

layout::BlockHeader *Mapping::block(std::uint32_t i) const
{
    if (i >= header().maxBlocks)
        return nullptr;
    return reinterpret_cast<layout::BlockHeader *>(m_base + header().blocksOffset + std::uint64_t{i} * layout::kBlockBytes);
}

char *Mapping::strings() const { return reinterpret_cast<char *>(m_base + header().stringsOffset); }

std::uint32_t Mapping::intern(std::string_view text) const
{
    text = text.substr(0, kLongestText);
    const auto need = static_cast<std::uint32_t>(kTextPrefix + text.size());
    auto &used = header().stringsUsed;
    // A full table must stay full, not wrap round: take room only where there is some.
    std::uint32_t at = used.load(std::memory_order_relaxed);
    do {
        if (text.empty() || at + need > header().stringBytes)
            return 0;
    } while (!used.compare_exchange_weak(at, at + need, std::memory_order_relaxed));
    const auto length = static_cast<std::uint32_t>(text.size());
    std::memcpy(strings() + at + kTextPrefix, text.data(), text.size());
    std::memcpy(strings() + at, &length, sizeof length);
    return at;
}

std::string_view Mapping::text(std::uint32_t id) const
{
    const std::uint32_t bytes = header().stringBytes;
    if (id == 0 || id > bytes - kTextPrefix)
        return {};
    std::uint32_t length = 0;
    std::memcpy(&length, strings() + id, sizeof length);
    if (length > kLongestText || length > bytes - kTextPrefix - id)
        return {};
    return {strings() + id + kTextPrefix, length};
}

std::uint32_t Mapping::nextFlow() const { return header().nextFlow.fetch_add(1, std::memory_order_relaxed); }

void Mapping::setRunStart(base::Nanoseconds t) const { header().runStart.store(t.count(), std::memory_order_release); }

std::optional<base::Nanoseconds> Mapping::runStart() const
{
    const auto t = header().runStart.load(std::memory_order_acquire);
    return t == 0 ? std::nullopt : std::optional(base::Nanoseconds(t));
}

void Mapping::readAhead() const
{
#ifdef MADV_POPULATE_READ
    constexpr std::uint64_t kPageBytes = 4096;
    const std::uint64_t begin = header().tasksOffset / kPageBytes * kPageBytes;
    ::madvise(m_base + begin, header().blocksOffset - begin, MADV_POPULATE_READ);
#endif
}

void Mapping::releaseEvents() const
{
    const std::uint64_t begin = header().blocksOffset;
    ::fallocate(m_fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(begin), static_cast<off_t>(header().totalBytes - begin));
}

bool Mapping::reserveBlock(std::uint32_t i, bool whole) const
{
    layout::BlockHeader *begin = block(i);
    if (!begin)
        return false;
    const auto offset = static_cast<off_t>(header().blocksOffset + std::uint64_t{i} * layout::kBlockBytes);
    int result = 0;
    do {
        result = ::fallocate(m_fd.get(), 0, offset, layout::kBlockBytes);
    } while (result != 0 && errno == EINTR);
    if (result != 0)
        return false;
#ifdef MADV_POPULATE_WRITE
    // Kernels before 5.14 do not know it: then each page costs its fault.
    if (whole)
        ::madvise(begin, layout::kBlockBytes, MADV_POPULATE_WRITE);
#endif
    return true;
}

} // namespace interleave::trace
