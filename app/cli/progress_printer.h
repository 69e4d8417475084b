// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/engine/engine.h"
#include "core/record/run_record.h"

#include <cstddef>
#include <mutex>
#include <string>

namespace interleave::cli {

/// Progress on stderr: a bar on a terminal, elsewhere a plain line per run. Threads: any, one at a time is let in.
class ProgressPrinter {
public:
    enum class Style { Silent, Lines, Bar };
    explicit ProgressPrinter(Style style) : m_style(style) {}
    /// Silent when quiet, a bar when stderr is a terminal that can move its cursor, else lines.
    static Style styleFor(bool quiet);

    /// How long it will take, before the first run.
    void estimated(const plan::Estimate &estimate, const plan::Plan &plan);
    /// Which entries have no runs, and why.
    void leftOut(const record::ExperimentRecord &experiment);
    void progress(const engine::Progress &progress);
    void runFinished(const record::RunRecord &run);
    /// Takes the bar away.
    void end();

private:
    void draw(const engine::Progress &progress);

    const Style m_style;
    std::mutex m_mutex;
    std::size_t m_finished = 0, m_total = 0;
    base::Nanoseconds m_drawn{0};
    bool m_barShown = false;
};

/// "about 12 s: 3 concurrency models, 10 rounds + 1 warm-up"
std::string estimateText(const plan::Estimate &estimate, const plan::Plan &plan);

/// "[####----] 11/24 thread-pool, round 2 of 8, 3/24 tasks, 5 s left", cut to `width` cells.
std::string barText(const engine::Progress &progress, std::size_t width);

} // namespace interleave::cli
