// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/catalogue.h"

#include <algorithm>
#include <numeric>

namespace interleave::plan {
namespace {

template <class Described, class Key>
const Described *find(const std::vector<Described> &all, std::string_view wanted, Key key)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const Described &one) { return one.*key == wanted; });
    return found == all.end() ? nullptr : &*found;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '_' ? '-' : c; }

/// Insertions, deletions, replacements and swaps of neighbours; case and the two dashes are taken as equal.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> cost((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t & { return cost[i * width + j]; };
    const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i - 1]) == lower(b[j - 1]); };
    for (std::size_t i = 0; i <= a.size(); ++i)
        at(i, 0) = i;
    std::iota(cost.begin(), cost.begin() + static_cast<std::ptrdiff_t>(width), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same(i, j) ? 0 : 1)});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
        }
    }
    return cost.back();
}

} // namespace

std::string toText(const ParameterValue &value)
{
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto *truth = std::get_if<bool>(&value))
        return *truth ? "true" : "false";
    return std::get<std::string>(value);
}

std::string_view toText(Family family)
{
    switch (family) {
    case Family::Baseline: return "baseline";
    case Family::Threads: return "threads";
    case Family::Processes: return "processes";
    case Family::EventLoop: return "event loop";
    case Family::Futures: return "futures";
    }
    return "baseline";
}

const ParameterDescriptor *ExecutorDescriptor::parameter(std::string_view key) const { return find(parameters, key, &ParameterDescriptor::key); }
const ExecutorDescriptor *Catalogue::executor(std::string_view id) const { return find(executors, id, &ExecutorDescriptor::id); }
const StepDescriptor *Catalogue::step(std::string_view id) const { return find(steps, id, &StepDescriptor::id); }

std::string nearestWord(std::string_view word, std::span<const std::string> known)
{
    constexpr std::size_t kLongestWord = 64; // a file can hold keys of megabytes
    if (word.empty() || word.size() > kLongestWord)
        return {};
    std::string nearest;
    std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string &candidate : known) {
        const std::size_t distance = editDistance(word, candidate);
        if (distance < best && distance < std::max(word.size(), candidate.size())) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace interleave::plan
