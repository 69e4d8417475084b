// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace interleave::eventloop {

/// A sequence whose items come in time: a coroutine that may await between one co_yield and the next.
///
///     while (const auto item = co_await sequence.next()) …
///
/// Lazy; goes on only when asked for the next item, by symmetric transfer. Owns its frame. An exception in it reaches whoever asks.
/// Threads: the loop's. Cost: two jumps an item.
template <class T>
class [[nodiscard]] AsyncGenerator {
public:
    struct promise_type {
        std::optional<T> item;
        std::exception_ptr exception;
        std::coroutine_handle<> consumer = std::noop_coroutine();

        struct BackToConsumer {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept { return self.promise().consumer; }
            void await_resume() noexcept { }
        };
        AsyncGenerator get_return_object() { return AsyncGenerator(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        BackToConsumer final_suspend() noexcept { return {}; }
        BackToConsumer yield_value(T value)
        {
            item.emplace(std::move(value));
            return {};
        }
        void return_void() { }
        void unhandled_exception() { exception = std::current_exception(); }
    };

    explicit AsyncGenerator(std::coroutine_handle<promise_type> handle) : m_handle(handle) {}
    AsyncGenerator(AsyncGenerator &&other) noexcept : m_handle(std::exchange(other.m_handle, {})) {}
    AsyncGenerator &operator=(AsyncGenerator &&other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    AsyncGenerator(const AsyncGenerator &) = delete;
    AsyncGenerator &operator=(const AsyncGenerator &) = delete;
    ~AsyncGenerator()
    {
        if (m_handle)
            m_handle.destroy();
    }

    /// Awaits the next item; empty: there are no more.
    class Next {
    public:
        explicit Next(std::coroutine_handle<promise_type> handle) : m_handle(handle) {}
        bool await_ready() const noexcept { return m_handle.done(); }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<> consumer) noexcept
        {
            m_handle.promise().consumer = consumer;
            return m_handle;
        }
        std::optional<T> await_resume()
        {
            if (const auto error = std::exchange(m_handle.promise().exception, {}))
                std::rethrow_exception(error);
            return std::exchange(m_handle.promise().item, std::nullopt);
        }

    private:
        std::coroutine_handle<promise_type> m_handle;
    };
    Next next() { return Next(m_handle); }

private:
    std::coroutine_handle<promise_type> m_handle;
};

} // namespace interleave::eventloop
