// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/channel.h"

#include "core/worker/stop_signal.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace interleave::worker {

bool writeAll(int fd, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno != EINTR)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    }
    return true;
}

bool Channel::flush()
{
    const bool written = writeAll(wire::kWorkerOutFd, m_out);
    m_out.clear();
    return written;
}

Channel::Input Channel::next(wire::Message& message, std::size_t& bytes)
{
    for (;;) {
        const auto frame = m_decoder.next();
        if (!frame)
            return Input::Broken;
        if (*frame) {
            auto decoded = wire::decode(**frame);
            if (!decoded)
                return Input::Broken;
            bytes = wire::kFrameHeaderBytes + (*frame)->payload.size();
            message = std::move(*decoded);
            return Input::Message;
        }
        if (!readMore())
            return m_decoder.pending() == 0 || stopAsked().load(std::memory_order_relaxed) ? Input::End : Input::Broken;
    }
}

bool Channel::readMore()
{
    ssize_t n = -1;
    do
        n = ::read(wire::kWorkerInFd, m_buffer.data(), m_buffer.size());
    while (n < 0 && errno == EINTR && !stopAsked().load(std::memory_order_relaxed));
    if (n > 0)
        m_decoder.feed(std::span(m_buffer).first(static_cast<std::size_t>(n)));
    return n > 0 && !stopAsked().load(std::memory_order_relaxed);
}

} // namespace interleave::worker
