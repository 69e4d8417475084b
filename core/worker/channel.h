// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/messages.h"

#include <array>
#include <cstddef>

namespace interleave::worker {

/// The worker's own line to its dispatcher: a pipe each way. Reading and writing wait.
class Channel {
public:
    void queue(const wire::Message& message) { wire::append(m_out, message); }
    /// For what is put together elsewhere.
    wire::Bytes& out() { return m_out; }
    /// False: the dispatcher is gone.
    bool flush();

    enum class Input { Message, End, Broken };
    /// `bytes`: of the message, with its header. End: also when the stop was asked for.
    Input next(wire::Message& message, std::size_t& bytes);

private:
    bool readMore();
    wire::FrameDecoder m_decoder;
    wire::Bytes m_out;
    std::array<std::byte, 65536> m_buffer;
};

/// Writes all of it, however often it has to wait. False: nobody reads any more.
bool writeAll(int fd, std::span<const std::byte> bytes);

} // namespace interleave::worker
