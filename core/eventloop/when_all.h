// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/eventloop/scope.h"
#include "core/eventloop/task.h"

#include <coroutine>
#include <exception>
#include <optional>
#include <vector>

namespace interleave::eventloop {
namespace detail {

/// Resumes its one awaiter when the count has come down to zero: with the loop's next ones, when the last to arrive has ended too.
class CountDown {
public:
    CountDown(EventLoop &loop, std::size_t count) : m_loop(loop), m_left(count) {}
    void arrive()
    {
        if (--m_left == 0 && m_awaiter)
            m_loop.post(m_awaiter);
    }
    bool await_ready() const noexcept { return m_left == 0; }
    void await_suspend(std::coroutine_handle<> awaiter) { m_awaiter = awaiter; }
    void await_resume() const noexcept { }

private:
    EventLoop &m_loop;
    std::size_t m_left;
    std::coroutine_handle<> m_awaiter;
};

template <class T>
Task<void> keep(Task<T> task, std::optional<T> &value, std::exception_ptr &error, CountDown &left)
{
    try {
        value.emplace(co_await task);
    } catch (...) {
        if (!error)
            error = std::current_exception();
    }
    left.arrive();
}

} // namespace detail

/// Runs all tasks at once and gives their values in the order given, when the last one has ended; then throws what the first one
/// to fail threw. Being destroyed ends them all.
template <class T>
Task<std::vector<T>> whenAll(EventLoop &loop, std::vector<Task<T>> tasks)
{
    std::vector<std::optional<T>> values(tasks.size());
    std::exception_ptr error;
    detail::CountDown left(loop, tasks.size());
    Scope scope(loop);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        auto kept = detail::keep(std::move(tasks[i]), values[i], error, left);
        scope.spawn(std::move(kept));
    }
    co_await left;
    if (error)
        std::rethrow_exception(error);
    std::vector<T> result;
    for (auto &value : values)
        result.push_back(std::move(*value));
    co_return result;
}

} // namespace interleave::eventloop
