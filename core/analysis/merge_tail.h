// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace interleave::analysis {

/// Sorts what stands from `sorted` on into what stands before it, which is sorted; there must be something.
/// Returns the first place that changed. Cost: n log n in the tail, and what is greater than the least of it.
template <class T, class Less>
std::size_t mergeTail(std::vector<T> &all, std::size_t sorted, Less less)
{
    const auto tail = all.begin() + static_cast<std::ptrdiff_t>(sorted);
    std::stable_sort(tail, all.end(), less);
    const auto from = std::upper_bound(all.begin(), tail, *tail, less);
    std::inplace_merge(from, tail, all.end(), less);
    return static_cast<std::size_t>(from - all.begin());
}

} // namespace interleave::analysis
