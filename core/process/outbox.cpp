// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/outbox.h"

#include <utility>

namespace interleave::process {

/// The last item, if more messages may stand in it.
wire::Bytes& Outbox::messages()
{
    if (m_items.empty() || m_items.back().payload.bytes > 0)
        m_items.emplace_back();
    return m_items.back().bytes;
}

std::size_t Outbox::add(const wire::Message& message)
{
    wire::Bytes& bytes = messages();
    const std::size_t before = bytes.size();
    wire::append(bytes, message);
    return bytes.size() - before;
}

void Outbox::add(std::span<const std::byte> frames)
{
    if (frames.empty())
        return;
    wire::Bytes& bytes = messages();
    bytes.insert(bytes.end(), frames.begin(), frames.end());
}

void Outbox::add(const wire::PayloadOrder& payload) { m_items.push_back({{}, payload, 0}); }

void Outbox::next(wire::Bytes& out, const std::function<void(const wire::PayloadOrder&)>& begun)
{
    while (!m_items.empty() && out.size() < wire::kPayloadPiece) {
        Item& item = m_items.front();
        if (item.payload.bytes == 0) {
            if (out.empty())
                out = std::move(item.bytes);
            else
                out.insert(out.end(), item.bytes.begin(), item.bytes.end());
        } else {
            if (item.made == 0)
                begun(item.payload);
            item.made += wire::appendPayloadPiece(out, item.payload, item.made);
        }
        if (item.made == item.payload.bytes)
            m_items.pop_front();
    }
}

} // namespace interleave::process
