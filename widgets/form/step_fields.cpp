// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/step_fields.h"

#include "widgets/common/format.h"

#include <QCoreApplication>

#include <utility>

namespace interleave::widgets {
namespace {

using plan::limits::Range;

/// Reads and writes a member of a step.
template <auto Member>
struct Access;
template <class S, class V, V S::*Member>
struct Access<Member> {
    static FieldValue get(const plan::Step &step) { return FieldValue(std::in_place_type<V>, std::get<S>(step).*Member); }
    static void set(plan::Step &step, const FieldValue &value) { std::get<S>(step).*Member = std::get<V>(value); }
};

template <auto Member>
StepField number(const char *key, const char *label, const char *help, Unit unit, Range range, int part = 0)
{
    const bool whole = unit == Unit::Bytes || unit == Unit::Iterations;
    return {key, label, help, &Access<Member>::get, &Access<Member>::set, unit, range, whole, part, nullptr, {}};
}

template <auto Member>
StepField whole(const char *key, const char *label, const char *help, Unit unit, Range range, const char *zero)
{
    return {key, label, help, &Access<Member>::get, &Access<Member>::set, unit, {0, range.maximum}, true, 0, zero, {}};
}

template <auto Member>
StepField other(const char *key, const char *label, const char *help, std::array<const char *, 2> choices = {})
{
    return {key, label, help, &Access<Member>::get, &Access<Member>::set, Unit::None, {}, false, 0, nullptr, choices};
}

std::vector<StepField> networkFields()
{
    return {number<&plan::Network::delayMs>("delay_ms", QT_TRANSLATE_NOOP("StepFields", "Delay"),
                                            QT_TRANSLATE_NOOP("StepFields", "How long the responder of this program waits; 0 with a host of your own"), Unit::Milliseconds,
                                            plan::limits::kMilliseconds, 0),
            number<&plan::Network::requestBytes>("request_bytes", QT_TRANSLATE_NOOP("StepFields", "Request"), QT_TRANSLATE_NOOP("StepFields", "Bytes that are sent"), Unit::Bytes, plan::limits::kStepBytes, 1),
            number<&plan::Network::responseBytes>("response_bytes", QT_TRANSLATE_NOOP("StepFields", "Response"), QT_TRANSLATE_NOOP("StepFields", "Bytes that come back"), Unit::Bytes, plan::limits::kStepBytes, 2),
            other<&plan::Network::host>("host", QT_TRANSLATE_NOOP("StepFields", "Host"), QT_TRANSLATE_NOOP("StepFields", "Empty: a responder on this computer that runs with the experiment")),
            whole<&plan::Network::port>("port", QT_TRANSLATE_NOOP("StepFields", "Port"), QT_TRANSLATE_NOOP("StepFields", "TCP port of the host"), Unit::None, plan::limits::kPort, QT_TRANSLATE_NOOP("StepFields", "None")),
            other<&plan::Network::keepAlive>("keep_alive", QT_TRANSLATE_NOOP("StepFields", "Keep the connection"), QT_TRANSLATE_NOOP("StepFields", "Off: every request opens a connection of its own"))};
}

std::vector<StepForm> makeForms()
{
    using namespace plan::limits;
    return {
        {plan::Compute{20.0, true}, QT_TRANSLATE_NOOP("StepFields", "Compute"), QT_TRANSLATE_NOOP("StepFields", "compute %1"),
         {number<&plan::Compute::amount>("cpu_ms", QT_TRANSLATE_NOOP("StepFields", "Amount"), QT_TRANSLATE_NOOP("StepFields", "Time for the processor, calibrated once per experiment"), Unit::Milliseconds, kMilliseconds)}},
        {plan::Compute{1'000'000.0, false}, QT_TRANSLATE_NOOP("StepFields", "Iterations"), QT_TRANSLATE_NOOP("StepFields", "compute %1"),
         {number<&plan::Compute::amount>("iterations", QT_TRANSLATE_NOOP("StepFields", "Amount"), QT_TRANSLATE_NOOP("StepFields", "Rounds of a checked sum"), Unit::Iterations, kIterations)}},
        {plan::Sleep{20.0}, QT_TRANSLATE_NOOP("StepFields", "Sleep"), QT_TRANSLATE_NOOP("StepFields", "sleep %1"),
         {number<&plan::Sleep::ms>("ms", QT_TRANSLATE_NOOP("StepFields", "Duration"), QT_TRANSLATE_NOOP("StepFields", "How long the task waits"), Unit::Milliseconds, kMilliseconds)}},
        {plan::Network{20.0, 0.0, 0.0, {}, 0, true}, QT_TRANSLATE_NOOP("StepFields", "Network"), QT_TRANSLATE_NOOP("StepFields", "network %1"), networkFields()},
        {plan::File{true, 65536.0, false}, QT_TRANSLATE_NOOP("StepFields", "File"), QT_TRANSLATE_NOOP("StepFields", "file %1"),
         {number<&plan::File::bytes>("bytes", QT_TRANSLATE_NOOP("StepFields", "Size"), QT_TRANSLATE_NOOP("StepFields", "Bytes that are read or written"), Unit::Bytes, kStepBytes),
          other<&plan::File::write>("mode", QT_TRANSLATE_NOOP("StepFields", "Mode"), QT_TRANSLATE_NOOP("StepFields", "In a private folder that is removed afterwards"), {QT_TRANSLATE_NOOP("StepFields", "Read"), QT_TRANSLATE_NOOP("StepFields", "Write")}),
          other<&plan::File::fsync>("fsync", QT_TRANSLATE_NOOP("StepFields", "Wait for the disk (fsync)"), QT_TRANSLATE_NOOP("StepFields", "On: what was written is on the disk before the step ends"))}},
        {plan::Memory{16.0, 0.0}, QT_TRANSLATE_NOOP("StepFields", "Memory"), QT_TRANSLATE_NOOP("StepFields", "memory %1"),
         {number<&plan::Memory::mib>("mib", QT_TRANSLATE_NOOP("StepFields", "Size"), QT_TRANSLATE_NOOP("StepFields", "Memory that is allocated and touched"), Unit::Mebibytes, kMebibytes),
          number<&plan::Memory::holdMs>("hold_ms", QT_TRANSLATE_NOOP("StepFields", "Hold"), QT_TRANSLATE_NOOP("StepFields", "How long it is kept"), Unit::Milliseconds, kMilliseconds, 1)}},
        {plan::Lock{"lock", 5.0}, QT_TRANSLATE_NOOP("StepFields", "Lock"), QT_TRANSLATE_NOOP("StepFields", "lock %1"),
         {number<&plan::Lock::holdMs>("hold_ms", QT_TRANSLATE_NOOP("StepFields", "Hold"), QT_TRANSLATE_NOOP("StepFields", "How long it is kept"), Unit::Milliseconds, kMilliseconds),
          other<&plan::Lock::name>("name", QT_TRANSLATE_NOOP("StepFields", "Name"), QT_TRANSLATE_NOOP("StepFields", "Steps with the same name wait for each other, across processes too"))}},
        {plan::Command{{"true"}, {}, 0}, QT_TRANSLATE_NOOP("StepFields", "Command"), QT_TRANSLATE_NOOP("StepFields", "run %1"),
         {other<&plan::Command::argv>("argv", QT_TRANSLATE_NOOP("StepFields", "Command line"), QT_TRANSLATE_NOOP("StepFields", "Program and arguments; quotes keep a word together, and no shell reads it")),
          other<&plan::Command::cwd>("cwd", QT_TRANSLATE_NOOP("StepFields", "Folder"), QT_TRANSLATE_NOOP("StepFields", "Where the program runs; empty: where this program was started")),
          whole<&plan::Command::timeoutMs>("timeout_ms", QT_TRANSLATE_NOOP("StepFields", "Time-out"), QT_TRANSLATE_NOOP("StepFields", "A program that takes longer is ended"), Unit::Milliseconds, kTimeoutMs, QT_TRANSLATE_NOOP("StepFields", "None"))}},
    };
}

bool sameForm(const plan::Step &a, const plan::Step &b)
{
    const auto *first = std::get_if<plan::Compute>(&a), *second = std::get_if<plan::Compute>(&b);
    return a.index() == b.index() && (!first || first->milliseconds == second->milliseconds);
}

} // namespace

const std::vector<StepForm> &stepForms()
{
    static const std::vector<StepForm> forms = makeForms();
    return forms;
}

std::size_t formOf(const plan::Step &step)
{
    const auto &forms = stepForms();
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (sameForm(forms[i].fresh, step))
            return i;
    }
    return 0;
}

plan::Step withForm(const plan::Step &step, std::size_t form)
{
    const StepForm &from = stepForms()[formOf(step)], &to = stepForms()[form];
    if (&from == &to)
        return step;
    plan::Step made = to.fresh;
    const StepField &mainFrom = from.fields.front(), &mainTo = to.fields.front();
    const FieldValue value = mainFrom.get(step);
    // 20 iterations are not 20 milliseconds: across units the number starts anew.
    if (std::holds_alternative<plan::Number>(value) && mainFrom.unit == mainTo.unit && mainFrom.unit != Unit::None)
        mainTo.set(made, value);
    return made;
}

QString fieldText(const char *english) { return english ? QCoreApplication::translate("StepFields", english) : QString(); }

QString unitSuffix(Unit unit)
{
    switch (unit) {
    case Unit::Milliseconds: return fieldText(QT_TRANSLATE_NOOP("StepFields", " ms"));
    case Unit::Bytes: return fieldText(QT_TRANSLATE_NOOP("StepFields", " B"));
    case Unit::Mebibytes: return fieldText(QT_TRANSLATE_NOOP("StepFields", " MiB"));
    case Unit::None:
    case Unit::Iterations: break;
    }
    return {};
}

QString amountText(double value, Unit unit)
{
    constexpr double kNanoseconds = 1e6, kMebibyte = 1048576;
    switch (unit) {
    case Unit::Milliseconds: return durationText(value * kNanoseconds);
    case Unit::Bytes: return bytesText(value);
    case Unit::Mebibytes: return bytesText(value * kMebibyte);
    case Unit::None:
    case Unit::Iterations: break;
    }
    return threeDigits(value);
}

} // namespace interleave::widgets
