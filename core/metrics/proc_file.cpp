// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/proc_file.h"

#include "core/metrics/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace interleave::metrics {
namespace {

std::string_view readFrom(int fd, std::vector<char> &buffer)
{
    const ssize_t got = fd < 0 ? -1 : ::pread(fd, buffer.data(), buffer.size(), 0);
    return got > 0 ? std::string_view(buffer.data(), static_cast<std::size_t>(got)) : std::string_view();
}

} // namespace

ProcFile::~ProcFile()
{
    if (m_fd)
        ++*m_budget;
}

std::string_view ProcFile::read(std::vector<char> &buffer)
{
    if (m_fd)
        return readFrom(m_fd.get(), buffer);
    base::UniqueFd fd(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    const std::string_view content = readFrom(fd.get(), buffer);
    if (fd && *m_budget > 0) {
        --*m_budget;
        m_fd = std::move(fd);
    }
    return content;
}

std::string_view readOnce(const std::string &path, std::vector<char> &buffer)
{
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return readFrom(fd.get(), buffer);
}

std::vector<int> numberedEntries(const std::string &folder)
{
    std::vector<int> found;
    const std::unique_ptr<DIR, int (*)(DIR *)> dir(::opendir(folder.c_str()), &::closedir);
    while (const dirent *entry = dir ? ::readdir(dir.get()) : nullptr)
        if (const auto number = text::number(entry->d_name))
            found.push_back(static_cast<int>(*number));
    return found;
}

} // namespace interleave::metrics
