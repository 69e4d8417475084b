// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace interleave::base {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

fs::path folderOf(const fs::path &path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// What the name leads to in the end, also when that is not there yet.
fs::path followed(fs::path path)
{
    constexpr int kLongestChain = 40; // as the kernel's
    std::error_code error;
    for (int i = 0; i < kLongestChain && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
        const fs::path target = fs::read_symlink(path, error);
        if (error)
            break;
        path = target.is_absolute() ? target : folderOf(path) / target;
    }
    return path;
}

fs::path temporaryBeside(const fs::path &path)
{
    static std::atomic<unsigned> counter{0};
    return folderOf(path) / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".tmp");
}

void syncFolder(const fs::path &folder)
{
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd)
        ::fsync(fd.get()); // a file system that cannot sync a folder has nothing better to offer
}

} // namespace

AtomicFile::AtomicFile(const fs::path &path) : m_path(followed(path)), m_temporary(temporaryBeside(m_path)) { open(); }

AtomicFile::~AtomicFile()
{
    if (m_named)
        ::unlink(m_temporary.c_str());
}

/// What stands in the way of replacing what has that name now; 0: nothing.
int AtomicFile::obstacle(mode_t &mode) const
{
    struct stat now{};
    if (::lstat(m_path.c_str(), &now) != 0)
        return errno == ENOENT ? 0 : errno;
    mode = now.st_mode & 0777U;
    if (S_ISREG(now.st_mode))
        return 0;
    return S_ISLNK(now.st_mode) ? ELOOP : S_ISDIR(now.st_mode) ? EISDIR : EPERM; // a device or a pipe is nothing to replace
}

void AtomicFile::open()
{
    mode_t mode = 0;
    if (const int error = obstacle(mode); error != 0)
        return fail(error);
    openNew();
    if (mode != 0 && m_fd)
        ::fchmod(m_fd.get(), mode); // who could not read the old one shall not read the new one
}

void AtomicFile::openNew()
{
    m_fd.reset(::open(folderOf(m_path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
    if (m_fd)
        return;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT)
        return fail(errno);
    m_fd.reset(::open(m_temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    m_named = static_cast<bool>(m_fd);
    if (!m_fd)
        fail(errno);
}

void AtomicFile::fail(int error)
{
    if (m_error == 0)
        m_error = error;
}

void AtomicFile::write(std::string_view bytes)
{
    while (m_error == 0 && !bytes.empty()) {
        const ssize_t n = ::write(m_fd.get(), bytes.data(), bytes.size());
        if (n >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno != EINTR)
            fail(errno);
    }
}

bool AtomicFile::giveName()
{
    const std::string self = "/proc/self/fd/" + std::to_string(m_fd.get());
    if (!m_named && ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, m_temporary.c_str(), AT_SYMLINK_FOLLOW) != 0)
        return false;
    m_named = true;
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return false;
    m_named = false;
    return true;
}

Result<void> AtomicFile::commit(Sync sync)
{
    if (m_error == 0 && sync == Sync::Yes && ::fsync(m_fd.get()) != 0 && errno != EINVAL && errno != EROFS)
        fail(errno);
    if (m_error == 0 && !giveName())
        fail(errno);
    if (m_error != 0)
        return Error{ErrorCode::Refused, "could not be written: " + reason(m_error), m_path.string()};
    if (sync == Sync::Yes)
        syncFolder(folderOf(m_path));
    return {};
}

Result<void> writeFile(const fs::path &path, std::string_view bytes)
{
    AtomicFile file(path);
    file.write(bytes);
    return file.commit();
}

Result<void> prepareFolder(const fs::path &folder)
{
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (fs::exists(status) && !fs::is_directory(status))
        return Error{ErrorCode::BadInput, "is not a folder; give the name of a folder or of one to be made", folder.string()};
    fs::create_directories(folder, error);
    if (error)
        return Error{ErrorCode::Refused, "the folder could not be made: " + error.message(), folder.string()};
    const fs::path probe = temporaryBeside(folder / "probe");
    const UniqueFd fd(::open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    if (!fd)
        return Error{ErrorCode::Refused, "no file can be made in this folder: " + reason(errno), folder.string()};
    ::unlink(probe.c_str());
    return {};
}

} // namespace interleave::base
