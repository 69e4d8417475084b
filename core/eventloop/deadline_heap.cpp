// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventloop/deadline_heap.h"

#include <utility>

namespace interleave::eventloop {
namespace {

bool earlier(const Sleeper &a, const Sleeper &b) { return a.deadline != b.deadline ? a.deadline < b.deadline : a.order < b.order; }

} // namespace

void DeadlineHeap::add(Sleeper &sleeper)
{
    sleeper.order = m_order++;
    m_heap.push_back(&sleeper);
    place(m_heap.size() - 1, &sleeper);
    up(sleeper.position);
}

void DeadlineHeap::remove(Sleeper &sleeper)
{
    const std::size_t hole = std::exchange(sleeper.position, Sleeper::kAwake);
    if (hole == Sleeper::kAwake)
        return;
    Sleeper *last = m_heap.back();
    m_heap.pop_back();
    if (last == &sleeper)
        return;
    place(hole, last);
    up(hole);
    down(last->position);
}

Sleeper *DeadlineHeap::takeDue(base::Nanoseconds now)
{
    if (m_heap.empty() || m_heap.front()->deadline > now.count())
        return nullptr;
    Sleeper *first = m_heap.front();
    remove(*first);
    return first;
}

std::optional<base::Nanoseconds> DeadlineHeap::earliest() const
{
    return m_heap.empty() ? std::nullopt : std::optional(base::Nanoseconds(m_heap.front()->deadline));
}

void DeadlineHeap::place(std::size_t position, Sleeper *sleeper)
{
    m_heap[position] = sleeper;
    sleeper->position = position;
}

void DeadlineHeap::up(std::size_t position)
{
    Sleeper *moving = m_heap[position];
    for (; position > 0; position = (position - 1) / 2) {
        Sleeper *parent = m_heap[(position - 1) / 2];
        if (!earlier(*moving, *parent))
            break;
        place(position, parent);
    }
    place(position, moving);
}

void DeadlineHeap::down(std::size_t position)
{
    Sleeper *moving = m_heap[position];
    for (std::size_t child = 2 * position + 1; child < m_heap.size(); child = 2 * position + 1) {
        if (child + 1 < m_heap.size() && earlier(*m_heap[child + 1], *m_heap[child]))
            ++child;
        if (!earlier(*m_heap[child], *moving))
            break;
        place(position, m_heap[child]);
        position = child;
    }
    place(position, moving);
}

} // namespace interleave::eventloop
