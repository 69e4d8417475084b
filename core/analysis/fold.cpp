// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/fold.h"

#include "core/analysis/quantile.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>

namespace interleave::analysis {
namespace {

/// Two hand-overs with equal signatures are the same one again.
struct Signature {
    std::uint32_t from = 0, to = 0, label = 0, type = 0;
    std::uint8_t kind = 0, waits = 0;
    bool operator==(const Signature &) const = default;
};

struct SignatureHash {
    std::size_t operator()(const Signature &s) const noexcept
    {
        std::uint64_t hash = 0;
        for (const std::uint64_t part : {(std::uint64_t{s.from} << 32U) | s.to, (std::uint64_t{s.label} << 32U) | s.type, (std::uint64_t{s.kind} << 8U) | s.waits}) {
            hash = (hash ^ part) * 0x9e3779b97f4a7c15ULL;
            hash ^= hash >> 29U;
        }
        return static_cast<std::size_t>(hash);
    }
};

class Signatures {
public:
    Signatures(const Interactions &all, const FoldRules &rules)
        : m_all(all)
        , m_rules(rules)
    {
        for (std::uint32_t i = 0; i < all.lifelines.size() && m_anyWorker == kNone; ++i)
            if (all.lifelines[i].role == trace::LaneRole::Worker)
                m_anyWorker = i;
    }

    /// A number for each; equal numbers are equal hand-overs. What must not be folded has a number of its own.
    std::vector<std::uint32_t> of(std::span<const Message> messages)
    {
        std::vector<std::uint32_t> numbers;
        numbers.reserve(messages.size());
        std::unordered_map<Signature, std::uint32_t, SignatureHash> known;
        std::uint32_t next = 0;
        for (const Message &message : messages) {
            if (staysAlone(message)) {
                numbers.push_back(next++);
                continue;
            }
            const auto [at, fresh] = known.try_emplace(signatureOf(message), next);
            next += fresh ? 1 : 0;
            numbers.push_back(at->second);
        }
        return numbers;
    }

private:
    static constexpr std::uint32_t kNone = 0xffffffffU;

    [[nodiscard]] FoldTask taskOf(const Message &message) const { return message.task < m_rules.tasks.size() ? m_rules.tasks[message.task] : FoldTask{}; }

    [[nodiscard]] bool staysAlone(const Message &message) const
    {
        const auto &selected = m_rules.selected;
        return message.kind == MessageKind::Cancel || taskOf(message).apart || (selected && message.sent <= selected->second && message.received >= selected->first);
    }

    [[nodiscard]] std::uint32_t drawnOn(std::uint32_t lifeline) const { return lifeline < m_rules.groupOf.size() ? m_rules.groupOf[lifeline] : lifeline; }

    [[nodiscard]] std::uint32_t anyOf(std::uint32_t lifeline) const
    {
        const bool worker = lifeline < m_all.lifelines.size() && m_all.lifelines[lifeline].role == trace::LaneRole::Worker;
        return worker ? m_anyWorker : lifeline;
    }

    [[nodiscard]] Signature signatureOf(const Message &message) const
    {
        const FoldTask task = taskOf(message);
        Signature s{drawnOn(message.from), drawnOn(message.to), 0, 0, 0, task.waits};
        if (m_rules.level == FoldLevel::SamePair)
            return s;
        s.kind = static_cast<std::uint8_t>(message.kind);
        if (m_rules.level == FoldLevel::Exact) {
            s.label = message.label;
        } else {
            s.type = task.type;
            s.from = anyOf(s.from);
            s.to = anyOf(s.to);
        }
        return s;
    }

    const Interactions &m_all;
    const FoldRules &m_rules;
    std::uint32_t m_anyWorker = kNone;
};

/// How often the messages from a place on repeat themselves. Asked in ascending order, it looks at each message once a period.
class Repeats {
public:
    explicit Repeats(std::span<const std::uint32_t> numbers) : m_numbers(numbers) { }

    std::uint32_t count(std::size_t from, std::size_t period)
    {
        std::size_t &end = m_end.at(period);
        if (end <= from) {
            end = from;
            while (end + period < m_numbers.size() && m_numbers[end] == m_numbers[end + period])
                ++end;
        }
        return static_cast<std::uint32_t>((end - from) / period) + 1;
    }

private:
    std::span<const std::uint32_t> m_numbers;
    std::array<std::size_t, kLongestPeriod + 1> m_end{}; ///< up to there each number equals the one a period later
};

LoopTimes timesOf(std::span<const Message> messages, const FoldItem &loop)
{
    LoopTimes times;
    std::vector<double> all;
    all.reserve(loop.count);
    for (std::uint32_t i = 0; i < loop.count; ++i) {
        const auto instance = messages.subspan(loop.first + i * loop.period, loop.period);
        const std::int64_t arrived = std::ranges::max(instance, {}, &Message::received).received;
        const std::int64_t took = std::max<std::int64_t>(arrived - instance.front().sent, 0);
        if (i == 0 || took > times.slowestNs) {
            times.slowest = i;
            times.slowestNs = took;
        }
        all.push_back(static_cast<double>(took));
        times.mean += (static_cast<double>(took) - times.mean) / (i + 1);
    }
    std::ranges::sort(all);
    times.p99 = percentile(all, 0.99);
    return times;
}

/// Collects items; stretches shown one by one that meet become one.
class Items {
public:
    void single(std::size_t first, std::size_t size)
    {
        if (size == 0)
            return;
        if (!m_items.empty() && !m_items.back().isLoop())
            m_items.back().period += size;
        else
            m_items.push_back({first, size, 1, {}});
    }
    /// As a loop, or one by one if it repeats too seldom.
    void loop(std::span<const Message> messages, FoldItem item)
    {
        if (item.count < kLeastRepeats) {
            single(item.first, item.size());
            return;
        }
        item.times = timesOf(messages, item);
        m_items.push_back(item);
    }
    void add(const FoldItem &item)
    {
        if (item.isLoop())
            m_items.push_back(item);
        else
            single(item.first, item.period);
    }
    std::vector<FoldItem> take() { return std::move(m_items); }

private:
    std::vector<FoldItem> m_items;
};

FoldItem bestAt(Repeats &repeats, std::size_t from)
{
    FoldItem best{from, 1, 1, {}};
    for (std::size_t period = 1; period <= kLongestPeriod; ++period) {
        const FoldItem item{from, period, repeats.count(from, period), {}};
        if (item.count >= kLeastRepeats && (!best.isLoop() || item.size() > best.size()))
            best = item;
    }
    return best;
}

} // namespace

std::vector<FoldTask> foldTasks(const Interactions &all, std::span<const record::TaskRow> rows)
{
    std::vector<FoldTask> tasks(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        tasks[i].type = rows[i].group;
        tasks[i].apart = rows[i].status != trace::TaskStatus::Succeeded;
    }
    for (const Activation &activation : all.activations) {
        if (activation.task == base::kNoTask.value || (activation.state != LaneState::LockWait && activation.state != LaneState::Io))
            continue;
        if (activation.task >= tasks.size())
            tasks.resize(activation.task + std::size_t{1});
        tasks[activation.task].waits |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(activation.state));
    }
    return tasks;
}

std::vector<FoldItem> fold(const Interactions &all, std::span<const Message> messages, const FoldRules &rules)
{
    Items items;
    if (rules.level == FoldLevel::None) {
        items.single(0, messages.size());
        return items.take();
    }
    const std::vector<std::uint32_t> numbers = Signatures(all, rules).of(messages);
    Repeats repeats(numbers);
    for (std::size_t i = 0; i < messages.size();) {
        const FoldItem best = bestAt(repeats, i);
        if (best.isLoop())
            items.loop(messages, best);
        else
            items.single(i, 1);
        i += best.size();
    }
    return items.take();
}

std::vector<FoldItem> unfolded(std::span<const FoldItem> items, std::span<const Message> messages, std::size_t item, std::uint32_t instance)
{
    Items result;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const FoldItem &whole = items[i];
        if (i != item || !whole.isLoop() || instance >= whole.count) {
            result.add(whole);
            continue;
        }
        const std::size_t shown = whole.first + instance * whole.period;
        result.loop(messages, {whole.first, whole.period, instance, {}});
        result.single(shown, whole.period);
        result.loop(messages, {shown + whole.period, whole.period, whole.count - instance - 1, {}});
    }
    return result.take();
}

std::vector<FoldItem> unfolded(std::span<const FoldItem> items, std::size_t item)
{
    Items result;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i == item)
            result.single(items[i].first, items[i].size());
        else
            result.add(items[i]);
    }
    return result.take();
}

} // namespace interleave::analysis
