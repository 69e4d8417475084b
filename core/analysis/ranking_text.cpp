// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking.h"

namespace interleave::analysis {
namespace {

std::string_view worseWord(Goal goal)
{
    switch (goal) {
    case Goal::Throughput: return "lower";
    case Goal::Memory: return "larger";
    case Goal::Cpu: return "more";
    case Goal::Balanced: return "beaten";
    case Goal::Makespan:
    case Goal::MeanLatency:
    case Goal::P99Latency: break;
    }
    return "slower";
}

} // namespace

std::string_view word(RowVerdict verdict, Goal goal)
{
    switch (verdict) {
    case RowVerdict::Best: return "best";
    case RowVerdict::Tie: return "tie";
    case RowVerdict::Worse: return worseWord(goal);
    case RowVerdict::Alone: return "nothing to compare";
    case RowVerdict::TooFewRounds: return "too few rounds";
    case RowVerdict::NoFigure: return "no figure";
    case RowVerdict::NotRun: return "not run";
    case RowVerdict::Failed: return "failed";
    case RowVerdict::NotApplicable: return "not applicable";
    }
    return {};
}

std::string rankText(const RankedEntry &row)
{
    if (!row.rank)
        return {};
    std::string text = std::to_string(*row.rank);
    return row.tied > 1 ? text + "–" + std::to_string(*row.rank + row.tied - 1) + " (tie)" : text;
}

std::string verdictText(const RankedEntry &row, Goal goal)
{
    std::string text(word(row.verdict, goal));
    return row.verdict == RowVerdict::TooFewRounds ? text + " (needs " + std::to_string(row.needed) + ")" : text;
}

} // namespace interleave::analysis
