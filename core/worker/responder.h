// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interleave::worker {

/// The peer of network steps without a host: `interleave-worker --responder`. Listens on a free port of 127.0.0.1, writes "PORT\n" to
/// descriptor 4, and answers as core/workloads/responder_protocol.h says, any number of connections at once, in one thread. Ends with its
/// parent, and at the end of file on descriptor 3. Returns the exit code: 0; 2 when it was not started by a runner.
int responderMain();

} // namespace interleave::worker
