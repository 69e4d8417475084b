// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/checks.h"

#include <algorithm>
#include <cmath>

namespace interleave::plan {
namespace {

std::string outOfRange(const std::string &value, limits::Range range, std::string_view kind)
{
    return value + " is out of range, give a " + std::string(kind) + " from " + numberText(range.minimum) + " to " + numberText(range.maximum);
}

void checkIndexed(const Indexed &indexed, limits::Range range, bool whole, std::int64_t count, const std::string &path, FirstFault &fault)
{
    checkWhole(indexed.modulo, limits::kModulo, member(path, "modulo"), fault);
    checkRange(indexed.base, range, member(path, "base"), fault);
    if (whole && indexed.base != std::trunc(indexed.base))
        fault.bad(member(path, "base"), numberText(indexed.base) + " is not whole, give a whole number");
    if (whole && indexed.step != std::trunc(indexed.step))
        fault.bad(member(path, "step"), numberText(indexed.step) + " is not whole, give a whole number");
    const auto lastIndex = static_cast<double>(std::clamp<std::int64_t>(std::min(indexed.modulo, count) - 1, 0, limits::kTasks));
    const double last = indexed.base + lastIndex * indexed.step;
    if (!(last >= range.minimum && last <= range.maximum))
        fault.bad(member(path, "step"), "task " + numberText(lastIndex) + " gets " + outOfRange(numberText(last), range, "step that keeps it"));
}

void checkDistribution(const Distribution &drawn, limits::Range range, const std::string &path, FirstFault &fault)
{
    using enum Distribution::Kind;
    switch (drawn.kind) {
    case Uniform:
        checkRange(drawn.first, range, member(path, "min"), fault);
        checkRange(drawn.second, range, member(path, "max"), fault);
        if (drawn.second < drawn.first)
            fault.bad(member(path, "max"), numberText(drawn.second) + " is less than min, give at least " + numberText(drawn.first));
        return;
    case Exponential:
        checkRange(drawn.first, range, member(path, "mean"), fault);
        return;
    case Lognormal:
        checkRange(drawn.first, range, member(path, "median"), fault);
        checkRange(drawn.second, limits::kSigma, member(path, "sigma"), fault);
        return;
    }
}

std::string rightValue(const ParameterDescriptor &parameter)
{
    if (std::holds_alternative<std::int64_t>(parameter.defaultValue))
        return "give a whole number from " + std::to_string(parameter.minimum) + " to " + std::to_string(parameter.maximum);
    if (std::holds_alternative<bool>(parameter.defaultValue))
        return "give true or false";
    std::string right = "give ";
    for (std::size_t i = 0; i < parameter.choices.size(); ++i)
        right += (i == 0 ? "" : i + 1 == parameter.choices.size() ? " or " : ", ") + parameter.choices[i];
    return right;
}

void checkParameter(const ParameterValue &value, const ParameterDescriptor &parameter, const std::string &path, FirstFault &fault)
{
    const auto *text = std::get_if<std::string>(&value);
    if (value.index() != parameter.defaultValue.index()) {
        const std::string shown = text ? inQuotes(*text) : toText(value);
        return fault.bad(path, shown + " has the wrong type, " + rightValue(parameter));
    }
    if (const auto *number = std::get_if<std::int64_t>(&value); number && (*number < parameter.minimum || *number > parameter.maximum))
        fault.bad(path, std::to_string(*number) + " is out of range, " + rightValue(parameter));
    if (text && std::find(parameter.choices.begin(), parameter.choices.end(), *text) == parameter.choices.end())
        fault.bad(path, inQuotes(*text) + " is none of the choices, " + rightValue(parameter));
}

/// "did you mean …?" or the whole list.
std::string instead(std::string_view word, const std::vector<std::string> &known)
{
    if (const std::string nearest = nearestWord(word, known); !nearest.empty())
        return ", did you mean \"" + nearest + "\"?";
    std::string list;
    for (const std::string &one : known)
        list += (list.empty() ? "" : ", ") + one;
    return list.empty() ? ", it has none" : ", give one of " + list;
}

std::vector<std::string> availableExecutors(const Catalogue &catalogue)
{
    std::vector<std::string> ids;
    for (const ExecutorDescriptor &descriptor : catalogue.executors)
        if (descriptor.available)
            ids.push_back(descriptor.id);
    return ids;
}

} // namespace

void checkRange(double value, limits::Range range, const std::string &path, FirstFault &fault)
{
    if (!(value >= range.minimum && value <= range.maximum)) // written so that NaN is out of range
        fault.bad(path, outOfRange(numberText(value), range, "number"));
}

void checkWhole(std::int64_t value, limits::Range range, const std::string &path, FirstFault &fault)
{
    if (value < static_cast<std::int64_t>(range.minimum) || value > static_cast<std::int64_t>(range.maximum))
        fault.bad(path, outOfRange(std::to_string(value), range, "whole number"));
}

void checkLine(const std::string &text, std::size_t bytes, const std::string &path, FirstFault &fault)
{
    if (text.size() > bytes)
        fault.bad(path, "is " + std::to_string(text.size()) + " bytes long, give at most " + std::to_string(bytes));
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
        fault.bad(path, inQuotes(text) + " holds a control character, give one line of plain text");
}

void checkNumber(const Number &number, limits::Range range, bool whole, std::int64_t count, const std::string &path, FirstFault &fault)
{
    if (const auto *indexed = std::get_if<Indexed>(&number))
        return checkIndexed(*indexed, range, whole, count, path, fault);
    if (const auto *drawn = std::get_if<Distribution>(&number))
        return checkDistribution(*drawn, range, path, fault);
    const double value = std::get<double>(number);
    checkRange(value, range, path, fault);
    if (whole && value != std::trunc(value))
        fault.bad(path, numberText(value) + " is not whole, give a whole number");
}

void checkExecutor(const ExecutorEntry &entry, const Catalogue &catalogue, const std::string &path, FirstFault &fault)
{
    const ExecutorDescriptor *descriptor = catalogue.executor(entry.id);
    const std::vector<std::string> available = availableExecutors(catalogue);
    if (!descriptor)
        return fault.bad(member(path, "id"), "unknown concurrency model " + inQuotes(entry.id) + instead(entry.id, available));
    if (!descriptor->available) {
        std::string right = "give one of ";
        for (const std::string &id : available)
            right += (id == available.front() ? "" : ", ") + id;
        return fault.later(member(path, "id"), "the concurrency model " + entry.id, right);
    }
    std::vector<std::string> keys;
    for (const ParameterDescriptor &parameter : descriptor->parameters)
        keys.push_back(parameter.key);
    for (const auto &[key, value] : entry.parameters) {
        if (const ParameterDescriptor *parameter = descriptor->parameter(key))
            checkParameter(value, *parameter, member(path, key), fault);
        else
            fault.bad(path, entry.id + " has no parameter " + inQuotes(key) + instead(key, keys));
    }
}

} // namespace interleave::plan
