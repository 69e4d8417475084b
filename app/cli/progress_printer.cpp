// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_printer.h"

#include "core/export/columns.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
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
        text += " of " + std::to_string(p.rounds);
    text += ", " + std::to_string(p.tasksDone) + "/" + std::to_string(p.tasksTotal) + " tasks";
    if (p.secondsLeft)
        text += ", " + std::to_string(std::lround(*p.secondsLeft)) + " s left";
    return exporting::elided(text, width);
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
