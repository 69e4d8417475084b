// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/cautions.h"
#include "widgets/trust/trust_strip.h"

#include <QLocale>
#include <QtTest>

using namespace interleave;
using widgets::TrustStrip;

namespace {

record::Environment quiet()
{
    record::Environment machine;
    machine.buildType = "Release";
    machine.cores = {2, 2, {}, 2};
    machine.foreignPercent = 0;
    return machine;
}

/// An executor with four workers, and a plan that computes with it.
plan::Catalogue catalogue()
{
    plan::ParameterDescriptor workers;
    workers.key = "workers";
    workers.defaultValue = std::int64_t{4};
    plan::ExecutorDescriptor pool;
    pool.id = "pool";
    pool.parameters = {workers};
    pool.steps = {"compute"};
    plan::Catalogue catalogue;
    catalogue.executors = {pool};
    return catalogue;
}

plan::Plan computing()
{
    plan::ExecutorEntry entry;
    entry.id = "pool";
    entry.label = "pool %1";
    plan::Plan plan;
    plan.workload.groups = {{"compute", 8, {plan::Compute{1000.0, false}}, {}, {}, {}}};
    plan.executors = {entry};
    return plan;
}

} // namespace

class TestTrustStrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }

    void aQuietMachineNeedsNoStrip()
    {
        TrustStrip strip;
        strip.setMachine(quiet());
        QVERIFY(strip.isHidden());
        QCOMPARE(strip.text(), QString());
    }

    void aCautionSaysWhatItIsAndWhatToDo()
    {
        auto machine = quiet();
        machine.foreignPercent = 12.5;
        machine.onBattery = true;
        TrustStrip strip;
        strip.setMachine(machine);
        QVERIFY(!strip.isHidden());
        QCOMPARE(strip.text(), QStringLiteral("Other programs take 12.5 % of the machine: close them. The machine runs on battery: plug it in."));
        strip.setRunning(true);
        QVERIFY(strip.isHidden());
        strip.setRunning(false);
        QVERIFY(!strip.isHidden());
    }

    void whatTheMachineAlwaysIsStandsInTheTipOnly()
    {
        auto machine = quiet();
        machine.turbo = true;
        TrustStrip strip;
        strip.setMachine(machine);
        QVERIFY(strip.isHidden());
        machine.onBattery = true;
        strip.setMachine(machine);
        QVERIFY(!strip.text().contains(QStringLiteral("turbo")));
        QVERIFY(strip.toolTip().contains(QStringLiteral("turbo is on")));
        QVERIFY(strip.toolTip().contains(strip.text()));
    }

    void moreWorkersThanCoresIsSaidOfThePlanThatComputesWithThem()
    {
        TrustStrip strip;
        strip.setMachine(quiet());
        strip.setPlan(computing(), catalogue());
        QVERIFY2(strip.text().startsWith(QStringLiteral("pool %1: 4 workers compute on 2 allowed cores")), qPrintable(strip.text()));
        auto fewer = computing();
        fewer.executors[0].parameters["workers"] = std::int64_t{2};
        strip.setPlan(fewer, catalogue());
        QVERIFY(strip.isHidden());
    }

    void everyCautionIsWhatTheRecordSays()
    {
        for (const record::CautionWords &words : record::cautionCatalogue()) {
            const record::Caution caution{&words, {std::string("a"), std::string("b"), std::string("c"), std::string("d")}};
            const QString inRecord = QString::fromStdString(record::english(caution));
            QVERIFY2(widgets::cautionText(caution).startsWith(inRecord, Qt::CaseInsensitive), words.what.data());
            QVERIFY(widgets::cautionText(caution).endsWith(u'.'));
        }
    }
};

QTEST_MAIN(TestTrustStrip)
#include "tst_trust_strip.moc"
