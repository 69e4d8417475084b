// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/finding.h"

#include "core/record/cautions.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::analysis {
namespace {

using Kind = Argument::Kind;

/// What the winner's sentence says by goal: %1 the winner, %2 the runner-up, %3 the factor.
std::string_view winnerPattern(Goal goal)
{
    switch (goal) {
    case Goal::Makespan: return IL_TEXT("%1 finishes first: %2, the runner-up, takes %3 times as long (%4 % interval %5 to %6, %7).");
    case Goal::Throughput: return IL_TEXT("%1 has the highest throughput: it is %3 times that of %2, the runner-up (%4 % interval %5 to %6, %7).");
    case Goal::MeanLatency: return IL_TEXT("%1 has the shortest mean latency: that of %2, the runner-up, is %3 times as long (%4 % interval %5 to %6, %7).");
    case Goal::P99Latency: return IL_TEXT("%1 has the shortest p99 latency: that of %2, the runner-up, is %3 times as long (%4 % interval %5 to %6, %7).");
    case Goal::Memory: return IL_TEXT("%1 needs the least memory: %2, the runner-up, needs %3 times as much (%4 % interval %5 to %6, %7).");
    case Goal::Cpu: return IL_TEXT("%1 uses the least CPU time: %2, the runner-up, uses %3 times as much (%4 % interval %5 to %6, %7).");
    case Goal::Balanced: break;
    }
    return IL_TEXT("%1 is better than every other in time, memory or CPU and worse in none: %2, the runner-up, takes %3 times as long (%4 % interval %5 to %6, %7).");
}

/// What the goal is called inside a sentence.
std::string_view goalWords(Goal goal)
{
    switch (goal) {
    case Goal::Makespan: return IL_TEXT("makespan");
    case Goal::Throughput: return IL_TEXT("throughput");
    case Goal::MeanLatency: return IL_TEXT("mean latency");
    case Goal::P99Latency: return IL_TEXT("p99 latency");
    case Goal::Memory: return IL_TEXT("peak memory");
    case Goal::Cpu: return IL_TEXT("CPU time");
    case Goal::Balanced: break;
    }
    return IL_TEXT("time, memory and CPU together");
}

/// One finding under way.
class Writer {
public:
    Writer(const record::ExperimentRecord &experiment, const Ranking &ranking) : m_experiment(experiment), m_ranking(ranking)
    {
        m_finding.goal = ranking.options.goal;
        m_finding.confidencePercent = 100 * (1 - ranking.options.alpha);
    }

    Finding write()
    {
        if (m_ranking.leagues.empty())
            withoutFigures();
        else
            about(m_ranking.leagues.front());
        addCaveat();
        return std::move(m_finding);
    }

private:
    bool any(RowVerdict verdict) const
    {
        return std::any_of(m_ranking.rows.begin(), m_ranking.rows.end(), [&](const RankedEntry &row) { return row.verdict == verdict; });
    }

    void withoutFigures()
    {
        if (any(RowVerdict::NoFigure))
            say(FindingKind::NoFigure, {IL_TEXT("No run has a figure to rank by: %1 is not to be had."), {textArgument(goalWords(m_finding.goal))}});
        else if (any(RowVerdict::Failed))
            say(FindingKind::NothingSucceeded, {IL_TEXT("No task succeeded under any concurrency model."), {}});
        else
            say(FindingKind::NoRuns, {IL_TEXT("No run has finished."), {}});
    }

    void say(FindingKind kind, Phrase sentence)
    {
        m_finding.kind = kind;
        m_finding.sentence = std::move(sentence);
    }

    void about(const League &league)
    {
        if (league.entries.size() < 2) {
            withoutPlaces();
            return;
        }
        const base::EntryId leader = league.entries.front();
        if (m_ranking.row(leader)->verdict == RowVerdict::Best) {
            compareWith(league.headline->b, league.headline->comparison);
            m_finding.first = {leader};
            say(FindingKind::Winner, {winnerPattern(m_finding.goal), withComparison(entriesArgument({leader}))});
            return;
        }
        lead(league);
    }

    /// Those that lead, none separated from the first.
    void lead(const League &league)
    {
        const base::EntryId leader = league.entries.front();
        for (const base::EntryId entry : league.entries) {
            const bool shares = m_ranking.row(entry)->rank == 1U;
            const bool alone = m_ranking.row(leader)->tied == 1 && entry != leader && m_ranking.between(leader, entry)->verdict == Verdict::NotSeparated;
            if (shares || alone)
                m_finding.first.push_back(entry);
        }
        bound();
        if (m_finding.first.size() == league.entries.size())
            sayNoDifference();
        else
            sayShared(league);
    }

    /// The largest factor that any interval among those that lead still allows.
    void bound()
    {
        double most = 1;
        const auto &first = m_finding.first;
        for (std::size_t i = 0; i < first.size(); ++i) {
            for (std::size_t j = i + 1; j < first.size(); ++j) {
                const Comparison pair = *m_ranking.between(first[i], first[j]);
                m_finding.rounds = pair.rounds;
                most = std::max({most, *pair.high, 1 / *pair.low});
            }
        }
        m_finding.atMost = most;
    }

    void sayNotBeaten(FindingKind kind)
    {
        say(kind, {IL_TEXT("None of %1 is beaten by another in time, memory and CPU together (%2)."),
                   {entriesArgument(m_finding.first), rounds()}});
    }

    void sayNoDifference()
    {
        const Argument goal = textArgument(goalWords(m_finding.goal));
        if (m_finding.goal == Goal::Balanced) {
            sayNotBeaten(FindingKind::NoDifference);
        } else if (m_finding.first.size() == 2) {
            compareWith(m_finding.first[1], *m_ranking.between(m_finding.first[0], m_finding.first[1]));
            std::vector<Argument> arguments = withComparison(goal);
            arguments[1] = entriesArgument(m_finding.first);
            say(FindingKind::NoDifference,
                {IL_TEXT("No difference in %1 resolved between %2: the ratio is %3 (%4 % interval %5 to %6, %7)."), std::move(arguments)});
        } else {
            say(FindingKind::NoDifference, {IL_TEXT("No difference in %1 resolved among %2: if there is one, it is below a factor of %3 (%4)."),
                                            {goal, entriesArgument(m_finding.first), factor(*m_finding.atMost), rounds()}});
        }
    }

    void sayShared(const League &league)
    {
        if (m_finding.goal == Goal::Balanced) {
            sayNotBeaten(FindingKind::SharedFirst);
            return;
        }
        compareWithNext(league);
        std::vector<Argument> arguments = withComparison(textArgument(goalWords(m_finding.goal)));
        arguments.push_back(entriesArgument(m_finding.first));
        arguments.push_back(factor(*m_finding.atMost));
        say(FindingKind::SharedFirst,
            {IL_TEXT("No difference in %1 resolved among the first, %8 (it is below a factor of %9); %2, next, is behind by a factor of %3 (%4 % interval %5 to %6, %7)."),
             std::move(arguments)});
    }

    /// The nearest of those that are behind one of the first.
    void compareWithNext(const League &league)
    {
        for (const base::EntryId behind : league.entries) {
            if (std::find(m_finding.first.begin(), m_finding.first.end(), behind) != m_finding.first.end())
                continue;
            for (const base::EntryId leads : m_finding.first) {
                const Comparison pair = *m_ranking.between(leads, behind);
                if (pair.verdict == Verdict::FirstBetter && (!m_finding.other || pair.ratio < m_finding.comparison->ratio))
                    compareWith(behind, pair);
            }
        }
    }

    void compareWith(base::EntryId other, const Comparison &comparison)
    {
        m_finding.other = other;
        m_finding.comparison = comparison;
        m_finding.rounds = comparison.rounds;
    }

    static Argument count(std::size_t n) { return numberArgument(Kind::Count, static_cast<double>(n)); }
    /// "10 rounds"
    Argument rounds() const
    {
        return partArgument({m_ranking.paired ? IL_TEXT("%1 rounds") : IL_TEXT("%1 runs each"), {count(m_finding.rounds)}});
    }

    static Argument factor(double value) { return numberArgument(Kind::Factor, value); }

    /// %1 as given, %2 the other, %3 the ratio, %4 how sure, %5 to %6 the interval, %7 over what.
    std::vector<Argument> withComparison(Argument first) const
    {
        const Comparison &c = *m_finding.comparison;
        return {std::move(first), entriesArgument({*m_finding.other}), factor(*c.ratio), numberArgument(Kind::Count, m_finding.confidencePercent),
                factor(*c.low), factor(*c.high), rounds()};
    }

    void withoutPlaces()
    {
        const auto few = std::find_if(m_ranking.rows.begin(), m_ranking.rows.end(), [](const RankedEntry &row) { return row.verdict == RowVerdict::TooFewRounds; });
        if (few != m_ranking.rows.end()) {
            m_finding.rounds = few->rounds;
            m_finding.needed = few->needed;
            say(FindingKind::TooFewRounds, {IL_TEXT("Too few rounds to rank: a verdict takes %1 here, and there are %2."), {count(few->needed), count(few->rounds)}});
            return;
        }
        for (const RankedEntry &row : m_ranking.rows) {
            if (row.verdict == RowVerdict::Alone && m_finding.first.empty())
                m_finding.first = {row.entry};
        }
        say(FindingKind::Alone, {IL_TEXT("There is nothing to compare %1 with."), {entriesArgument(m_finding.first)}});
    }

    void caution(CaveatKind kind, Phrase sentence)
    {
        m_finding.caveat = kind;
        m_finding.caveatSentence = std::move(sentence);
    }

    void addCaveat()
    {
        if (m_ranking.leagues.empty())
            return;
        const record::Environment &environment = m_experiment.environment;
        const NoiseVerdict noise = noiseOf(m_experiment);
        const NoiseReading *signal = noise.decided();
        const bool failures = any(RowVerdict::Failed) || std::any_of(m_ranking.leagues.begin(), m_ranking.leagues.end(), [](const League &l) { return l.withFailures; });
        if (environment.buildType == "Debug")
            caution(CaveatKind::DebugBuild, {IL_TEXT("But this is a debug build: its times say little."), {}});
        else if (signal && signal->level == NoiseLevel::Red)
            caution(CaveatKind::NoiseRed, noisy(IL_TEXT("But the machine was not quiet: %1."), *signal));
        else if (failures)
            caution(CaveatKind::Failures, {IL_TEXT("But not every task succeeded: entries with failed tasks are ranked only among themselves."), {}});
        else if (m_ranking.leagues.size() > 1)
            caution(CaveatKind::OtherGroups, {IL_TEXT("It speaks of %1 only: others take other task groups and are not compared with them."), {entriesArgument(leagueEntries())}});
        else if (m_experiment.stopped)
            caution(CaveatKind::Stopped, {IL_TEXT("But the experiment was stopped before its end."), {}});
        else if (signal)
            caution(CaveatKind::NoiseYellow, noisy(IL_TEXT("Take small differences with care: %1."), *signal));
        else if (!environment.cautions.empty())
            caution(CaveatKind::Machine, {IL_TEXT("Take it with care: %1."), {cautionArgument(environment.cautions.front())}});
        else
            caution(CaveatKind::OnlyHere, {IL_TEXT("It holds for this workload on this machine (cores allowed: %1)."), {numberArgument(Kind::Number, environment.cores.allowed)}});
    }

    /// A caution as the record has it, so that it can be said in another language.
    static Argument cautionArgument(const std::string &line)
    {
        const auto caution = record::cautionIn(line);
        if (!caution)
            return textArgument(line);
        Phrase words{caution->words->what, {}};
        for (const auto &value : caution->values)
            words.arguments.push_back(textArgument(std::get<std::string>(value)));
        return partArgument(std::move(words));
    }

    static Phrase noisy(std::string_view pattern, const NoiseReading &signal) { return {pattern, {partArgument(signal.words)}}; }

    /// Of the league that the finding speaks of, in plan order.
    std::vector<base::EntryId> leagueEntries() const
    {
        std::vector<base::EntryId> entries;
        for (const RankedEntry &row : m_ranking.rows) {
            if (row.league == 0U)
                entries.push_back(row.entry);
        }
        std::sort(entries.begin(), entries.end());
        return entries;
    }

    const record::ExperimentRecord &m_experiment;
    const Ranking &m_ranking;
    Finding m_finding;
};

} // namespace

std::string_view toText(FindingKind kind)
{
    constexpr std::array<std::string_view, 8> kKinds{"no-runs", "nothing-succeeded", "no-figure", "alone", "too-few-rounds", "no-difference", "shared-first", "winner"};
    return kKinds.at(static_cast<std::size_t>(kind));
}

std::string_view toText(CaveatKind kind)
{
    constexpr std::array<std::string_view, 8> kKinds{"debug-build", "noise-red", "failures", "other-groups", "stopped", "noise-yellow", "machine", "only-here"};
    return kKinds.at(static_cast<std::size_t>(kind));
}

Finding findingOf(const record::ExperimentRecord &experiment, const Ranking &ranking) { return Writer(experiment, ranking).write(); }

std::string english(const Finding &finding, const plan::Plan &plan)
{
    const std::string caveat = english(finding.caveatSentence, plan);
    return english(finding.sentence, plan) + (caveat.empty() ? "" : " ") + caveat;
}

} // namespace interleave::analysis
