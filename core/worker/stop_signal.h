// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <atomic>

/// How a worker is asked to stop: SIGTERM.
namespace interleave::worker {

/// From now on SIGTERM is a request. A read of `input` that waits returns, and each one after it finds the end: no look at a flag
/// could be early enough for a read that begins just then.
void prepareSignals(int input);

/// Was it asked to stop?
const std::atomic<bool>& stopAsked();
/// Readable once it was.
int stopDescriptor();

/// Sleeps until an absolute instant. False: the stop was asked for.
bool sleepUntil(base::Nanoseconds until);

} // namespace interleave::worker
