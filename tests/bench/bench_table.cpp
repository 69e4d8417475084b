// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench.h"

#include <cstdio>

namespace interleave::bench {

void printHead() { std::printf("%-52s %12s %12s %8s %12s\n", "benchmark", "ours", "raw", "ratio", "goal"); }

void print(const Row &row)
{
    char raw[32] = "-", ratio[32] = "-";
    if (row.raw > 0) {
        std::snprintf(raw, sizeof raw, "%.1f %s", row.raw, row.unit.c_str());
        std::snprintf(ratio, sizeof ratio, "%.2f", row.judged());
    }
    char goal[32] = "-";
    if (row.goal > 0)
        std::snprintf(goal, sizeof goal, "%.1f %s", row.goal, row.judged() <= row.goal ? "met" : "MISSED");
    std::printf("%-52s %9.1f %s %12s %8s %12s\n", row.name.c_str(), row.value, row.unit.c_str(), raw, ratio, goal);
    std::fflush(stdout);
}

} // namespace interleave::bench
