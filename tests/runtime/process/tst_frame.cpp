// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/wire_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <random>

namespace {

using namespace interleave;
using testing::HasSubstr;

wire::Bytes bytesOf(std::initializer_list<unsigned> values)
{
    wire::Bytes bytes;
    for (const unsigned value : values)
        bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

/// What the decoder says about a stream that must break.
std::string complaintAbout(std::initializer_list<unsigned> values)
{
    wire::FrameDecoder decoder;
    decoder.feed(bytesOf(values));
    const auto frame = decoder.next();
    return frame ? "nothing" : frame.error().message;
}

TEST(Frame, HasTheDocumentedBytes)
{
    wire::Bytes out;
    wire::appendFrame(out, wire::FrameType::Result, bytesOf({0xaa, 0xbb}));
    EXPECT_EQ(out, bytesOf({2, 0, 0, 0, 1, 4, 0, 0, 0xaa, 0xbb}));
}

TEST(FrameDecoder, TakesWhatComesByteByByte)
{
    wire::FrameDecoder decoder;
    std::vector<wire::Message> got;
    for (const std::byte byte : test::sampleStream()) {
        decoder.feed({&byte, 1});
        const auto some = test::decodeAll(decoder);
        ASSERT_FALSE(some.broken);
        got.insert(got.end(), some.messages.begin(), some.messages.end());
    }
    EXPECT_EQ(got, test::sampleMessages());
    EXPECT_EQ(decoder.pending(), 0U);
}

TEST(FrameDecoder, TakesManyMessagesInOnePiece)
{
    wire::FrameDecoder decoder;
    decoder.feed(test::sampleStream());
    EXPECT_EQ(test::decodeAll(decoder).messages, test::sampleMessages());
}

TEST(FrameDecoder, TakesTheLongestPayloadAndKnowsAHalfOne)
{
    const wire::Bytes payload(wire::kLongestPayload, std::byte{5});
    wire::Bytes stream;
    wire::appendFrame(stream, wire::FrameType::Tasks, payload);
    wire::FrameDecoder decoder;
    decoder.feed(std::span(stream).first(stream.size() - 1));
    ASSERT_TRUE(decoder.next());
    EXPECT_EQ(decoder.pending(), stream.size() - 1);
    decoder.feed(std::span(stream).last(1));
    const auto frame = decoder.next();
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ((*frame)->payload.size(), payload.size());
}

TEST(FrameDecoder, NamesWhatIsWrongWithAHeader)
{
    EXPECT_THAT(complaintAbout({1, 0, 0, 1}), HasSubstr("16777217 bytes")); // one more than 16 MiB, seen before the rest is there
    EXPECT_THAT(complaintAbout({0, 0, 0, 0, 9}), HasSubstr("message version 9 instead of 1"));
    EXPECT_THAT(complaintAbout({0, 0, 0, 0, 1, 0}), HasSubstr("unknown message type 0"));
    EXPECT_THAT(complaintAbout({0, 0, 0, 0, 1, 99}), HasSubstr("unknown message type 99"));
    EXPECT_THAT(complaintAbout({0, 0, 0, 0, 1, 2, 0, 1}), HasSubstr("damaged message header"));
}

TEST(FrameDecoder, StaysBrokenOnceBroken)
{
    wire::FrameDecoder decoder;
    decoder.feed(bytesOf({0, 0, 0, 0, 9}));
    ASSERT_FALSE(decoder.next());
    decoder.feed(test::sampleStream());
    const auto again = decoder.next();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, base::ErrorCode::Protocol);
}

TEST(FrameDecoder, TakesNoMemoryForALengthThatWasOnlyAnnounced)
{
    wire::FrameDecoder decoder;
    decoder.feed(bytesOf({0, 0, 0, 1, 1, 3, 0, 0})); // 16 MiB to come
    const auto frame = decoder.next();
    ASSERT_TRUE(frame);
    EXPECT_FALSE(*frame);
    EXPECT_EQ(decoder.pending(), 8U);
}

} // namespace
