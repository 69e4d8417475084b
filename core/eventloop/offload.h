// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventloop/event_loop.h"
#include "core/trace/trace.h"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace interleave::eventloop {

/// A function on its way to another thread. Lives in the frame that awaits it.
class OffloadJob {
public:
    /// Once, in the other thread, whose lane is lent to it.
    virtual void run(trace::LaneWriter &lane) noexcept = 0;

protected:
    ~OffloadJob() = default;
};

/// Threads beside the loop's. Has ended before the loop does.
class Offloader {
public:
    virtual ~Offloader() = default;
    /// One of the threads runs the job soon. Does not block.
    virtual void start(OffloadJob &job) = 0;
};

/// Awaits `work(lane)`, run by one of the offloader's threads; its value or its exception comes back to the loop.
/// Shape: `F` is a function of a LaneWriter & that returns a value. Must not be destroyed before it has come back.
template <class F>
class Offload final : private OffloadJob {
public:
    using Value = std::invoke_result_t<F &, trace::LaneWriter &>;
    Offload(EventLoop &loop, Offloader &threads, F work) : m_loop(loop), m_threads(threads), m_work(std::move(work)) {}
    Offload(const Offload &) = delete;
    Offload &operator=(const Offload &) = delete;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_handle = handle;
        m_threads.start(*this);
    }
    Value await_resume()
    {
        if (m_error)
            std::rethrow_exception(m_error);
        return std::move(*m_value);
    }

private:
    void run(trace::LaneWriter &lane) noexcept override
    {
        try {
            m_value.emplace(m_work(lane));
        } catch (...) {
            m_error = std::current_exception();
        }
        // From here on the frame may be gone.
        m_loop.postFromAnyThread(m_handle);
    }
    EventLoop &m_loop;
    Offloader &m_threads;
    F m_work;
    std::optional<Value> m_value;
    std::exception_ptr m_error;
    std::coroutine_handle<> m_handle;
};

} // namespace interleave::eventloop
