// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/wire/frame.h"

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <span>

/// A queue that processes share: a pair of SOCK_SEQPACKET sockets. One message is one item: whoever reads first has it, whole, and there is no lock
/// that a dying process could take along. Messages hold whole frames (frame.h), and may carry one descriptor.
namespace interleave::wire {

/// What does not fit beside a task or a result in one message travels as a file in memory, whose descriptor the message carries.
constexpr std::size_t kInlinePayload = 32U << 10;
/// No message of ours is longer: an error's text is at most 64 KiB.
constexpr std::size_t kLongestDatagram = 128U << 10;

struct QueueEnds {
    base::UniqueFd in;  ///< where messages are put
    base::UniqueFd out; ///< where they are taken
};
/// Errors: Refused.
base::Result<QueueEnds> makeQueue();

/// A message that arrived.
struct Datagram {
    std::span<const std::byte> bytes; ///< in the buffer that was given
    base::UniqueFd file;              ///< that came with it
    pid_t sender = 0;                 ///< as the kernel says; 0: was not asked for
    bool cut = false;                 ///< longer than the buffer, or with more descriptors than one
};

enum class Transfer { Done, Full, Broken };

/// Puts a message. Full: it must wait (only when `wait` is false). Broken: the other side is gone.
Transfer putDatagram(int fd, std::span<const std::byte> bytes, int file, bool wait);
/// Takes one; nothing: none is there (when `wait` is false), nobody will ever put one, or a signal came.
std::optional<Datagram> takeDatagram(int fd, std::span<std::byte> buffer, bool wait);
/// Has every message that is taken at `fd` say who put it.
void nameSenders(int fd);

} // namespace interleave::wire
