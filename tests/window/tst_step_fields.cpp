// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_modes.h"
#include "widgets/form/number_preview.h"
#include "widgets/form/step_fields.h"

#include "core/plan/draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace {

using namespace interleave;
using namespace interleave::widgets;
using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;

const StepField &fieldOf(const plan::Step &step, std::string_view key)
{
    for (const StepField &field : stepForms()[formOf(step)].fields) {
        if (field.key == key)
            return field;
    }
    throw std::out_of_range(std::string(key));
}

TEST(StepFields, EveryKindOfStepHasAFormAndComputeHasTwo)
{
    std::multiset<plan::StepKind> kinds;
    for (const StepForm &form : stepForms())
        kinds.insert(plan::kindOf(form.fresh));
    EXPECT_EQ(kinds.size(), 8U);
    for (std::size_t kind = 0; kind < std::variant_size_v<plan::Step>; ++kind)
        EXPECT_EQ(kinds.count(static_cast<plan::StepKind>(kind)), kind == 0 ? 2U : 1U);
}

TEST(StepFields, AFormIsFoundAgainAndEveryFieldWritesWhatItReads)
{
    for (std::size_t i = 0; i < stepForms().size(); ++i) {
        plan::Step step = stepForms()[i].fresh;
        EXPECT_EQ(formOf(step), i);
        for (const StepField &field : stepForms()[i].fields)
            field.set(step, field.get(step));
        EXPECT_EQ(step, stepForms()[i].fresh);
    }
}

TEST(StepFields, ANumberIsKeptAcrossKindsOfTheSameUnitOnly)
{
    const plan::Step sleep = plan::Sleep{plan::Indexed{1, 2, 3}};
    EXPECT_EQ(withForm(sleep, formOf(plan::Compute{0.0, true})), plan::Step(plan::Compute{plan::Indexed{1, 2, 3}, true}));
    EXPECT_EQ(withForm(sleep, formOf(plan::Compute{0.0, false})), plan::Step(plan::Compute{1'000'000.0, false}));
    EXPECT_EQ(withForm(sleep, formOf(plan::Lock{})), plan::Step(plan::Lock{"lock", plan::Indexed{1, 2, 3}}));
    EXPECT_EQ(withForm(sleep, formOf(plan::Command{})), plan::Step(plan::Command{{"true"}, {}, 0}));
    EXPECT_EQ(withForm(plan::Step(plan::File{false, 7.0, true}), formOf(plan::Memory{})), plan::Step(plan::Memory{16.0, 0.0}));
}

TEST(NumberModes, AModeKeepsTheCentreAndAConstantComesBack)
{
    for (const NumberMode mode : kNumberModes) {
        const plan::Number number = withMode(20.0, mode, false);
        EXPECT_EQ(modeOf(number), mode);
        EXPECT_EQ(withMode(number, NumberMode::Constant, false), plan::Number(20.0));
    }
}

TEST(NumberModes, NumbersOfThingsStayWholeAndZeroStartsAtTen)
{
    const auto uniform = std::get<plan::Distribution>(withMode(7.0, NumberMode::Uniform, true));
    EXPECT_EQ(uniform.first, 4);
    EXPECT_EQ(uniform.second, 11);
    EXPECT_EQ(withMode(0.0, NumberMode::Exponential, false), plan::Number(plan::Distribution{plan::Distribution::Kind::Exponential, 10, 0}));
}

TEST(NumberModes, EveryPartWritesWhatItReads)
{
    for (const NumberMode mode : kNumberModes) {
        plan::Number number = withMode(20.0, mode, false);
        for (const NumberPart &part : partsOf(mode)) {
            part.set(number, part.get(number) + 1);
            part.set(number, part.get(number) - 1);
        }
        EXPECT_EQ(number, withMode(20.0, mode, false));
    }
}

TEST(NumberPreview, AnIndexedNumberStartsAgainAfterItsModulo)
{
    const plan::Step step = plan::Network{0.0, plan::Indexed{5, 2, 3}, 0.0, {}, 0, true};
    EXPECT_THAT(previewNumbers({1, 0, 0, step}, fieldOf(step, "request_bytes"), 5), ElementsAre(5, 7, 9, 5, 7));
    EXPECT_THAT(previewNumbers({1, 0, 0, step}, fieldOf(step, "delay_ms"), 3), Each(0));
}

TEST(NumberPreview, ADrawIsThatOfTheRunWithThisSeedGroupStepAndPart)
{
    const plan::Distribution drawn{plan::Distribution::Kind::Exponential, 20, 0};
    const plan::Step step = plan::Memory{1.0, drawn};
    const auto values = previewNumbers({7, 2, 3, step}, fieldOf(step, "hold_ms"), 50);
    ASSERT_EQ(values.size(), 50U);
    for (std::uint64_t i = 0; i < values.size(); ++i)
        EXPECT_THAT(values[i], DoubleNear(plan::draw(drawn, {7, plan::drawStream(2, 3, 1), i}), 1e-6)); // whole nanoseconds
}

TEST(NumberPreview, EveryUnitComesBackAsItWasWritten)
{
    for (const StepForm &form : stepForms()) {
        for (const StepField &field : form.fields) {
            plan::Step step = form.fresh;
            if (!std::holds_alternative<plan::Number>(field.get(step)))
                continue;
            field.set(step, plan::Number(24.0));
            EXPECT_THAT(previewNumbers({1, 0, 0, step}, field, 2), ElementsAre(24, 24)) << field.key;
        }
    }
}

TEST(NumberPreview, AHistogramCountsEveryValueOnce)
{
    EXPECT_THAT(histogram({0, 1, 2, 3, 4}, 5), ElementsAre(1, 1, 1, 1, 1));
    EXPECT_THAT(histogram({3, 3, 3}, 3), ElementsAre(0, 3, 0));
    EXPECT_THAT(histogram({0, 0, 10}, 2), ElementsAre(2, 1));
    EXPECT_THAT(histogram({}, 2), ElementsAre(0, 0));
}

} // namespace
