// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"

#include <algorithm>
#include <memory>
#include <random>
#include <tuple>

namespace interleave::test {

/// Lanes 0 … lanes - 1 with activations one after another, and after them one lane whose activations overlap; messages between all of them. In bursts, so that
/// some stretches hold very many and others none. From a bit before 0 on.
inline std::shared_ptr<const analysis::Interactions> madeInteractions(std::uint32_t lanes, std::size_t activations, std::size_t messages, std::uint64_t seed = 1)
{
    using namespace analysis;
    std::mt19937_64 random(seed);
    const auto some = [&random](std::int64_t most) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most)); };
    auto made = std::make_shared<Interactions>();
    for (std::uint32_t lane = 0; lane <= lanes; ++lane) {
        made->lifelines.push_back({base::LaneId{lane}, trace::LaneRole::Worker, "lane " + std::to_string(lane), 0, 0, 0});
        std::int64_t now = -some(5'000);
        for (std::size_t i = 0; i < activations; ++i) {
            const std::int64_t length = 1 + some(i % 100 < 80 ? 20 : 5'000);
            made->activations.push_back({lane, now, now + length, static_cast<LaneState>(some(5)), static_cast<std::uint32_t>(some(50)), 0});
            now += lane < lanes ? length : 1 + some(length);
            if (i % 3 == 0)
                now += some(i % 1000 == 0 ? 1'000'000 : 30);
        }
        made->end = std::max(made->end, now + 5'000);
    }
    made->begin = -5'000;
    for (std::size_t i = 0; i < messages; ++i) {
        const std::int64_t sent = some(made->end) >> some(12);
        const auto from = static_cast<std::uint32_t>(some(lanes)), to = (from + 1 + static_cast<std::uint32_t>(some(2))) % (lanes + 1);
        made->messages.push_back({from, to, sent, sent + some(10'000), static_cast<MessageKind>(some(7)), static_cast<std::uint32_t>(some(50)), 0});
    }
    std::stable_sort(made->messages.begin(), made->messages.end(), [](const Message &a, const Message &b) { return a.sent < b.sent; });
    return made;
}

} // namespace interleave::test
