// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/process_pool.h"

#include "core/executors/descriptors.h"
#include "core/executors/process_dealer.h"

#include <algorithm>

namespace interleave::executors {
namespace {

std::size_t automaticChunk(std::size_t tasks, std::size_t workers) { return std::max<std::size_t>((tasks + 4 * workers - 1) / (4 * workers), 1); }

class ProcessPool : public Executor {
public:
    ProcessPool(std::int64_t workers, std::int64_t chunk)
        : m_workers(static_cast<std::size_t>(workers))
        , m_chunk(static_cast<std::size_t>(chunk))
    {
    }

    base::Result<void> prepare(RunContext &context) override
    {
        const std::size_t chunk = m_chunk == 0 ? automaticChunk(context.tasks.size(), m_workers) : m_chunk;
        m_dealer.emplace(ProcessDealer::Options{m_workers, chunk, "process-pool"}, context, [&context](Outcome outcome) { context.sink.accept(std::move(outcome)); });
        return m_dealer->start();
    }

    base::Result<void> run(RunContext &) override
    {
        m_dealer->run();
        return {};
    }

    void shutDown(RunContext &) override { m_dealer->shutDown(); }

private:
    const std::size_t m_workers, m_chunk;
    std::optional<ProcessDealer> m_dealer;
};

} // namespace

Registration processPoolRegistration()
{
    plan::ParameterDescriptor chunk = countParameter("chunk", "Chunk", "Tasks dealt at a time to the next free worker", 0, 1, 1'000'000);
    chunk.automatic = true;
    return {{"process-pool", plan::Family::Processes, "Process pool", "w long-lived worker processes, tasks dealt in chunks over pipes",
             {workersParameter(256), chunk}, everyStep(), true},
            [](const Parameters &parameters) -> std::unique_ptr<Executor> {
                return std::make_unique<ProcessPool>(intParameter(parameters, "workers"), intParameter(parameters, "chunk"));
            }};
}

} // namespace interleave::executors
