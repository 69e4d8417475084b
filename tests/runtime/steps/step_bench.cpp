// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/steps/step_bench.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace interleave::workloads::test {

StepBench::StepBench() { context.services = &services; }

plan::StepSpec StepBench::step(plan::StepKind kind, std::int64_t amount, std::int64_t second, std::int64_t third, const plan::StepDetail &detail)
{
    services.details.push_back(detail);
    return {kind, amount, second, third, static_cast<std::uint32_t>(services.details.size() - 1)};
}

TaskOutcome StepBench::run(const plan::StepSpec &step, base::Nanoseconds timeout)
{
    plan::TaskSpec task;
    task.id = base::TaskId{m_next++};
    task.steps = {step};
    task.timeout = timeout;
    return runTask(task, context);
}

TaskOutcome StepBench::runAndCancel(const plan::StepSpec &step, base::Nanoseconds after)
{
    std::thread canceller([&] {
        std::this_thread::sleep_for(after);
        cancelled = true;
    });
    TaskOutcome outcome = run(step);
    canceller.join();
    cancelled = false;
    return outcome;
}

trace::TaskLife StepBench::life() const { return trace::Reader(mapping).life(base::TaskId{m_next - 1}); }

std::vector<trace::Event> StepBench::events()
{
    std::vector<trace::Event> result;
    for (const auto &event : m_reader.newEvents())
        result.push_back(event.event);
    return result;
}

std::vector<EventKind> StepBench::kinds()
{
    std::vector<EventKind> result;
    for (const trace::Event &event : events())
        result.push_back(event.kind);
    return result;
}

TemporaryFolder::TemporaryFolder()
    : m_path(testing::TempDir() + "interleave-test-XXXXXX")
{
    EXPECT_NE(::mkdtemp(m_path.data()), nullptr);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::vector<std::string> TemporaryFolder::files() const
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(m_path))
        names.push_back(entry.path().filename().string());
    return names;
}

bool isAlive(pid_t pid)
{
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(in, line);
    const auto end = line.rfind(')');
    return end != std::string::npos && line.size() > end + 2 && line[end + 2] != 'Z';
}

} // namespace interleave::workloads::test
