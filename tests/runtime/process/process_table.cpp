// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/process_table.h"

#include "core/base/clock.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace interleave::test {

std::vector<pid_t> children()
{
    std::vector<pid_t> pids;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream in(thread.path() / "children");
        for (pid_t pid = 0; in >> pid;)
            pids.push_back(pid);
    }
    return pids;
}

std::size_t openDescriptors()
{
    using Iterator = std::filesystem::directory_iterator;
    return static_cast<std::size_t>(std::distance(Iterator("/proc/self/fd"), Iterator()));
}

bool eventually(const std::function<bool()>& condition)
{
    for (const auto until = base::monotonicNow() + std::chrono::seconds(5); base::monotonicNow() < until;) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return condition();
}

} // namespace interleave::test
