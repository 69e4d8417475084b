// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::worker {

/// The whole life of a worker: takes tasks from descriptor 3, answers on 4, records into the trace on 5, until its dispatcher says
/// shutdown or the stream ends. `--lane N --dispatcher M`: the lane that it continues, and its peer's. SIGTERM: cut the task under way off, answer,
/// end. Returns the exit code: 0; 2 when it was not started by a dispatcher; 3 when the dispatcher breaks the rules of the channel.
int workerMain(int argc, char** argv);

} // namespace interleave::worker
