// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/wire_samples.h"

#include <algorithm>
#include <limits>
#include <random>

namespace interleave::test {

std::vector<wire::Message> sampleMessages()
{
    plan::TaskSpec empty;
    plan::TaskSpec full;
    full.id = base::TaskId{std::numeric_limits<std::uint32_t>::max()};
    full.group = 7;
    full.index = 1'000'000;
    full.timeout = base::Nanoseconds(std::numeric_limits<std::int64_t>::max());
    full.due = base::Nanoseconds(-1);
    full.steps = {{plan::StepKind::Compute, 0}, {plan::StepKind::Command, std::numeric_limits<std::int64_t>::min()}};
    plan::StepDetail detail{"example.org", 65535, false, true, true, 7, {"/bin/echo", "", "é"}, "/tmp"};
    const wire::Setup setup{true, 4711, "/tmp/run", "/opt/worker", {plan::StepDetail{}, detail}, {{}, {{"::1", "127.0.0.1"}, "no such host"}}, {"a", ""}};
    return {wire::Hello{wire::kFrameVersion, 4711}, wire::Ready{}, wire::Tasks{9, {empty, full}}, wire::Tasks{},
        wire::TaskResult{1, base::TaskId{2}, trace::TaskStatus::Failed, "wrong result of compute – é"},
        wire::TaskResult{0, base::TaskId{0}, trace::TaskStatus::TimedOut, {}}, wire::Shutdown{}, wire::Goodbye{3'141'592, 2'718'281, 0, 12}, wire::Setup{}, setup,
        wire::Payload{5, base::TaskId{6}, wire::Bytes(300, std::byte{7})}, wire::Payload{}};
}

wire::Bytes sampleStream()
{
    wire::Bytes bytes;
    for (const wire::Message& message : sampleMessages())
        wire::append(bytes, message);
    return bytes;
}

Decoded decodeAll(wire::FrameDecoder& decoder)
{
    Decoded result;
    for (;;) {
        const auto frame = decoder.next();
        if (!frame)
            result.broken = true;
        if (!frame || !*frame)
            return result;
        auto message = wire::decode(**frame);
        if (!message) {
            result.broken = true;
            return result;
        }
        result.messages.push_back(std::move(*message));
    }
}

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); }

void mutate(wire::Bytes& bytes, Random& random)
{
    for (std::size_t i = 0, n = 1 + below(random, 4); i < n && !bytes.empty(); ++i) {
        const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(below(random, bytes.size()));
        switch (below(random, 4)) {
        case 0:
            *at = static_cast<std::byte>(below(random, 256));
            break;
        case 1:
            *at ^= static_cast<std::byte>(1U << below(random, 8));
            break;
        case 2:
            bytes.erase(at,
                at + static_cast<std::ptrdiff_t>(below(random, std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(bytes.end() - at)) + 1)));
            break;
        default:
            bytes.insert(at, static_cast<std::byte>(below(random, 256)));
        }
    }
}

bool breaks(const wire::Bytes& bytes, Random& random)
{
    wire::FrameDecoder decoder;
    for (std::span<const std::byte> left = bytes; !left.empty();) {
        const std::size_t piece = 1 + below(random, left.size());
        decoder.feed(left.first(piece));
        left = left.subspan(piece);
        if (decodeAll(decoder).broken)
            return true;
    }
    return false;
}

} // namespace

std::size_t decodeMutations(std::size_t count, unsigned seed)
{
    Random random(seed);
    const wire::Bytes original = sampleStream();
    std::size_t broken = 0;
    for (std::size_t i = 0; i < count; ++i) {
        wire::Bytes bytes = original;
        mutate(bytes, random);
        broken += breaks(bytes, random);
    }
    return broken;
}

} // namespace interleave::test
