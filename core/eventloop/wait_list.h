// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace interleave::eventloop {

/// Waiters in order of arrival, linked through their frames: no allocation, and one that is destroyed can leave.
/// Shape: `Node` derives from WaitList<Node>::Link. Threads: the loop's. Cost: constant.
template <class Node>
class WaitList {
public:
    struct Link {
        Node *previous = nullptr, *next = nullptr;
        bool queued = false;
    };

    void append(Node &node)
    {
        node.previous = m_last;
        node.next = nullptr;
        (m_last ? m_last->next : m_first) = &node;
        m_last = &node;
        node.queued = true;
        ++m_size;
    }
    /// Nothing if it is not in the list.
    void remove(Node &node)
    {
        if (!node.queued)
            return;
        (node.previous ? node.previous->next : m_first) = node.next;
        (node.next ? node.next->previous : m_last) = node.previous;
        node.queued = false;
        --m_size;
    }
    [[nodiscard]] Node *first() const { return m_first; }
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    Node *m_first = nullptr, *m_last = nullptr;
    std::size_t m_size = 0;
};

} // namespace interleave::eventloop
