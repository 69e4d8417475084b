// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/workloads/responder_protocol.h"
#include "core/workloads/run_services.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace interleave::workloads {

/// One request of a network step over TCP, from the connection to the last byte of the answer, without ever waiting: the blocking step
/// drives it with poll, the event loop with notifiers.
/// To our own responder it speaks responder_protocol.h. To a host of the user's it sends `request_bytes` bytes, a pattern of letters whose
/// last byte is a line feed, and reads until `response_bytes` bytes have come (0: it waits for none), whatever they are.
class NetworkRequest {
public:
    /// `services` and `step` must outlive it.
    NetworkRequest(const RunServices &services, const plan::StepSpec &step);

    /// What it waits for on descriptor().
    enum class Wants { Nothing, Read, Write, Either };
    /// Goes on as far as it can, at most some MiB at a time. `Nothing`: done, and the connection is closed or back in the pool.
    /// Errors: Failed, in one line for the task.
    base::Result<Wants> pump();
    /// Changes when another connection is tried: ask again after each pump.
    [[nodiscard]] int descriptor() const { return m_socket.get(); }

private:
    enum class State { Idle, Connecting, Exchanging };
    base::Result<Wants> advance();
    base::Result<Wants> begin();
    base::Result<Wants> connectNext();
    base::Result<Wants> connected();
    base::Result<Wants> exchange();
    base::Result<Wants> finish();
    base::Result<bool> sendMore();
    base::Result<bool> receiveMore();
    base::Result<void> take(std::span<const char> bytes);
    [[nodiscard]] bool complete() const { return m_received == m_expected; }
    [[nodiscard]] base::Error closedEarly(const char *how) const;
    [[nodiscard]] base::Error notConnected(int error) const;

    const RunServices &m_services;
    const plan::StepSpec &m_step;
    const bool m_ours; ///< the peer is our own responder
    const bool m_keep;
    std::uint16_t m_port = 0;
    std::string m_peer; ///< "127.0.0.1:4711"
    std::array<char, kRequestHeaderBytes> m_header{};
    std::array<char, kAnswerHeaderBytes> m_answer{};
    std::uint64_t m_headerBytes = 0, m_toSend = 0, m_sent = 0;
    std::uint64_t m_skipped = 0, m_expected = 0, m_received = 0; ///< the first: bytes of the answer's header
    State m_state = State::Idle;
    std::size_t m_address = 0;
    bool m_reused = false; ///< the connection came from the pool: if it turns out to be dead, another one takes its place
    base::UniqueFd m_socket;
};

} // namespace interleave::workloads
