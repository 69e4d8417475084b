// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/step_read.h"

#include "core/plan/limits.h"
#include "core/plan/object_reader.h"

#include <array>

namespace interleave::plan {
namespace {

using nlohmann::json;

Number readDistribution(const json &value, const std::string &path, FirstFault &fault)
{
    const auto name = asText(value["distribution"], member(path, "distribution"), fault).value_or(std::string());
    using enum Distribution::Kind;
    if (name == "uniform") {
        const ObjectReader object(value, path, {"distribution", "min", "max"}, fault);
        return Distribution{Uniform, object.requiredNumber("min"), object.requiredNumber("max")};
    }
    if (name == "exponential") {
        const ObjectReader object(value, path, {"distribution", "mean"}, fault);
        return Distribution{Exponential, object.requiredNumber("mean"), 0};
    }
    if (name == "lognormal") {
        const ObjectReader object(value, path, {"distribution", "median", "sigma"}, fault);
        return Distribution{Lognormal, object.requiredNumber("median"), object.requiredNumber("sigma")};
    }
    fault.bad(member(path, "distribution"), unknownWord("distribution", name, {"uniform", "exponential", "lognormal"}));
    return 0.0;
}

/// A number, `{base, step, modulo}` or `{distribution, …}`.
Number readNumber(const json &value, const std::string &path, FirstFault &fault)
{
    if (value.is_number())
        return value.get<double>();
    if (!value.is_object()) {
        fault.bad(path, "is " + std::string(typeName(value)) + ", give a number, {base, step, modulo} or {distribution, …}");
        return 0.0;
    }
    if (value.contains("distribution"))
        return readDistribution(value, path, fault);
    const ObjectReader object(value, path, {"base", "step", "modulo", "distribution"}, fault);
    return Indexed{object.requiredNumber("base"), object.requiredNumber("step"), object.requiredWhole("modulo")};
}

Number optionalNumber(const ObjectReader &object, const char *key)
{
    const json *value = object.optional(key);
    return value ? readNumber(*value, object.path(key), object.fault()) : Number(0.0);
}

Number requiredNumber(const ObjectReader &object, const char *key)
{
    const json *value = object.required(key, "give a number");
    return value ? readNumber(*value, object.path(key), object.fault()) : Number(0.0);
}

Step readCompute(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"iterations", "cpu_ms"}, fault);
    const bool calibrated = object.optional("cpu_ms") != nullptr;
    if (calibrated == (object.optional("iterations") != nullptr)) {
        fault.bad(path, calibrated ? "has both iterations and cpu_ms, give one of them" : "says no amount, give iterations or cpu_ms");
        return Compute{};
    }
    return Compute{requiredNumber(object, calibrated ? "cpu_ms" : "iterations"), calibrated};
}

Step readSleep(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"ms"}, fault);
    return Sleep{requiredNumber(object, "ms")};
}

Step readNetwork(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"delay_ms", "request_bytes", "response_bytes", "host", "port", "keep_alive"}, fault);
    Network network;
    network.delayMs = optionalNumber(object, "delay_ms");
    network.requestBytes = optionalNumber(object, "request_bytes");
    network.responseBytes = optionalNumber(object, "response_bytes");
    network.host = object.text("host");
    network.port = object.whole("port", 0);
    network.keepAlive = object.truth("keep_alive", true);
    if (object.optional("host") && network.host.empty())
        fault.bad(object.path("host"), "is empty, name a host or leave it out");
    if (object.optional("port") && network.port == 0)
        fault.bad(object.path("port"), "0 is out of range, give a whole number from 1 to 65535");
    return network;
}

Step readFile(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"mode", "bytes", "fsync"}, fault);
    const std::string mode = object.requiredText("mode", "give read or write");
    if (mode != "read" && mode != "write")
        fault.bad(object.path("mode"), inQuotes(mode) + " is none, give read or write");
    return File{mode == "write", requiredNumber(object, "bytes"), object.truth("fsync", false)};
}

Step readMemory(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"mib", "hold_ms"}, fault);
    return Memory{requiredNumber(object, "mib"), optionalNumber(object, "hold_ms")};
}

Step readLock(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"name", "hold_ms"}, fault);
    return Lock{object.requiredText("name", "name the lock"), optionalNumber(object, "hold_ms")};
}

Step readCommand(const json &value, const std::string &path, FirstFault &fault)
{
    const ObjectReader object(value, path, {"argv", "cwd", "timeout_ms"}, fault);
    Command command;
    const auto *argv = object.required("argv", "give a list of texts, the program first");
    if (argv && isArray(*argv, object.path("argv"), limits::kSteps, fault))
        for (std::size_t i = 0; i < argv->size(); ++i)
            command.argv.push_back(asText((*argv)[i], element(object.path("argv"), i), fault).value_or(std::string()));
    command.cwd = object.text("cwd");
    command.timeoutMs = object.whole("timeout_ms", 0);
    if (object.optional("timeout_ms") && command.timeoutMs == 0)
        fault.bad(object.path("timeout_ms"), "0 is out of range, give a whole number from 1 to 86400000");
    return command;
}

} // namespace

Step readStep(const json &value, const std::string &path, FirstFault &fault)
{
    using Read = Step (*)(const json &, const std::string &, FirstFault &);
    static const std::vector<std::string> names{"compute", "sleep", "network", "file", "memory", "lock", "command"};
    constexpr std::array<Read, 7> kReaders{readCompute, readSleep, readNetwork, readFile, readMemory, readLock, readCommand};

    const ObjectReader object(value, path, names, fault);
    if (fault.any())
        return Compute{};
    if (value.size() != 1) {
        fault.bad(path, "names " + std::to_string(value.size()) + " steps, give one a step: { \"sleep\": { \"ms\": 50 } }");
        return Compute{};
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const json *step = object.optional(names[i].c_str()))
            return kReaders[i](*step, object.path(names[i]), fault);
    return Compute{};
}

} // namespace interleave::plan
