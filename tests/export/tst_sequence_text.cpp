// SPDX-License-Identifier: GPL-3.0-or-later
// Sequence diagrams as text: what they show, and that no name, number of tasks or number of workers makes them invalid.
#include "core/export/exporters.h"
#include "core/export/mermaid.h"
#include "core/export/plantuml.h"
#include "tests/export/example.h"
#include "tests/widgets/sequence/traces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

namespace interleave::exporting {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

SequenceSubject subjectOf(const std::shared_ptr<const record::FrozenTrace> &trace, const std::string &title = "pool")
{
    return {title, std::make_shared<analysis::Interactions>(analysis::interactions(*trace, base::Nanoseconds(test::kStart), 0)), nullptr, {}};
}

/// The subject with a task table of one group, in which these failed.
SequenceSubject withTasks(SequenceSubject subject, std::uint32_t tasks, const std::vector<std::uint32_t> &failed = {})
{
    auto run = std::make_shared<record::RunRecord>();
    run->tasks.resize(tasks);
    for (std::uint32_t i = 0; i < tasks; ++i) {
        run->tasks[i].task = run->tasks[i].index = i;
        run->tasks[i].status = trace::TaskStatus::Succeeded;
    }
    for (const std::uint32_t i : failed)
        run->tasks[i].status = trace::TaskStatus::Failed;
    subject.run = run;
    subject.groups = {"io"};
    return subject;
}

std::string mermaidOf(const SequenceSubject &subject) { return mermaidText(std::span(&subject, 1)); }

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::stringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

const std::regex kMermaidArrow("^([A-Z][0-9]*)(->>|-->>|--\\)|-\\)|-x)([A-Z][0-9]*): ([^;#]|#[0-9]+;)*$");
const std::regex kPlantUmlArrow(R"(^(P[0-9]+) (->|->o|-->|-\\|->>|->x) (P[0-9]+) : [^"<>*/~#|%$@{}\[\]]*(<U\+[0-9A-F]{4}>[^"<>*/~#|%$@{}\[\]]*)*$)");

/// What a parser of either language would complain about; the languages have these rules in common.
void expectSound(const std::string &text, const std::regex &arrow)
{
    std::map<std::string, int> declared, active;
    int frames = 0;
    std::size_t arrows = 0;
    for (const std::string &line : linesOf(text)) {
        std::smatch match;
        if (std::regex_match(line, match, std::regex(R"(^participant ([A-Z][0-9]*) as .+$|^(?:participant|queue) "[^"]*" as (P[0-9]+)$)"))) {
            EXPECT_EQ(declared[match[1].matched ? match[1].str() : match[2].str()]++, 0) << line;
        } else if (std::regex_match(line, match, arrow)) {
            ++arrows;
            EXPECT_TRUE(declared.contains(match[1]) && declared.contains(match[3])) << line;
        } else if (line.starts_with("activate ")) {
            EXPECT_LE(++active[line.substr(9)], 3) << line;
        } else if (line.starts_with("deactivate ")) {
            EXPECT_GE(--active[line.substr(11)], 0) << line;
        } else if (line.starts_with("loop ") || line.starts_with("box ")) {
            ++frames;
        } else if (line == "end" || line == "end box") {
            EXPECT_GE(--frames, 0);
        } else if (line == "@enduml") {
            declared.clear();
            for (const auto &[lifeline, depth] : active)
                EXPECT_EQ(depth, 0) << lifeline;
            active.clear();
        } else {
            EXPECT_FALSE(line.find("->") != std::string::npos) << "no arrow that is understood: " << line;
        }
    }
    EXPECT_EQ(frames, 0);
    for (const auto &[lifeline, depth] : active)
        EXPECT_EQ(depth, 0) << lifeline;
}

std::size_t arrowsIn(const std::string &text, const std::regex &arrow)
{
    std::size_t count = 0;
    for (const std::string &line : linesOf(text))
        count += std::regex_match(line, arrow) ? 1U : 0U;
    return count;
}

TEST(SequenceText, ATaskAndItsResultAreAMermaidDiagram)
{
    test::TraceMaker maker(1);
    const auto app = maker.lane(trace::LaneRole::Application, "application", 7, 7);
    const auto worker = maker.lane(trace::LaneRole::Worker, "worker 1", 7, 8);
    maker.submit(0, app, 1);
    maker.start(0, worker, 11);
    maker.event(12, worker, trace::EventKind::Blocked, 0, base::kNoLane, 0, trace::BlockCause::Sleep);
    maker.event(512, worker, trace::EventKind::Resumed, 0, base::kNoLane, 0, trace::BlockCause::Sleep);
    maker.finish(0, worker, 1001);
    EXPECT_EQ(mermaidOf(withTasks(subjectOf(maker.done()), 1)), "sequenceDiagram\n"
                                                               "accTitle: Sequence of pool\n"
                                                               "accDescr: Who handed what to whom, by time\n"
                                                               "participant A as application\n"
                                                               "box rgb(232,240,250) pool\n"
                                                               "participant P1 as worker 1 (tid 8)\n"
                                                               "end\n"
                                                               "A->>P1: submit io 0 (10.0 µs)\n"
                                                               "activate P1\n"
                                                               "Note over P1: io 0 waits 500 µs#58; I/O or sleep\n"
                                                               "P1-->>A: result of io 0\n"
                                                               "deactivate P1\n");
}

TEST(SequenceText, TheSameIsAPlantUmlDiagram)
{
    test::TraceMaker maker(1);
    const auto app = maker.lane(trace::LaneRole::Application, "application", 7, 7);
    const auto worker = maker.lane(trace::LaneRole::Worker, "worker 1", 7, 8);
    maker.submit(0, app, 1);
    maker.start(0, worker, 11);
    maker.finish(0, worker, 1001, trace::TaskStatus::Failed);
    EXPECT_EQ(plantUmlText(withTasks(subjectOf(maker.done()), 1, {0})), "@startuml\n"
                                                                       "' render with -tsvg -charset UTF-8\n"
                                                                       "title pool\n"
                                                                       "hide footbox\n"
                                                                       "participant \"application (pid 7)\" as P1\n"
                                                                       "participant \"worker 1 (tid 8)\" as P2\n"
                                                                       "P1 -> P2 : submit io 0 (10.0 µs)\n"
                                                                       "activate P2\n"
                                                                       "P2 --> P1 : result of io 0: failed\n"
                                                                       "deactivate P2\n"
                                                                       "@enduml\n");
}

TEST(SequenceText, EqualExchangesAreALoopThatSaysWhatItStandsFor)
{
    const std::string text = mermaidOf(subjectOf(test::loopTrace(200), "loop"));
    expectSound(text, kMermaidArrow);
    EXPECT_THAT(text, HasSubstr("loop × 200 · mean 1.00 µs"));
    EXPECT_THAT(text, HasSubstr("folded to"));
    EXPECT_LT(arrowsIn(text, kMermaidArrow), 20U);
}

TEST(SequenceText, APauseSaysHowManyTasksAreUnderWay)
{
    SequenceSubject subject = withTasks(subjectOf(test::loopTrace(200), "loop"), 201);
    auto run = std::make_shared<record::RunRecord>(*subject.run);
    for (record::TaskRow &row : run->tasks)
        row.submitted = 0;
    run->tasks[0].finished = 1;
    subject.run = run;
    const std::string text = mermaidOf(subject);
    EXPECT_THAT(text, HasSubstr("ms later, 200 tasks under way"));
    EXPECT_THAT(text, Not(HasSubstr("waits"))) << "a loop stands for them";
}

TEST(SequenceText, FailedTasksAreNeverInALoop)
{
    const std::string text = plantUmlText(withTasks(subjectOf(test::loopTrace(200), "loop"), 201, {100}));
    expectSound(text, kPlantUmlArrow);
    EXPECT_THAT(text, HasSubstr("P2 --> P1 : result of io 100: failed"));
    EXPECT_THAT(text, HasSubstr("submit io 100"));
}

TEST(SequenceText, WhatIsTooMuchIsFoldedFurtherCutAndSaid)
{
    const SequenceSubject subject = withTasks(subjectOf(test::poolTrace(8, 5000)), 5000);
    const std::string mermaid = mermaidOf(subject);
    expectSound(mermaid, kMermaidArrow);
    EXPECT_LE(mermaid.size(), kMostMermaidCharacters);
    EXPECT_LE(arrowsIn(mermaid, kMermaidArrow), kMostMermaidArrows);
    EXPECT_THAT(mermaid, HasSubstr("hand-overs are folded to"));
    const std::string plantUml = plantUmlText(subject);
    expectSound(plantUml, kPlantUmlArrow);
    EXPECT_LE(arrowsIn(plantUml, kPlantUmlArrow), kMostPlantUmlArrows);
}

TEST(SequenceText, WhatCannotBeFoldedIsCutAndSaidFromWhereOn)
{
    std::vector<std::uint32_t> all(1000);
    for (std::uint32_t i = 0; i < 1000; ++i)
        all[i] = i;
    const SequenceSubject subject = withTasks(subjectOf(test::poolTrace(4, 1000)), 1000, all);
    const std::string mermaid = mermaidOf(subject);
    expectSound(mermaid, kMermaidArrow);
    EXPECT_LE(mermaid.size(), kMostMermaidCharacters);
    EXPECT_LE(arrowsIn(mermaid, kMermaidArrow), kMostMermaidArrows);
    EXPECT_GT(arrowsIn(mermaid, kMermaidArrow), kMostMermaidArrows / 2);
    EXPECT_TRUE(std::regex_search(mermaid, std::regex("Left out#58; the last [0-9]+ of [0-9]+ hand-overs, from [0-9.]+ .?s after the start on"))) << mermaid.substr(0, 400);
    EXPECT_EQ(arrowsIn(plantUmlText(subject), kPlantUmlArrow), kMostPlantUmlArrows);
}

TEST(SequenceText, APlantUmlPageHoldsNoMoreThanAPictureCan)
{
    std::vector<std::uint32_t> all(300);
    for (std::uint32_t i = 0; i < 300; ++i)
        all[i] = i;
    std::size_t onPage = 0, pages = 1;
    for (const std::string &line : linesOf(plantUmlText(withTasks(subjectOf(test::poolTrace(4, 300)), 300, all)))) {
        onPage = line == "newpage" ? 0 : onPage + (std::regex_match(line, kPlantUmlArrow) ? 1U : 0U);
        pages += line == "newpage" ? 1U : 0U;
        EXPECT_LE(onPage, kPlantUmlPage);
    }
    EXPECT_EQ(pages, 8U) << "4 spawns and 900 hand-overs, 120 a page";
}

TEST(SequenceText, ManyWorkersAreDrawnAsOne)
{
    const std::string text = mermaidOf(subjectOf(test::poolTrace(100, 300)));
    expectSound(text, kMermaidArrow);
    EXPECT_THAT(text, HasSubstr("as 100 workers\n"));
    EXPECT_THAT(text, HasSubstr("99 lifelines more would not fit"));
}

TEST(SequenceText, APartIsTheTimeOrTheTasksAskedFor)
{
    SequenceSubject subject = withTasks(subjectOf(test::poolTrace(2, 20)), 20);
    subject.tasks = {3, 5};
    const std::string some = mermaidOf(subject);
    EXPECT_THAT(some, HasSubstr("submit io 3"));
    EXPECT_THAT(some, HasSubstr("result of io 5"));
    EXPECT_THAT(some, Not(HasSubstr("io 4")));
    EXPECT_EQ(arrowsIn(some, kMermaidArrow), 6U);
    subject.tasks.clear();
    subject.range = {-1'000'000, -1};
    const std::string before = mermaidOf(subject);
    EXPECT_EQ(arrowsIn(before, kMermaidArrow), 2U) << "the workers were started before the run";
    EXPECT_THAT(before, Not(HasSubstr("submit")));
    subject.range = {INT64_MIN, INT64_MIN};
    EXPECT_THAT(mermaidOf(subject), HasSubstr("Note over A: Nothing was handed over."));
    EXPECT_THAT(plantUmlText(subject), HasSubstr("Nothing was handed over."));
    expectSound(plantUmlText(subject), kPlantUmlArrow);
}

TEST(SequenceText, NamesOfAnyKindAreWrittenAsCodes)
{
    EXPECT_EQ(mermaidEscaped("Größe 並行, 1/2"), "Größe 並行, 1/2");
    EXPECT_EQ(mermaidEscaped("task #3; end"), "task #35;3#59; end");
    EXPECT_EQ(mermaidEscaped("%%{init}%%"), "#37;#37;#123;init#125;#37;#37;");
    EXPECT_EQ(mermaidEscaped("a->>b\n<br/>\"`$"), "a-#62;#62;b#92;u000A#60;br/#62;#34;#96;#36;");
    EXPECT_EQ(plantUmlEscaped("Größe 並行, 1:2; a-b_c."), "Größe 並行, 1:2; a-b_c.");
    EXPECT_EQ(plantUmlEscaped("\"**x**\""), "<U+0022><U+002A><U+002A>x<U+002A><U+002A><U+0022>");
    EXPECT_EQ(plantUmlEscaped("a--b __c__ '' ... =="), "a-<U+002D>b _<U+005F>c_<U+005F> '<U+0027> .<U+002E><U+002E> =<U+003D>");
    EXPECT_EQ(plantUmlEscaped("[[http://x]] %date() $v !include\n<&x>~@enduml"),
              "<U+005B><U+005B>http:<U+002F><U+002F>x<U+005D><U+005D> <U+0025>date() <U+0024>v <U+0021>include<U+005C>u000A<U+003C><U+0026>x<U+003E><U+007E><U+0040>enduml");
}

TEST(SequenceText, HostileNamesDoNoHarm)
{
    for (const std::string &name : {std::string("end"), std::string("loop"), std::string("a\n@enduml\nend"), std::string("x;#\"<br/>%%{init: {}}%%"), std::string("\xff\xfe\x01"),
                                    std::string(5000, 'w'), std::string("application"), std::string("-->>"), std::string("**bold** [[link]] $x")}) {
        test::TraceMaker maker(2);
        const auto app = maker.lane(trace::LaneRole::Application, name);
        const auto worker = maker.lane(trace::LaneRole::Worker, name);
        const auto other = maker.lane(trace::LaneRole::Worker, name);
        maker.text(1, name);
        for (std::uint32_t task = 0; task < 2; ++task) {
            maker.submit(task, app, 1);
            maker.start(task, task ? other : worker, 5);
            maker.event(6 + task, task ? other : worker, trace::EventKind::LockRequested, task, base::kNoLane, 1);
        }
        maker.event(7, worker, trace::EventKind::LockAcquired, 0, base::kNoLane, 1);
        maker.event(8, worker, trace::EventKind::LockReleased, 0, base::kNoLane, 1);
        maker.event(9, other, trace::EventKind::LockAcquired, 1, base::kNoLane, 1);
        maker.finish(0, worker, 20);
        maker.finish(1, other, 20);
        SequenceSubject subject = withTasks(subjectOf(maker.done(), name), 2);
        subject.groups = {name};
        for (const std::string &text : {mermaidOf(subject), plantUmlText(subject)}) {
            expectSound(text, text.starts_with("@") ? kPlantUmlArrow : kMermaidArrow);
            EXPECT_EQ(arrowsIn(text, text.starts_with("@") ? kPlantUmlArrow : kMermaidArrow), 5U) << text;
            EXPECT_LT(text.size(), 4000U);
            for (const char c : text)
                EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
        }
        EXPECT_EQ(std::ranges::count(linesOf(plantUmlText(subject)), "@enduml"), 1);
    }
}

TEST(SequenceText, RunsShareTheApplicationInOneMermaidDiagramAndHaveOneEachInPlantUml)
{
    const std::vector<SequenceSubject> subjects{subjectOf(test::poolTrace(4, 8), "pool"), subjectOf(test::processTrace(4, 8), "processes"), subjectOf(test::loopTrace(100), "loop")};
    const std::string text = mermaidText(subjects);
    expectSound(text, kMermaidArrow);
    const auto lines = linesOf(text);
    EXPECT_EQ(std::ranges::count(lines, "sequenceDiagram"), 1);
    EXPECT_EQ(std::ranges::count(lines, "participant A as application"), 1);
    EXPECT_THAT(lines, Contains(StartsWith("Note over A,P5: 1. pool")));
    EXPECT_THAT(lines, Contains(HasSubstr(": 3. loop")));
    EXPECT_LE(arrowsIn(text, kMermaidArrow), kMostMermaidArrows);
}

TEST(SequenceText, FilesHoldTheMedianRunOfEachEntry)
{
    record::ExperimentRecord experiment = exampleExperiment();
    std::string mermaid, plantUml;
    sequenceMermaid(experiment, [&](std::string_view piece) { mermaid += piece; });
    sequencePlantUml(experiment, [&](std::string_view piece) { plantUml += piece; });
    expectSound(mermaid, kMermaidArrow);
    expectSound(plantUml, kPlantUmlArrow);
    EXPECT_THAT(mermaid, HasSubstr("accTitle: Sequence of pool\n")) << "the other entry kept no trace";
    EXPECT_EQ(std::ranges::count(linesOf(plantUml), "@startuml"), 1);
    auto second = std::make_shared<record::RunRecord>(*experiment.runs[2]);
    second->trace = experiment.runs[0]->trace;
    experiment.runs[2] = second;
    plantUml.clear();
    sequencePlantUml(experiment, [&](std::string_view piece) { plantUml += piece; });
    EXPECT_EQ(std::ranges::count(linesOf(plantUml), "@startuml"), 2);
    experiment.runs.clear();
    for (const char *file : {"sequence.mmd", "sequence.puml"})
        for (const Exporter &exporter : exporters())
            if (exporter.fileName == file) {
                EXPECT_THAT(bytesOf(exporter, experiment), HasSubstr("no run kept its trace"));
            }
}

TEST(SequenceText, MoreModelsThanADiagramCanBearAreNamedAsLeftOut)
{
    record::ExperimentRecord experiment = exampleExperiment();
    const auto run = experiment.runs[0];
    experiment.runs.clear();
    experiment.plan.executors.assign(9, experiment.plan.executors[0]);
    for (std::uint32_t i = 0; i < 9; ++i) {
        auto copy = std::make_shared<record::RunRecord>(*run);
        copy->key.entry = base::EntryId{i};
        experiment.runs.push_back(copy);
    }
    std::string mermaid;
    sequenceMermaid(experiment, [&](std::string_view piece) { mermaid += piece; });
    expectSound(mermaid, kMermaidArrow);
    EXPECT_THAT(mermaid, HasSubstr("6. pool"));
    EXPECT_THAT(mermaid, Not(HasSubstr("7. pool")));
    EXPECT_THAT(mermaid, HasSubstr("3 more concurrency models are in sequence.puml"));
}

} // namespace
} // namespace interleave::exporting
