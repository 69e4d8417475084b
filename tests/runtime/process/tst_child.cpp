// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/process/child.h"
#include "tests/runtime/process/process_table.h"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <map>

namespace {

using namespace interleave;
using process::Child;

spawn::SpawnOptions scripted(std::vector<std::string> arguments) { return {SCRIPTED_CHILD, std::move(arguments), {}, {}, {}}; }

TEST(Child, TellsItsEndOnce)
{
    boost::asio::io_context io;
    std::vector<std::string> ends;
    const auto child
        = Child::start(io.get_executor(), scripted({"exit", "7"}), [&](int status) { ends.push_back(spawn::describeWaitStatus(status)); });
    ASSERT_TRUE(child);
    EXPECT_TRUE((*child)->running());
    io.run();
    EXPECT_THAT(ends, testing::ElementsAre("exit code 7"));
    EXPECT_FALSE((*child)->running());
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(Child, ASignalIsTold)
{
    boost::asio::io_context io;
    std::string end;
    const auto child = Child::start(io.get_executor(), scripted({"hang"}), [&](int status) { end = spawn::describeWaitStatus(status); });
    ASSERT_TRUE(child);
    (*child)->signalGroup(SIGKILL);
    io.run();
    EXPECT_EQ(end, "killed by SIGKILL");
}

TEST(Child, AProgramThatIsNotThereIsAnError)
{
    boost::asio::io_context io;
    const auto child = Child::start(io.get_executor(), {"/nowhere", {}, {}, {}, {}}, [](int) { FAIL(); });
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().text(), "could not start /nowhere: No such file or directory");
}

TEST(Child, TheDestructorKillsAndReapsAndTheCallBackStaysSilent)
{
    boost::asio::io_context io;
    {
        const auto child = Child::start(io.get_executor(), scripted({"stubborn"}), [](int) { FAIL(); });
        ASSERT_TRUE(child);
        io.poll();
    }
    EXPECT_THAT(test::children(), testing::IsEmpty());
    io.run();
}

TEST(Child, TheLoopMayGoBeforeTheChildDoes)
{
    base::Result<std::unique_ptr<Child>> child = base::Error{};
    {
        boost::asio::io_context io;
        child = Child::start(io.get_executor(), scripted({"exit", "0"}), [](int) { FAIL(); });
        ASSERT_TRUE(child);
        *child = nullptr;
    }
    EXPECT_THAT(test::children(), testing::IsEmpty());
}

TEST(Child, ManyChildrenAreEachReapedOnce)
{
    const std::size_t before = test::openDescriptors();
    {
        boost::asio::io_context io;
        std::vector<std::unique_ptr<Child>> all;
        std::map<std::string, int> ends;
        for (int i = 0; i < 100; ++i) {
            auto child = Child::start(
                io.get_executor(), scripted({"exit", std::to_string(i % 4)}), [&](int status) { ++ends[spawn::describeWaitStatus(status)]; });
            ASSERT_TRUE(child);
            all.push_back(std::move(*child));
        }
        io.run();
        EXPECT_EQ(ends, (std::map<std::string, int>{{"exit code 0", 25}, {"exit code 1", 25}, {"exit code 2", 25}, {"exit code 3", 25}}));
        EXPECT_THAT(test::children(), testing::IsEmpty());
    }
    EXPECT_EQ(test::openDescriptors(), before);
}

} // namespace
