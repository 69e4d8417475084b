// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include "core/engine/experiment.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <mutex>
#include <signal.h>
#include <thread>

namespace interleave::engine {

namespace asio = boost::asio;

/// The engine's one thread. It lives as long as the engine: parent-death signals of the runners follow it.
struct Engine::Impl {
    explicit Impl(EngineOptions o) : options(std::move(o)), work(io.get_executor()), thread([this] { serve(); }) { }

    void serve()
    {
        // Signals are for other threads; a runner that dies while it is written to must not end us by SIGPIPE.
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
        io.run();
    }

    void stop()
    {
        stopAsked = true;
        asio::post(io, [this] {
            if (experiment)
                experiment->stop();
        });
    }

    void ended()
    {
        experiment.reset();
        // Under the lock: a waiter may destroy this as soon as it sees the change.
        const std::lock_guard lock(mutex);
        running = false;
        changed.notify_all();
    }

    const EngineOptions options;
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work;
    std::shared_ptr<Experiment> experiment; ///< the thread's own
    std::atomic<bool> stopAsked{false}; ///< known to the experiment before the posted stop has its turn
    std::mutex mutex;
    std::condition_variable changed;
    bool running = false;
    std::thread thread; ///< last: starts when everything stands
};

Engine::Engine(EngineOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) { }

Engine::~Engine()
{
    m_impl->stop();
    wait();
    m_impl->work.reset();
    m_impl->thread.join();
}

base::Result<void> Engine::start(plan::Plan plan, EngineEvents events)
{
    const std::lock_guard lock(m_impl->mutex);
    if (m_impl->running)
        return base::Error{base::ErrorCode::BadInput, "an experiment is already running", {}};
    m_impl->running = true;
    m_impl->stopAsked = false;
    asio::post(m_impl->io, [impl = m_impl.get(), plan = std::move(plan), events = std::move(events)]() mutable {
        impl->experiment = std::make_shared<Experiment>(impl->io, impl->options, std::move(plan), std::move(events), impl->stopAsked, [impl] { impl->ended(); });
        impl->experiment->begin();
    });
    return {};
}

void Engine::requestStop() { m_impl->stop(); }

bool Engine::running() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->running;
}

void Engine::wait()
{
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait(lock, [this] { return !m_impl->running; });
}

} // namespace interleave::engine
