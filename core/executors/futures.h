// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/executors/executor.h"

namespace interleave::executors {

/// Futures on threads or processes; the consumer takes each result when it is there.
Registration futuresAsCompletedRegistration();
/// The same futures; the consumer waits for all, then takes the results in the order of submission.
Registration futuresWaitAllRegistration();

} // namespace interleave::executors
