// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/report.h"

#include "core/analysis/consistency.h"
#include "core/analysis/guide.h"
#include "core/export/report_document.h"
#include "core/export/report_text.h"
#include "core/export/svg_charts.h"
#include "core/plan/plan_json.h"
#include "tests/export/example.h"

#include <QByteArray>
#include <QStringList>
#include <QXmlStreamReader>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace interleave::exporting {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Writes = void (*)(const record::ExperimentRecord &, const ByteSink &);
constexpr const char *kEvil = "<script src=\"http://evil.example/x.js\">alert(1)</script>";
constexpr const char *kPicture = "\"><img src=x onerror='alert(1)'> | a | `b` **c** [d](http://evil.example) 并发模型";
constexpr const char *kBidi = "\xe2\x80\xaetxt.exe\x01\xe2\x80\xac";

std::string written(Writes write, const record::ExperimentRecord &experiment)
{
    std::string bytes;
    write(experiment, [&bytes](std::string_view piece) { bytes += piece; });
    return bytes;
}

/// A page as a reader of XML sees it.
struct Page {
    QString error;
    QStringList elements, attributes, texts;
    explicit Page(const std::string &bytes)
    {
        QXmlStreamReader reader(QByteArray::fromStdString(bytes));
        while (!reader.atEnd()) {
            reader.readNext();
            if (reader.isCharacters())
                texts << reader.text().toString();
            if (!reader.isStartElement())
                continue;
            elements << reader.name().toString();
            for (const QXmlStreamAttribute &attribute : reader.attributes())
                attributes << attribute.name().toString() + u'=' + attribute.value().toString();
        }
        error = reader.hasError() ? reader.errorString() + QStringLiteral(" at line %1").arg(reader.lineNumber()) : QString();
    }
    [[nodiscard]] std::string text() const { return texts.join(QString()).toStdString(); }
};

/// Everything that a file can bring into names and messages.
record::ExperimentRecord hostileExperiment()
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.plan.name = kEvil;
    experiment.plan.workload.groups[0].name = kPicture;
    experiment.plan.executors[0].label = kPicture;
    experiment.plan.executors[1].label = kBidi;
    experiment.environment.cautions = {kEvil, "\xff broken"};
    experiment.environment.cpuModel = kPicture;
    auto run = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    run->warnings = {kEvil};
    run->lanes[2].name = kEvil;
    auto trace = std::make_shared<record::FrozenTrace>(*run->trace);
    trace->lanes[2].name = kEvil;
    run->trace = trace;
    run->entry = experiment.plan.executors[0];
    experiment.runs[0] = run;
    return experiment;
}

/// Many entries, runs and tasks: as large as a report gets.
record::ExperimentRecord largeExperiment()
{
    record::ExperimentRecord experiment = exampleExperiment();
    const auto model = experiment.runs[0];
    experiment.runs.clear();
    experiment.plan.executors.clear();
    for (std::uint32_t entry = 0; entry < 60; ++entry)
        experiment.plan.executors.push_back({"thread-pool", "a model with quite a long label, number " + std::to_string(entry), {}, {}});
    for (std::uint32_t number = 0; number < 60 * 12; ++number) {
        auto run = std::make_shared<record::RunRecord>(*model);
        const int round = static_cast<int>(number / 60);
        run->key = {base::RunId{number + 1}, base::EntryId{number % 60}, round, round, false};
        run->entry = experiment.plan.executors[number % 60];
        run->makespanNs = 1'000'000 + 1'000 * number + 100'000 * (number % 60);
        for (std::uint32_t t = 0; t < 100; ++t) {
            record::TaskRow task = model->tasks[0];
            task.task = task.index = t;
            task.finished = 10'000 + 977 * t + 13 * number;
            run->tasks.push_back(task);
        }
        for (int i = 0; i < 400; ++i) {
            metrics::Sample sample = model->samples[1];
            sample.time = base::Nanoseconds(1'000'000'000 + 2'000 * i);
            sample.cpuPercent = i % 100;
            run->samples.push_back(sample);
        }
        experiment.runs.push_back(run);
    }
    return experiment;
}

TEST(Report, ThePageIsWellFormedXmlAndHasItsLanguage)
{
    const Page page(written(reportHtml, exampleExperiment()));
    EXPECT_EQ(page.error.toStdString(), "");
    EXPECT_TRUE(page.attributes.contains(QStringLiteral("lang=en")));
    EXPECT_EQ(page.elements.count(QStringLiteral("html")), 1);
    EXPECT_GE(page.elements.count(QStringLiteral("svg")), 5) << "four charts and the patterns, at least";
}

TEST(Report, NothingComesFromOutsideAndNothingRuns)
{
    const std::string bytes = written(reportHtml, exampleExperiment());
    for (const char *word : {"http://", "https://", "<script", "src=", "href=", "@import", "javascript:", "<link", "<img", "<iframe"})
        EXPECT_THAT(bytes, Not(HasSubstr(word)));
    EXPECT_THAT(bytes, AllOf(HasSubstr("prefers-color-scheme: dark"), HasSubstr("@media print")));
}

TEST(Report, NamesFromAFileBecomeTextAndNeverElementsOrAttributes)
{
    const Page page(written(reportHtml, hostileExperiment()));
    ASSERT_EQ(page.error.toStdString(), "");
    for (const char *element : {"script", "img", "a", "iframe", "object"})
        EXPECT_FALSE(page.elements.contains(QLatin1String(element))) << element;
    for (const QString &attribute : page.attributes)
        EXPECT_FALSE(attribute.startsWith(QLatin1String("on")) || attribute.startsWith(QLatin1String("src=")) || attribute.startsWith(QLatin1String("href="))) << attribute.toStdString();
    EXPECT_THAT(page.text(), AllOf(HasSubstr(kEvil), HasSubstr("\"><img src=x onerror='alert(1)'>"), HasSubstr("并发模型")));
    EXPECT_THAT(page.text(), AllOf(HasSubstr("\\u202Etxt.exe\\u0001\\u202C"), HasSubstr("\\xFF broken"), Not(HasSubstr("\xe2\x80\xae"))));
}

TEST(Report, PicturesOfHostileNamesAreWellFormedToo)
{
    const record::ExperimentRecord experiment = hostileExperiment();
    const analysis::Ranking ranking = analysis::rank(experiment);
    for (const std::string &svg : {makespanSvg(experiment, ranking, true), latencySvg(experiment, ranking, true), timeSplitSvg(experiment, ranking, true),
                                   seriesSvg(experiment, ranking, true), sequenceSvg(*experiment.runs[0], 60, true)}) {
        const Page page(svg);
        EXPECT_EQ(page.error.toStdString(), "");
        EXPECT_FALSE(page.elements.contains(QLatin1String("script")) || page.elements.contains(QLatin1String("img")));
    }
}

std::vector<std::string> linesOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

std::size_t barePipes(const std::string &line)
{
    std::size_t n = 0;
    for (std::size_t i = 0; i < line.size(); ++i)
        n += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
    return n;
}

TEST(Report, MarkdownTablesKeepTheirColumnsWhateverTheNames)
{
    const auto lines = linesOf(written(reportMarkdown, hostileExperiment()));
    std::size_t tables = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (!lines[i].starts_with("| --- ") && !lines[i].starts_with("| ---:"))
            continue;
        ++tables;
        for (std::size_t row = i - 1; row < lines.size() && lines[row].starts_with('|'); ++row)
            EXPECT_EQ(barePipes(lines[row]), barePipes(lines[i])) << lines[row];
    }
    EXPECT_EQ(tables, 4U);
}

TEST(Report, MarkdownShowsNamesAsTheyAreOutsideOfCode)
{
    const auto lines = linesOf(written(reportMarkdown, hostileExperiment()));
    bool code = false;
    for (const std::string &line : lines) {
        code = line.starts_with("```") ? !code : code;
        if (code || line.starts_with("[figure-"))
            continue;
        EXPECT_THAT(line, AllOf(Not(HasSubstr("://")), Not(HasSubstr("\xe2\x80\xae"))));
        for (std::size_t at = line.find('<'); at != std::string::npos; at = line.find('<', at + 1))
            EXPECT_TRUE(at > 0 && line[at - 1] == '\\') << line;
    }
    EXPECT_THAT(lines, Contains(HasSubstr("并发模型")));
}

TEST(Report, TheCommandLineCarriesExactlyThePlan)
{
    const record::ExperimentRecord experiment = hostileExperiment();
    for (const Block &block : reportOf(experiment, false).blocks) {
        if (block.kind != Block::Kind::Code)
            continue;
        const std::string shown = visible(block.text, true);
        EXPECT_THAT(shown, ::testing::StartsWith("interleave run - --out results <<'INTERLEAVE_PLAN'\n"));
        const std::size_t begin = shown.find('\n') + 1;
        const std::string json = shown.substr(begin, shown.rfind("INTERLEAVE_PLAN") - begin);
        EXPECT_EQ(nlohmann::json::parse(json), nlohmann::json::parse(plan::toJson(experiment.plan)));
        return;
    }
    FAIL() << "no command line";
}

const Block *tableWith(const Report &report, const std::string &header)
{
    for (const Block &block : report.blocks) {
        if (block.kind == Block::Kind::Table && std::ranges::find(block.table.header, header) != block.table.header.end())
            return &block;
    }
    return nullptr;
}

TEST(Report, TheRankingHasARowForEveryEntryAndEveryColumnOfIt)
{
    const Report report = reportOf(exampleExperiment(), false);
    const Block *ranking = tableWith(report, "speed-up");
    ASSERT_NE(ranking, nullptr);
    EXPECT_EQ(ranking->table.rows.size(), 2U);
    for (const auto &row : ranking->table.rows)
        EXPECT_EQ(row.size(), ranking->table.header.size());
    for (const char *column : {"rank", "verdict", "makespan", "95 % interval", "tasks/s", "p50", "p95", "p99", "CPU", "peak memory", "set-up", "first result", "n"})
        EXPECT_THAT(ranking->table.header, Contains(column));
    EXPECT_THAT(ranking->table.rows, Contains(AllOf(Contains("pool"), Contains("max 100 ns of 2"), Contains("nothing to compare"))));
}

TEST(Report, EveryDutyOfReportingIsInTheEnvironment)
{
    const Report report = reportOf(exampleExperiment(), false);
    const Block *environment = tableWith(report, "value");
    ASSERT_NE(environment, nullptr);
    std::vector<std::string> names;
    for (const auto &row : environment->table.rows)
        names.push_back(row.at(0));
    for (const char *duty : {"machine", "cores", "memory", "operating system, kernel", "virtualised", "governor; turbo; on battery", "program", "seed of the workload", "order of runs",
                             "rounds", "warm-up", "failures", "noise verdict", "percentiles", "clock", "collector's overhead", "events"})
        EXPECT_THAT(names, Contains(duty));
}

TEST(Report, WhatRecordingAndSamplingCostIsSaidWhetherItWasMeasuredOrNot)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.environment.samplerCostPercent = 0.4;
    const std::string unmeasured = Page(written(reportHtml, experiment)).text();
    EXPECT_THAT(unmeasured, HasSubstr("sampler: 0.40 % of one core; recorder and sampler against runs without them: not measured"));
    experiment.environment.recorderCostPercent = 0.25;
    experiment.environment.recorderCostPairs = 4;
    experiment.environment.recorderCostLabel = "pool";
    EXPECT_THAT(Page(written(reportHtml, experiment)).text(), HasSubstr("against runs without them: 0.25 % of the makespan, 4 pairs of pool"));
}

TEST(Report, AFailedCheckStandsInTheWarningsWithWhatItMeans)
{
    record::ExperimentRecord experiment = exampleExperiment();
    auto run = std::make_shared<record::RunRecord>(*experiment.runs[0]);
    run->eventsRecorded = 10;
    run->eventsDropped = 7;
    experiment.runs[0] = run;
    const auto checks = analysis::failedChecks(experiment);
    const auto lost = std::ranges::find(checks, analysis::Check::LostEvents, [](const auto &check) { return check.violation.check; });
    ASSERT_NE(lost, checks.end());
    const std::string sentence = analysis::english(analysis::sentenceOf(*lost), experiment.plan);
    EXPECT_THAT(sentence, HasSubstr("7"));
    EXPECT_THAT(sentence, HasSubstr(analysis::english(lost->violation.meaning, experiment.plan)));
    EXPECT_THAT(Page(written(reportHtml, experiment)).text(), HasSubstr(run->entry.label + ": " + sentence));
    EXPECT_THAT(written(reportMarkdown, experiment), HasSubstr(markdownText(sentence)));
}

TEST(Report, EveryFamilyIsExplainedWithItsAdviceAndThePresetsThatShowIt)
{
    const std::string text = Page(written(reportHtml, exampleExperiment())).text();
    for (const analysis::GuideTopic &topic : analysis::guideTopics()) {
        EXPECT_THAT(text, HasSubstr(std::string(topic.summary)));
        for (const auto &all : {topic.strengths, topic.limits, topic.bestFor, topic.tuning}) {
            EXPECT_FALSE(all.empty()) << topic.id;
            for (const analysis::Advice &advice : all)
                EXPECT_THAT(text, HasSubstr(std::string(advice.text) + " (preset " + std::string(advice.preset) + ")"));
        }
    }
}

std::size_t banners(const record::ExperimentRecord &experiment)
{
    const Report report = reportOf(experiment, false);
    return static_cast<std::size_t>(std::ranges::count(report.blocks, Block::Kind::Banner, &Block::kind));
}

TEST(Report, OnlyADebugBuildHasTheBanner)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.environment.buildType = "RelWithDebInfo";
    EXPECT_EQ(banners(experiment), 0U);
    experiment.environment.buildType = "Debug";
    EXPECT_EQ(banners(experiment), 1U);
}

TEST(Report, AnExperimentWithoutRunsGivesAReportWithoutFigures)
{
    record::ExperimentRecord experiment = exampleExperiment();
    experiment.runs.clear();
    experiment.warmups.clear();
    const Page page(written(reportHtml, experiment));
    EXPECT_EQ(page.error.toStdString(), "");
    EXPECT_EQ(page.elements.count(QStringLiteral("figure")), 0);
    EXPECT_THAT(page.text(), Not(HasSubstr("nan")));
}

TEST(Report, APageOfSixtyEntriesStaysBelowTwoMegabytes)
{
    const std::string bytes = written(reportHtml, largeExperiment());
    EXPECT_EQ(Page(bytes).error.toStdString(), "");
    EXPECT_LT(bytes.size(), 2'000'000U);
    EXPECT_GT(bytes.size(), 50'000U);
}

TEST(ReportText, WhatAReaderCannotSeeIsWrittenOut)
{
    EXPECT_EQ(visible("a\tb\nc"), "a\\u0009b\\u000Ac");
    EXPECT_EQ(visible("a\tb\nc", true), "a\tb\nc");
    EXPECT_EQ(visible("\xe2\x81\xa6x\xef\xbb\xbf"), "\\u2066x\\uFEFF");
    EXPECT_EQ(visible("\xf3\xa0\x80\x81"), "\\uDB40\\uDC01");
    EXPECT_EQ(visible("\xed\xa0\x80\xc0\xaf"), "\\xED\\xA0\\x80\\xC0\\xAF") << "surrogates and overlong forms are no UTF-8";
    EXPECT_EQ(visible("\xef\xbf\xbe\xf0\x9f\x98\x80"), "\\uFFFE\xf0\x9f\x98\x80");
    EXPECT_EQ(visible("Größe 并发 \xe2\x82"), "Größe 并发 \\xE2\\x82");
}

TEST(ReportText, NothingFormatsInMarkdown)
{
    EXPECT_EQ(markdownText("- a|b`c*"), "\\- a\\|b\\`c\\*");
    EXPECT_EQ(markdownRows({{"a|b", "n"}, {false, true}, {{"*x*", "1"}}}), "| a\\|b | n |\n| --- | ---: |\n| \\*x\\* | 1 |\n");
    EXPECT_EQ(markdownText("1. x 2. y"), "1\\. x 2. y");
    EXPECT_EQ(markdownText("http://x www.y z@w"), "http&#58;//x www&#46;y z&#64;w");
}

TEST(ReportText, DurationsHaveThreeDigitsAndTheUnitThatFits)
{
    EXPECT_EQ(durationText(0), "0 ns");
    EXPECT_EQ(durationText(950), "950 ns");
    EXPECT_EQ(durationText(12'340), "12.3 µs");
    EXPECT_EQ(durationText(312'400'000), "312 ms");
    EXPECT_EQ(durationText(2.04e9), "2.04 s");
    EXPECT_EQ(bytesText(1536), "1.5 KiB");
}

TEST(ReportText, FingerprintsAreThoseOfTheirDefinition)
{
    EXPECT_EQ(fingerprint(""), "CBF29CE484222325"); // the offset basis
    EXPECT_EQ(fingerprint("a"), "AF63DC4C8601EC8C"); // published test vector
}

} // namespace
} // namespace interleave::exporting
