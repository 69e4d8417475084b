// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/event.h"

#include <array>

namespace interleave::trace {
namespace {

constexpr std::array<std::string_view, 30> kKinds{
    "none", "submitted", "started", "finished", "closed", "enqueued", "dequeued", "blocked", "resumed", "step-begin", "step-end", "worker-spawned",
    "worker-ready", "worker-exited", "message-sent", "message-received", "loop-wake-begin", "loop-wake-end", "result-delivered", "stream-item", "queue-full",
    "lock-requested", "lock-acquired", "lock-released", "lock-forced-switch", "resource-acquired", "resource-released", "flow-begin", "flow-end", "note"};
static_assert(kKinds.size() == static_cast<std::size_t>(EventKind::Note) + 1);

constexpr std::array<std::string_view, 12> kCauses{"none", "sleep", "network", "file", "lock", "emulated-lock", "queue-full", "message", "await", "loop-busy", "semaphore", "command"};
static_assert(kCauses.size() == static_cast<std::size_t>(BlockCause::Command) + 1);

constexpr std::array<std::string_view, 6> kStatuses{"none", "succeeded", "failed", "cancelled", "timed-out", "lost"};
constexpr std::array<std::string_view, 6> kRoles{"application", "dispatcher", "worker", "event-loop", "queue", "system"};

/// Values may come from another process: anything unknown has a name too.
template <class Enum, std::size_t N>
std::string_view nameOf(const std::array<std::string_view, N> &names, Enum value)
{
    const auto i = static_cast<std::size_t>(value);
    return i < N ? names[i] : "unknown";
}

} // namespace

std::string_view toText(EventKind kind) { return nameOf(kKinds, kind); }
std::string_view toText(BlockCause cause) { return nameOf(kCauses, cause); }
std::string_view toText(TaskStatus status) { return nameOf(kStatuses, status); }
std::string_view toText(LaneRole role) { return nameOf(kRoles, role); }

} // namespace interleave::trace
