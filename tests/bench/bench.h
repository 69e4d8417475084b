// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave::bench {

/// One line of the table: what was measured, the raw thing beside it, and the goal.
struct Row {
    std::string name;
    std::string unit;
    double value = 0;
    double raw = 0;  ///< 0: nothing to compare with, the goal is on `value`
    double goal = 0; ///< on value ÷ raw, or on value; 0: none, the row is for comparison
    [[nodiscard]] double judged() const { return raw > 0 ? value / raw : value; }
};

/// The table: its head, and a line.
void printHead();
void print(const Row &row);

inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

/// Runs both in turn, A B A B …, and gives the medians: drift of the machine hits both alike.
inline std::pair<double, double> paired(int rounds, const std::function<double()> &a, const std::function<double()> &b)
{
    std::vector<double> as, bs;
    a();
    b();
    for (int i = 0; i < rounds; ++i) {
        as.push_back(a());
        bs.push_back(b());
    }
    return {median(as), median(bs)};
}

/// Nanoseconds an empty task through one of our executors, fully traced, from the first pull to the last result.
double throughExecutor(const plan::ExecutorEntry &entry, std::uint32_t tasks);
/// False: this version knows it by name only.
bool available(std::string_view executor);

Row eventRecording();
Row eventRecordingNewPages();
Row threadPool();
Row processPerTask();
Row processPoolRoundTrip();
Row processQueueItem();
Row runnerStart();
Row samplerCost();
Row liveUpdate();
Row coroutineAwait();
Row coroutineSwitch();
Row semaphoreHandOver();
Row producerConsumerItem(); ///< if the executor is available
Row networkStep();          ///< if the step is
std::vector<Row> emptyTaskOfEveryModel();

} // namespace interleave::bench
