// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace interleave::base {

/// What a caller can branch on; the numbers of the command line's exit codes are derived from these.
enum class ErrorCode {
    BadInput,    ///< what the user gave cannot be used (exit 2)
    Unsupported, ///< known by name, but not in this version (exit 2)
    Refused,     ///< the machine refused something needed: no memory, no processes, no disk (exit 3)
    Failed,      ///< something that ran failed (exit 1)
    Cancelled,   ///< asked to stop
    Protocol     ///< a peer sent what it must not
};

/// An expected failure: a code for programs, one line for people, and where it happened (file, option, field, worker).
struct Error {
    ErrorCode code = ErrorCode::Failed;
    std::string message;
    std::string context;

    /// "context: message", or the message alone.
    [[nodiscard]] std::string text() const { return context.empty() ? message : context + ": " + message; }
};

/// A value or an Error.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::move(value)) {} // NOLINT(google-explicit-constructor): return value; reads naturally
    Result(Error error) : m_state(std::move(error)) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return std::holds_alternative<T>(m_state); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] T &value() & { assert(ok()); return std::get<T>(m_state); }
    [[nodiscard]] const T &value() const & { assert(ok()); return std::get<T>(m_state); }
    [[nodiscard]] T &&value() && { assert(ok()); return std::get<T>(std::move(m_state)); }
    [[nodiscard]] const Error &error() const { assert(!ok()); return std::get<Error>(m_state); }
    T &operator*() { return value(); }
    const T &operator*() const { return value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_ok(false) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }
    [[nodiscard]] const Error &error() const { assert(!m_ok); return m_error; }

private:
    Error m_error;
    bool m_ok = true;
};

} // namespace interleave::base
