// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/checks.h"

namespace interleave::plan {
namespace {

/// One overload a step: ranges of its numbers, whether this version runs it or not.
struct StepCheck {
    std::int64_t count;
    const std::string &path;
    FirstFault &fault;

    void operator()(const Compute &step) const
    {
        if (step.milliseconds)
            number(step.amount, limits::kMilliseconds, "cpu_ms");
        else
            number(step.amount, limits::kIterations, "iterations", true);
    }
    void operator()(const Sleep &step) const { number(step.ms, limits::kMilliseconds, "ms"); }
    void operator()(const Network &step) const
    {
        number(step.delayMs, limits::kMilliseconds, "delay_ms");
        number(step.requestBytes, limits::kStepBytes, "request_bytes", true);
        number(step.responseBytes, limits::kStepBytes, "response_bytes", true);
        text(step.host, "host");
        if (!step.host.empty())
            checkHost(step);
        else if (step.port != 0)
            fault.bad(member(path, "port"), "has no host, give host too or leave both out");
    }
    void operator()(const File &step) const { number(step.bytes, limits::kStepBytes, "bytes", true); }
    void operator()(const Memory &step) const
    {
        number(step.mib, limits::kMebibytes, "mib");
        number(step.holdMs, limits::kMilliseconds, "hold_ms");
    }
    void operator()(const Lock &step) const
    {
        if (step.name.empty())
            fault.bad(member(path, "name"), "is empty, name the lock");
        checkLine(step.name, limits::kNameBytes, member(path, "name"), fault);
        number(step.holdMs, limits::kMilliseconds, "hold_ms");
    }
    void operator()(const Command &step) const
    {
        if (step.argv.empty() || step.argv.front().empty())
            fault.bad(member(path, "argv"), "names no program, give a list of texts, the program first");
        if (step.argv.size() > limits::kSteps)
            fault.bad(member(path, "argv"), "has " + std::to_string(step.argv.size()) + " elements, at most " + std::to_string(limits::kSteps) + " may stand here");
        for (std::size_t i = 0; i < step.argv.size(); ++i)
            text(step.argv[i], element("argv", i));
        text(step.cwd, "cwd");
        if (step.timeoutMs != 0)
            checkWhole(step.timeoutMs, limits::kTimeoutMs, member(path, "timeout_ms"), fault);
    }

private:
    void checkHost(const Network &step) const
    {
        checkWhole(step.port, limits::kPort, member(path, "port"), fault);
        if (step.delayMs != Number(0.0))
            fault.bad(member(path, "delay_ms"), "is for the responder of this program, a host answers when it likes: leave delay_ms or host out");
    }
    void number(const Number &value, limits::Range range, std::string_view key, bool whole = false) const
    {
        checkNumber(value, range, whole, count, member(path, key), fault);
    }
    /// Passed on to the operating system, which ends texts at a NUL.
    void text(const std::string &value, const std::string &key) const
    {
        if (value.size() > limits::kTextBytes)
            fault.bad(path + '.' + key, "is " + std::to_string(value.size()) + " bytes long, give at most " + std::to_string(limits::kTextBytes));
        if (value.find('\0') != std::string::npos)
            fault.bad(path + '.' + key, inQuotes(value) + " holds a NUL character, give text without");
    }
};

} // namespace

void checkStep(const Step &step, std::int64_t count, const Catalogue &catalogue, const std::string &path, FirstFault &fault)
{
    const std::string name(toText(kindOf(step)));
    const std::string stepPath = member(path, name);
    std::visit(StepCheck{count, stepPath, fault}, step);
    const StepDescriptor *descriptor = catalogue.step(name);
    if (descriptor && descriptor->available)
        return;
    std::string right;
    for (const StepDescriptor &other : catalogue.steps)
        if (other.available)
            right += (right.empty() ? "give " : " or ") + other.id;
    fault.later(stepPath, "the step " + name, right);
}

} // namespace interleave::plan
