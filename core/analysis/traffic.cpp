// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/traffic.h"

#include "core/analysis/lane_pyramid.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace interleave::analysis {
namespace {

constexpr std::size_t kMessagesABucket = 64, kFewestBuckets = 64;
/// A view looks at so many messages for a column before it takes the buckets that are kept.
constexpr std::size_t kLookedAtForAColumn = 128;

auto sentFrom(const std::vector<Message> &messages, std::int64_t t)
{
    return std::lower_bound(messages.begin(), messages.end(), t, [](const Message &m, std::int64_t time) { return m.sent < time; });
}

} // namespace

std::uint64_t Traffic::Pair::total() const { return std::accumulate(byKind.begin(), byKind.end(), std::uint64_t{0}); }

std::shared_ptr<const Traffic> Traffic::build(std::shared_ptr<const Interactions> interactions, const WorkControl &control)
{
    auto traffic = std::make_shared<Traffic>();
    traffic->m_interactions = std::move(interactions);
    traffic->findPairs();
    if (control.stopped() || !traffic->fillFinest(control))
        return nullptr;
    traffic->addCoarser();
    return traffic;
}

void Traffic::findPairs()
{
    std::unordered_map<std::uint64_t, Pair> found;
    std::uint64_t lastKey = 0;
    Pair *last = nullptr;
    for (const Message &m : m_interactions->messages) {
        const std::uint64_t key = (std::uint64_t{m.from} << 32) | m.to;
        if (!last || key != lastKey) {
            last = &found[key];
            lastKey = key;
            last->from = m.from;
            last->to = m.to;
        }
        ++last->byKind[static_cast<std::size_t>(m.kind)];
    }
    for (const auto &[key, pair] : found)
        m_pairs.push_back(pair);
    std::sort(m_pairs.begin(), m_pairs.end(), [](const Pair &a, const Pair &b) { return std::pair(a.from, a.to) < std::pair(b.from, b.to); });
    m_pairsFrom.assign(m_interactions->lifelines.size() + 1, 0);
    for (const Pair &pair : m_pairs)
        ++m_pairsFrom[pair.from + 1];
    std::partial_sum(m_pairsFrom.begin(), m_pairsFrom.end(), m_pairsFrom.begin());
}

std::uint32_t Traffic::pairOf(const Message &message) const
{
    const auto first = m_pairs.begin() + m_pairsFrom[message.from], last = m_pairs.begin() + m_pairsFrom[message.from + 1];
    return static_cast<std::uint32_t>(std::lower_bound(first, last, message.to, [](const Pair &pair, std::uint32_t to) { return pair.to < to; }) - m_pairs.begin());
}

bool Traffic::fillFinest(const WorkControl &control)
{
    const auto &messages = m_interactions->messages;
    if (messages.empty())
        return true;
    const std::int64_t begin = messages.front().sent, end = messages.back().sent + 1;
    m_finest = levelOf(begin, end, std::max(kFewestBuckets, messages.size() / kMessagesABucket));
    Level level{begin >> m_finest, {}};
    std::vector<std::uint32_t> counts(m_pairs.size(), 0), seen;
    for (std::size_t i = 0; i < messages.size();) {
        if (control.stopped())
            return false;
        const std::int64_t bucket = messages[i].sent >> m_finest;
        for (; i < messages.size() && messages[i].sent >> m_finest == bucket; ++i)
            if (const std::uint32_t pair = pairOf(messages[i]); counts[pair]++ == 0)
                seen.push_back(pair);
        std::sort(seen.begin(), seen.end());
        for (const std::uint32_t pair : seen)
            level.entries.push_back({static_cast<std::uint32_t>(bucket - level.first), pair, std::exchange(counts[pair], 0)});
        seen.clear();
        control.progress(i, messages.size());
    }
    level.entries.shrink_to_fit();
    m_levels.push_back(std::move(level));
    return true;
}

void Traffic::addCoarser()
{
    for (int k = m_finest; !m_levels.empty() && m_levels.back().entries.back().bucket > 1; ++k) {
        const Level &finer = m_levels.back();
        Level level{finer.first >> 1, {}};
        std::vector<std::uint32_t> counts(m_pairs.size(), 0), seen;
        const auto bucketOf = [&](const Entry &entry) { return static_cast<std::uint32_t>(((finer.first + entry.bucket) >> 1) - level.first); };
        for (std::size_t i = 0; i < finer.entries.size();) {
            const std::uint32_t bucket = bucketOf(finer.entries[i]);
            for (; i < finer.entries.size() && bucketOf(finer.entries[i]) == bucket; ++i) {
                if (counts[finer.entries[i].pair] == 0)
                    seen.push_back(finer.entries[i].pair);
                counts[finer.entries[i].pair] += finer.entries[i].count;
            }
            std::sort(seen.begin(), seen.end());
            for (const std::uint32_t pair : seen)
                level.entries.push_back({bucket, pair, std::exchange(counts[pair], 0)});
            seen.clear();
        }
        level.entries.shrink_to_fit();
        m_levels.push_back(std::move(level));
    }
}

Traffic::View Traffic::ofMessages(std::int64_t t0, std::int64_t t1, int k) const
{
    View view{(t0 >> k) << k, std::int64_t{1} << k, static_cast<std::size_t>(((t1 - 1) >> k) - (t0 >> k)) + 1, {}};
    const auto &messages = m_interactions->messages;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    for (auto m = sentFrom(messages, view.begin); m != messages.end() && m->sent < view.begin + static_cast<std::int64_t>(view.columns) * view.width; ++m)
        found.emplace_back(static_cast<std::uint32_t>((m->sent - view.begin) >> k), pairOf(*m));
    std::sort(found.begin(), found.end());
    for (const auto &[column, pair] : found) {
        if (!view.cells.empty() && view.cells.back().column == column && view.cells.back().pair == pair)
            ++view.cells.back().count;
        else
            view.cells.push_back({column, pair, 1});
    }
    return view;
}

Traffic::View Traffic::view(std::int64_t t0, std::int64_t t1, std::size_t columns) const
{
    if (t0 >= t1 || columns == 0)
        return {};
    int k = levelOf(t0, t1, columns);
    const auto &messages = m_interactions->messages;
    if (m_levels.empty())
        return ofMessages(t0, t1, k);
    if (k < m_finest && static_cast<std::size_t>(sentFrom(messages, t1) - sentFrom(messages, t0)) <= columns * kLookedAtForAColumn)
        return ofMessages(t0, t1, k);
    k = std::max(k, m_finest);
    // Above the last level everything is in one bucket or two: those of the last level, put together.
    const Level &level = m_levels[std::min(static_cast<std::size_t>(k - m_finest), m_levels.size() - 1)];
    const int kept = m_finest + static_cast<int>(&level - m_levels.data());
    View view{(t0 >> k) << k, std::int64_t{1} << k, static_cast<std::size_t>(((t1 - 1) >> k) - (t0 >> k)) + 1, {}};
    const std::int64_t first = t0 >> k, last = (t1 - 1) >> k;
    const auto bucketOf = [&](const Entry &entry) { return (level.first + entry.bucket) >> (k - kept); };
    auto entry = std::partition_point(level.entries.begin(), level.entries.end(), [&](const Entry &e) { return bucketOf(e) < first; });
    for (; entry != level.entries.end() && bucketOf(*entry) <= last; ++entry) {
        const auto column = static_cast<std::uint32_t>(bucketOf(*entry) - first);
        const auto same = std::find_if(view.cells.rbegin(), view.cells.rend(), [&](const Cell &c) { return c.column != column || c.pair == entry->pair; });
        if (kept < k && same != view.cells.rend() && same->column == column)
            same->count += entry->count;
        else
            view.cells.push_back({column, entry->pair, entry->count});
    }
    if (kept < k)
        std::sort(view.cells.begin(), view.cells.end(), [](const Cell &a, const Cell &b) { return std::pair(a.column, a.pair) < std::pair(b.column, b.pair); });
    return view;
}

std::size_t Traffic::bytes() const
{
    std::size_t sum = m_pairs.capacity() * sizeof(Pair) + m_pairsFrom.capacity() * sizeof(std::uint32_t);
    for (const Level &level : m_levels)
        sum += level.entries.capacity() * sizeof(Entry);
    return sum;
}

} // namespace interleave::analysis
