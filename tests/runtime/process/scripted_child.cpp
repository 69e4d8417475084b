// SPDX-License-Identifier: GPL-3.0-or-later
// A child that does what its script says, as a plain program or as a worker.
//
//     scripted_child exit N | signal N | hang | stubborn | close-and-hang | fds | state
//     scripted_child --lane N      a worker; at the task INTERLEAVE_TEST_TASK it does INTERLEAVE_TEST_SCRIPT:
//         exit N | signal N | hang | stubborn | garbage | half | slow | twice | close-and-hang | unborn (dies before it starts the task)
//         damaged (what it gives back is not what it should be) | short (nothing comes back)
//         unready: dies before it is ready; mute: is never ready; the rest it answers as succeeded. INTERLEAVE_TEST_TASK=all: every task
//     scripted_child --lane N --dispatcher M --queue Q --slot S     the same with a shared queue, and:
//         unnoted (dies before it notes what it took) | foreign (answers a task that it does not have) | long (more bytes than a message may have)
#include "core/trace/trace.h"
#include "core/wire/datagram.h"
#include "core/wire/messages.h"
#include "core/wire/payload.h"
#include "core/wire/queue_page.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace {

using namespace interleave;

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

[[noreturn]] void hang()
{
    for (;;)
        ::pause();
}

void listDescriptors()
{
    DIR* folder = ::opendir("/proc/self/fd");
    while (const dirent* entry = ::readdir(folder)) {
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != ::dirfd(folder))
            std::printf("%s ", entry->d_name);
    }
    ::closedir(folder);
    std::fflush(stdout);
}

/// Group is our own pid, blocked signals, whether SIGPIPE and SIGINT are at their defaults, folder.
void printState()
{
    sigset_t blocked;
    ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
    struct sigaction pipe {
    }, interrupt{};
    ::sigaction(SIGPIPE, nullptr, &pipe);
    ::sigaction(SIGINT, nullptr, &interrupt);
    std::array<char, 4096> folder{};
    std::printf("group=%d blocked=%d defaults=%d parent=%d folder=%s", ::getpgrp() == ::getpid(), ::sigismember(&blocked, SIGUSR1),
        pipe.sa_handler == SIG_DFL && interrupt.sa_handler == SIG_DFL, environment("INTERLEAVE_PARENT") == std::to_string(::getppid()),
        ::getcwd(folder.data(), folder.size()));
    std::fflush(stdout);
}

void send(const wire::Bytes& bytes)
{
    if (::write(wire::kWorkerOutFd, bytes.data(), bytes.size()) < 0)
        ::_exit(9);
}

void send(const wire::Message& message)
{
    wire::Bytes bytes;
    wire::append(bytes, message);
    send(bytes);
}

/// What needs no channel.
void act(const std::string& what, int number)
{
    if (what == "exit")
        ::_exit(number);
    if (what == "signal") {
        ::signal(number, SIG_DFL); // a sanitizer has a handler of its own
        ::kill(::getpid(), number);
        hang();
    }
    if (what == "stubborn")
        ::signal(SIGTERM, SIG_IGN);
    if (what == "close-and-hang")
        ::close(wire::kWorkerOutFd);
    if (what == "hang" || what == "stubborn" || what == "close-and-hang")
        hang();
}

bool isMeant(base::TaskId task)
{
    const std::string at = environment("INTERLEAVE_TEST_TASK");
    return at == "all" || at == std::to_string(task.value);
}

void misbehave(const std::string& script, base::TaskId task)
{
    const auto space = script.find(' ');
    act(script.substr(0, space), space == std::string::npos ? 0 : std::atoi(script.c_str() + space));
    if (script == "garbage")
        send(wire::Bytes(5000, std::byte{0x5a}));
    if (script == "garbage" || script == "half") {
        wire::Bytes whole;
        wire::append(whole, wire::TaskResult{0, task, trace::TaskStatus::Succeeded, {}});
        whole.resize(7);
        send(whole);
        ::_exit(0);
    }
    if (script == "slow")
        ::usleep(300'000);
    if (script == "twice")
        send(wire::TaskResult{0, task, trace::TaskStatus::Succeeded, {}});
}

void run(const plan::TaskSpec& task, trace::LaneWriter& lane)
{
    const std::string script = environment("INTERLEAVE_TEST_SCRIPT");
    const bool meant = isMeant(task.id);
    if (meant && script == "unborn")
        ::_exit(4);
    lane.started(task.id);
    if (meant)
        misbehave(script, task.id);
    if (task.resultBytes > 0 && !(meant && script == "short"))
        send(wire::Payload{0, task.id, wire::Bytes(task.resultBytes, std::byte{1})}); // never what it should be
    lane.finished(task.id, trace::TaskStatus::Succeeded);
    send(wire::TaskResult{0, task.id, trace::TaskStatus::Succeeded, {}});
}

std::optional<wire::Message> receive(wire::FrameDecoder& decoder)
{
    std::array<std::byte, 4096> buffer;
    for (;;) {
        const auto frame = decoder.next();
        if (frame && *frame)
            return *wire::decode(**frame);
        const ssize_t n = ::read(wire::kWorkerInFd, buffer.data(), buffer.size());
        if (n <= 0)
            return std::nullopt;
        decoder.feed(std::span(buffer).first(static_cast<std::size_t>(n)));
    }
}

void push(const wire::Bytes& bytes) { wire::putDatagram(wire::kWorkerResultQueueFd, bytes, -1, true); }

void push(base::TaskId task)
{
    wire::Bytes bytes;
    wire::append(bytes, wire::TaskResult{0, task, trace::TaskStatus::Succeeded, {}});
    push(bytes);
}

void misbehaveAtQueue(const std::string& script, base::TaskId task)
{
    const auto space = script.find(' ');
    act(script.substr(0, space), space == std::string::npos ? 0 : std::atoi(script.c_str() + space));
    if (script == "garbage")
        push(wire::Bytes(5000, std::byte{0x5a}));
    if (script == "long")
        push(wire::Bytes(wire::kLongestDatagram + 1, std::byte{0}));
    for (int i = 0; script == "twice" && i < 2; ++i)
        push(task);
    if (script == "foreign")
        push(base::TaskId{task.value + 1});
    if (script == "garbage" || script == "long" || script == "twice" || script == "foreign")
        hang();
}

void runFromQueue(const plan::TaskSpec& task, trace::LaneWriter& lane, wire::QueuePage& page, std::uint32_t slot)
{
    const std::string script = environment("INTERLEAVE_TEST_SCRIPT");
    const bool meant = isMeant(task.id);
    if (meant && script == "unnoted")
        ::_exit(5);
    page.holds(slot, task.id);
    page.noteTaken(task.payloadBytes);
    if (meant && script == "unborn")
        ::_exit(4);
    lane.started(task.id);
    if (meant)
        misbehaveAtQueue(script, task.id);
    lane.finished(task.id, trace::TaskStatus::Succeeded);
    push(task.id);
    page.holdsNothing(slot);
}

int serveQueue(trace::LaneWriter& lane, std::uint32_t slot)
{
    auto page = wire::QueuePage::attach(base::UniqueFd(wire::kWorkerQueuePageFd), slot);
    if (!page)
        return 8;
    wire::Bytes buffer(wire::kLongestDatagram);
    while (const auto datagram = wire::takeDatagram(wire::kWorkerTaskQueueFd, buffer, true)) {
        auto bytes = datagram->bytes;
        const auto message = *wire::decode(*wire::takeFrame(bytes));
        const auto* tasks = std::get_if<wire::Tasks>(&message);
        if (!tasks) {
            page->leaves(slot);
            return 0;
        }
        runFromQueue(tasks->tasks.front(), lane, *page, slot);
    }
    return 0;
}

int beWorker(std::uint32_t laneNumber, const char* slot)
{
    const std::string script = environment("INTERLEAVE_TEST_SCRIPT");
    if (script == "unready")
        return 6;
    auto mapping = trace::Mapping::attach(base::UniqueFd(wire::kWorkerTraceFd));
    if (!mapping)
        return 7;
    trace::LaneWriter lane(std::move(*mapping), base::LaneId{laneNumber});
    send(wire::Hello{wire::kFrameVersion, ::getpid()});
    if (script == "mute")
        hang();
    send(wire::Ready{});
    if (slot)
        return serveQueue(lane, static_cast<std::uint32_t>(std::atoi(slot)));
    wire::FrameDecoder decoder;
    while (const auto message = receive(decoder)) {
        if (std::holds_alternative<wire::Payload>(*message) || std::holds_alternative<wire::Setup>(*message))
            continue;
        const auto* batch = std::get_if<wire::Tasks>(&*message);
        if (!batch)
            return 0;
        for (const plan::TaskSpec& task : batch->tasks)
            run(task, lane);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string what = argc > 1 ? argv[1] : "";
    const int number = argc > 2 ? std::atoi(argv[2]) : 0;
    if (what == "--lane")
        return beWorker(static_cast<std::uint32_t>(number), argc == 9 ? argv[8] : nullptr);
    if (what == "fds")
        listDescriptors();
    if (what == "state")
        printState();
    act(what, number);
    return 0;
}
