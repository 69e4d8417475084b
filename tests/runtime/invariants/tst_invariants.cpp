// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every concurrency model, whatever it runs: all that this version makes, by several workloads.
#include "tests/runtime/invariants/invariant_run.h"
#include "tests/runtime/invariants/models.h"
#include "tests/runtime/invariants/workloads.h"
#include "tests/runtime/process/process_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace interleave::test {
namespace {

using namespace std::chrono_literals;
using executors::Registration;
using testing::IsEmpty;
using trace::TaskStatus;

/// A model of the registry with its place in the table.
struct Candidate {
    const Registration *registration = nullptr;
    Model model;
    std::string name; ///< "ProcessPool1"
};

std::string nameOf(const std::string &id, std::size_t variant)
{
    std::string name;
    bool upper = true;
    for (const char c : id) {
        if (c != '-')
            name += upper ? static_cast<char>(std::toupper(c)) : c;
        upper = c == '-';
    }
    return name + std::to_string(variant + 1);
}

std::vector<Candidate> candidates()
{
    std::vector<Candidate> all;
    for (const Registration &registration : executors::registry()) {
        if (!registration.make)
            continue;
        const auto models = modelsOf(registration.descriptor.id);
        for (std::size_t i = 0; i < models.size(); ++i)
            all.push_back({&registration, models[i], nameOf(registration.descriptor.id, i)});
    }
    return all;
}

Rules rulesOf(const Candidate &candidate, std::size_t tasks, const plan::Arrival &arrival = {})
{
    const Model &model = candidate.model;
    Rules rules;
    rules.bound = std::min(model.bound.value_or(tasks), tasks);
    if (arrival.kind == plan::Arrival::Kind::Closed)
        rules.bound = std::min(rules.bound, static_cast<std::size_t>(arrival.clients));
    rules.capacity = model.capacity;
    rules.computeBound = model.computeBound;
    rules.laneRunsOne = candidate.registration->descriptor.family != plan::Family::EventLoop;
    return rules;
}

std::string linesOf(const std::vector<std::string> &lines)
{
    std::string text;
    for (std::size_t i = 0; i < lines.size() && i < 10; ++i)
        text += lines[i] + '\n';
    return lines.size() > 10 ? text + "and " + std::to_string(lines.size() - 10) + " more" : text;
}

void expectNone(const std::vector<std::string> &violations) { EXPECT_TRUE(violations.empty()) << linesOf(violations); }

TEST(Invariants, EveryExecutorThatIsMadeHasItsBoundInTheTable)
{
    for (const Registration &registration : executors::registry()) {
        if (registration.make) {
            EXPECT_FALSE(modelsOf(registration.descriptor.id).empty()) << registration.descriptor.id << " is not in tests/runtime/invariants/models.cpp";
        }
    }
    EXPECT_FALSE(candidates().empty());
}

struct Case {
    Candidate candidate;
    const InvariantWorkload *workload;
};

std::vector<Case> cases()
{
    std::vector<Case> all;
    for (const Candidate &candidate : candidates()) {
        for (const InvariantWorkload &workload : invariantWorkloads()) {
            if (workload.workload.arrival.kind != plan::Arrival::Kind::Closed || candidate.registration->descriptor.closedLoop)
                all.push_back({candidate, &workload});
        }
    }
    return all;
}

class EveryModel : public testing::TestWithParam<Case> {
protected:
    void TearDown() override { EXPECT_THAT(children(), IsEmpty()); }
};

TEST_P(EveryModel, KeepsTheInvariants)
{
    const auto &[candidate, workload] = GetParam();
    InvariantRun run(workload->workload, candidate.model.entry);
    const auto conducted = run.conduct();
    ASSERT_TRUE(conducted) << conducted.error().message;

    Rules rules = rulesOf(candidate, run.tasks.size(), workload->workload.arrival);
    if (workload->fillsTheBound)
        rules.reached = candidate.model.reached.value_or(rules.bound);
    const Observed observed = run.observed();
    expectNone(violations(observed, rules));
    for (std::size_t i = 0; i < run.tasks.size(); ++i) {
        const bool timesOut = workload->timesOut && workload->timesOut(run.tasks[i].index);
        EXPECT_EQ(observed.lives[i].status, timesOut ? TaskStatus::TimedOut : TaskStatus::Succeeded) << "task " << i << ": " << observed.lives[i].error;
    }
}

INSTANTIATE_TEST_SUITE_P(Invariants, EveryModel, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case> &tested) { return tested.param.candidate.name + "_" + tested.param.workload->name; });

class EveryCancelledModel : public testing::TestWithParam<Candidate> {
protected:
    void TearDown() override { EXPECT_THAT(children(), IsEmpty()); }
};

TEST_P(EveryCancelledModel, KeepsTheInvariantsAndReturnsSoonWheneverItIsCancelled)
{
    constexpr int kMoments = 10;
    constexpr base::Nanoseconds kSoon = 500ms;
    constexpr base::Nanoseconds kScheduling = 250ms; // other programs share the machine
    const Candidate &candidate = GetParam();
    InvariantRun whole(workloadToCancel(), candidate.model.entry);
    ASSERT_TRUE(whole.conduct());
    std::mt19937 random(2024);
    for (int i = 0; i < kMoments; ++i) {
        const base::Nanoseconds moment = whole.runTime() * static_cast<std::int64_t>(random() % 1000) / 1000;
        SCOPED_TRACE("cancelled after " + std::to_string(moment.count()) + " ns of " + std::to_string(whole.runTime().count()));
        InvariantRun run(workloadToCancel(), candidate.model.entry);
        const auto conducted = run.conduct(moment);
        ASSERT_TRUE(conducted) << conducted.error().message;
        EXPECT_LT(run.runTime() - moment, kSoon + kScheduling);
        Rules rules = rulesOf(candidate, run.tasks.size());
        rules.cancelled = true;
        expectNone(violations(run.observed(), rules));
    }
}

INSTANTIATE_TEST_SUITE_P(Invariants, EveryCancelledModel, testing::ValuesIn(candidates()), [](const testing::TestParamInfo<Candidate> &tested) { return tested.param.name; });

} // namespace
} // namespace interleave::test
