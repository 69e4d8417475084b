// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/wire_samples.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace {

/// More rounds: INTERLEAVE_FUZZ_ROUNDS.
TEST(WireFuzz, MillionsOfMutationsAreAnswered)
{
    const char* rounds = std::getenv("INTERLEAVE_FUZZ_ROUNDS");
    const std::size_t count = rounds ? std::strtoull(rounds, nullptr, 10) : 10'000'000;
    for (unsigned seed = 2; seed < 6; ++seed)
        EXPECT_GT(interleave::test::decodeMutations(count / 4, seed), count / 16) << seed;
}

} // namespace
