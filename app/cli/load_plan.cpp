// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/load_plan.h"

#include "core/base/unique_fd.h"
#include "core/plan/plan_json.h"
#include "core/plan/presets.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace interleave::cli {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
constexpr std::string_view kPresetPrefix = "preset:";
constexpr std::size_t kLongestPlan = 64U << 20;

Result<std::string> readAll(int fd, const std::string &source)
{
    std::string text;
    std::array<char, 64 * 1024> piece;
    for (;;) {
        const ssize_t n = ::read(fd, piece.data(), piece.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return Error{ErrorCode::BadInput, "cannot be read: " + std::generic_category().message(errno), source};
        if (n == 0)
            return text;
        text.append(piece.data(), static_cast<std::size_t>(n));
        if (text.size() > kLongestPlan)
            return Error{ErrorCode::BadInput, "is longer than 64 MiB; a plan is a short JSON file", source};
    }
}

Result<std::string> readFile(const std::string &path)
{
    const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd)
        return readAll(fd.get(), path);
    std::string message = "cannot be opened: " + std::generic_category().message(errno) + "; a plan is a .json file, - or preset:NAME";
    const auto known = plan::presets();
    if (std::ranges::find(known, path, &plan::Preset::id) != known.end())
        message += " (did you mean preset:" + path + "?)";
    return Error{ErrorCode::BadInput, message, path};
}

Result<plan::Plan> read(const std::string &name, const plan::Catalogue &catalogue)
{
    if (name.starts_with(kPresetPrefix))
        return plan::loadPreset(std::string_view(name).substr(kPresetPrefix.size()), catalogue);
    const std::string source = name == "-" ? "stdin" : name;
    const Result<std::string> text = name == "-" ? readAll(STDIN_FILENO, source) : readFile(name);
    if (!text)
        return text.error();
    return plan::parsePlan(*text, catalogue, source);
}

/// Every concurrency model of this version, with default parameters. What cannot run the workload is left out by the engine, which says why.
std::vector<plan::ExecutorEntry> everyModel(const plan::Catalogue &catalogue)
{
    std::vector<plan::ExecutorEntry> entries;
    for (const plan::ExecutorDescriptor &executor : catalogue.executors) {
        if (executor.available)
            entries.push_back({executor.id, executor.id, {}, {}});
    }
    return entries;
}

Result<std::vector<plan::ExecutorEntry>> chosenExecutors(const RunOptions &options, const plan::Catalogue &catalogue)
{
    std::vector<plan::ExecutorEntry> entries;
    for (const std::string &text : options.executors) {
        if (text == "all") {
            const auto all = everyModel(catalogue);
            entries.insert(entries.end(), all.begin(), all.end());
            continue;
        }
        auto entry = plan::parseExecutorOption(text, catalogue);
        if (!entry)
            return entry.error();
        entries.push_back(std::move(entry).value());
    }
    return entries;
}

} // namespace

Result<plan::Plan> loadPlan(const RunOptions &options, const plan::Catalogue &catalogue)
{
    Result<plan::Plan> plan = read(options.plan, catalogue);
    // One option after the other, so that a complaint names the option and not the file.
    const auto put = [&](const char *option, bool given, const auto &apply) {
        if (!plan || !given)
            return;
        plan::Plan changed = *plan;
        apply(changed);
        plan = plan::validatePlan(std::move(changed), catalogue, option);
    };
    if (plan && !options.executors.empty()) {
        auto entries = chosenExecutors(options, catalogue);
        if (!entries)
            return entries.error();
        put("--executor", true, [&](plan::Plan &p) { p.executors = *entries; });
    }
    put("--repetitions", options.repetitions.has_value(), [&](plan::Plan &p) { p.repetitions = *options.repetitions; });
    put("--warmup", options.warmup.has_value(), [&](plan::Plan &p) { p.warmup = *options.warmup; });
    put("--timeout", options.timeoutS.has_value(), [&](plan::Plan &p) { p.timeoutS = *options.timeoutS; });
    put("--precision", options.precisionPercent.has_value(), [&](plan::Plan &p) { p.stop.precisionPercent = *options.precisionPercent; });
    put("--budget", options.budgetS.has_value(), [&](plan::Plan &p) { p.stop.budgetS = *options.budgetS; });
    if (plan && options.seed && *options.seed < 0)
        return Error{ErrorCode::BadInput, std::to_string(*options.seed) + " is out of range; at least 0", "--seed"};
    put("--seed", options.seed.has_value(), [&](plan::Plan &p) { p.workload.seed = static_cast<std::uint64_t>(*options.seed); });
    return plan;
}

} // namespace interleave::cli
