// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/record/session_kit.h"

#include "core/record/session_limits.h"
#include "core/record/session_zip_reader.h"
#include "core/record/session_zip_writer.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace interleave::record::kit {
namespace {

namespace fs = std::filesystem;
using base::LaneId;
using base::Nanoseconds;
using base::TaskId;

constexpr std::int64_t kStart = 5'000'000'000'000;

plan::Plan fullPlan()
{
    plan::Plan plan;
    plan.name = "everything <script>alert(1)</script>";
    plan.workload.seed = 77;
    plan.workload.groups = {{"io", 2, {plan::Sleep{1.5}, plan::Sleep{plan::Indexed{1, 2, 3}}}, 5000, {}, {}},
                            {"cpu", 1, {plan::Compute{plan::Distribution{plan::Distribution::Kind::Lognormal, 3, 0.5}, true}}, {}, {}, {}}};
    plan.workload.arrival = {plan::Arrival::Kind::Interval, 2.5, 0, 0, 0};
    plan.executors = {{"thread-pool", "pool", {{"workers", plan::ParameterValue(std::int64_t{3})}}, {}}, {"serial", "serial", {}, {"io"}}};
    plan.repetitions = 2;
    plan.warmup = 1;
    plan.timeoutS = 12.5;
    plan.stop = {1.5, 60};
    return plan;
}

Environment fullEnvironment()
{
    Environment e;
    e.cpuModel = "A CPU";
    e.kernel = "Linux 6";
    e.os = "An OS";
    e.compiler = "g++";
    e.buildType = "Release";
    e.qtVersion = "6.4.2";
    e.version = "0.1.0";
    e.hostname = "höst";
    e.cores = {1.5, 4, 1.5, 8};
    e.memoryBytes = 16'000'000'000;
    e.samplerCostPercent = 0.123456789012345;
    e.iterationsPerMs = 1234.5;
    e.orderSeed = 0xfedcba9876543210U; // beyond 2^53
    e.startedAt = "2024-05-06T07:08:09+02:00";
    e.governor = "powersave";
    e.virtualization = "kvm";
    e.turbo = false;
    e.onBattery = true;
    e.loadAverage = 0.25;
    e.foreignPercent = 3.5;
    e.pressureCpuUs = 17;
    e.stealPercent = 0.0;
    e.clockResolutionNs = 1;
    e.recorderCostPercent = -0.5;
    e.recorderCostLow = -1.5;
    e.recorderCostHigh = 0.75;
    e.recorderCostPairs = 7;
    e.recorderCostLabel = "pool";
    e.cautions = {"on battery", "two lines\nin one"};
    return e;
}

std::vector<trace::LaneInfo> fullLanes()
{
    return {{LaneId{0}, base::kNoLane, trace::LaneRole::Application, "application", 100, 100},
            {LaneId{1}, LaneId{0}, trace::LaneRole::Queue, "queue", 100, 0},
            {LaneId{2}, LaneId{0}, trace::LaneRole::Worker, "worker 1", 101, 102}};
}

TaskRow fullTask(std::uint32_t number)
{
    TaskRow row;
    row.task = number;
    row.group = number / 2;
    row.index = number % 2;
    row.lane = 2;
    row.status = trace::TaskStatus::Succeeded;
    row.due = 10 * number;
    row.submitted = -5;
    row.started = 100 + number;
    row.finished = 1000 + number;
    row.onCpu = 1;
    row.runnable = 0;
    row.blocked = 899;
    row.blockedBy.add(trace::BlockCause::Sleep, Nanoseconds(800));
    row.blockedBy.add(trace::BlockCause::Lock, Nanoseconds(99));
    return row;
}

std::shared_ptr<FrozenTrace> fullTrace()
{
    auto trace = std::make_shared<FrozenTrace>();
    trace->lanes = fullLanes();
    trace->lanes[2].tid = 999; // not quite the run's
    for (std::uint32_t i = 0; i < 3; ++i) {
        trace::TaskLife life;
        life.task = TaskId{i};
        life.due = Nanoseconds(kStart);
        life.submitted = Nanoseconds(kStart - 5);
        life.started = Nanoseconds(kStart + 100);
        life.finished = Nanoseconds(kStart + 1000);
        life.onCpu = Nanoseconds(3);
        life.runnable = Nanoseconds(0);
        life.blocked = Nanoseconds(4);
        life.submitLane = LaneId{0};
        life.startLane = life.finishLane = LaneId{2};
        life.status = i == 2 ? trace::TaskStatus::Failed : trace::TaskStatus::Succeeded;
        life.error = i == 2 ? "why" : "";
        trace->lives.push_back(life);
    }
    trace->lives.push_back({}); // a task of which nothing is known
    trace->lives.back().task = TaskId{3};
    trace::Event event{kStart + 50, 0, 2, trace::EventKind::Enqueued, 1, 2, 3, 0xffffffffffffffffU};
    trace->events.push_back({LaneId{1}, event});
    event = {kStart + 60, base::kNoTask.value, base::kNoLane.value, trace::EventKind::Note, 0, 0, 41, 0};
    trace->events.push_back({LaneId{2}, event});
    trace->stringIds = {7, 41};
    trace->strings = {"a lock", "a note\xff with a byte that is no UTF-8"};
    return trace;
}

Conditions fullConditions()
{
    Conditions c;
    c.samples = {{Nanoseconds(kStart + 1), 1.5, std::nullopt, true, false}, {Nanoseconds(kStart + 2), std::nullopt, 0.0, false, true}};
    c.foreignPercent = 2.5;
    c.stealPercent = 0.125;
    c.controllerPercent = 4.25;
    c.throttledNs = 11;
    c.throttledPeriods = 12;
    c.periods = 13;
    c.swappedPages = 14;
    c.calibrationUnitNs = 15.5;
    c.calibrationSpread = 1.01;
    c.suspended = true;
    c.disturbance = "other load 40 %";
    return c;
}

std::shared_ptr<RunRecord> fullRun(std::uint32_t number, const plan::Plan &plan)
{
    auto run = std::make_shared<RunRecord>();
    run->key = {base::RunId{number}, base::EntryId{0}, 1, 2, false};
    run->entry = plan.executors[0];
    run->status = RunStatus::Finished;
    run->error = "none, really";
    run->runStart = Nanoseconds(kStart);
    run->setupNs = 1;
    run->teardownNs = 2;
    run->makespanNs = 3;
    run->firstResultNs = 4;
    run->lastResultNs = 5;
    run->figures = {{"switches", 9}, {"large", INT64_MAX}, {"small", INT64_MIN}};
    run->tasks = {fullTask(0), fullTask(1), fullTask(2)};
    run->tasks[1].status = trace::TaskStatus::Failed;
    run->tasks[1].error = std::string("exit code 3\0and a zero", 22);
    run->tasks[2].error = run->tasks[1].error;
    run->tasks[2].status = trace::TaskStatus::Lost;
    run->tasks[2].started = run->tasks[2].finished = std::nullopt;
    run->samples = {{Nanoseconds(kStart), std::nullopt, std::nullopt, std::nullopt, std::nullopt, 1, 2},
                    {Nanoseconds(kStart + 10), 99.5, 24.875, 4096, 2048, 3, 4}};
    run->lanes = fullLanes();
    run->eventsRecorded = 0xffffffffffffffffU;
    run->eventsDropped = 6;
    run->usage = {1, 2, 3, 4, 5, 6, 7, 8.5, 9.5, 10.5, 11, 12, 13, 14, 15};
    run->conditions = fullConditions();
    run->superseded = true;
    run->warnings = {"first", "second"};
    return run;
}

} // namespace

plan::Catalogue catalogue()
{
    const std::vector<std::string> steps{"compute", "sleep", "network", "file", "memory", "lock", "command"};
    const plan::ParameterDescriptor workers{"workers", "Workers", "How many at once", std::int64_t{4}, 1, 1024, {}, false};
    plan::Catalogue catalogue;
    catalogue.executors = {{"serial", plan::Family::Baseline, "Serial", "One thread", {}, steps, true},
                           {"thread-pool", plan::Family::Threads, "Pool", "Workers", {workers}, steps, true}};
    for (const std::string &step : steps)
        catalogue.steps.push_back({step, step, "", true});
    return catalogue;
}

ExperimentRecord fullExperiment()
{
    ExperimentRecord experiment;
    experiment.plan = fullPlan();
    experiment.environment = fullEnvironment();
    auto first = fullRun(1, experiment.plan);
    first->trace = fullTrace();
    auto second = fullRun(4, experiment.plan);
    second->key.round = 3;
    second->superseded = false;
    auto warmup = fullRun(0, experiment.plan);
    warmup->key.warmup = true;
    warmup->status = RunStatus::TimedOut;
    experiment.runs = {first, second};
    experiment.warmups = {warmup};
    experiment.leftOut = {{base::EntryId{1}, "cannot"}};
    experiment.stopped = true;
    experiment.endedBy = "budget of 60 s used up";
    return experiment;
}

ExperimentRecord bareExperiment()
{
    ExperimentRecord experiment;
    experiment.plan = fullPlan();
    auto run = std::make_shared<RunRecord>();
    run->entry = experiment.plan.executors[0];
    experiment.runs = {run};
    return experiment;
}

ExperimentRecord largeExperiment(std::size_t tasks, std::size_t events)
{
    ExperimentRecord experiment = bareExperiment();
    auto run = std::make_shared<RunRecord>();
    run->entry = experiment.plan.executors[0];
    run->status = RunStatus::Finished;
    run->makespanNs = 1'000'000;
    for (std::size_t i = 0; i < tasks; ++i) {
        run->tasks.push_back(fullTask(static_cast<std::uint32_t>(i)));
        run->tasks.back().group = 0;
    }
    auto trace = std::make_shared<FrozenTrace>();
    trace->lanes = fullLanes();
    trace->events.reserve(events);
    for (std::size_t i = 0; i < events; ++i) {
        const trace::Event event{kStart + static_cast<std::int64_t>(i), static_cast<std::uint32_t>(tasks > 0 ? i % tasks : 0), 2, trace::EventKind::Enqueued, 0, 0,
                                 static_cast<std::uint32_t>(i), i};
        trace->events.push_back({LaneId{static_cast<std::uint32_t>(i % 3)}, event});
    }
    run->trace = trace;
    experiment.runs = {run};
    return experiment;
}

namespace {

void expectSameRun(const RunRecord &read, const RunRecord &saved)
{
    EXPECT_EQ(read.key, saved.key);
    EXPECT_EQ(read.entry, saved.entry);
    EXPECT_EQ(read.status, saved.status);
    EXPECT_EQ(read.error, saved.error);
    EXPECT_EQ(read.runStart, saved.runStart);
    EXPECT_EQ(read.setupNs, saved.setupNs);
    EXPECT_EQ(read.teardownNs, saved.teardownNs);
    EXPECT_EQ(read.makespanNs, saved.makespanNs);
    EXPECT_EQ(read.firstResultNs, saved.firstResultNs);
    EXPECT_EQ(read.lastResultNs, saved.lastResultNs);
    EXPECT_EQ(read.figures, saved.figures);
    EXPECT_TRUE(read.tasks == saved.tasks);
    EXPECT_TRUE(read.samples == saved.samples);
    EXPECT_TRUE(read.lanes == saved.lanes);
    EXPECT_EQ(read.eventsRecorded, saved.eventsRecorded);
    EXPECT_EQ(read.eventsDropped, saved.eventsDropped);
    EXPECT_TRUE(read.usage == saved.usage);
    EXPECT_TRUE(read.conditions == saved.conditions);
    EXPECT_EQ(read.superseded, saved.superseded);
    EXPECT_EQ(read.warnings, saved.warnings);
    ASSERT_EQ(read.trace == nullptr, saved.trace == nullptr);
    EXPECT_TRUE(!read.trace || *read.trace == *saved.trace);
}

void expectSameRuns(const std::vector<std::shared_ptr<const RunRecord>> &read, const std::vector<std::shared_ptr<const RunRecord>> &saved)
{
    ASSERT_EQ(read.size(), saved.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        SCOPED_TRACE(i);
        expectSameRun(*read[i], *saved[i]);
    }
}

} // namespace

void expectSame(const ExperimentRecord &read, const ExperimentRecord &saved)
{
    EXPECT_TRUE(read.plan == saved.plan);
    EXPECT_TRUE(read.environment == saved.environment);
    EXPECT_TRUE(read.leftOut == saved.leftOut);
    EXPECT_EQ(read.stopped, saved.stopped);
    EXPECT_EQ(read.endedBy, saved.endedBy);
    expectSameRuns(read.runs, saved.runs);
    expectSameRuns(read.warmups, saved.warmups);
}

void FolderTest::SetUp()
{
    std::string name = (fs::temp_directory_path() / "interleave-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
}

void FolderTest::TearDown() { fs::remove_all(folder); }

std::vector<std::string> FolderTest::names() const
{
    std::vector<std::string> found;
    for (const auto &entry : fs::directory_iterator(folder))
        found.push_back(entry.path().filename().string());
    std::ranges::sort(found);
    return found;
}

std::string fileBytes(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void writeBytes(const fs::path &path, std::string_view bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

Parts partsOf(const fs::path &session)
{
    Parts parts;
    const auto zip = session::ZipReader::open(session);
    if (!zip) {
        ADD_FAILURE() << zip.error().text();
        return parts;
    }
    for (const auto &[name, entry] : zip->entries()) {
        std::string bytes(entry.size, '\0');
        EXPECT_TRUE(zip->read(name, entry, std::as_writable_bytes(std::span(bytes))).ok());
        if (name != "mimetype")
            parts[name] = bytes;
    }
    return parts;
}

void writeParts(const fs::path &path, const Parts &parts)
{
    base::AtomicFile file(path);
    session::ZipWriter zip(file);
    zip.add("mimetype", session::kMimeType);
    for (const auto &[name, bytes] : parts)
        zip.add(name, bytes);
    zip.finish();
    ASSERT_TRUE(file.commit().ok());
}

} // namespace interleave::record::kit
