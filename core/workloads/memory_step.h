// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workloads/step_call.h"

#include <cstddef>

namespace interleave::workloads {

/// Memory of its own, straight from the machine and back to it.
class OwnMemory {
public:
    explicit OwnMemory(std::size_t bytes); ///< 0: none
    ~OwnMemory() { giveBack(); }
    OwnMemory(const OwnMemory &) = delete;
    OwnMemory &operator=(const OwnMemory &) = delete;
    /// Empty: it was given; else why not, in one line.
    [[nodiscard]] const std::string &error() const { return m_error; }
    /// Writes to every page of the next 4 MiB. False: all were written to.
    bool touchMore();
    /// Before its end; the second time it is nothing. Cost: milliseconds for many megabytes.
    void giveBack();

private:
    std::byte *m_base = nullptr;
    std::size_t m_bytes;
    std::size_t m_touched = 0;
    std::string m_error;
};

/// Threads of a process share the lock of their address space: what the thread waits for it from here to the end of the scope is added to
/// `sums`, as Lock. Nothing if the task is not measured.
class AddressSpaceLock {
public:
    AddressSpaceLock(bool measured, trace::CauseSums &sums) : m_measured(measured), m_sums(sums), m_before(ThreadCost::nowIf(measured)) {}
    ~AddressSpaceLock();
    AddressSpaceLock(const AddressSpaceLock &) = delete;
    AddressSpaceLock &operator=(const AddressSpaceLock &) = delete;

private:
    const bool m_measured;
    trace::CauseSums &m_sums;
    const ThreadCost m_before;
};

/// Takes memory, writes to every page of it, holds it (blocked, sleep), gives it back.
TaskOutcome memoryStep(StepCall &call);

} // namespace interleave::workloads
