// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/future_backend.h"

#include "core/executors/process_dealer.h"
#include "core/executors/run_here.h"
#include "core/executors/task_fifo.h"
#include "core/executors/worker_threads.h"

namespace interleave::executors {
namespace {

constexpr std::size_t kMostProcesses = 256; ///< as in the process models; threads may be more

class Threads : public FutureBackend {
public:
    explicit Threads(std::size_t workers)
        : m_workers(workers)
    {
    }
    ~Threads() override { m_queue.close(); }

    base::Result<void> prepare(RunContext &context, Done done) override
    {
        m_context = &context;
        m_done = std::move(done);
        m_dispatcher = trace::LaneWriter(context.trace, trace::LaneRole::Dispatcher, "pool", context.applicationLane);
        if (auto added = m_threads.addWorkers(m_workers, m_dispatcher, [this](trace::LaneWriter &lane) { work(lane); }); !added)
            return added;
        m_threads.meet();
        m_threads.open();
        return {};
    }

    std::size_t submitAll(RunContext &context) override
    {
        std::size_t submitted = 0;
        for (; const plan::TaskSpec *task = context.source.next(); ++submitted)
            m_queue.put(*task, m_dispatcher);
        return submitted;
    }

    void resultTaken() override { } // next() waits for this by itself

    void shutDown() override
    {
        m_queue.close();
        m_threads.join();
    }

private:
    void work(trace::LaneWriter &lane)
    {
        while (const plan::TaskSpec *task = m_queue.take(lane, m_dispatcher.id()))
            m_done(outcomeHere(*task, lane, *m_context));
    }

    const std::size_t m_workers;
    RunContext *m_context = nullptr;
    Done m_done;
    trace::LaneWriter m_dispatcher;
    TaskFifo m_queue;
    WorkerThreads m_threads; ///< goes first: its threads work on all of the above
};

class Processes : public FutureBackend {
public:
    Processes(std::size_t workers, std::string name)
        : m_options{workers, 1, std::move(name)}
    {
    }

    base::Result<void> prepare(RunContext &context, Done done) override
    {
        if (m_options.workers > kMostProcesses) {
            const auto asked = std::to_string(m_options.workers), most = std::to_string(kMostProcesses);
            return base::Error{base::ErrorCode::Refused, asked + " worker processes asked for: at most " + most + " would work", m_options.name};
        }
        m_dealer.emplace(m_options, context, [this, done = std::move(done)](Outcome outcome) {
            ++m_settled;
            done(std::move(outcome));
        });
        return m_dealer->start();
    }

    std::size_t submitAll(RunContext &) override
    {
        m_dealer->run();
        return m_settled;
    }

    void resultTaken() override { m_dealer->lookAgain(); }
    void shutDown() override { m_dealer->shutDown(); }

private:
    const ProcessDealer::Options m_options;
    std::size_t m_settled = 0;
    std::optional<ProcessDealer> m_dealer;
};

} // namespace

std::unique_ptr<FutureBackend> threadBackend(std::size_t workers) { return std::make_unique<Threads>(workers); }

std::unique_ptr<FutureBackend> processBackend(std::size_t workers, std::string name) { return std::make_unique<Processes>(workers, std::move(name)); }

} // namespace interleave::executors
