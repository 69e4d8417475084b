// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace interleave::exporting {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

fs::path folderOf(const fs::path &path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

fs::path temporaryBeside(const fs::path &path)
{
    static std::atomic<unsigned> counter{0};
    return folderOf(path) / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++counter) + ".tmp");
}

void syncFolder(const fs::path &folder)
{
    const base::UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd)
        ::fsync(fd.get()); // a file system that cannot sync a folder has nothing better to offer
}

} // namespace

AtomicFile::AtomicFile(fs::path path) : m_path(std::move(path)), m_temporary(temporaryBeside(m_path)) { open(); }

AtomicFile::~AtomicFile()
{
    if (m_named)
        ::unlink(m_temporary.c_str());
}

void AtomicFile::open()
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

base::Result<void> AtomicFile::commit()
{
    if (m_error == 0 && ::fsync(m_fd.get()) != 0 && errno != EINVAL && errno != EROFS)
        fail(errno);
    if (m_error == 0 && !giveName())
        fail(errno);
    if (m_error != 0)
        return base::Error{base::ErrorCode::Refused, "could not be written: " + reason(m_error), m_path.string()};
    syncFolder(folderOf(m_path));
    return {};
}

base::Result<void> writeFile(const fs::path &path, std::string_view bytes)
{
    AtomicFile file(path);
    file.write(bytes);
    return file.commit();
}

base::Result<void> prepareFolder(const fs::path &folder)
{
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (fs::exists(status) && !fs::is_directory(status))
        return base::Error{base::ErrorCode::BadInput, "is not a folder; give the name of a folder or of one to be made", folder.string()};
    fs::create_directories(folder, error);
    if (error)
        return base::Error{base::ErrorCode::Refused, "the folder could not be made: " + error.message(), folder.string()};
    const fs::path probe = temporaryBeside(folder / "probe");
    const base::UniqueFd fd(::open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666));
    if (!fd)
        return base::Error{base::ErrorCode::Refused, "no file can be made in this folder: " + reason(errno), folder.string()};
    ::unlink(probe.c_str());
    return {};
}

} // namespace interleave::exporting
