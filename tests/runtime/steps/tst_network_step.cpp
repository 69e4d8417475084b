// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/responder_process.h"
#include "core/workloads/connection_pool.h"
#include "core/workloads/responder_protocol.h"
#include "tests/runtime/process/process_table.h"
#include "tests/runtime/steps/step_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace interleave::workloads {
namespace {

using namespace std::chrono_literals;
using plan::StepKind;
using test::StepBench;
using testing::HasSubstr;
using trace::EventKind;
using trace::TaskStatus;

/// A server of the user's: does what it is told with each connection, one after another, until it is gone.
class ForeignServer {
public:
    explicit ForeignServer(std::function<void(int)> serve)
        : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        EXPECT_EQ(::bind(m_listener.get(), generic, length) | ::listen(m_listener.get(), 16) | ::getsockname(m_listener.get(), generic, &length), 0);
        port = ntohs(address.sin_port);
        m_thread = std::thread([this, serve = std::move(serve)] {
            for (;;) {
                const base::UniqueFd client(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
                if (!client)
                    return;
                ++accepted;
                serve(client.get());
            }
        });
    }
    ~ForeignServer()
    {
        ::shutdown(m_listener.get(), SHUT_RDWR);
        m_thread.join();
    }
    ForeignServer(const ForeignServer &) = delete;
    ForeignServer &operator=(const ForeignServer &) = delete;
    std::uint16_t port = 0;
    std::atomic<int> accepted{0};

private:
    base::UniqueFd m_listener;
    std::thread m_thread;
};

std::string readExactly(int client, std::size_t bytes)
{
    std::string text(bytes, '\0');
    const ssize_t n = ::recv(client, text.data(), bytes, MSG_WAITALL);
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return text;
}
void writeAll(int client, const std::string &text) { EXPECT_EQ(::send(client, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size())); }

class NetworkStep : public testing::Test, protected StepBench {
protected:
    void startResponder()
    {
        responder = std::move(runner::ResponderProcess::start(WORKER_PATH)).value();
        services.responderPort = responder->port();
        services.connections = std::make_shared<ConnectionPool>();
    }
    plan::StepSpec ask(base::Nanoseconds delay, std::int64_t bytes = 0, std::int64_t wanted = 0, bool keepAlive = true)
    {
        plan::StepDetail detail;
        detail.keepAlive = keepAlive;
        return step(StepKind::Network, delay.count(), bytes, wanted, detail);
    }
    plan::StepSpec askForeign(std::uint16_t port, std::int64_t bytes, std::int64_t wanted, bool keepAlive = false, std::vector<std::string> addresses = {"127.0.0.1"})
    {
        plan::StepDetail detail;
        detail.host = "server.example";
        detail.port = port;
        detail.keepAlive = keepAlive;
        services.hosts.resize(services.details.size() + 1);
        services.hosts.back() = {std::move(addresses), "Name or service not known"};
        services.connections = services.connections ? services.connections : std::make_shared<ConnectionPool>();
        return step(StepKind::Network, 0, bytes, wanted, detail);
    }
    std::unique_ptr<runner::ResponderProcess> responder;
};

TEST_F(NetworkStep, WaitsForTheAnswerAsBlocked)
{
    startResponder();
    const auto outcome = run(ask(60ms, 100, 100));
    EXPECT_EQ(outcome.status, TaskStatus::Succeeded) << outcome.error;
    EXPECT_GE(took(), 60ms);
    ASSERT_TRUE(life().blocked);
    EXPECT_GE(*life().blocked + life().runnable.value_or(0ns), 55ms) << "less only what it waited for a processor after waking up";
    EXPECT_LE(*life().blocked, took());
    const auto all = events();
    EXPECT_EQ(all.front().kind, EventKind::StepBegin);
    EXPECT_EQ(all.back().kind, EventKind::StepEnd);
    const auto blocked = std::count_if(all.begin(), all.end(), [](const auto &e) { return e.kind == EventKind::Blocked && e.flags == static_cast<std::uint8_t>(trace::BlockCause::Network); });
    const auto resumed = std::count_if(all.begin(), all.end(), [](const auto &e) { return e.kind == EventKind::Resumed && e.flags == static_cast<std::uint8_t>(trace::BlockCause::Network); });
    EXPECT_GE(blocked, 1);
    EXPECT_EQ(blocked, resumed);
}

TEST_F(NetworkStep, KeepsItsConnectionOrNot)
{
    startResponder();
    const auto kept = ask(0ms, 10, 10), closed = ask(0ms, 10, 10, false);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(run(kept).status, TaskStatus::Succeeded);
        EXPECT_EQ(services.connections->idle(), 1U);
    }
    const auto open = interleave::test::openDescriptors();
    for (int i = 0; i < 200; ++i)
        EXPECT_EQ(run(closed).status, TaskStatus::Succeeded);
    EXPECT_EQ(interleave::test::openDescriptors(), open);
    EXPECT_EQ(services.connections->idle(), 1U);
}

TEST_F(NetworkStep, CarriesLargeRequestsAndAnswers)
{
    startResponder();
    for (const bool keepAlive : {true, false}) {
        const auto outcome = run(ask(1ms, 20'000'001, 30'000'001, keepAlive));
        EXPECT_EQ(outcome.status, TaskStatus::Succeeded) << outcome.error;
    }
}

TEST_F(NetworkStep, EndsAtTheTasksTimeOutAndDropsTheConnection)
{
    startResponder();
    const auto outcome = run(ask(60s), 50ms);
    EXPECT_EQ(outcome.status, TaskStatus::TimedOut);
    EXPECT_THAT(outcome.error, HasSubstr("50 ms"));
    EXPECT_GE(took(), 50ms);
    EXPECT_LT(took(), 1s);
    EXPECT_EQ(services.connections->idle(), 0U);
}

TEST_F(NetworkStep, EndsSoonAfterACancelWithAndWithoutADescriptorToWakeIt)
{
    startResponder();
    EXPECT_EQ(runAndCancel(ask(60s), 20ms).status, TaskStatus::Cancelled);
    EXPECT_LT(took(), 500ms);

    const base::UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
    context.stopFd = stop.get();
    std::thread canceller([&] {
        std::this_thread::sleep_for(20ms);
        cancelled = true;
        const std::uint64_t one = 1;
        EXPECT_EQ(::write(stop.get(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
    });
    EXPECT_EQ(run(ask(60s)).status, TaskStatus::Cancelled);
    canceller.join();
    EXPECT_LT(took(), 500ms);
}

TEST_F(NetworkStep, AResponderThatIsKilledFailsTheRequestUnderWayAndTheNext)
{
    startResponder();
    const auto step = ask(60s);
    std::thread killer([&] {
        std::this_thread::sleep_for(50ms);
        ::kill(responder->pid(), SIGKILL);
    });
    const auto outcome = run(step);
    killer.join();
    EXPECT_EQ(outcome.status, TaskStatus::Failed);
    EXPECT_THAT(outcome.error, testing::MatchesRegex("the peer 127.0.0.1:[0-9]+ (closed|reset) the connection after 0 of 0 bytes"));
    EXPECT_EQ(run(step).error, "could not connect to 127.0.0.1:" + std::to_string(responder->port()) + ": Connection refused");
}

TEST_F(NetworkStep, ToAHostItSendsLettersAndALineFeedAndReadsWhatIsWanted)
{
    std::vector<std::string> heard;
    {
        ForeignServer server([&](int client) {
            heard.push_back(readExactly(client, 30));
            writeAll(client, "whatever comes, of which ten bytes are wanted");
            readExactly(client, 1);
        });
        EXPECT_EQ(run(askForeign(server.port, 30, 10)).error, "");
    } // read only once the server's thread has ended
    EXPECT_THAT(heard, testing::ElementsAre("abcdefghijklmnopqrstuvwxyzabc\n"));
    ForeignServer silent([](int client) { readExactly(client, 31); });
    EXPECT_EQ(run(askForeign(silent.port, 30, 0)).status, TaskStatus::Succeeded) << "nothing wanted, nothing awaited";
}

TEST_F(NetworkStep, TellsHowMuchOfTheAnswerCame)
{
    ForeignServer server([](int client) {
        readExactly(client, 1);
        writeAll(client, "twelve bytes");
        ::shutdown(client, SHUT_WR);
        readExactly(client, 1);
    });
    EXPECT_EQ(run(askForeign(server.port, 1, 100)).error, "the peer server.example:" + std::to_string(server.port) + " closed the connection after 12 of 100 bytes");
}

TEST_F(NetworkStep, APeerThatAnswersBeforeItHasReadEverythingIsNotADeadlock)
{
    constexpr std::size_t kBytes = 32U << 20; // more than all buffers on the way
    ForeignServer server([&](int client) {
        writeAll(client, std::string(kBytes, 'y'));
        for (std::size_t left = kBytes; left > 0;)
            left -= std::max<std::size_t>(readExactly(client, std::min<std::size_t>(left, 1U << 20)).size(), 1);
    });
    EXPECT_EQ(run(askForeign(server.port, kBytes, kBytes), 20s).error, "");
}

TEST_F(NetworkStep, AnIdleConnectionThatHasGoneStaleIsReplacedOnce)
{
    std::atomic<int> requests{0};
    ForeignServer server([&](int client) {
        while (readExactly(client, 5).size() == 5) {
            // The second request finds a connection that looks alive and is not.
            if (++requests == 2)
                return;
            writeAll(client, "fine");
        }
    });
    const auto step = askForeign(server.port, 5, 4, true);
    EXPECT_EQ(run(step).error, "");
    EXPECT_EQ(services.connections->idle(), 1U);
    EXPECT_EQ(run(step).error, "");
    EXPECT_EQ(server.accepted, 2);
    EXPECT_EQ(requests, 3);
    services.connections.reset();
}

TEST_F(NetworkStep, TriesTheAddressesOfAHostInTurn)
{
    ForeignServer server([](int client) { writeAll(client, "x"); });
    EXPECT_EQ(run(askForeign(server.port, 0, 1, false, {"::1", "127.0.0.1"})).error, "");
    EXPECT_EQ(run(askForeign(server.port, 0, 1, false, {})).error, "could not connect to server.example:" + std::to_string(server.port) + ": Name or service not known");
}

TEST_F(NetworkStep, AnswersThatAreNoneFailTheTask)
{
    const auto four = encodeAnswer(4), three = encodeAnswer(3);
    // All there before the first request: the server reads them in a thread of its own.
    const std::vector<std::string> answers{std::string(kAnswerHeaderBytes + 3, 'z'), std::string(four.data(), four.size()) + "abcd",
                                           std::string(three.data(), three.size()) + "abd"};
    ForeignServer server([&, next = std::size_t{0}](int client) mutable {
        readExactly(client, kRequestHeaderBytes);
        writeAll(client, answers.at(next++));
        readExactly(client, 1);
    });
    services.responderPort = server.port;
    const auto peer = "127.0.0.1:" + std::to_string(server.port);
    const auto step = ask(0ms, 0, 3, false);
    EXPECT_EQ(run(step).error, "wrong answer from " + peer);
    EXPECT_EQ(run(step).error, "wrong answer from " + peer + ": 4 bytes instead of 3");
    EXPECT_EQ(run(step).error, "the answer from " + peer + " was damaged on the way");
}

TEST_F(NetworkStep, WithoutAResponderItSaysSo)
{
    EXPECT_THAT(run(ask(1ms)).error, HasSubstr("no responder runs"));
    context.services = nullptr;
    EXPECT_THAT(run(ask(1ms)).error, HasSubstr("network: this process was lent nothing for it"));
}

TEST_F(NetworkStep, TheInterludeIsToldOfEveryWait)
{
    startResponder();
    test::CountingInterlude interlude;
    context.interlude = &interlude;
    EXPECT_EQ(run(ask(5ms)).error, "");
    EXPECT_GE(interlude.before, 1);
    EXPECT_EQ(interlude.before, interlude.after);
    EXPECT_EQ(interlude.slices, 0);
}

} // namespace
} // namespace interleave::workloads
