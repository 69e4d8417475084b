// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/large_pages.h"

#include <cstdint>
#include <sys/mman.h>

namespace interleave::base {

void wishLargePages(void *begin, std::size_t bytes)
{
    constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20, kPage = 4096;
    if (bytes < 2 * kLargePage)
        return;
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (address + kPage - 1) / kPage * kPage, end = (address + bytes) / kPage * kPage;
    ::madvise(reinterpret_cast<void *>(first), end - first, MADV_HUGEPAGE);
}

} // namespace interleave::base
