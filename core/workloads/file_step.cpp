// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/file_step.h"

#include "core/base/unique_fd.h"
#include "core/workloads/pattern.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>

namespace interleave::workloads {
namespace {

constexpr std::size_t kReadBytes = 16384; // on the stack of a thread that may have little

/// A file that is there only as long as this.
class OwnFile {
public:
    explicit OwnFile(std::string path)
        : m_path(std::move(path))
        , m_fd(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
    {
    }
    ~OwnFile()
    {
        if (m_fd)
            ::unlink(m_path.c_str());
    }
    OwnFile(const OwnFile &) = delete;
    OwnFile &operator=(const OwnFile &) = delete;
    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    std::string m_path;
    base::UniqueFd m_fd;
};

std::string shortOf(const char *verb, std::int64_t done, std::int64_t bytes)
{
    const std::string how = errno == ENOSPC || errno == EDQUOT ? "no space left in the run's folder" : std::string("the run's folder: ") + std::strerror(errno);
    return how + ": " + verb + ' ' + std::to_string(done) + " of " + std::to_string(bytes) + " bytes";
}

/// How far it came: `bytes`, or less with errno set, or because it was told not to go on.
std::int64_t writePattern(int fd, std::int64_t bytes, const std::function<bool()> &goesOn)
{
    std::int64_t done = 0;
    while (done < bytes && goesOn()) {
        const auto block = patternFrom(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(bytes - done));
        const ssize_t n = ::write(fd, block.data(), block.size());
        if (n < 0 && errno != EINTR)
            return done;
        done += std::max<ssize_t>(n, 0);
    }
    return done;
}

TaskOutcome write(StepCall &call, bool sync)
{
    const std::string name = "/task-" + std::to_string(call.task.id.value) + '-' + std::to_string(call.index);
    const OwnFile file(call.context.services->folder + name);
    if (file.fd() < 0)
        return failedOutcome(std::string("could not create a file in the run's folder: ") + std::strerror(errno));
    bool goesOn = true;
    const std::int64_t done = writePattern(file.fd(), call.step.amount, [&] { return goesOn = call.goesOn(); });
    if (!goesOn)
        return call.interrupted();
    if (done < call.step.amount)
        return failedOutcome(shortOf("wrote", done, call.step.amount));
    if (sync && ::fsync(file.fd()) != 0)
        return failedOutcome(std::string("could not bring the file to the disk: ") + std::strerror(errno));
    return {};
}

TaskOutcome read(StepCall &call)
{
    const base::UniqueFd file(::open(fileToRead(call.context.services->folder).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return failedOutcome(std::string("could not open the file to read: ") + std::strerror(errno));
    std::array<char, kReadBytes> buffer;
    const std::int64_t bytes = call.step.amount;
    for (std::int64_t done = 0; done < bytes;) {
        if (!call.goesOn())
            return call.interrupted();
        const auto most = static_cast<std::size_t>(std::min<std::int64_t>(bytes - done, kReadBytes));
        const ssize_t n = ::pread(file.get(), buffer.data(), most, done);
        if (n == 0)
            return failedOutcome("the file to read ended after " + std::to_string(done) + " of " + std::to_string(bytes) + " bytes");
        if (n < 0 && errno != EINTR)
            return failedOutcome(shortOf("read", done, bytes));
        const auto got = std::span(buffer).first(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (!isPattern(got, static_cast<std::uint64_t>(done)))
            return failedOutcome("the file to read was damaged before byte " + std::to_string(done + n));
        done += static_cast<std::int64_t>(got.size());
    }
    return {};
}

} // namespace

TaskOutcome fileStep(StepCall &call)
{
    const plan::StepDetail *detail = call.detail();
    if (!detail || call.context.services->folder.empty())
        return unknownStep(call.step);
    const Blocking blocking(call, trace::BlockCause::File);
    return detail->write ? write(call, detail->fsync) : read(call);
}

base::Result<void> makeFileToRead(const std::string &folder, std::int64_t bytes)
{
    const base::UniqueFd file(::open(fileToRead(folder).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file)
        return base::Error{base::ErrorCode::Refused, std::string("could not create the file to read: ") + std::strerror(errno), folder};
    if (const auto done = writePattern(file.get(), bytes, [] { return true; }); done < bytes)
        return base::Error{base::ErrorCode::Refused, shortOf("wrote", done, bytes), folder};
    return {};
}

} // namespace interleave::workloads
