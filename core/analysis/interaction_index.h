// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"
#include "core/analysis/work_control.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace interleave::analysis {

/// Numbers by key: what of a list belongs to which task, or which lane. Shape: each key's numbers ascend.
class NumbersByKey {
public:
    /// `keyOf(i)` for i in [0, size), `kNone` for no key; keys below `keys`. Cost: linear.
    template <class KeyOf>
    void build(std::size_t keys, std::size_t size, KeyOf keyOf)
    {
        m_offsets.assign(keys + 1, 0);
        for (std::size_t i = 0; i < size; ++i)
            if (const std::size_t key = keyOf(i); key < keys)
                ++m_offsets[key + 1];
        for (std::size_t key = 0; key < keys; ++key)
            m_offsets[key + 1] += m_offsets[key];
        m_numbers.resize(m_offsets[keys]);
        // Each offset walks to where the next begins; then all move up by one.
        for (std::size_t i = 0; i < size; ++i)
            if (const std::size_t key = keyOf(i); key < keys)
                m_numbers[m_offsets[key]++] = static_cast<std::uint32_t>(i);
        for (std::size_t key = keys; key > 0; --key)
            m_offsets[key] = m_offsets[key - 1];
        m_offsets[0] = 0;
    }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t key) const
    {
        if (key + 1 >= m_offsets.size())
            return {};
        return std::span(m_numbers).subspan(m_offsets[key], m_offsets[key + 1] - m_offsets[key]);
    }
    [[nodiscard]] std::size_t bytes() const { return (m_offsets.capacity() + m_numbers.capacity()) * sizeof(std::uint32_t); }

private:
    std::vector<std::uint32_t> m_offsets, m_numbers;
};

/// Finds intervals that reach into a range, in a list sorted by their begins: keeps the latest end of every 64 and of every 4096.
class LatestEnds {
public:
    template <class EndOf>
    void build(std::size_t size, EndOf endOf)
    {
        m_block.assign((size + kBlock - 1) / kBlock, INT64_MIN);
        for (std::size_t i = 0; i < size; ++i)
            m_block[i / kBlock] = std::max(m_block[i / kBlock], endOf(i));
        m_super.assign((m_block.size() + kBlock - 1) / kBlock, INT64_MIN);
        for (std::size_t i = 0; i < m_block.size(); ++i)
            m_super[i / kBlock] = std::max(m_super[i / kBlock], m_block[i]);
    }
    /// The first i in [from, to) that ends after `t`, or `to`.
    template <class EndOf>
    [[nodiscard]] std::size_t nextAfter(std::int64_t t, std::size_t from, std::size_t to, EndOf endOf) const
    {
        for (std::size_t i = from; i < to;) {
            if (i % (kBlock * kBlock) == 0 && m_super[i / (kBlock * kBlock)] <= t)
                i += kBlock * kBlock;
            else if (i % kBlock == 0 && m_block[i / kBlock] <= t)
                i += kBlock;
            else if (endOf(i) > t)
                return i;
            else
                ++i;
        }
        return to;
    }
    [[nodiscard]] std::size_t bytes() const { return (m_block.capacity() + m_super.capacity()) * sizeof(std::int64_t); }

private:
    static constexpr std::size_t kBlock = 64;
    std::vector<std::int64_t> m_block, m_super;
};

/// Where in a run's interactions things are: by time, task and lane. Numbers are places in Interactions::activations and ::messages.
/// Threads: any, once it is built. Memory: about 4 bytes an activation, 12 a message, 8 a task.
class InteractionIndex {
public:
    static constexpr std::size_t kAll = SIZE_MAX;

    /// Null: stopped. Cost: linear; away from the GUI thread.
    static std::shared_ptr<const InteractionIndex> build(std::shared_ptr<const Interactions> interactions, const WorkControl &control = {});

    /// Activations of a lane that reach into [t0, t1), by begin; at most `most` of them. Cost: log n + k + n / 4096.
    [[nodiscard]] std::vector<std::uint32_t> activationsIn(std::uint32_t lane, std::int64_t t0, std::int64_t t1, std::size_t most = kAll) const;
    /// The first of the lane that begins at or after `t`; empty: none.
    [[nodiscard]] std::optional<std::uint32_t> activationFrom(std::uint32_t lane, std::int64_t t) const;
    /// The last of the lane that begins before `t`; empty: none.
    [[nodiscard]] std::optional<std::uint32_t> activationBefore(std::uint32_t lane, std::int64_t t) const;
    /// The lane's activations as [first, last).
    struct Range {
        std::uint32_t first = 0, last = 0;
        [[nodiscard]] std::size_t size() const { return last - first; }
    };
    [[nodiscard]] Range activationsOfLane(std::uint32_t lane) const;

    /// Messages that are under way in [t0, t1) (sent before t1 and not received before t0), by `sent`; at most `most`. Cost: the same.
    [[nodiscard]] std::vector<std::uint32_t> messagesIn(std::int64_t t0, std::int64_t t1, std::size_t most = kAll) const;
    /// Those sent in [t0, t1). Cost: log n.
    [[nodiscard]] Range messagesSent(std::int64_t t0, std::int64_t t1) const;

    /// By begin, lane by lane. Cost: none.
    [[nodiscard]] std::span<const std::uint32_t> activationsOfTask(std::uint32_t task) const { return m_activationsOfTask.of(task); }
    /// By `sent`. Cost: none.
    [[nodiscard]] std::span<const std::uint32_t> messagesOfTask(std::uint32_t task) const { return m_messagesOfTask.of(task); }
    /// Sent from the lane, or to it, by `sent`. Cost: none.
    [[nodiscard]] std::span<const std::uint32_t> messagesFromLane(std::uint32_t lane) const { return m_messagesFrom.of(lane); }
    [[nodiscard]] std::span<const std::uint32_t> messagesToLane(std::uint32_t lane) const { return m_messagesTo.of(lane); }

    [[nodiscard]] const Interactions &interactions() const { return *m_interactions; }
    [[nodiscard]] std::size_t bytes() const;

private:
    [[nodiscard]] std::uint32_t begunBefore(Range range, std::int64_t t) const;

    std::shared_ptr<const Interactions> m_interactions;
    std::vector<std::uint32_t> m_lanes; ///< where each lane's activations begin, and one more
    LatestEnds m_ends, m_received;
    NumbersByKey m_activationsOfTask, m_messagesOfTask, m_messagesFrom, m_messagesTo;
};

} // namespace interleave::analysis
