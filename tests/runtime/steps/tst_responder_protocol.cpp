// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workloads/pattern.h"
#include "core/workloads/responder_protocol.h"

#include <gtest/gtest.h>

#include <string>

namespace interleave::workloads {
namespace {

TEST(ResponderProtocol, ARequestComesBackAsItWas)
{
    const RequestHeader request{123'456'789'012, 1U << 30, 77};
    EXPECT_EQ(decodeRequest(encodeRequest(request)), request);
    EXPECT_EQ(decodeAnswer(encodeAnswer(0x123456789abcdefU)), 0x123456789abcdefU);
}

TEST(ResponderProtocol, TheBytesAreAsDocumented)
{
    const auto bytes = encodeRequest({0x0102030405060708, 9, 0});
    EXPECT_EQ(std::string(bytes.data(), 4), "ILRQ");
    EXPECT_EQ(bytes[4], 0);
    EXPECT_EQ(bytes[8], 8) << "little endian";
    EXPECT_EQ(bytes[15], 1);
    EXPECT_EQ(bytes[16], 9);
    const auto answer = encodeAnswer(5);
    EXPECT_EQ(std::string(answer.data(), 4), "ILRP");
}

TEST(ResponderProtocol, WhatIsNoMessageIsNotTakenForOne)
{
    EXPECT_FALSE(decodeRequest(std::array<char, kRequestHeaderBytes>{}));
    EXPECT_FALSE(decodeRequest(encodeRequest({kLongestDelay + 1, 0, 0})));
    EXPECT_FALSE(decodeRequest(encodeRequest({0, kMostMessageBytes + 1, 0})));
    EXPECT_FALSE(decodeRequest(encodeRequest({0, 0, kMostMessageBytes + 1})));
    for (std::size_t i = 0; i < 8; ++i) {
        auto bytes = encodeRequest({1, 2, 3});
        bytes[i] ^= 1;
        EXPECT_FALSE(decodeRequest(bytes)) << i;
        auto answer = encodeAnswer(3);
        answer[i] ^= 1;
        EXPECT_FALSE(decodeAnswer(answer)) << i;
    }
}

TEST(Pattern, IsTheAlphabetOverAndOver)
{
    const auto some = patternFrom(24, 5);
    EXPECT_EQ(std::string(some.data(), some.size()), "yzabc");
    EXPECT_EQ(patternFrom(0, 1U << 30).size(), kPatternBlock);
    EXPECT_TRUE(patternFrom(7, 0).empty());
}

TEST(Pattern, IsRecognisedAtItsOffsetOnlyAlsoPastABlock)
{
    std::string bytes;
    for (std::size_t i = 0; i < 3 * kPatternBlock; ++i)
        bytes += static_cast<char>('a' + (i + 11) % 26);
    EXPECT_TRUE(isPattern(bytes, 11));
    EXPECT_TRUE(isPattern(bytes, 11 + 26 * 1000));
    EXPECT_FALSE(isPattern(bytes, 12));
    bytes.back() = '?';
    EXPECT_FALSE(isPattern(bytes, 11));
    EXPECT_TRUE(isPattern({}, 5));
}

} // namespace
} // namespace interleave::workloads
