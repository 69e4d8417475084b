// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/datagram.h"
#include "core/wire/messages.h"
#include "core/wire/payload.h"
#include "core/wire/queue_page.h"
#include "tests/runtime/process/wire_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <random>

namespace {

using namespace interleave;
using wire::Bytes;
using wire::Transfer;

class Queue : public testing::Test {
protected:
    wire::QueueEnds m_queue = std::move(*wire::makeQueue());
    Bytes m_buffer = Bytes(wire::kLongestDatagram);
};

TEST_F(Queue, KeepsMessagesApartAndInOrder)
{
    for (unsigned i = 1; i <= 100; ++i)
        ASSERT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(i, std::byte{9}), -1, false), Transfer::Done);
    for (unsigned i = 1; i <= 100; ++i)
        EXPECT_EQ(wire::takeDatagram(m_queue.out.get(), m_buffer, false)->bytes.size(), i);
    EXPECT_FALSE(wire::takeDatagram(m_queue.out.get(), m_buffer, false));
}

TEST_F(Queue, IsBoundedAndSaysSo)
{
    std::size_t n = 0;
    while (wire::putDatagram(m_queue.in.get(), Bytes(100), -1, false) == Transfer::Done)
        ++n;
    EXPECT_GE(n, 100U);
    EXPECT_LE(n, 10'000U);
    EXPECT_TRUE(wire::takeDatagram(m_queue.out.get(), m_buffer, false));
    EXPECT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(100), -1, false), Transfer::Done);
}

TEST_F(Queue, ItsLongestMessageFits)
{
    ASSERT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(wire::kLongestDatagram), -1, false), Transfer::Done);
    const auto datagram = wire::takeDatagram(m_queue.out.get(), m_buffer, false);
    ASSERT_TRUE(datagram);
    EXPECT_FALSE(datagram->cut);
    EXPECT_EQ(datagram->bytes.size(), wire::kLongestDatagram);
}

TEST_F(Queue, ALongerOneIsTakenAsCut)
{
    ASSERT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(wire::kLongestDatagram + 1), -1, false), Transfer::Done);
    EXPECT_TRUE(wire::takeDatagram(m_queue.out.get(), m_buffer, false)->cut);
}

TEST_F(Queue, PassesAFileAlong)
{
    const auto file = wire::writePayloadFile({0, base::TaskId{1}, wire::Way::In, 100'000});
    ASSERT_TRUE(file);
    ASSERT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(1), file->get(), false), Transfer::Done);
    const auto datagram = wire::takeDatagram(m_queue.out.get(), m_buffer, false);
    ASSERT_TRUE(datagram && datagram->file);
    EXPECT_NE(datagram->file.get(), file->get());
    EXPECT_NE(::fcntl(datagram->file.get(), F_GETFD) & FD_CLOEXEC, 0);
    std::size_t bytes = 0;
    wire::readPayloadFile(datagram->file.get(), 100'000, [&](std::span<const std::byte> piece) { bytes += piece.size(); });
    EXPECT_EQ(bytes, 100'000U);
}

TEST_F(Queue, NamesTheProcessThatPutAMessage)
{
    wire::nameSenders(m_queue.out.get());
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(wire::putDatagram(m_queue.in.get(), Bytes(1), -1, true) == Transfer::Done ? 0 : 1);
    const auto datagram = wire::takeDatagram(m_queue.out.get(), m_buffer, true);
    ASSERT_TRUE(datagram);
    EXPECT_EQ(datagram->sender, child);
    ::waitpid(child, nullptr, 0);
}

TEST_F(Queue, EveryMessageGoesToOneOfSeveralReaders)
{
    constexpr int kMessages = 20'000, kReaders = 4;
    std::array<pid_t, kReaders> readers{};
    auto answers = std::move(*wire::makeQueue());
    for (pid_t& reader : readers) {
        reader = ::fork();
        if (reader == 0) {
            for (;;) {
                const auto datagram = wire::takeDatagram(m_queue.out.get(), m_buffer, true);
                if (!datagram || datagram->bytes.size() == 1)
                    ::_exit(0);
                wire::putDatagram(answers.in.get(), datagram->bytes, -1, true);
            }
        }
    }
    std::vector<int> seen(kMessages, 0);
    Bytes answer(100);
    int answered = 0;
    const auto takeOne = [&] {
        const auto datagram = wire::takeDatagram(answers.out.get(), answer, true);
        std::uint32_t number = 0;
        std::memcpy(&number, datagram->bytes.data(), sizeof number);
        ++seen.at(number);
        ++answered;
    };
    for (std::uint32_t i = 0; i < kMessages; ++i) {
        Bytes message(40);
        std::memcpy(message.data(), &i, sizeof i);
        while (wire::putDatagram(m_queue.in.get(), message, -1, false) == Transfer::Full)
            takeOne();
    }
    while (answered < kMessages)
        takeOne();
    for (int i = 0; i < kReaders; ++i)
        wire::putDatagram(m_queue.in.get(), Bytes(1), -1, true);
    for (const pid_t reader : readers)
        ::waitpid(reader, nullptr, 0);
    EXPECT_THAT(seen, testing::Each(1));
}

TEST_F(Queue, ItsReadersFindTheEndWhenItIsShut)
{
    ASSERT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(3), -1, false), Transfer::Done);
    ::shutdown(m_queue.in.get(), SHUT_WR);
    EXPECT_TRUE(wire::takeDatagram(m_queue.out.get(), m_buffer, true));
    EXPECT_FALSE(wire::takeDatagram(m_queue.out.get(), m_buffer, true));
}

TEST_F(Queue, AMessageWhoseReaderIsGoneIsBroken)
{
    m_queue.out.reset();
    EXPECT_EQ(wire::putDatagram(m_queue.in.get(), Bytes(3), -1, true), Transfer::Broken);
}

TEST(TakeFrame, TakesOneAfterAnother)
{
    const Bytes stream = test::sampleStream();
    std::span<const std::byte> left = stream;
    std::vector<wire::Message> messages;
    while (!left.empty()) {
        const auto frame = wire::takeFrame(left);
        ASSERT_TRUE(frame);
        messages.push_back(*wire::decode(*frame));
    }
    EXPECT_EQ(messages, test::sampleMessages());
}

TEST(TakeFrame, WhatIsCutOffIsRefused)
{
    Bytes bytes;
    wire::append(bytes, wire::Hello{});
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        std::span<const std::byte> left = std::span(bytes).first(n);
        EXPECT_FALSE(wire::takeFrame(left)) << n;
    }
}

TEST(TakeFrame, AHundredThousandMutationsAreAnswered)
{
    std::mt19937 random(3);
    const Bytes original = test::sampleStream();
    std::size_t broken = 0;
    for (int i = 0; i < 100'000; ++i) {
        Bytes bytes = original;
        for (int k = 0; k < 3; ++k)
            bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        for (std::span<const std::byte> left = bytes; !left.empty();) {
            const auto frame = wire::takeFrame(left);
            const bool good = frame && wire::decode(*frame);
            broken += !good;
            if (!frame)
                break;
        }
    }
    EXPECT_GT(broken, 30'000U);
}

TEST(QueuePage, CountsAndNotesAreSeenThroughBothMappings)
{
    auto ours = wire::QueuePage::create(4);
    ASSERT_TRUE(ours);
    auto theirs = wire::QueuePage::attach(base::UniqueFd(::dup(ours->fd())), 3);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(ours->notePut(), 1U);
    EXPECT_EQ(ours->notePut(), 2U);
    theirs->noteTaken(1000);
    theirs->holds(3, base::TaskId{0});
    EXPECT_EQ(ours->depth(), 1U);
    EXPECT_EQ(ours->takenBytes(), 1000U);
    EXPECT_EQ(ours->heldBy(3), base::TaskId{0});
    EXPECT_FALSE(ours->heldBy(2));
    theirs->leaves(3);
    EXPECT_TRUE(ours->hasLeft(3));
    EXPECT_FALSE(ours->heldBy(3));
}

TEST(QueuePage, ASlotBeyondItsEndIsRefused)
{
    auto page = wire::QueuePage::create(4);
    ASSERT_TRUE(page);
    EXPECT_FALSE(wire::QueuePage::attach(base::UniqueFd(::dup(page->fd())), 4));
    EXPECT_FALSE(wire::QueuePage::attach(base::UniqueFd(::open("/dev/null", O_RDWR)), 0));
}

} // namespace
