// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/control.h"

#include <nlohmann/json.hpp>

#include <array>

namespace interleave::wire {
namespace {

using nlohmann::json;

constexpr std::array kKinds{"ready", "started", "progress", "finished", "failed", "calibrated", "apart"};
constexpr std::array kCodes{"bad-input", "unsupported", "refused", "failed", "cancelled", "protocol"};

base::Error protocolError(std::string_view line, std::string what)
{
    return {base::ErrorCode::Protocol, std::move(what) + " in \"" + std::string(line.substr(0, 120)) + '"', "control channel"};
}

template <class Names>
std::optional<std::size_t> indexOf(const Names &names, const std::string &word)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (word == names[i])
            return i;
    }
    return std::nullopt;
}

json optionalNumber(const std::optional<std::int64_t> &value) { return value ? json(*value) : json(nullptr); }

std::optional<std::int64_t> optionalNumber(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? std::nullopt : std::optional(found->get<std::int64_t>());
}

void writeFinished(json &j, const RunnerMessage &m)
{
    j["makespan_ns"] = optionalNumber(m.makespanNs);
    j["first_result_ns"] = optionalNumber(m.firstResultNs);
    j["last_result_ns"] = optionalNumber(m.lastResultNs);
    j["teardown_ns"] = optionalNumber(m.teardownNs);
    j["user_ns"] = m.userNs;
    j["system_ns"] = m.systemNs;
    j["voluntary_switches"] = m.voluntarySwitches;
    j["involuntary_switches"] = m.involuntarySwitches;
    j["minor_faults"] = m.minorFaults;
    j["major_faults"] = m.majorFaults;
    j["peak_rss_bytes"] = m.peakRssBytes;
    j["worker_peak_rss_bytes"] = m.workerPeakRssBytes;
    j["processes_started"] = m.processesStarted;
    j["stopped"] = m.stopped;
    j["figures"] = m.figures;
    j["verdict"] = m.verdict;
}

void readFinished(const json &j, RunnerMessage &m)
{
    m.makespanNs = optionalNumber(j, "makespan_ns");
    m.firstResultNs = optionalNumber(j, "first_result_ns");
    m.lastResultNs = optionalNumber(j, "last_result_ns");
    m.teardownNs = optionalNumber(j, "teardown_ns");
    m.userNs = j.at("user_ns").get<std::int64_t>();
    m.systemNs = j.at("system_ns").get<std::int64_t>();
    m.voluntarySwitches = j.at("voluntary_switches").get<std::int64_t>();
    m.involuntarySwitches = j.at("involuntary_switches").get<std::int64_t>();
    m.minorFaults = j.at("minor_faults").get<std::int64_t>();
    m.majorFaults = j.at("major_faults").get<std::int64_t>();
    m.peakRssBytes = j.at("peak_rss_bytes").get<std::int64_t>();
    m.workerPeakRssBytes = j.at("worker_peak_rss_bytes").get<std::int64_t>();
    m.processesStarted = j.at("processes_started").get<std::int64_t>();
    m.stopped = j.at("stopped").get<bool>();
    m.figures = j.at("figures").get<std::map<std::string, std::int64_t>>();
    m.verdict = j.at("verdict").get<std::string>();
}

RunnerMessage readRunner(const json &j, RunnerMessage::Kind kind)
{
    RunnerMessage m;
    m.kind = kind;
    switch (kind) {
    case RunnerMessage::Kind::Ready: break;
    case RunnerMessage::Kind::Started:
        m.runStart = j.at("run_start_ns").get<std::int64_t>();
        m.setupNs = j.at("setup_ns").get<std::int64_t>();
        m.baselineRssBytes = j.at("baseline_rss_bytes").get<std::int64_t>();
        break;
    case RunnerMessage::Kind::Progress: m.tasksDone = j.at("tasks_done").get<std::uint64_t>(); break;
    case RunnerMessage::Kind::Finished: readFinished(j, m); break;
    case RunnerMessage::Kind::Failed:
        m.code = static_cast<base::ErrorCode>(indexOf(kCodes, j.at("code").get<std::string>()).value_or(static_cast<std::size_t>(base::ErrorCode::Failed)));
        m.error = j.at("error").get<std::string>();
        break;
    case RunnerMessage::Kind::Calibrated: m.iterationsPerMs = j.at("iterations_per_ms").get<double>(); break;
    case RunnerMessage::Kind::Apart: m.pid = j.at("pid").get<std::int64_t>(); break;
    }
    return m;
}

/// A foreign process's bytes may not be UTF-8: they are replaced, never thrown over.
std::string dump(const json &j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

} // namespace

std::string encode(const RunSpec &spec)
{
    return dump({{"message", "run"}, {"plan", spec.planJson}, {"entry", spec.entry}, {"iterations_per_ms", spec.iterationsPerMs}, {"worker", spec.workerPath}, {"folder", spec.folder}});
}

std::string encodeCalibrate() { return dump({{"message", "calibrate"}}); }
std::string encodeStop() { return dump({{"message", "stop"}}); }

std::string encode(const RunnerMessage &m)
{
    json j{{"message", kKinds.at(static_cast<std::size_t>(m.kind))}};
    switch (m.kind) {
    case RunnerMessage::Kind::Ready: break;
    case RunnerMessage::Kind::Started:
        j["run_start_ns"] = m.runStart;
        j["setup_ns"] = m.setupNs;
        j["baseline_rss_bytes"] = m.baselineRssBytes;
        break;
    case RunnerMessage::Kind::Progress: j["tasks_done"] = m.tasksDone; break;
    case RunnerMessage::Kind::Finished: writeFinished(j, m); break;
    case RunnerMessage::Kind::Failed:
        j["code"] = kCodes.at(static_cast<std::size_t>(m.code));
        j["error"] = m.error;
        break;
    case RunnerMessage::Kind::Calibrated: j["iterations_per_ms"] = m.iterationsPerMs; break;
    case RunnerMessage::Kind::Apart: j["pid"] = m.pid; break;
    }
    return dump(j);
}

base::Result<ControllerMessage> decodeController(std::string_view line)
{
    try {
        const json j = json::parse(line);
        const auto word = j.at("message").get<std::string>();
        ControllerMessage message;
        if (word == "stop")
            return message;
        if (word == "calibrate") {
            message.kind = ControllerMessage::Kind::Calibrate;
            return message;
        }
        if (word != "run")
            return protocolError(line, "unknown message");
        message.kind = ControllerMessage::Kind::Run;
        message.spec = {j.at("plan").get<std::string>(), j.at("entry").get<std::size_t>(), j.at("iterations_per_ms").get<double>(), j.at("worker").get<std::string>(),
                        j.at("folder").get<std::string>()};
        return message;
    } catch (const json::exception &e) {
        return protocolError(line, e.what());
    }
}

base::Result<RunnerMessage> decodeRunner(std::string_view line)
{
    try {
        const json j = json::parse(line);
        const auto kind = indexOf(kKinds, j.at("message").get<std::string>());
        if (!kind)
            return protocolError(line, "unknown message");
        return readRunner(j, static_cast<RunnerMessage::Kind>(*kind));
    } catch (const json::exception &e) {
        return protocolError(line, e.what());
    }
}

} // namespace interleave::wire
