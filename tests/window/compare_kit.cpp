// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare_kit.h"

#include "app/window/compare_dialog.h"
#include "window_test_kit.h"

#include <QTest>

namespace kit {

using namespace interleave;

namespace {

constexpr int kRuns = 10;

std::shared_ptr<record::RunRecord> runOf(const plan::Plan &plan, std::uint32_t entry, int round, double ms)
{
    auto run = std::make_shared<record::RunRecord>();
    run->key = {base::RunId{entry * kRuns + static_cast<std::uint32_t>(round)}, base::EntryId{entry}, round, round, false};
    run->entry = plan.executors[entry];
    run->status = record::RunStatus::Finished;
    run->makespanNs = static_cast<std::int64_t>(ms * 1e6 * (1 + 0.001 * (round - kRuns / 2)));
    record::TaskRow task;
    task.status = trace::TaskStatus::Succeeded;
    run->tasks = {task};
    return run;
}

} // namespace

record::ExperimentRecord experimentOf(double poolMs)
{
    record::ExperimentRecord experiment;
    experiment.plan = kit::smallPlan();
    experiment.environment.cpuModel = "A CPU";
    experiment.environment.hostname = "here";
    experiment.environment.startedAt = "2024-05-06T07:08:09+02:00";
    experiment.environment.version = "1.0";
    for (int round = 0; round < kRuns; ++round) {
        experiment.runs.push_back(runOf(experiment.plan, 0, round, 100));
        experiment.runs.push_back(runOf(experiment.plan, 1, round, poolMs));
    }
    return experiment;
}

bool shootComparison(window::MainWindow &window, const QDir &folder, const QString &suffix)
{
    using window::SessionPair;
    auto *dialog = window.compareSessions();
    dialog->resize(window.size());
    auto *pair = dialog->pair();
    const auto one = std::make_shared<const record::ExperimentRecord>(experimentOf(100));
    auto other = experimentOf(81);
    bool ok = true;
    const auto shoot = [&](const QString &name) {
        pair->setRecord(SessionPair::First, QStringLiteral("/home/somebody/before.interleave"), one);
        pair->setRecord(SessionPair::Second, QStringLiteral("/home/somebody/after.interleave"), std::make_shared<const record::ExperimentRecord>(other));
        for (int i = 0; i < 100 && pair->busy(); ++i)
            QTest::qWait(20);
        QTest::qWait(200); // layouts
        ok = dialog->grab().save(folder.filePath(QStringLiteral("compare-%1-%2.png").arg(name, suffix))) && ok;
    };
    shoot(QStringLiteral("same-machine"));
    other.environment.cpuModel = "Another CPU with a long name, 3.2 GHz";
    other.environment.version = "0.2.0";
    other.environment.cores.allowed = 8;
    shoot(QStringLiteral("other-machine"));
    other.plan.workload.groups[0].count = 7;
    shoot(QStringLiteral("other-workload"));
    dialog->close();
    QTest::qWait(20);
    return ok;
}

} // namespace kit
