// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/workloads/run_task.h"

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// How starter and shim talk. The shim is `interleave-worker --shim FOLDER PROGRAM ARGUMENT…` (FOLDER empty: where it is); its 1 and 2 are the
/// command's output, its 3 is a stream socket:
///
///     starter → shim   u32 n         end the command: SIGTERM to its group now, SIGKILL after n ms; end of file: SIGKILL now
///     shim → starter   u8 k, i32 n   once, when the command and all its descendants are gone. k = 'x': the command's wait status is n;
///                                    'd', 's': errno n stood in the way of entering the folder, of starting the program
///
/// Numbers are those of the machine: both ends are the same build. After its word the shim exits.
namespace interleave::workloads {

constexpr int kShimFd = 3;

struct ShimWord {
    char kind = 0;
    std::int32_t number = 0;
};
constexpr std::size_t kShimWordBytes = 5;
std::array<char, kShimWordBytes> encodeShimWord(ShimWord word);
ShimWord decodeShimWord(const std::array<char, kShimWordBytes> &bytes);

/// The last bytes of a stream, at most 64 KiB of them.
class StreamTail {
public:
    static constexpr std::size_t kBytes = 64 * 1024;
    void append(std::string_view bytes);
    [[nodiscard]] std::string_view kept() const;
    [[nodiscard]] std::uint64_t total() const { return m_total; } ///< bytes that came

private:
    std::string m_bytes;
    std::uint64_t m_total = 0;
};

/// A command under its shim: it, and whatever it starts, ends with the shim, and that with the thread that started it.
/// Drive: wait until one of descriptors() can be read, pump(); never blocks. Both outputs are always read.
/// Threads: one at a time, and the one that starts it must live as long as it.
class ShimProcess {
public:
    /// `argv`: the program first, looked up in PATH; `folder` empty: ours. Errors: as spawnChild, when the shim cannot be started. That the
    /// program cannot be is an outcome.
    static base::Result<std::unique_ptr<ShimProcess>> start(const std::string &workerPath, const std::vector<std::string> &argv, const std::string &folder);
    ShimProcess(const ShimProcess &) = delete;
    ShimProcess &operator=(const ShimProcess &) = delete;
    /// Ends what still runs; waits for that, at most a second.
    ~ShimProcess();

    /// To wait on for reading: output, errors, the end. Those that are closed are −1.
    [[nodiscard]] std::array<int, 3> descriptors() const;
    /// Takes what there is, at most some MiB. True: the command and everything it started are gone.
    bool pump();
    [[nodiscard]] bool ended() const { return m_ended; }
    /// Ends the command: SIGTERM now, SIGKILL after `grace`.
    void stop(base::Nanoseconds grace);

    /// Once it has ended: succeeded, or failed with the reason and the last line of what it said.
    [[nodiscard]] TaskOutcome outcome() const;
    [[nodiscard]] const StreamTail &output() const { return m_output; }
    [[nodiscard]] const StreamTail &errors() const { return m_errors; }
    [[nodiscard]] pid_t pid() const { return m_pid; } ///< of the shim

private:
    ShimProcess() = default;
    void reap();
    [[nodiscard]] std::string reason() const;

    std::vector<std::string> m_argv;
    std::string m_folder;
    pid_t m_pid = -1;
    base::UniqueFd m_out, m_err, m_end, m_socket; ///< m_end: pidfd of the shim
    StreamTail m_output, m_errors;
    ShimWord m_word;
    int m_waitStatus = 0; ///< of the shim
    bool m_ended = false;
};

} // namespace interleave::workloads
