// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/unique_fd.h"

#include <string>
#include <string_view>
#include <vector>

namespace interleave::metrics {

/// A file of /proc that is read again and again: its descriptor is kept open while the budget lasts (six times cheaper,
/// and bound to the very process, so that a reused pid reads as gone).
class ProcFile {
public:
    /// `budget`: descriptors that may still be kept; must outlive this.
    ProcFile(std::string path, int &budget) : m_path(std::move(path)), m_budget(&budget) { }
    ProcFile(ProcFile &&) noexcept = default;
    ProcFile &operator=(ProcFile &&) = delete;
    ~ProcFile();

    /// The content, within `buffer`; empty when the process is gone (or the file is).
    [[nodiscard]] std::string_view read(std::vector<char> &buffer);
    /// Whether later reads go to the same process for sure.
    [[nodiscard]] bool kept() const { return static_cast<bool>(m_fd); }

private:
    std::string m_path;
    base::UniqueFd m_fd;
    int *m_budget;
};

/// Content of a file of /proc, read once; empty if it cannot be read.
std::string_view readOnce(const std::string &path, std::vector<char> &buffer);

/// Names in a folder that are numbers: processes or threads.
std::vector<int> numberedEntries(const std::string &folder);

} // namespace interleave::metrics
