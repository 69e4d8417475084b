// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/process/wire_samples.h"

#include <gtest/gtest.h>

namespace {

using namespace interleave;

wire::Frame only(wire::FrameDecoder& decoder, const wire::Bytes& bytes)
{
    decoder.feed(bytes);
    return **decoder.next();
}

TEST(Messages, ComeBackAsTheyWere)
{
    for (const wire::Message& message : test::sampleMessages()) {
        wire::Bytes bytes;
        wire::append(bytes, message);
        wire::FrameDecoder decoder;
        const auto back = wire::decode(only(decoder, bytes));
        ASSERT_TRUE(back) << message.index();
        EXPECT_EQ(*back, message) << message.index();
    }
}

TEST(Messages, AreRefusedWhenCutOffOrTooLong)
{
    for (const wire::Message& message : test::sampleMessages()) {
        wire::Bytes bytes;
        wire::append(bytes, message);
        const auto payload = std::span<const std::byte>(bytes).subspan(wire::kFrameHeaderBytes);
        const auto type = static_cast<wire::FrameType>(message.index() + 1);
        for (std::size_t n = 0; n < payload.size(); ++n)
            EXPECT_FALSE(wire::decode({type, payload.first(n)})) << message.index() << ' ' << n;
        bytes.push_back(std::byte{0});
        EXPECT_FALSE(wire::decode({type, std::span<const std::byte>(bytes).subspan(wire::kFrameHeaderBytes)})) << message.index();
    }
}

TEST(Messages, ACountThatCannotFollowIsRefused)
{
    wire::Bytes bytes;
    wire::append(bytes, wire::Tasks{0, {plan::TaskSpec{}}});
    bytes[wire::kFrameHeaderBytes + 4 + 3] = std::byte{0xff}; // some four thousand million tasks
    wire::FrameDecoder decoder;
    EXPECT_FALSE(wire::decode(only(decoder, bytes)));
}

TEST(Messages, AStatusThatNoWorkerMayGiveIsRefused)
{
    for (const unsigned status : {0U, 5U, 200U}) {
        wire::Bytes bytes;
        wire::append(bytes, wire::TaskResult{});
        bytes[wire::kFrameHeaderBytes + 8] = static_cast<std::byte>(status);
        wire::FrameDecoder decoder;
        EXPECT_FALSE(wire::decode(only(decoder, bytes))) << status;
    }
}

TEST(Messages, ALongListIsCutWhereItFits)
{
    plan::TaskSpec task;
    task.steps.resize(2);
    const std::vector<const plan::TaskSpec*> tasks(1000, &task);
    wire::Bytes hundred;
    wire::append(hundred, wire::Tasks{0, std::vector(100, task)});
    EXPECT_EQ(wire::tasksThatFit(tasks, hundred.size()), 100U);
    EXPECT_EQ(wire::tasksThatFit(tasks, hundred.size() - 1), 99U);
    EXPECT_EQ(wire::tasksThatFit(tasks, 1), 1U);
    EXPECT_EQ(wire::tasksThatFit(tasks, wire::kLongestPayload), 1000U);
}

TEST(Messages, AFlagThatIsNeitherTrueNorFalseIsRefused)
{
    wire::Bytes bytes;
    wire::append(bytes, wire::Setup{});
    bytes[wire::kFrameHeaderBytes] = std::byte{2};
    wire::FrameDecoder decoder;
    EXPECT_FALSE(wire::decode(only(decoder, bytes)));
}

TEST(Messages, OneTaskAloneIsWrittenAsAListOfOne)
{
    plan::TaskSpec task;
    task.id = base::TaskId{12};
    task.payloadBytes = 5;
    task.steps.resize(3);
    wire::Bytes alone, list;
    wire::appendTask(alone, 77, task);
    wire::append(list, wire::Tasks{77, {task}});
    EXPECT_EQ(alone, list);
}

/// All set-ups of a stream put together again; `frames`: how many there were.
wire::Setup together(const wire::Bytes& bytes, std::size_t& frames)
{
    wire::FrameDecoder decoder;
    decoder.feed(bytes);
    wire::Setup all;
    for (const wire::Message& message : test::decodeAll(decoder).messages) {
        auto part = std::get<wire::Setup>(message);
        EXPECT_EQ(part.more, bytes.size() > wire::kLongestPayload && ++frames > 0 && part.folder.empty());
        all.details.insert(all.details.end(), part.details.begin(), part.details.end());
        all.hosts.insert(all.hosts.end(), part.hosts.begin(), part.hosts.end());
        all.lockNames.insert(all.lockNames.end(), part.lockNames.begin(), part.lockNames.end());
        part.details.swap(all.details);
        part.hosts.swap(all.hosts);
        part.lockNames.swap(all.lockNames);
        all = std::move(part);
    }
    return all;
}

TEST(Messages, ASetupThatIsLongerThanAnyMessageComesInSeveral)
{
    wire::Setup setup{false, 80, "/folder", "/worker", {}, {}, {}};
    plan::StepDetail detail;
    detail.argv.assign(100, std::string(60'000, 'x'));
    setup.details.assign(6, detail); // 6 MB each
    setup.hosts.assign(10, {{"::1"}, {}});
    setup.lockNames.assign(1000, std::string(1000, 'l'));
    wire::Bytes bytes;
    wire::appendSetup(bytes, setup);
    std::size_t frames = 0;
    EXPECT_EQ(together(bytes, frames), setup);
    EXPECT_GE(frames, 7U);
}

TEST(Messages, AHundredThousandMutationsAreAnswered)
{
    const std::size_t broken = test::decodeMutations(100'000, 1);
    EXPECT_GT(broken, 30'000U); // most mutations hit something that is checked
    EXPECT_LT(broken, 100'000U);
}

} // namespace
