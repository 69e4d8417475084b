// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include "core/base/clock.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>
#include <utility>

namespace interleave::cli {
namespace {

struct Pipe {
    base::UniqueFd read, write;
};

Pipe makePipe()
{
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

/// False at the end of the stream.
bool append(base::UniqueFd &fd, std::string &text)
{
    std::array<char, 65536> piece;
    const ssize_t n = ::read(fd.get(), piece.data(), piece.size());
    if (n > 0)
        text.append(piece.data(), static_cast<std::size_t>(n));
    else
        fd.reset();
    return n > 0;
}

} // namespace

Program::Program(const std::vector<std::string> &arguments, const std::string &input)
{
    Pipe in = makePipe(), out = makePipe(), err = makePipe();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), 0);
    ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), 1);
    ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), 2);
    std::vector<std::string> words{INTERLEAVE_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> argv;
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    EXPECT_EQ(::posix_spawn(&m_pid, INTERLEAVE_PROGRAM, &actions, nullptr, argv.data(), environ), 0) << INTERLEAVE_PROGRAM;
    ::posix_spawn_file_actions_destroy(&actions);
    std::signal(SIGPIPE, SIG_IGN); // a program that does not read its input is no error here
    EXPECT_LT(input.size(), 60'000U);
    if (::write(in.write.get(), input.data(), input.size()) < 0) {
        EXPECT_EQ(errno, EPIPE);
    }
    m_out = std::move(out.read);
    m_err = std::move(err.read);
}

Program::~Program()
{
    if (m_pid > 0)
        finish();
}

bool Program::readSome(int timeoutMs)
{
    std::array<pollfd, 2> fds{pollfd{m_out.get(), POLLIN, 0}, pollfd{m_err.get(), POLLIN, 0}};
    if (::poll(fds.data(), fds.size(), timeoutMs) <= 0)
        return false;
    if (fds[0].revents != 0)
        append(m_out, m_finished.out);
    if (fds[1].revents != 0)
        append(m_err, m_finished.err);
    return true;
}

bool Program::waitForStderr(const std::string &text)
{
    const auto until = base::monotonicNow() + std::chrono::seconds(30);
    while (m_finished.err.find(text) == std::string::npos) {
        if (!m_err || base::monotonicNow() > until)
            return false;
        readSome(1000);
    }
    return true;
}

void Program::signal(int number) const { ::kill(m_pid, number); }

Finished Program::finish()
{
    while (m_out || m_err)
        readSome(-1);
    int status = 0;
    ::waitpid(std::exchange(m_pid, -1), &status, 0);
    m_finished.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return m_finished;
}

Finished runProgram(const std::vector<std::string> &arguments, const std::string &input) { return Program(arguments, input).finish(); }

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::stringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

} // namespace interleave::cli
