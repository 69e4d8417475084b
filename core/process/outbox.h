// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/messages.h"
#include "core/wire/payload.h"

#include <deque>
#include <functional>

namespace interleave::process {

/// What waits to be written to a worker, in order. Payloads are made piece by piece as they are written: waiting takes no memory.
class Outbox {
public:
    /// Returns the bytes of the message.
    std::size_t add(const wire::Message& message);
    void add(std::span<const std::byte> frames);
    void add(const wire::PayloadOrder& payload);
    [[nodiscard]] bool empty() const { return m_items.empty(); }
    /// Moves some of what comes next to `out`, which is empty. `begun` hears of each payload whose first piece is among it.
    void next(wire::Bytes& out, const std::function<void(const wire::PayloadOrder&)>& begun);

private:
    /// Whole messages, or a payload.
    struct Item {
        wire::Bytes bytes;
        wire::PayloadOrder payload;
        std::size_t made = 0; ///< of the payload
    };
    wire::Bytes& messages();
    std::deque<Item> m_items;
};

} // namespace interleave::process
