// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace interleave::base {

/// Asks the kernel to back what lies in [begin, begin + bytes) with large pages, before it is touched for the first time: a million tasks
/// cost hundreds of page faults then instead of hundreds of thousands. A wish, no more: nothing fails.
void wishLargePages(void *begin, std::size_t bytes);

/// Room for `size` elements in an empty vector, in large pages where there are many.
template <class T>
void reserveLarge(std::vector<T> &vector, std::size_t size)
{
    vector.reserve(size);
    wishLargePages(vector.data(), vector.capacity() * sizeof(T));
}

} // namespace interleave::base
