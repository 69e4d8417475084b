// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/messages.h"
#include "core/wire/payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <set>

namespace {

using namespace interleave;
using testing::HasSubstr;
using wire::Bytes;
using wire::PayloadCheck;
using wire::PayloadOrder;
using wire::PayloadPattern;
using wire::Way;

constexpr base::TaskId kTask{3};

Bytes whole(base::TaskId task, Way way, std::size_t size)
{
    Bytes bytes(size);
    PayloadPattern(task, way).fill(bytes, 0);
    return bytes;
}

TEST(Payload, TheBytesDoNotDependOnHowTheyAreCut)
{
    const Bytes all = whole(kTask, Way::In, 1000);
    for (const std::size_t cut : {1U, 3U, 8U, 13U, 500U}) {
        Bytes pieces;
        for (std::size_t at = 0; at < all.size(); at += cut) {
            Bytes piece(std::min<std::size_t>(cut, all.size() - at));
            PayloadPattern(kTask, Way::In).fill(piece, at);
            pieces.insert(pieces.end(), piece.begin(), piece.end());
        }
        EXPECT_EQ(pieces, all) << cut;
    }
}

TEST(Payload, EveryTaskAndWayHasItsOwn)
{
    std::set<Bytes> different;
    for (std::uint32_t task = 0; task < 500; ++task) {
        different.insert(whole(base::TaskId{task}, Way::In, 16));
        different.insert(whole(base::TaskId{task}, Way::Out, 16));
    }
    EXPECT_EQ(different.size(), 1000U);
}

TEST(Payload, EveryChangeIsSeen)
{
    const Bytes all = whole(kTask, Way::In, 5000);
    for (std::size_t at = 0; at < all.size(); at += 7) {
        Bytes changed = all;
        changed[at] ^= std::byte{4};
        PayloadCheck check(kTask, Way::In, all.size());
        check.take(changed);
        EXPECT_FALSE(check.whole()) << at;
    }
}

TEST(Payload, IsWholeWhenAllCameAndNothingElse)
{
    const Bytes all = whole(kTask, Way::Out, 100);
    PayloadCheck check(kTask, Way::Out, 99);
    check.take(std::span(all).first(50));
    EXPECT_FALSE(check.whole());
    EXPECT_EQ(check.complaint(), "50 bytes instead of 99");
    check.take(std::span(all).subspan(50, 49));
    EXPECT_TRUE(check.whole());
    check.take(std::span(all).last(1));
    EXPECT_FALSE(check.whole());
    EXPECT_EQ(check.complaint(), "100 bytes instead of 99");
    EXPECT_TRUE(PayloadCheck(kTask, Way::In, 0).whole());
}

TEST(Payload, GoesInPiecesWhoseSizeIsKnownBefore)
{
    for (const std::size_t size : {std::size_t{1}, wire::kPayloadPiece, wire::kPayloadPiece + 1, std::size_t{15'728'640}}) {
        const PayloadOrder order{9, kTask, Way::In, size};
        Bytes bytes;
        for (std::size_t made = 0; made < size;)
            made += wire::appendPayloadPiece(bytes, order, made);
        EXPECT_EQ(bytes.size(), wire::payloadFrameBytes(size));
        PayloadCheck check(kTask, Way::In, size);
        wire::FrameDecoder decoder;
        decoder.feed(bytes);
        for (auto frame = decoder.next(); frame && *frame; frame = decoder.next()) {
            const auto message = wire::decode(**frame);
            ASSERT_TRUE(message);
            EXPECT_EQ(std::get<wire::Payload>(*message).flow, 9U);
            check.take(std::get<wire::Payload>(*message).bytes);
        }
        EXPECT_TRUE(check.whole()) << size;
    }
}

PayloadCheck readBack(int fd, std::size_t expected)
{
    PayloadCheck check(kTask, Way::Out, expected);
    wire::readPayloadFile(fd, expected, [&](std::span<const std::byte> piece) { check.take(piece); });
    return check;
}

TEST(PayloadFile, ComesBackAsItWas)
{
    const auto file = wire::writePayloadFile({0, kTask, Way::Out, 1'000'001});
    ASSERT_TRUE(file);
    EXPECT_TRUE(readBack(file->get(), 1'000'001).whole());
}

TEST(PayloadFile, ThatIsTooShortOrTooLongIsSeen)
{
    const auto file = wire::writePayloadFile({0, kTask, Way::Out, 1000});
    ASSERT_TRUE(file);
    EXPECT_EQ(readBack(file->get(), 1001).complaint(), "1000 bytes instead of 1001");
    EXPECT_EQ(readBack(file->get(), 999).complaint(), "1000 bytes instead of 999"); // read no further than one byte
}

TEST(PayloadFile, ThatIsNoFileInMemoryIsNotRead)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const base::UniqueFd in(ends[0]), out(ends[1]);
    const base::UniqueFd endless(::open("/dev/zero", O_RDONLY));
    EXPECT_FALSE(readBack(in.get(), 10).whole()); // and does not wait
    EXPECT_FALSE(readBack(endless.get(), 10).whole());
}

} // namespace
