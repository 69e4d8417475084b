// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking.h"

#include "core/analysis/ranking_entrants.h"
#include "core/analysis/unpaired_comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>

namespace interleave::analysis {
namespace {

/// Indices of entrants that are ranked with each other.
using Members = std::vector<std::size_t>;

std::vector<Members> leagueMembers(const std::vector<Entrant> &entrants)
{
    std::map<std::pair<std::vector<bool>, bool>, Members> byKind;
    for (std::size_t i = 0; i < entrants.size(); ++i) {
        if (entrants[i].hasFigure())
            byKind[{entrants[i].groups, entrants[i].withFailures}].push_back(i);
    }
    std::vector<Members> leagues;
    for (auto &[kind, members] : byKind)
        leagues.push_back(std::move(members));
    std::stable_sort(leagues.begin(), leagues.end(), [&](const Members &a, const Members &b) {
        const auto order = [&](const Members &m) { return std::tuple(entrants[m.front()].withFailures, -static_cast<std::ptrdiff_t>(m.size()), m.front()); };
        return order(a) < order(b);
    });
    return leagues;
}

/// One ranking under way.
class Builder {
public:
    Builder(const record::ExperimentRecord &experiment, const RankingOptions &options) : m_experiment(experiment)
    {
        m_ranking.options = options;
        m_ranking.memory = memoryKindOf(experiment);
        m_ranking.criteria = criteriaOf(experiment, options.goal, m_ranking.memory);
        m_ranking.paired = roundsPair(experiment);
        m_entrants = entrantsOf(experiment, m_ranking);
    }

    Ranking build()
    {
        const std::vector<Members> leagues = leagueMembers(m_entrants);
        for (const Members &members : leagues)
            m_ranking.comparisons += members.size() * (members.size() - 1) / 2 * m_ranking.criteria.size();
        comparePairs(leagues);
        for (const Members &members : leagues)
            addLeague(members);
        addRows();
        return std::move(m_ranking);
    }

private:
    void addLeague(const Members &members)
    {
        League &league = m_ranking.leagues.emplace_back();
        const Entrant &any = m_entrants[members.front()];
        league.withFailures = any.withFailures;
        for (std::size_t i = 0; i < any.groups.size(); ++i) {
            if (any.groups[i])
                league.groups.push_back(m_experiment.plan.workload.groups[i].name);
        }
        for (const std::size_t i : members)
            m_entrants[i].row.league = m_ranking.leagues.size() - 1;
        place(members, placeable(members));
        for (const std::size_t i : members) {
            if (m_entrants[i].row.rank)
                league.entries.push_back(m_entrants[i].row.entry);
        }
        std::sort(league.entries.begin(), league.entries.end(), [&](auto a, auto b) { return before(row(a), row(b)); });
        addHeadline(league);
    }

    void comparePairs(const std::vector<Members> &leagues)
    {
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (const Members &members : leagues) {
            for (std::size_t i = 0; i < members.size(); ++i) {
                for (std::size_t j = i + 1; j < members.size(); ++j)
                    pairs.emplace_back(members[i], members[j]);
            }
        }
        const std::vector<Comparison> parts = m_ranking.paired ? byRounds(pairs) : byRuns(pairs);
        const std::size_t criteria = m_ranking.criteria.size();
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const Comparison whole = combined(std::span(parts).subspan(i * criteria, criteria));
            m_ranking.pairs.push_back({m_entrants[pairs[i].first].row.entry, m_entrants[pairs[i].second].row.entry, whole});
            m_verdicts[pairs[i]] = whole.verdict;
            m_verdicts[{pairs[i].second, pairs[i].first}] = reversed(whole).verdict;
        }
    }

    using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

    /// A comparison for each pair and criterion.
    std::vector<Comparison> byRounds(const Pairs &pairs) const
    {
        std::vector<Comparison> parts;
        for (const auto &[a, b] : pairs) {
            for (std::size_t c = 0; c < m_ranking.criteria.size(); ++c)
                parts.push_back(comparePaired(m_entrants[a].costs[c], m_entrants[b].costs[c], rules()));
        }
        return parts;
    }

    std::vector<Comparison> byRuns(const Pairs &pairs) const
    {
        std::vector<UnpairedSamples> samples;
        for (const auto &[a, b] : pairs) {
            for (std::size_t c = 0; c < m_ranking.criteria.size(); ++c)
                samples.push_back({m_entrants[a].costs[c], m_entrants[b].costs[c]});
        }
        return compareUnpaired(samples, rules());
    }

    ComparisonRules rules() const { return {m_ranking.options.alpha, m_ranking.options.threshold, m_ranking.comparisons}; }

    /// How many of `among` compare with `i` as said, seen from `i`.
    std::size_t countOf(const Members &among, std::size_t i, Verdict verdict) const
    {
        return static_cast<std::size_t>(
            std::count_if(among.begin(), among.end(), [&](std::size_t j) { return j != i && m_verdicts.at({i, j}) == verdict; }));
    }

    /// Those that can be compared with all others: whoever has too few rounds in common with the rest is taken out, the worst first.
    Members placeable(Members members) const
    {
        const std::size_t all = members.size();
        const auto undecidable = [&](std::size_t i) { return std::pair(countOf(members, i, Verdict::TooFewRounds), i); };
        while (members.size() > 1) {
            const auto worst = std::max_element(members.begin(), members.end(), [&](std::size_t a, std::size_t b) { return undecidable(a) < undecidable(b); });
            if (undecidable(*worst).first == 0)
                break;
            members.erase(worst);
        }
        return all > 1 && members.size() == 1 ? Members{} : members;
    }

    void place(const Members &members, const Members &placed)
    {
        for (const std::size_t i : members) {
            RankedEntry &own = m_entrants[i].row;
            if (std::find(placed.begin(), placed.end(), i) == placed.end()) {
                own.verdict = RowVerdict::TooFewRounds;
                own.needed = m_ranking.pairs.front().comparison.needed;
                continue;
            }
            if (members.size() == 1) {
                own.verdict = RowVerdict::Alone;
                continue;
            }
            own.rank = 1 + countOf(placed, i, Verdict::SecondBetter);
            const bool beatsAll = countOf(placed, i, Verdict::FirstBetter) + 1 == placed.size();
            own.verdict = *own.rank > 1 ? RowVerdict::Worse : beatsAll ? RowVerdict::Best : RowVerdict::Tie;
        }
        for (const std::size_t i : placed) {
            m_entrants[i].row.tied = static_cast<std::size_t>(
                std::count_if(placed.begin(), placed.end(), [&](std::size_t j) { return m_entrants[j].row.rank == m_entrants[i].row.rank; }));
        }
    }

    void addHeadline(League &league) const
    {
        for (std::size_t i = 1; i < league.entries.size(); ++i) {
            const PairComparison pair{league.entries.front(), league.entries[i], *m_ranking.between(league.entries.front(), league.entries[i])};
            if (!league.headline || pair.comparison.ratio < league.headline->comparison.ratio)
                league.headline = pair;
        }
    }

    const RankedEntry &row(base::EntryId entry) const { return m_entrants[entry.value].row; }
    const std::string &label(const RankedEntry &own) const { return m_experiment.plan.executors[own.entry.value].label; }

    /// With a place before without, those without as the plan has them: by nothing that was measured.
    bool before(const RankedEntry &a, const RankedEntry &b) const
    {
        const auto league = [](const RankedEntry &own) { return own.league.value_or(SIZE_MAX); };
        if (league(a) != league(b))
            return league(a) < league(b);
        if (a.rank && b.rank)
            return std::tie(*a.rank, label(a), a.entry) < std::tie(*b.rank, label(b), b.entry);
        if (a.rank || b.rank)
            return a.rank.has_value();
        return std::tie(a.verdict, a.entry) < std::tie(b.verdict, b.entry);
    }

    void addRows()
    {
        for (const Entrant &entrant : m_entrants)
            m_ranking.rows.push_back(entrant.row);
        std::sort(m_ranking.rows.begin(), m_ranking.rows.end(), [&](const auto &a, const auto &b) { return before(a, b); });
    }

    const record::ExperimentRecord &m_experiment;
    std::vector<Entrant> m_entrants; ///< index = EntryId
    std::map<std::pair<std::size_t, std::size_t>, Verdict> m_verdicts; ///< of the first against the second
    Ranking m_ranking;
};

} // namespace

const RankedEntry *Ranking::row(base::EntryId entry) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const RankedEntry &own) { return own.entry == entry; });
    return found == rows.end() ? nullptr : &*found;
}

std::optional<Comparison> Ranking::between(base::EntryId a, base::EntryId b) const
{
    for (const PairComparison &pair : pairs) {
        if (pair.a == a && pair.b == b)
            return pair.comparison;
        if (pair.a == b && pair.b == a)
            return reversed(pair.comparison);
    }
    return std::nullopt;
}

Ranking rank(const record::ExperimentRecord &experiment, const RankingOptions &options) { return Builder(experiment, options).build(); }

} // namespace interleave::analysis
