// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exporters.h"
#include "core/record/session_limits.h"
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "core/record/session_zip_reader.h"
#include "core/record/session_zip_writer.h"
#include "tests/record/session_kit.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace interleave::record {
namespace {

using kit::catalogue;
using testing::HasSubstr;

class SessionTest : public kit::FolderTest {
protected:
    std::shared_ptr<const ExperimentRecord> savedAndRead(const ExperimentRecord &experiment)
    {
        const auto saved = saveSession(path(), experiment);
        EXPECT_TRUE(saved.ok()) << saved.error().text();
        const auto read = readSession(path(), catalogue());
        EXPECT_TRUE(read.ok()) << read.error().text();
        return read.ok() ? *read : std::make_shared<ExperimentRecord>();
    }
    [[nodiscard]] std::filesystem::path path() const { return folder / "a.interleave"; }
    [[nodiscard]] std::string refusal() const
    {
        const auto read = readSession(path(), catalogue());
        return read ? "it was read" : read.error().text();
    }
};

TEST_F(SessionTest, EveryFieldComesBackAsItWasSaved)
{
    const ExperimentRecord experiment = kit::fullExperiment();
    kit::expectSame(*savedAndRead(experiment), experiment);
}

TEST_F(SessionTest, WhatWasNotMeasuredComesBackAsNotMeasured)
{
    const ExperimentRecord experiment = kit::bareExperiment();
    kit::expectSame(*savedAndRead(experiment), experiment);
}

TEST_F(SessionTest, AnExperimentWithoutRunsIsASessionToo)
{
    ExperimentRecord experiment = kit::fullExperiment();
    experiment.runs.clear();
    experiment.warmups.clear();
    kit::expectSame(*savedAndRead(experiment), experiment);
}

TEST_F(SessionTest, ExportsAreTheSameBytesBeforeAndAfter)
{
    const ExperimentRecord experiment = kit::fullExperiment();
    ExperimentRecord read = *savedAndRead(experiment);
    EXPECT_TRUE(read.imported);
    read.imported = false; // an export may say so
    for (const auto &exporter : exporting::exporters())
        EXPECT_EQ(exporting::bytesOf(exporter, read), exporting::bytesOf(exporter, experiment)) << exporter.fileName << exporter.format;
}

TEST_F(SessionTest, WhatIsReadFromAFileIsMarkedImported)
{
    EXPECT_FALSE(kit::fullExperiment().imported);
    EXPECT_TRUE(savedAndRead(kit::fullExperiment())->imported);
}

TEST_F(SessionTest, TheFileIsAZipOfStoredPartsThatBeginsWithItsType)
{
    (void)savedAndRead(kit::fullExperiment());
    const std::string bytes = kit::fileBytes(path());
    EXPECT_EQ(bytes.substr(0, 4), "PK\003\004");
    EXPECT_EQ(bytes.substr(30, 8), "mimetype");
    EXPECT_EQ(bytes.substr(38, std::string_view(session::kMimeType).size()), session::kMimeType);
    const auto manifest = nlohmann::json::parse(kit::partsOf(path()).at("manifest.json"));
    EXPECT_EQ(manifest.at("schema"), "interleave-session/1");
    EXPECT_THAT(manifest.at("app").get<std::string>(), HasSubstr("interleave "));
}

TEST_F(SessionTest, BlocksOfEventsBeginOnAPage)
{
    (void)savedAndRead(kit::fullExperiment());
    const auto zip = session::ZipReader::open(path());
    ASSERT_TRUE(zip.ok());
    const auto *events = zip->find("runs/1/events.bin");
    ASSERT_TRUE(events);
    EXPECT_EQ(events->offset % 4096, 0U);
    EXPECT_EQ(events->size, 2 * sizeof(trace::Reader::LaneEvent));
}

TEST_F(SessionTest, SeveralTracesInOneFileEachBeginOnAPageWhateverStandsBetween)
{
    ExperimentRecord experiment = kit::fullExperiment();
    const auto trace = experiment.runs[0]->trace;
    experiment.runs.clear();
    for (std::uint32_t i = 0; i < 40; ++i) {
        auto run = std::make_shared<RunRecord>(*kit::fullExperiment().runs[0]);
        run->key.run.value = 1000 + i;
        run->error = std::string(i * 103, 'x');
        experiment.runs.push_back(run);
    }
    kit::expectSame(*savedAndRead(experiment), experiment);
    const auto zip = session::ZipReader::open(path());
    ASSERT_TRUE(zip.ok());
    for (std::uint32_t i = 0; i < 40; ++i)
        EXPECT_EQ(zip->find("runs/" + std::to_string(1000 + i) + "/events.bin")->offset % 4096, 0U);
}

TEST_F(SessionTest, ReadingTellsHowFarItIs)
{
    ASSERT_TRUE(saveSession(path(), kit::largeExperiment(1000, 10'000)).ok());
    std::vector<double> told;
    ASSERT_TRUE(readSession(path(), catalogue(), [&told](double share) { told.push_back(share); }).ok());
    ASSERT_GT(told.size(), 3U);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_GE(told.front(), 0);
    EXPECT_LE(told.back(), 1);
    EXPECT_GT(told.back(), 0.8);
}

TEST_F(SessionTest, AKeyOrAFieldOfALaterVersionIsPassedOver)
{
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    auto parts = kit::partsOf(path());
    auto summary = nlohmann::json::parse(parts.at("runs/1/summary.json"));
    summary["weather"] = {{"rain", true}};
    parts["runs/1/summary.json"] = summary.dump();
    parts["runs/1/weather.bin"] = "?";
    kit::writeParts(path(), parts);
    const auto read = readSession(path(), catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    kit::expectSame(**read, kit::fullExperiment());
}

TEST_F(SessionTest, AKeyThatAnOlderVersionDidNotWriteStaysEmpty)
{
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    auto parts = kit::partsOf(path());
    auto summary = nlohmann::json::parse(parts.at("runs/1/summary.json"));
    summary.erase("usage");
    summary["conditions"] = nullptr;
    parts["runs/1/summary.json"] = summary.dump();
    kit::writeParts(path(), parts);
    const auto read = readSession(path(), catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_FALSE((*read)->runs[0]->usage.userNs);
    EXPECT_FALSE((*read)->runs[0]->conditions.foreignPercent);
}

TEST_F(SessionTest, AFileOfANewerVersionIsRefusedAndNotOverwritten)
{
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    auto parts = kit::partsOf(path());
    parts["manifest.json"] = R"({"schema":"interleave-session/2","app":"interleave 9"})";
    kit::writeParts(path(), parts);
    const std::string before = kit::fileBytes(path());
    const auto read = readSession(path(), catalogue());
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, base::ErrorCode::Unsupported);
    EXPECT_THAT(read.error().text(), HasSubstr("a.interleave: was made by a newer version of Interleave (session format 2"));
    const auto saved = saveSession(path(), kit::fullExperiment());
    ASSERT_FALSE(saved.ok());
    EXPECT_THAT(saved.error().text(), HasSubstr("is not overwritten; save under another name"));
    EXPECT_EQ(kit::fileBytes(path()), before);
}

/// tests/data/sessions holds a file of each version, as that version's test kit saved it. They are never written again.
TEST_F(SessionTest, AFileOfVersion1StaysReadable)
{
    const auto read = readSession(TEST_DATA_DIR "/sessions/v1.interleave", catalogue());
    ASSERT_TRUE(read.ok()) << read.error().text();
    const ExperimentRecord &record = **read;
    EXPECT_EQ(record.plan.workload.groups.size(), 2U);
    EXPECT_EQ(record.environment.hostname, "höst");
    EXPECT_EQ(record.environment.orderSeed, 0xfedcba9876543210U);
    EXPECT_EQ(record.endedBy, "budget of 60 s used up");
    ASSERT_EQ(record.runs.size(), 2U);
    ASSERT_EQ(record.warmups.size(), 1U);
    EXPECT_EQ(record.warmups[0]->status, RunStatus::TimedOut);
    const RunRecord &run = *record.runs[0];
    EXPECT_EQ(run.makespanNs, 3);
    EXPECT_EQ(run.usage.threadsPeak, 15);
    EXPECT_EQ(run.conditions.samples.size(), 2U);
    ASSERT_EQ(run.tasks.size(), 3U);
    EXPECT_EQ(run.tasks[0].blockedBy.of(trace::BlockCause::Lock).count(), 99);
    EXPECT_EQ(run.tasks[1].error.size(), 22U);
    EXPECT_EQ(run.samples[1].cpuPercentAllowed, 24.875);
    EXPECT_EQ(run.lanes[2].name, "worker 1");
    ASSERT_TRUE(run.trace);
    EXPECT_EQ(run.trace->events[1].event.kind, trace::EventKind::Note);
    EXPECT_EQ(run.trace->text(7), "a lock");
    EXPECT_EQ(run.trace->lives[2].error, "why");
}

TEST_F(SessionTest, MorePartsThanAnOldZipCanCountComeBackToo)
{
    base::AtomicFile file(path());
    session::ZipWriter zip(file);
    constexpr int kParts = 70'000;
    for (int i = 0; i < kParts; ++i)
        zip.add(std::to_string(i), std::to_string(i * 3));
    zip.finish();
    ASSERT_TRUE(file.commit().ok());
    const auto read = session::ZipReader::open(path());
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read->entries().size(), std::size_t{kParts});
    std::string bytes("??????");
    const auto *last = read->find("69999");
    ASSERT_TRUE(last && last->size == bytes.size());
    EXPECT_TRUE(read->read("69999", *last, std::as_writable_bytes(std::span(bytes))).ok());
    EXPECT_EQ(bytes, "209997");
}

TEST_F(SessionTest, TwoRunsOfOneNumberAreNotSaved)
{
    ExperimentRecord experiment = kit::fullExperiment();
    experiment.runs.push_back(experiment.runs.front());
    EXPECT_FALSE(saveSession(path(), experiment).ok());
    EXPECT_THAT(names(), testing::IsEmpty());
}

TEST_F(SessionTest, ARunOfMissingPartsIsNamed)
{
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    auto parts = kit::partsOf(path());
    parts.erase("runs/4/summary.json");
    kit::writeParts(path(), parts);
    EXPECT_THAT(refusal(), HasSubstr("a.interleave: runs/4/summary.json: is missing"));
}

TEST_F(SessionTest, APlanThatThisVersionCannotUnderstandIsNamedWithItsField)
{
    ASSERT_TRUE(saveSession(path(), kit::fullExperiment()).ok());
    auto parts = kit::partsOf(path());
    auto plan = nlohmann::json::parse(parts.at("plan.json"));
    plan["executors"][0]["id"] = "quantum";
    parts["plan.json"] = plan.dump();
    kit::writeParts(path(), parts);
    EXPECT_THAT(refusal(), HasSubstr("a.interleave: plan.json: executors[0]"));
}

} // namespace
} // namespace interleave::record
