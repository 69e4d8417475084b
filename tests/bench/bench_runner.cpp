// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include "core/base/clock.h"
#include "core/base/unique_fd.h"
#include "core/spawn/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace interleave::bench {

/// From the call that starts the runner to its first line, `ready`.
Row runnerStart()
{
    std::vector<double> times;
    for (int i = 0; i < 30; ++i) {
        int in[2], out[2];
        if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
            std::abort();
        base::UniqueFd inRead(in[0]), inWrite(in[1]), outRead(out[0]), outWrite(out[1]);
        const auto begin = base::monotonicNow();
        const auto pid = spawn::spawnChild({spawn::siblingProgram("interleave-runner"), {}, {{inRead.get(), 0}, {outWrite.get(), 1}}, {}, {}});
        if (!pid)
            std::abort();
        char first = 0;
        if (::read(outRead.get(), &first, 1) != 1)
            std::abort();
        times.push_back(base::toMilliseconds(base::monotonicNow() - begin));
        inWrite.reset();
        outRead.reset();
        ::waitpid(pid.value(), nullptr, 0);
    }
    return {"runner: start to ready (median)", "ms", median(times), 0, 30};
}

} // namespace interleave::bench
