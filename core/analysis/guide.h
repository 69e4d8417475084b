// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/phrase.h"
#include "core/plan/catalogue.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What is known of the families of concurrency models before anything is measured. Texts: English, marked for translation ("Analysis").
namespace interleave::analysis {

/// One statement, and the shipped experiment that shows it.
struct Advice {
    std::string_view text;
    std::string_view preset; ///< its id
};

/// A place on the map of families.
struct GuideTopic {
    std::string_view id;      ///< "threads", "processes", "event-loop", "hybrid", "futures", "baseline"
    std::string_view name;
    std::string_view summary; ///< one sentence: how it runs tasks
    std::span<const Advice> strengths, limits, bestFor, tuning;
};

/// In the order in which they are explained: threads → processes → event loop → hybrid, futures, baseline.
std::span<const GuideTopic> guideTopics();

/// The topic of a concurrency model; null for a family that has none.
const GuideTopic *topicOf(std::string_view executorId, plan::Family family);

/// A way on the map: who knows the one understands the other next. Indexes into guideTopics.
struct GuideEdge {
    std::size_t from = 0, to = 0;
    std::string_view reason; ///< what the next one changes
};
std::span<const GuideEdge> guideEdges();

/// One question of choosing: classify the task, size the workers, avoid traps, keep watching.
struct SelectionStep {
    std::string_view id, title;
    std::span<const Advice> advice;
};
std::span<const SelectionStep> selectionGuide();

/// What this machine means for a choice.
struct Resources {
    double allowedCores = 1;
    int affinity = 1, online = 1;
    bool quota = false;
    std::int64_t memoryBytes = 0; ///< 0: not known
};
/// A line each, the most limiting first.
std::vector<Phrase> resourceAdvice(const Resources &resources);

} // namespace interleave::analysis
