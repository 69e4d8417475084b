// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/semaphore.h"

#include <coroutine>
#include <cstddef>
#include <utility>
#include <vector>

namespace interleave::eventloop {

/// k numbered resources; whoever acquires one holds it as a Lease, which gives it back whatever ends its scope.
/// Waiters go on in order of arrival; after a cancel they still do, as a Semaphore's. Threads: the loop's. The pool outlives its leases.
class ResourcePool {
public:
    ResourcePool(EventLoop &loop, std::size_t count) : m_permits(loop, static_cast<std::int64_t>(count))
    {
        for (std::size_t i = count; i > 0; --i)
            m_free.push_back(i - 1);
    }
    ResourcePool(const ResourcePool &) = delete;
    ResourcePool &operator=(const ResourcePool &) = delete;

    class Lease {
    public:
        Lease(ResourcePool &pool, std::size_t number) : m_pool(&pool), m_number(number) {}
        Lease(Lease &&other) noexcept : m_pool(std::exchange(other.m_pool, nullptr)), m_number(other.m_number) {}
        Lease &operator=(Lease &&) = delete;
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;
        ~Lease() { giveBack(); }
        /// Early; the second time it is nothing.
        void giveBack()
        {
            if (ResourcePool *pool = std::exchange(m_pool, nullptr))
                pool->takeBack(m_number);
        }
        /// Which one, from 0.
        [[nodiscard]] std::size_t number() const { return m_number; }

    private:
        ResourcePool *m_pool;
        std::size_t m_number;
    };

    /// Awaits a resource that nobody holds.
    class Acquire {
    public:
        explicit Acquire(ResourcePool &pool) : m_pool(pool), m_wait(pool.m_permits) {}
        bool await_ready() const noexcept { return m_wait.await_ready(); }
        void await_suspend(std::coroutine_handle<> handle) { m_wait.await_suspend(handle); }
        Lease await_resume()
        {
            const std::size_t number = m_pool.m_free.back();
            m_pool.m_free.pop_back();
            return {m_pool, number};
        }

    private:
        ResourcePool &m_pool;
        Semaphore::Awaiter m_wait;
    };
    Acquire acquire() { return Acquire(*this); }

    /// False: acquire() would have to wait.
    [[nodiscard]] bool available() const { return m_permits.permits() > 0; }
    [[nodiscard]] std::size_t waiting() const { return m_permits.waiting(); }

private:
    void takeBack(std::size_t number)
    {
        m_free.push_back(number);
        m_permits.release();
    }
    Semaphore m_permits;
    std::vector<std::size_t> m_free;
};

} // namespace interleave::eventloop
