// SPDX-License-Identifier: GPL-3.0-or-later
// Every preset of the catalogue is really run, each of its entries once, and its trace.json is checked. Those that take long are in a
// program of their own (INTERLEAVE_LONG_PRESETS); every concurrency model is in both.
#include "core/executors/executor.h"
#include "core/export/trace_json.h"
#include "core/plan/presets.h"
#include "tests/engine/engine_bench.h"
#include "tests/export/trace_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace interleave::exporting {
namespace {

using testing::IsEmpty;

std::shared_ptr<const record::ExperimentRecord> runOnce(const plan::Preset &preset)
{
    auto plan = plan::loadPreset(preset.id, executors::makeCatalogue());
    EXPECT_TRUE(plan.ok()) << preset.id;
    if (!plan.ok())
        return nullptr;
    plan->repetitions = 1;
    plan->warmup = 0;
    engine::EngineOptions options;
    options.catalogue = executors::makeCatalogue();
    engine::Engine engine(std::move(options));
    engine::test::Listener listener;
    EXPECT_TRUE(engine.start(*plan, listener.events()).ok()) << preset.id;
    engine.wait();
    EXPECT_EQ(listener.runs.size(), plan->executors.size()) << preset.id;
    return listener.record;
}

std::string documentOf(const record::ExperimentRecord &experiment)
{
    std::string text;
    traceJson(experiment, [&text](std::string_view piece) { text += piece; });
    return text;
}

std::size_t countOf(const std::string &text, std::string_view what)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

#ifdef INTERLEAVE_LONG_PRESETS
constexpr bool kLong = true;
#else
constexpr bool kLong = false;
#endif

std::vector<plan::Preset> presetsOfThisProgram()
{
    const std::set<std::string_view> longOnes{"network", "processes", "comprehensive-cpu", "comprehensive-io"};
    std::vector<plan::Preset> some;
    std::ranges::copy_if(plan::presets(), std::back_inserter(some), [&](const plan::Preset &preset) { return longOnes.contains(preset.id) == kLong; });
    EXPECT_EQ(some.size(), kLong ? longOnes.size() : plan::presets().size() - longOnes.size());
    return some;
}

class PresetTraces : public testing::TestWithParam<plan::Preset> { };

TEST_P(PresetTraces, IsADocumentThatReadersTakeAsItIs)
{
    const auto experiment = runOnce(GetParam());
    ASSERT_TRUE(experiment);
    const std::string document = documentOf(*experiment);
    EXPECT_THAT(traceFaults(document), IsEmpty());
    std::size_t tasks = 0;
    for (const auto &run : experiment->runs) {
        EXPECT_EQ(run->status, record::RunStatus::Finished) << run->entry.label << ": " << run->error;
        EXPECT_TRUE(run->trace) << run->entry.label;
        tasks += run->tasks.size();
    }
    EXPECT_EQ(countOf(document, R"("cat":"task","args")") + countOf(document, R"("cat":"task","id")") / 2, tasks) << "each task once: a slice, or a beginning and an end";
    EXPECT_GE(countOf(document, R"({"ph":"s")"), tasks) << "each was handed over at least once";
}

INSTANTIATE_TEST_SUITE_P(Catalogue, PresetTraces, testing::ValuesIn(presetsOfThisProgram()), [](const auto &preset) {
    std::string name(preset.param.id);
    std::ranges::replace(name, '-', '_');
    return name;
});

} // namespace
} // namespace interleave::exporting
