// SPDX-License-Identifier: GPL-3.0-or-later
#include "form_pictures.h"

#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

namespace kit {

using namespace interleave;
using plan::Distribution;

namespace {

plan::Plan entriesOnly()
{
    plan::Plan plan;
    plan.name = "Pictures";
    for (const char *id : {"serial", "thread-pool", "process-pool"}) {
        plan::ExecutorEntry entry;
        entry.id = entry.label = id;
        plan.executors.push_back(entry);
    }
    return plan;
}

plan::Plan everyStep()
{
    plan::Plan plan = entriesOnly();
    plan.workload.groups = {{"every step", 40,
                             {plan::Compute{20.0, true}, plan::Compute{1e6, false}, plan::Sleep{50.0}, plan::Network{plan::Indexed{100, 10, 10}, 64.0, 2048.0, {}, 0, true},
                              plan::File{true, 65536.0, true}, plan::Memory{16.0, 5.0}, plan::Lock{"ledger", 2.0}, plan::Command{{"sh", "-c", "exit $((1 + 2))"}, "/tmp", 2000}},
                             500, 4096, 512}};
    plan.workload.arrival = {plan::Arrival::Kind::Closed, 0, 0, 4, 2.5};
    return plan;
}

plan::Plan everyNumber()
{
    plan::Plan plan = entriesOnly();
    plan.workload.groups = {{"numbers", 200,
                             {plan::Sleep{plan::Indexed{100, 20, 5}}, plan::Sleep{Distribution{Distribution::Kind::Uniform, 10, 30}},
                              plan::Sleep{Distribution{Distribution::Kind::Exponential, 20, 0}}, plan::Sleep{Distribution{Distribution::Kind::Lognormal, 20, 0.8}}},
                             {}, {}, {}}};
    plan.workload.arrival = {plan::Arrival::Kind::Poisson, 0, 160, 0, 0};
    return plan;
}

plan::Plan severalGroups()
{
    plan::Plan plan = entriesOnly();
    plan.workload.groups = {{"io", 10, {plan::Sleep{100.0}}, {}, {}, {}}, {"cpu", 4, {plan::Compute{100.0, true}}, {}, {}, {}}};
    plan.workload.arrival = {plan::Arrival::Kind::Closed, 0, 0, 4, 0};
    plan.executors[1].groups = {"io"};
    plan.executors[1].label = "threads";
    return plan;
}

plan::Plan wrong()
{
    plan::Plan plan = severalGroups();
    plan.workload.groups[1].steps = {plan::Sleep{plan::Indexed{100, -60, 5}}, plan::Network{0.0, 0.0, 0.0, "localhost", 0, true}};
    return plan;
}

void unfold(widgets::ComposeForm &form)
{
    for (auto *button : form.findChildren<QToolButton *>()) {
        if (button->isVisibleTo(&form) && button->accessibleName().contains(QStringLiteral("etails")))
            button->setChecked(true);
    }
    form.findChild<QTreeWidget *>()->expandAll();
}

bool shootOne(window::MainWindow &window, const QDir &folder, const QString &name, bool toTheEnd)
{
    auto *scroll = window.form()->findChild<QScrollArea *>();
    QTest::qWait(150);
    scroll->verticalScrollBar()->setValue(toTheEnd ? scroll->verticalScrollBar()->maximum() : 0);
    QTest::qWait(100);
    return window.grab().save(folder.filePath(QStringLiteral("form-%1.png").arg(name))) &&
           scroll->widget()->grab().save(folder.filePath(QStringLiteral("form-%1-tall.png").arg(name)));
}

} // namespace

bool shootForm(window::MainWindow &window, const QDir &folder, const QString &suffix)
{
    bool ok = true;
    const auto shoot = [&](const char *name, const plan::Plan &plan, bool open, bool toTheEnd) {
        window.form()->setPlan(plan);
        if (open)
            unfold(*window.form());
        ok = shootOne(window, folder, QString::fromUtf8(name) + u'-' + suffix, toTheEnd) && ok;
    };
    shoot("steps", everyStep(), true, false);
    shoot("numbers", everyNumber(), true, false);
    shoot("models", severalGroups(), true, true);
    window.form()->findChild<QTreeWidget *>()->collapseAll();
    shoot("problems", wrong(), false, false);
    window.form()->showFirstProblem();
    QTest::qWait(50);
    ok = window.grab().save(folder.filePath(QStringLiteral("form-shown-%1.png").arg(suffix))) && ok;
    return ok;
}

} // namespace kit
