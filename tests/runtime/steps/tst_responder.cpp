// SPDX-License-Identifier: GPL-3.0-or-later
// The responder as a process, asked without the steps.
#include "core/runner/responder_process.h"
#include "core/spawn/spawn.h"
#include "core/workloads/connection_pool.h"
#include "core/workloads/network_request.h"
#include "core/workloads/pattern.h"
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using runner::ResponderProcess;
using Wants = NetworkRequest::Wants;

base::UniqueFd connectTo(std::uint16_t port)
{
    base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    return socket;
}

void say(const base::UniqueFd &socket, std::string_view bytes) { ASSERT_EQ(::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size())); }

/// Up to `most` bytes, fewer when the peer hangs up; fails the test when nothing happens for ten seconds.
std::string hear(const base::UniqueFd &socket, std::size_t most)
{
    std::string heard(most, '\0');
    std::size_t length = 0;
    while (length < most) {
        pollfd p{socket.get(), POLLIN, 0};
        if (::poll(&p, 1, 10'000) <= 0) {
            ADD_FAILURE() << "the responder neither speaks nor hangs up";
            break;
        }
        const ssize_t n = ::recv(socket.get(), heard.data() + length, most - length, 0);
        if (n <= 0)
            break;
        length += static_cast<std::size_t>(n);
    }
    heard.resize(length);
    return heard;
}

std::string requestText(const RequestHeader &request)
{
    const auto header = encodeRequest(request);
    std::string text(header.data(), header.size());
    while (text.size() < header.size() + request.bytes) {
        const auto more = patternFrom(text.size() - header.size(), header.size() + request.bytes - text.size());
        text.append(more.data(), more.size());
    }
    return text;
}

bool isAnswer(const std::string &heard, std::uint64_t bytes)
{
    return heard.size() == kAnswerHeaderBytes + bytes && decodeAnswer(std::span(heard).first<kAnswerHeaderBytes>()) == bytes
        && isPattern(std::span(heard).subspan(kAnswerHeaderBytes), 0);
}

class Responder : public testing::Test {
protected:
    void SetUp() override
    {
        auto started = ResponderProcess::start(WORKER_PATH);
        ASSERT_TRUE(started) << started.error().text();
        responder = std::move(*started);
        services.responderPort = responder->port();
        services.details.resize(2);
        services.details[1].keepAlive = false;
    }
    static plan::StepSpec request(base::Nanoseconds delay, std::int64_t bytes = 0, std::int64_t wanted = 0, std::uint32_t detail = 0)
    {
        return {plan::StepKind::Network, delay.count(), bytes, wanted, detail};
    }
    /// Drives requests at once in this one thread. Their times in ms.
    std::vector<double> drive(const std::vector<plan::StepSpec> &steps)
    {
        const auto begin = base::monotonicNow();
        std::vector<std::unique_ptr<NetworkRequest>> requests;
        std::vector<Wants> wants;
        std::vector<double> took(steps.size(), -1);
        for (const auto &step : steps) {
            requests.push_back(std::make_unique<NetworkRequest>(services, step));
            wants.push_back(requests.back()->pump().value());
        }
        for (std::size_t left = steps.size(); left > 0;) {
            std::vector<pollfd> fds;
            for (std::size_t i = 0; i < requests.size(); ++i)
                fds.push_back({took[i] < 0 ? requests[i]->descriptor() : -1, static_cast<short>((wants[i] == Wants::Read ? 0 : POLLOUT) | (wants[i] == Wants::Write ? 0 : POLLIN)), 0});
            if (::poll(fds.data(), fds.size(), 10'000) <= 0) {
                ADD_FAILURE() << left << " requests never end";
                return took;
            }
            for (std::size_t i = 0; i < requests.size(); ++i) {
                if (fds[i].revents == 0)
                    continue;
                const auto now = requests[i]->pump();
                if (!now)
                    ADD_FAILURE() << now.error().text();
                wants[i] = now ? *now : Wants::Nothing;
                if (wants[i] == Wants::Nothing) {
                    took[i] = base::toMilliseconds(base::monotonicNow() - begin);
                    --left;
                }
            }
        }
        return took;
    }

    std::unique_ptr<ResponderProcess> responder;
    RunServices services;
};

TEST_F(Responder, AnswersTheExactBytesAfterTheDelay)
{
    const auto client = connectTo(responder->port());
    const auto begin = base::monotonicNow();
    say(client, requestText({50'000'000, 1000, 70'000}));
    EXPECT_TRUE(isAnswer(hear(client, kAnswerHeaderBytes + 70'000), 70'000));
    EXPECT_GE(base::monotonicNow() - begin, 50ms);
    EXPECT_LT(base::monotonicNow() - begin, 1s);
}

TEST_F(Responder, TheDelayCountsFromTheLastByteOfTheRequest)
{
    const auto client = connectTo(responder->port());
    const std::string text = requestText({40'000'000, 10, 0});
    say(client, text.substr(0, 20));
    std::this_thread::sleep_for(30ms);
    say(client, text.substr(20, 15));
    std::this_thread::sleep_for(30ms);
    const auto whole = base::monotonicNow();
    say(client, text.substr(35));
    EXPECT_TRUE(isAnswer(hear(client, kAnswerHeaderBytes), 0));
    EXPECT_GE(base::monotonicNow() - whole, 40ms);
}

TEST_F(Responder, OneConnectionCarriesManyRequests)
{
    const auto client = connectTo(responder->port());
    for (std::uint64_t i = 0; i < 200; ++i) {
        say(client, requestText({i % 3 * 100'000, i, 2 * i}));
        ASSERT_TRUE(isAnswer(hear(client, kAnswerHeaderBytes + 2 * i), 2 * i)) << i;
    }
}

TEST_F(Responder, TwoHundredConnectionsAtOnceAreServedAtOnce)
{
    std::vector<plan::StepSpec> steps;
    for (int i = 0; i < 200; ++i)
        steps.push_back(request(100ms + i % 10 * 10ms, 100, 100, 1));
    const auto took = drive(steps);
    for (std::size_t i = 0; i < took.size(); ++i)
        EXPECT_GE(took[i], 100.0 + static_cast<double>(i % 10) * 10) << i;
    EXPECT_LT(*std::max_element(took.begin(), took.end()), 500) << "one after another they would take 29 s";
}

TEST_F(Responder, TwoThousandConnectionsStayOpenSideBySide)
{
    services.connections = std::make_shared<ConnectionPool>();
    const auto took = drive(std::vector<plan::StepSpec>(2000, request(300ms)));
    EXPECT_EQ(std::count_if(took.begin(), took.end(), [](double ms) { return ms >= 300; }), 2000);
    EXPECT_EQ(services.connections->idle(), 2000U);
}

TEST_F(Responder, WhoeverSendsNoRequestIsHungUpOnAndTheOthersAreNot)
{
    const auto good = connectTo(responder->port());
    say(good, requestText({200'000'000, 0, 5}));
    std::string wrongBody = requestText({0, 100, 0});
    wrongBody.back() = '?';
    for (const std::string &garbage : {std::string(100, 'x'), std::string(kRequestHeaderBytes, '\0'), wrongBody, requestText({60'000'000'000, 0, 0}) + "impatient"}) {
        const auto client = connectTo(responder->port());
        say(client, garbage);
        EXPECT_EQ(hear(client, 1), "") << garbage.substr(0, 8);
    }
    EXPECT_TRUE(isAnswer(hear(good, kAnswerHeaderBytes + 5), 5));
}

TEST_F(Responder, ClientsThatLeaveEarlyDoNotDisturbIt)
{
    for (int i = 0; i < 100; ++i) {
        const auto client = connectTo(responder->port());
        say(client, requestText({static_cast<std::uint64_t>(i) * 1'000'000, 0, 1'000'000}));
    }
    // Places are used again while deadlines of those that left are still to come.
    const auto took = drive(std::vector<plan::StepSpec>(50, request(150ms)));
    EXPECT_EQ(std::count_if(took.begin(), took.end(), [](double ms) { return ms >= 150; }), 50);
}

TEST_F(Responder, ReaderWhoDoesNotReadHoldsNobodyUp)
{
    const auto lazy = connectTo(responder->port());
    say(lazy, requestText({0, 0, 64U << 20}));
    EXPECT_LT(drive({request(10ms, 10, 10)}).front(), 1000);
    EXPECT_TRUE(isAnswer(hear(lazy, kAnswerHeaderBytes + (64U << 20)), 64U << 20));
}

TEST_F(Responder, EndsAtTheEndOfItsLifeline)
{
    const pid_t pid = responder->pid();
    EXPECT_TRUE(test::isAlive(pid));
    EXPECT_GE(responder->stop().ru_maxrss, 0);
    EXPECT_FALSE(test::isAlive(pid));
    EXPECT_THAT(interleave::test::children(), testing::IsEmpty());
}

TEST(ResponderAlone, IsNotForTheCommandLine)
{
    const auto pid = spawn::spawnChild({WORKER_PATH, {"--responder"}, {{2, 2}}, {}, {}});
    ASSERT_TRUE(pid);
    int status = 0;
    ::waitpid(*pid, &status, 0);
    EXPECT_EQ(spawn::describeWaitStatus(status), "exit code 2");
}

TEST(ResponderAlone, GoesWhenItsStarterIsKilled)
{
    std::array<int, 2> told{};
    ASSERT_EQ(::pipe(told.data()), 0);
    const pid_t starter = ::fork();
    if (starter == 0) {
        auto responder = ResponderProcess::start(WORKER_PATH);
        const pid_t pid = responder ? (*responder)->pid() : -1;
        if (::write(told[1], &pid, sizeof pid) > 0)
            ::pause();
        ::_exit(1);
    }
    pid_t pid = -1;
    ASSERT_EQ(::read(told[0], &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
    ASSERT_TRUE(test::isAlive(pid));
    ::kill(starter, SIGKILL);
    ::waitpid(starter, nullptr, 0);
    EXPECT_TRUE(interleave::test::eventually([&] { return !test::isAlive(pid); }));
    ::close(told[0]);
    ::close(told[1]);
}

TEST(ResponderAlone, IsRefusedByNameWhenItCannotBeStarted)
{
    const auto responder = ResponderProcess::start("/nowhere/interleave-worker");
    ASSERT_FALSE(responder);
    EXPECT_EQ(responder.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(responder.error().text(), testing::HasSubstr("/nowhere/interleave-worker"));
    EXPECT_FALSE(ResponderProcess::start("/bin/true"));
}

} // namespace
} // namespace interleave::workloads
