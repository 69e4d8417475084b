// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace interleave::engine::test {

plan::TaskGroup sleepTasks(std::int64_t count, double ms);
plan::ExecutorEntry executor(const std::string &id, std::map<std::string, plan::ParameterValue> parameters = {});
plan::Plan planOf(const std::string& name, plan::TaskGroup group, std::vector<plan::ExecutorEntry> executors, std::int64_t repetitions = 1,
    std::int64_t warmup = 0);

/// What an engine told, and waiting for it.
class Listener {
public:
    EngineEvents events();
    /// Waits until a run is under way, and `when` holds for it; null after 10 s.
    std::shared_ptr<const record::LiveRun> awaitRun(const std::function<bool(const record::LiveRun &)> &when = {});

    // To be read after Engine::wait.
    std::vector<Progress> progress;
    std::vector<std::shared_ptr<const record::LiveRun>> started;
    std::vector<std::shared_ptr<const record::RunRecord>> runs;
    std::shared_ptr<const record::ExperimentRecord> record;
    base::Result<void> result;
    int finished = 0;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

/// Looks every millisecond, for at most 10 s.
bool eventually(const std::function<bool()> &condition);
/// There, and not a zombie.
bool isAlive(pid_t pid);

} // namespace interleave::engine::test
