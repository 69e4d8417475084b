// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/semaphore.h"

#include <coroutine>
#include <deque>
#include <optional>
#include <utility>

namespace interleave::eventloop {

/// A bounded queue between coroutines: put awaits while it is full, take while it is empty; both in order of arrival.
/// Two semaphores count room and items, so nobody can overtake whoever was woken for either, and there are never more than
/// `capacity` items. Threads: the loop's.
template <class T>
class AsyncQueue {
public:
    AsyncQueue(EventLoop &loop, std::size_t capacity) : m_room(loop, static_cast<std::int64_t>(capacity)), m_items(loop, 0) {}

    /// Gives false, and drops the item, when the queue was closed.
    class Put {
    public:
        Put(AsyncQueue &queue, T item) : m_queue(queue), m_wait(queue.m_room), m_item(std::move(item)) {}
        bool await_ready() const noexcept { return m_wait.await_ready(); }
        void await_suspend(std::coroutine_handle<> handle) { m_wait.await_suspend(handle); }
        bool await_resume()
        {
            if (m_queue.m_closed)
                return false;
            m_queue.m_queue.push_back(std::move(m_item));
            m_queue.m_items.release();
            return true;
        }

    private:
        AsyncQueue &m_queue;
        Semaphore::Awaiter m_wait;
        T m_item;
    };
    Put put(T item) { return Put(*this, std::move(item)); }

    /// Empty: the queue was closed, and all that was in it is taken.
    class Take {
    public:
        explicit Take(AsyncQueue &queue) : m_queue(queue), m_wait(queue.m_items) {}
        bool await_ready() const noexcept { return m_wait.await_ready(); }
        void await_suspend(std::coroutine_handle<> handle) { m_wait.await_suspend(handle); }
        std::optional<T> await_resume()
        {
            if (m_queue.m_queue.empty())
                return std::nullopt;
            std::optional<T> item(std::move(m_queue.m_queue.front()));
            m_queue.m_queue.pop_front();
            m_queue.m_room.release();
            return item;
        }

    private:
        AsyncQueue &m_queue;
        Semaphore::Awaiter m_wait;
    };
    Take take() { return Take(*this); }

    /// Nothing more comes: everybody who waits goes on. What is in it can still be taken.
    void close()
    {
        m_closed = true;
        m_room.open();
        m_items.open();
    }
    /// True: a put would have to wait.
    [[nodiscard]] bool full() const { return m_room.permits() == 0; }
    [[nodiscard]] std::size_t size() const { return m_queue.size(); }

private:
    Semaphore m_room, m_items;
    std::deque<T> m_queue;
    bool m_closed = false;
};

} // namespace interleave::eventloop
