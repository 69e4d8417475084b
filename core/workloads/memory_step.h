// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

#include <cstddef>

namespace interleave::workloads {

/// Memory of its own, straight from the machine and back to it.
class OwnMemory {
public:
    explicit OwnMemory(std::size_t bytes); ///< 0: none
    ~OwnMemory();
    OwnMemory(const OwnMemory &) = delete;
    OwnMemory &operator=(const OwnMemory &) = delete;
    /// Empty: it was given; else why not, in one line.
    [[nodiscard]] const std::string &error() const { return m_error; }
    /// Writes to every page of the next 4 MiB. False: all were written to.
    bool touchMore();

private:
    std::byte *m_base = nullptr;
    std::size_t m_bytes;
    std::size_t m_touched = 0;
    std::string m_error;
};

/// Takes memory, writes to every page of it, holds it (blocked, sleep), gives it back.
TaskOutcome memoryStep(StepCall &call);

} // namespace interleave::workloads
