// SPDX-License-Identifier: GPL-3.0-or-later
// A runner that behaves, or misbehaves, as the name of its plan says.
#include "core/base/clock.h"
#include "core/trace/trace.h"
#include "core/wire/control.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <signal.h>
#include <string>
#include <unistd.h>

namespace base = interleave::base;
namespace trace = interleave::trace;
namespace wire = interleave::wire;
using Kind = wire::RunnerMessage::Kind;

namespace {

void say(wire::RunnerMessage message) { std::cout << wire::encode(message) << std::endl; }

wire::RunnerMessage make(Kind kind)
{
    wire::RunnerMessage message;
    message.kind = kind;
    return message;
}

void finish(bool stopped)
{
    auto message = make(Kind::Finished);
    message.makespanNs = 1'000'000;
    message.stopped = stopped;
    say(message);
}

void runTasks(const std::shared_ptr<trace::Mapping> &mapping)
{
    trace::LaneWriter lane(mapping, trace::LaneRole::Application, "application", base::kNoLane);
    for (std::uint32_t i = 0; i < mapping->header().taskCount; ++i) {
        lane.submitted(base::TaskId{i}, *mapping->runStart());
        lane.started(base::TaskId{i});
        lane.finished(base::TaskId{i}, trace::TaskStatus::Succeeded);
    }
}

/// A process of a session of its own that nobody but a subreaper gets hold of; its pid is in the trace.
void leaveOrphan(const std::shared_ptr<trace::Mapping> &mapping)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::setsid();
        if (::fork() == 0) {
            trace::LaneWriter lane(mapping, trace::LaneRole::System, "orphan", base::kNoLane);
            lane.setIdentity(::getpid(), ::getpid());
            ::setpgid(0, 0);
            ::sleep(60);
        }
        ::_exit(0);
    }
    while (trace::Reader(mapping).laneInfo(base::LaneId{1}).pid == 0)
        ::usleep(1000);
}

void stayDeaf()
{
    ::signal(SIGTERM, SIG_IGN);
    for (;;)
        ::pause();
}

} // namespace

int main()
{
    say(make(Kind::Ready));
    std::string line;
    std::getline(std::cin, line);
    const auto order = wire::decodeController(line);
    if (!order || order->kind == wire::ControllerMessage::Kind::Stop)
        return 9;
    if (order->kind == wire::ControllerMessage::Kind::Calibrate) {
        auto message = make(Kind::Calibrated);
        message.iterationsPerMs = 1234;
        say(message);
        return 0;
    }
    const std::string name = nlohmann::json::parse(order->spec.planJson).at("name").get<std::string>();
    const auto mapping = trace::Mapping::attach(base::UniqueFd(wire::kTraceFd)).value();
    const auto is = [&](const char *what) { return name == what; };
    if (is("refuse")) {
        auto message = make(Kind::Failed);
        message.code = base::ErrorCode::Refused;
        message.error = "no threads left";
        say(message);
        return 1;
    }
    mapping->setRunStart(base::monotonicNow());
    auto started = make(Kind::Started);
    started.runStart = mapping->runStart()->count();
    say(started);
    if (is("deaf"))
        stayDeaf();
    if (is("polite")) {
        std::getline(std::cin, line);
        finish(true);
        return 0;
    }
    if (is("garbage")) {
        std::cout << "this is not a message" << std::endl;
        stayDeaf();
    }
    if (is("chatty")) {
        for (int i = 0; i < 20'000; ++i)
            std::cerr << "line " << i << " of much that nobody asked for\n";
        std::cerr << "boom" << std::endl;
        return 3;
    }
    if (is("killed"))
        ::kill(::getpid(), SIGKILL);
    runTasks(mapping);
    if (is("orphan"))
        leaveOrphan(mapping);
    finish(false);
    if (is("lingers"))
        stayDeaf();
    return 0;
}
