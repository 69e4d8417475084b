// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/shim_process.h"

#include "core/spawn/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace interleave::workloads {
namespace {

constexpr std::size_t kMostAtOnce = 1U << 20; // then others of the same thread have their turn
constexpr std::size_t kLongestLine = 300;
constexpr int kFarewellMs = 1000;

/// Ours and the child's.
struct Ends {
    base::UniqueFd ours, theirs;
};

base::Error noDescriptors()
{
    return {base::ErrorCode::Refused, std::string("no descriptors for a command: ") + std::strerror(errno), {}};
}

base::Result<Ends> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return noDescriptors();
    // Only our end: the flag belongs to the open file, and a command expects its output to wait.
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return Ends{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

base::Result<Ends> makeSocket()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return noDescriptors();
    return Ends{base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

/// Reads what there is; closes the pipe at its end.
void drain(base::UniqueFd &pipe, StreamTail &tail)
{
    std::array<char, 16384> buffer;
    for (std::size_t total = 0; pipe && total < kMostAtOnce;) {
        const ssize_t n = ::read(pipe.get(), buffer.data(), buffer.size());
        if (n > 0) {
            tail.append({buffer.data(), static_cast<std::size_t>(n)});
            total += static_cast<std::size_t>(n);
        } else if (n == 0) {
            pipe.reset();
        } else if (errno != EINTR) {
            return;
        }
    }
}

/// The last line that says something, as one line of plain text, its end rather than its beginning.
std::string lastLine(std::string_view text)
{
    const auto isBlank = [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; };
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    text.remove_prefix(text.find_last_of('\n') + 1); // npos + 1 is 0
    if (text.size() > kLongestLine)
        text.remove_prefix(text.size() - kLongestLine);
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0U) == 0x80)
        text.remove_prefix(1); // the rest of a letter that was cut
    std::string line(text);
    std::replace_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

} // namespace

std::array<char, kShimWordBytes> encodeShimWord(ShimWord word)
{
    std::array<char, kShimWordBytes> bytes{word.kind};
    std::memcpy(bytes.data() + 1, &word.number, sizeof word.number);
    return bytes;
}

ShimWord decodeShimWord(const std::array<char, kShimWordBytes> &bytes)
{
    ShimWord word{bytes[0], 0};
    std::memcpy(&word.number, bytes.data() + 1, sizeof word.number);
    return word;
}

void StreamTail::append(std::string_view bytes)
{
    m_total += bytes.size();
    m_bytes += bytes;
    if (m_bytes.size() > 2 * kBytes)
        m_bytes.erase(0, m_bytes.size() - kBytes);
}

std::string_view StreamTail::kept() const
{
    const std::string_view all = m_bytes;
    return all.substr(all.size() - std::min(all.size(), kBytes));
}

base::Result<std::unique_ptr<ShimProcess>> ShimProcess::start(const std::string &workerPath, const std::vector<std::string> &argv, const std::string &folder)
{
    auto out = makePipe(), err = makePipe(), socket = makeSocket();
    for (const auto *ends : {&out, &err, &socket})
        if (!ends->ok())
            return ends->error();
    spawn::SpawnOptions options;
    options.path = workerPath;
    options.arguments = {"--shim", folder};
    options.arguments.insert(options.arguments.end(), argv.begin(), argv.end());
    options.descriptors = {{out->theirs.get(), 1}, {err->theirs.get(), 2}, {socket->theirs.get(), kShimFd}};
    const auto pid = spawn::spawnChild(options);
    if (!pid)
        return pid.error();
    spawn::countStarted(); // the command itself, which the shim starts
    std::unique_ptr<ShimProcess> process(new ShimProcess);
    process->m_argv = argv;
    process->m_folder = folder;
    process->m_pid = *pid;
    process->m_out = std::move(out->ours);
    process->m_err = std::move(err->ours);
    process->m_socket = std::move(socket->ours);
    process->m_end.reset(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
    if (!process->m_end)
        return noDescriptors();
    return process;
}

ShimProcess::~ShimProcess()
{
    if (m_ended)
        return;
    m_socket.reset(); // the word to end everything at once
    pollfd end{m_end.get(), POLLIN, 0};
    if (!m_end || ::poll(&end, 1, kFarewellMs) <= 0)
        ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

std::array<int, 3> ShimProcess::descriptors() const { return {m_out.get(), m_err.get(), m_end.get()}; }

bool ShimProcess::pump()
{
    if (m_ended)
        return true;
    // Looked at first: what was written before the end is in the pipes by then.
    pollfd end{m_end.get(), POLLIN, 0};
    const bool gone = ::poll(&end, 1, 0) > 0;
    drain(m_out, m_output);
    drain(m_err, m_errors);
    if (gone)
        reap();
    return m_ended;
}

void ShimProcess::reap()
{
    if (::waitpid(m_pid, &m_waitStatus, WNOHANG) == 0)
        return;
    std::array<char, kShimWordBytes> word{};
    if (::recv(m_socket.get(), word.data(), word.size(), MSG_DONTWAIT | MSG_WAITALL) == static_cast<ssize_t>(word.size()))
        m_word = decodeShimWord(word);
    m_ended = true;
    for (auto *fd : {&m_out, &m_err, &m_end, &m_socket})
        fd->reset();
}

void ShimProcess::stop(base::Nanoseconds grace)
{
    const auto ms = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(grace).count());
    if (m_socket)
        ::send(m_socket.get(), &ms, sizeof ms, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::string ShimProcess::reason() const
{
    switch (m_word.kind) {
    case 'd': return "could not start " + m_argv[0] + ": no way into the folder " + m_folder + ": " + std::strerror(m_word.number);
    case 's': return "could not start " + m_argv[0] + ": " + std::strerror(m_word.number);
    case 'x': return m_argv[0] + ": " + spawn::describeWaitStatus(m_word.number);
    default: return m_argv[0] + ": its shim ended, " + spawn::describeWaitStatus(m_waitStatus);
    }
}

TaskOutcome ShimProcess::outcome() const
{
    if (m_word.kind == 'x' && m_word.number == 0)
        return {};
    std::string said = lastLine(m_errors.kept());
    if (said.empty())
        said = lastLine(m_output.kept());
    return failedOutcome(reason() + (said.empty() ? "" : ": " + said));
}

} // namespace interleave::workloads
