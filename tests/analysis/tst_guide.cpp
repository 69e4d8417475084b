// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/guide.h"

#include "core/executors/executor.h"
#include "core/plan/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace interleave::analysis {
namespace {

void expectPresets(std::string_view where, std::span<const Advice> all)
{
    EXPECT_FALSE(all.empty()) << where;
    for (const Advice &advice : all) {
        EXPECT_FALSE(advice.text.empty()) << where;
        EXPECT_TRUE(std::ranges::any_of(plan::presets(), [&](const plan::Preset &preset) { return preset.id == advice.preset; })) << where << ": " << advice.preset;
    }
}

TEST(Guide, EveryConcurrencyModelOfTheCatalogueHasATopicAndEveryTopicAModel)
{
    std::set<std::string_view> used;
    const auto catalogue = executors::makeCatalogue();
    EXPECT_GE(catalogue.executors.size(), 16U);
    for (const plan::ExecutorDescriptor &executor : catalogue.executors) {
        const GuideTopic *topic = topicOf(executor.id, executor.family);
        ASSERT_NE(topic, nullptr) << executor.id;
        used.insert(topic->id);
    }
    EXPECT_EQ(used.size(), guideTopics().size());
}

TEST(Guide, EveryStatementNamesAPresetThatIsShipped)
{
    for (const GuideTopic &topic : guideTopics()) {
        EXPECT_FALSE(topic.name.empty() || topic.summary.empty()) << topic.id;
        for (const auto &all : {topic.strengths, topic.limits, topic.bestFor, topic.tuning})
            expectPresets(topic.id, all);
    }
    for (const SelectionStep &step : selectionGuide())
        expectPresets(step.id, step.advice);
}

TEST(Guide, ThePresetOfAStatementRunsAModelOfItsTopic)
{
    const auto catalogue = executors::makeCatalogue();
    for (const GuideTopic &topic : guideTopics()) {
        for (const auto &all : {topic.strengths, topic.limits, topic.bestFor, topic.tuning}) {
            for (const Advice &advice : all) {
                const auto plan = plan::loadPreset(advice.preset, catalogue);
                ASSERT_TRUE(plan) << advice.preset;
                const bool shows = std::ranges::any_of(plan->executors, [&](const plan::ExecutorEntry &entry) {
                    return topicOf(entry.id, catalogue.executor(entry.id)->family) == &topic;
                });
                EXPECT_TRUE(shows) << topic.id << ": " << advice.text << " → " << advice.preset;
            }
        }
    }
}

TEST(Guide, EveryTopicIsOnAWayOfTheMap)
{
    std::set<std::size_t> joined;
    for (const GuideEdge &edge : guideEdges()) {
        EXPECT_LT(std::max(edge.from, edge.to), guideTopics().size());
        EXPECT_NE(edge.from, edge.to);
        joined.insert({edge.from, edge.to});
    }
    EXPECT_EQ(joined.size(), guideTopics().size());
}

std::string adviceText(const Resources &resources)
{
    std::string text;
    for (const Phrase &line : resourceAdvice(resources))
        text += english(line, {}) + "\n";
    return text;
}

TEST(Guide, TheMachineIsReadAsItIsAllowedToBeUsed)
{
    using ::testing::HasSubstr;
    using ::testing::Not;
    const std::string half = adviceText({0.5, 8, 8, true, std::int64_t{2} << 30});
    EXPECT_THAT(half, HasSubstr("0.5 core is allowed"));
    EXPECT_THAT(half, HasSubstr("as many workers as allowed cores: 1.")) << "a quota below one core still means one worker";
    EXPECT_THAT(half, HasSubstr("Less than 4 GiB"));
    const std::string eight = adviceText({8, 8, 8, false, std::int64_t{32} << 30});
    EXPECT_THAT(eight, HasSubstr("as many workers as allowed cores: 8."));
    EXPECT_THAT(eight, HasSubstr("start with 32 workers"));
    EXPECT_THAT(eight, Not(HasSubstr("quota")));
    EXPECT_THAT(adviceText({2, 2, 8, false, 0}), HasSubstr("may use 2 of 8 cores"));
}

} // namespace
} // namespace interleave::analysis
