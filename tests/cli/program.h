// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace interleave::cli {

/// What a program left behind.
struct Finished {
    int exitCode = -1; ///< 128 + signal when a signal ended it
    std::string out, err;
};

/// The program under test, with pipes for its three standard streams.
class Program {
public:
    /// `input` must be short (it is written before anything is read).
    explicit Program(const std::vector<std::string> &arguments, const std::string &input = {});
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;
    ~Program();

    [[nodiscard]] pid_t pid() const { return m_pid; }
    /// Reads until stderr holds the text. False: the program closed its streams first, or 30 s passed.
    bool waitForStderr(const std::string &text);
    void signal(int number) const;
    /// Reads to the end and reaps.
    Finished finish();

private:
    bool readSome(int timeoutMs);

    pid_t m_pid = -1;
    base::UniqueFd m_out, m_err;
    Finished m_finished;
};

Finished runProgram(const std::vector<std::string> &arguments, const std::string &input = {});

/// Lines of a text, without their ends.
std::vector<std::string> linesOf(const std::string &text);

} // namespace interleave::cli
