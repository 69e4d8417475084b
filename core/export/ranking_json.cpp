// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/ranking_json.h"

#include <string>

namespace interleave::exporting {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

const std::string &label(const plan::Plan &plan, base::EntryId entry) { return plan.executors.at(entry.value).label; }

Json labels(const plan::Plan &plan, const std::vector<base::EntryId> &entries)
{
    Json list = Json::array();
    for (const base::EntryId entry : entries)
        list.push_back(label(plan, entry));
    return list;
}

std::string_view toText(analysis::Verdict verdict)
{
    switch (verdict) {
    case analysis::Verdict::TooFewRounds: return "too-few-rounds";
    case analysis::Verdict::NotSeparated: return "not-separated";
    case analysis::Verdict::FirstBetter: return "first-better";
    case analysis::Verdict::SecondBetter: return "second-better";
    }
    return {};
}

/// Shape: `ratio` is the second's cost ÷ the first's.
Json comparisonJson(const analysis::Comparison &c)
{
    return {{"verdict", toText(c.verdict)}, {"ratio", orNull(c.ratio)}, {"ratio_low", orNull(c.low)}, {"ratio_high", orNull(c.high)},
            {"rounds", c.rounds}, {"tied_rounds", c.tiedRounds}, {"rounds_needed", c.needed}, {"below_threshold", c.smallDifference}, {"p_adjusted", orNull(c.p)}};
}

Json leaguesJson(const analysis::Ranking &ranking, const plan::Plan &plan)
{
    Json list = Json::array();
    for (const analysis::League &league : ranking.leagues) {
        Json headline;
        if (league.headline) {
            headline = {{"first", label(plan, league.headline->a)}, {"second", label(plan, league.headline->b)}};
            headline.update(comparisonJson(league.headline->comparison));
        }
        list.push_back({{"groups", league.groups}, {"with_failures", league.withFailures}, {"order", labels(plan, league.entries)}, {"headline", headline}});
    }
    return list;
}

} // namespace

Json placeJson(const analysis::RankedEntry &row, analysis::Goal goal)
{
    const bool few = row.verdict == analysis::RowVerdict::TooFewRounds;
    return {{"rank", orNull(row.rank)},
            {"rank_last", row.rank ? Json(*row.rank + row.tied - 1) : Json()},
            {"ranked_among", row.league ? Json(*row.league + 1) : Json()},
            {"verdict", analysis::word(row.verdict, goal)},
            {"rounds_needed", few ? Json(row.needed) : Json()}};
}

Json rankingJson(const analysis::Ranking &ranking, const plan::Plan &plan)
{
    Json pairs = Json::array();
    for (const analysis::PairComparison &pair : ranking.pairs) {
        Json one{{"first", label(plan, pair.a)}, {"second", label(plan, pair.b)}};
        one.update(comparisonJson(pair.comparison));
        pairs.push_back(std::move(one));
    }
    return {{"goal", toText(ranking.options.goal)},
            {"method", ranking.paired ? "paired-rounds-sign-test" : "mann-whitney-holm"},
            {"alpha", ranking.options.alpha},
            {"threshold", ranking.options.threshold},
            {"comparisons", ranking.comparisons},
            {"memory", ranking.memory == analysis::MemoryKind::Pss ? "pss" : "rss"},
            {"leagues", leaguesJson(ranking, plan)},
            {"pairs", std::move(pairs)}};
}

Json ranksJson(const record::ExperimentRecord &experiment)
{
    Json goals = Json::object();
    for (int i = 0; i <= static_cast<int>(analysis::Goal::Balanced); ++i) {
        analysis::RankingOptions options;
        options.goal = static_cast<analysis::Goal>(i);
        Json rows = Json::array();
        for (const analysis::RankedEntry &row : analysis::rank(experiment, options).rows) {
            Json one{{"label", label(experiment.plan, row.entry)}};
            one.update(placeJson(row, options.goal));
            one["median"] = orNull(row.median);
            rows.push_back(std::move(one));
        }
        goals[std::string(toText(options.goal))] = std::move(rows);
    }
    return goals;
}

Json findingJson(const analysis::Finding &finding, const plan::Plan &plan)
{
    Json json{{"kind", toText(finding.kind)},
              {"goal", toText(finding.goal)},
              {"sentence", analysis::english(finding.sentence, plan)},
              {"caveat", toText(finding.caveat)},
              {"caveat_sentence", analysis::english(finding.caveatSentence, plan)},
              {"first", labels(plan, finding.first)},
              {"other", finding.other ? Json(label(plan, *finding.other)) : Json()},
              {"comparison", finding.comparison ? comparisonJson(*finding.comparison) : Json()},
              {"difference_at_most", orNull(finding.atMost)},
              {"confidence_percent", finding.confidencePercent}};
    if (finding.caveatSentence.empty())
        json["caveat"] = json["caveat_sentence"] = nullptr;
    return json;
}

Json noiseJson(const analysis::NoiseVerdict &noise, const plan::Plan &plan)
{
    Json readings = Json::array();
    for (const analysis::NoiseReading &reading : noise.readings) {
        readings.push_back({{"signal", toText(reading.signal)}, {"level", toText(reading.level)}, {"value", reading.value}, {"yellow_above", orNull(reading.yellow)},
                            {"red_above", orNull(reading.red)}, {"text", reading.level == analysis::NoiseLevel::Green ? Json() : Json(analysis::english(reading.words, plan))}});
    }
    Json unavailable = Json::array();
    for (const analysis::NoiseSignal signal : noise.unavailable)
        unavailable.push_back(toText(signal));
    return {{"level", noise.level ? Json(toText(*noise.level)) : Json()},
            {"decided_by", noise.decided() ? Json(toText(noise.decided()->signal)) : Json()},
            {"readings", std::move(readings)},
            {"unavailable", std::move(unavailable)}};
}

Json violationsJson(const std::vector<analysis::Violation> &violations, const plan::Plan &plan)
{
    Json list = Json::array();
    for (const analysis::Violation &violation : violations)
        list.push_back({{"check", toText(violation.check)}, {"text", analysis::english(violation.what, plan)}, {"meaning", analysis::english(violation.meaning, plan)}});
    return list;
}

} // namespace interleave::exporting
