// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/metrics/tree_sampler.h"
#include "core/spawn/spawn.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace interleave::bench {

/// CPU that the sampler of a tree of five processes takes, at the pace it asks for. Of one core, over 2 s.
Row samplerCost()
{
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
        const auto pid = spawn::spawnChild({"/bin/sleep", {"30"}, {}, {}, {}});
        if (!pid)
            std::abort();
        children.push_back(pid.value());
    }
    metrics::TreeSampler sampler(::getpid());
    const auto begin = base::monotonicNow();
    for (auto next = begin; next < begin + std::chrono::seconds(2); next += sampler.nextDelay()) {
        const timespec until = base::toTimespec(next);
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
        sampler.sample();
    }
    const double percent = 100.0 * base::toSeconds(sampler.cost()) / base::toSeconds(base::monotonicNow() - begin);
    for (const pid_t child : children) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    return {"sampler of five processes, share of one core", "%", percent, 0, 1};
}

} // namespace interleave::bench
