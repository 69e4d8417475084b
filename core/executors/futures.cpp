// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/futures.h"

#include "core/executors/descriptors.h"
#include "core/executors/future_backend.h"
#include "core/executors/result_mailbox.h"
#include "core/executors/worker_threads.h"
#include "core/workloads/compute.h"

namespace interleave::executors {
namespace {

using trace::EventKind;

enum class Strategy { AsCompleted, WaitAll };

/// The calling thread submits; a thread of the application's side consumes the results and works on each.
class Futures : public Executor {
public:
    Futures(Strategy strategy, std::unique_ptr<FutureBackend> backend, base::Nanoseconds post)
        : m_strategy(strategy)
        , m_post(post)
        , m_backend(std::move(backend))
    {
    }

    base::Result<void> prepare(RunContext &context) override
    {
        m_context = &context;
        m_postName = context.trace->intern("post-processing");
        trace::LaneWriter consumer(context.trace, trace::LaneRole::Application, "consumer", context.applicationLane);
        if (auto added = m_consumer.add(std::move(consumer), [this](trace::LaneWriter &lane) { consume(lane); }); !added)
            return added;
        m_consumer.meet();
        return m_backend->prepare(context, [this](Outcome outcome) { m_results.put(std::move(outcome)); });
    }

    base::Result<void> run(RunContext &context) override
    {
        m_consumer.open();
        m_results.setTotal(m_backend->submitAll(context));
        m_consumer.join();
        return {};
    }

    void shutDown(RunContext &) override { m_backend->shutDown(); }

private:
    void consume(trace::LaneWriter &lane)
    {
        if (m_strategy == Strategy::AsCompleted) {
            while (auto outcome = m_results.takeNext())
                deliver(std::move(*outcome), lane);
        } else {
            for (Outcome &outcome : m_results.takeAll())
                deliver(std::move(outcome), lane);
        }
    }

    void deliver(Outcome outcome, trace::LaneWriter &lane)
    {
        const base::TaskId task = outcome.task;
        lane.append(EventKind::ResultDelivered, task);
        m_context->sink.accept(std::move(outcome));
        m_backend->resultTaken();
        if (m_post.count() > 0)
            postProcess(task, lane);
    }

    /// Work of the consumer's own, counted in its CPU time; a cancel ends it.
    void postProcess(base::TaskId task, trace::LaneWriter &lane)
    {
        constexpr std::int64_t kIterations = 1 << 16;
        lane.append(EventKind::Note, task, base::kNoLane, m_postName);
        const auto until = base::threadCpuNow() + m_post;
        while (base::threadCpuNow() < until && workloads::sumOfSquares(kIterations, &m_context->cancel.flag())) { }
    }

    const Strategy m_strategy;
    const base::Nanoseconds m_post;
    RunContext *m_context = nullptr;
    std::uint32_t m_postName = 0;
    ResultMailbox m_results;
    std::unique_ptr<FutureBackend> m_backend;
    WorkerThreads m_consumer; ///< goes first: it works on all of the above
};

template <Strategy strategy>
std::unique_ptr<Executor> make(const Parameters &parameters)
{
    const auto workers = static_cast<std::size_t>(intParameter(parameters, "workers"));
    const char *name = strategy == Strategy::AsCompleted ? "futures-as-completed" : "futures-wait-all";
    auto backend = wordParameter(parameters, "on") == "threads" ? threadBackend(workers) : processBackend(workers, name);
    return std::make_unique<Futures>(strategy, std::move(backend), std::chrono::milliseconds(intParameter(parameters, "post_ms")));
}

std::vector<plan::ParameterDescriptor> parameters()
{
    return {{"on", "Runs on", "What the futures run on", std::string("threads"), 0, 0, {"threads", "processes"}, false},
            workersParameter(),
            countParameter("post_ms", "Post-processing", "Milliseconds of work per consumed result", 0, 0, 60'000)};
}

} // namespace

Registration futuresAsCompletedRegistration()
{
    return {{"futures-as-completed", plan::Family::Futures, "Futures, as completed",
             "Futures on w threads or processes; each result is consumed when it is there, while others still run", parameters(), everyStep(), true},
            &make<Strategy::AsCompleted>};
}

Registration futuresWaitAllRegistration()
{
    plan::ExecutorDescriptor descriptor{"futures-wait-all", plan::Family::Futures, "Futures, wait for all",
                                        "Futures on w threads or processes; the results are consumed in the order of submission when all are done",
                                        parameters(), everyStep(), true};
    descriptor.closedLoop = false; // its clients would wait for a result that is given out only when all are done
    return {std::move(descriptor), &make<Strategy::WaitAll>};
}

} // namespace interleave::executors
