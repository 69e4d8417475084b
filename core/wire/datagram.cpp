// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/datagram.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace interleave::wire {
namespace {

/// The kernel's queue is the only one: some hundreds of small messages.
constexpr int kQueueBytes = 208 * 1024;

base::UniqueFd readControl(msghdr& header, pid_t& sender)
{
    base::UniqueFd file;
    for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET)
            continue;
        if (part->cmsg_type == SCM_RIGHTS) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(part), sizeof fd);
            file.reset(fd);
        } else if (part->cmsg_type == SCM_CREDENTIALS) {
            ucred who{};
            std::memcpy(&who, CMSG_DATA(part), sizeof who);
            sender = who.pid;
        }
    }
    return file;
}

} // namespace

base::Result<QueueEnds> makeQueue()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return base::Error{base::ErrorCode::Refused, std::string("no socket pair for a queue: ") + std::strerror(errno), {}};
    QueueEnds queue{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
    ::setsockopt(queue.in.get(), SOL_SOCKET, SO_SNDBUF, &kQueueBytes, sizeof kQueueBytes);
    return queue;
}

Transfer putDatagram(int fd, std::span<const std::byte> bytes, int file, bool wait)
{
    iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> control{};
    if (file >= 0) {
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        cmsghdr* right = CMSG_FIRSTHDR(&header);
        right->cmsg_level = SOL_SOCKET;
        right->cmsg_type = SCM_RIGHTS;
        right->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(right), &file, sizeof file);
    }
    while (::sendmsg(fd, &header, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT)) < 0) {
        // Descriptors and memory under way are bounded by the machine too; both come back as messages are taken.
        if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM || errno == ETOOMANYREFS)
            return Transfer::Full;
        if (errno != EINTR)
            return Transfer::Broken;
    }
    return Transfer::Done;
}

std::optional<Datagram> takeDatagram(int fd, std::span<std::byte> buffer, bool wait)
{
    iovec part{buffer.data(), buffer.size()};
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(ucred))> control;
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    const ssize_t n = ::recvmsg(fd, &header, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
    if (n <= 0)
        return std::nullopt;
    Datagram datagram;
    datagram.bytes = buffer.first(static_cast<std::size_t>(n));
    datagram.file = readControl(header, datagram.sender);
    datagram.cut = (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    return datagram;
}

void nameSenders(int fd)
{
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes);
}

} // namespace interleave::wire
