// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_printer.h"

#include "core/export/columns.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace interleave::cli {
namespace {

constexpr std::size_t kBarCells = 16;
constexpr base::Nanoseconds kRedraw = std::chrono::milliseconds(80);

std::size_t terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void toStderr(const std::string &text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

std::string numberText(double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

/// "0.4 s", "12 s", "3 min 20 s", "2 h 5 min"
std::string durationText(double seconds)
{
    if (seconds < 10)
        return numberText(std::max(std::round(seconds * 10) / 10, 0.1)) + " s";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60)
        return std::to_string(whole) + " s";
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string counted(std::size_t count, const std::string &thing) { return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s"); }

/// "123.4 ms" or what became of the run instead.
std::string outcomeOf(const record::RunRecord &run)
{
    if (run.status != record::RunStatus::Finished || !run.makespanNs)
        return std::string(record::toText(run.status)) + (run.error.empty() ? "" : ": " + exporting::printable(run.error));
    const std::int64_t tenths = (*run.makespanNs + 50'000) / 100'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

} // namespace

ProgressPrinter::Style ProgressPrinter::styleFor(bool quiet)
{
    if (quiet)
        return Style::Silent;
    const char *terminal = std::getenv("TERM");
    const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb" || *terminal == '\0';
    return ::isatty(STDERR_FILENO) == 1 && !dumb ? Style::Bar : Style::Lines;
}

std::string barText(const engine::Progress &p, std::size_t width)
{
    const double share = p.tasksTotal > 0 ? static_cast<double>(p.tasksDone) / static_cast<double>(p.tasksTotal) : 0;
    const double done = p.runsTotal > 0 ? (static_cast<double>(p.runsDone) + share) / static_cast<double>(p.runsTotal) : 0;
    const auto full = static_cast<std::size_t>(std::clamp(done, 0.0, 1.0) * static_cast<double>(kBarCells));
    std::string text = "[" + std::string(full, '#') + std::string(kBarCells - full, '-') + "] " + std::to_string(p.runsDone) + "/" + std::to_string(p.runsTotal);
    text += " " + exporting::printable(p.label) + (p.warmup ? ", warm-up " : ", round ") + std::to_string(p.round + 1);
    if (!p.warmup)
        text += " of " + std::to_string(p.rounds) + (p.again ? " once more" : "");
    text += ", " + std::to_string(p.tasksDone) + "/" + std::to_string(p.tasksTotal) + " tasks";
    if (p.secondsLeft)
        text += ", " + std::to_string(std::lround(*p.secondsLeft)) + " s left";
    return exporting::elided(text, width);
}

std::string estimateText(const plan::Estimate &estimate, const plan::Plan &plan)
{
    const auto models = static_cast<std::size_t>(std::ranges::count_if(estimate.secondsARun, [](double seconds) { return seconds > 0; }));
    std::string text = (estimate.atLeast ? "at least " : "about ") + durationText(estimate.seconds) + ": " + counted(models, "concurrency model") + ", ";
    text += counted(static_cast<std::size_t>(plan.repetitions), "round") + " + " + std::to_string(plan.warmup) + " warm-up";
    if (plan.stop.precisionPercent)
        text += ", fewer once every median is known to " + numberText(*plan.stop.precisionPercent) + " %";
    if (plan.stop.budgetS)
        text += ", fewer when " + durationText(*plan.stop.budgetS) + " are used up";
    return text;
}

void ProgressPrinter::estimated(const plan::Estimate &estimate, const plan::Plan &plan)
{
    const std::lock_guard lock(m_mutex);
    if (m_style != Style::Silent)
        toStderr(estimateText(estimate, plan) + "\n");
}

void ProgressPrinter::leftOut(const record::ExperimentRecord &experiment)
{
    const std::lock_guard lock(m_mutex);
    if (m_style == Style::Silent)
        return;
    for (const record::LeftOut &left : experiment.leftOut)
        toStderr(exporting::printable(experiment.plan.executors.at(left.entry.value).label) + ": left out: " + exporting::printable(left.reason) + "\n");
}

void ProgressPrinter::progress(const engine::Progress &p)
{
    const std::lock_guard lock(m_mutex);
    m_total = p.runsTotal;
    if (m_style == Style::Bar && base::monotonicNow() - m_drawn >= kRedraw)
        draw(p);
}

void ProgressPrinter::draw(const engine::Progress &p)
{
    m_drawn = base::monotonicNow();
    m_barShown = true;
    toStderr("\r" + barText(p, terminalWidth() - 1) + "\x1b[K");
}

void ProgressPrinter::runFinished(const record::RunRecord &run)
{
    const std::lock_guard lock(m_mutex);
    ++m_finished;
    if (m_style != Style::Lines)
        return;
    std::string line = "run " + std::to_string(m_finished);
    if (m_total > 0)
        line += " of " + std::to_string(m_total);
    line += run.key.warmup ? ", warm-up: " : ", round " + std::to_string(run.key.round + 1) + ": ";
    toStderr(line + exporting::printable(run.entry.label) + ": " + outcomeOf(run) + "\n");
}

void ProgressPrinter::end()
{
    const std::lock_guard lock(m_mutex);
    if (m_barShown)
        toStderr("\r\x1b[K");
    m_barShown = false;
}

} // namespace interleave::cli
