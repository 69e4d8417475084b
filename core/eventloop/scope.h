// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/task.h"

#include <coroutine>
#include <exception>
#include <functional>
#include <utility>

namespace interleave::eventloop {

/// Owns coroutines that nobody awaits: frees each at its end, destroys those that still sleep with itself.
/// Threads: the loop's. Cost: one small frame more for each.
class Scope {
public:
    /// `failed` gets what a coroutine threw (the last wall: nothing gets past it); empty: std::terminate.
    explicit Scope(EventLoop &loop, std::function<void(std::exception_ptr)> failed = {}) : m_loop(loop), m_failed(std::move(failed)) {}
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;
    ~Scope()
    {
        while (m_first)
            std::coroutine_handle<Root::promise_type>::from_promise(*m_first).destroy();
    }

    /// Starts `task` with the loop's next batch.
    void spawn(Task<void> task)
    {
        Root root = drive(*this, std::move(task));
        m_loop.post(root.handle);
    }
    /// Coroutines that have not ended.
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    /// A coroutine that frees itself; all of a scope's are linked, so that the scope can end the rest.
    struct Root {
        struct promise_type {
            promise_type(Scope &owner, Task<void> &) : scope(owner), next(owner.m_first)
            {
                if (next)
                    next->previous = this;
                scope.m_first = this;
                ++scope.m_size;
            }
            promise_type(const promise_type &) = delete;
            promise_type &operator=(const promise_type &) = delete;
            ~promise_type()
            {
                (previous ? previous->next : scope.m_first) = next;
                if (next)
                    next->previous = previous;
                --scope.m_size;
            }
            Root get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
            std::suspend_always initial_suspend() noexcept { return {}; }
            std::suspend_never final_suspend() noexcept { return {}; }
            void return_void() { }
            void unhandled_exception()
            {
                if (!scope.m_failed)
                    std::terminate();
                scope.m_failed(std::current_exception());
            }
            Scope &scope;
            promise_type *previous = nullptr;
            promise_type *next;
        };
        std::coroutine_handle<promise_type> handle;
    };
    static Root drive(Scope &, Task<void> task) { co_await task; }

    EventLoop &m_loop;
    std::function<void(std::exception_ptr)> m_failed;
    Root::promise_type *m_first = nullptr;
    std::size_t m_size = 0;
};

} // namespace interleave::eventloop
