// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a plan stands beside the field, and can be reached from the strip; what is left out says why.
#include "form_test_kit.h"

#include "widgets/form/plan_problems.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>

using namespace interleave;
using namespace interleave::widgets;
using kit::named;

namespace {

plan::ExecutorEntry entryOf(const std::string &id)
{
    plan::ExecutorEntry entry;
    entry.id = entry.label = id;
    return entry;
}

plan::Plan twoGroups()
{
    plan::Plan plan;
    plan.workload.groups = {{"a", 5, {plan::Sleep{5.0}}, {}, {}, {}}, {"b", 5, {plan::Sleep{5.0}, plan::Network{0.0, 0.0, 0.0, {}, 0, true}}, {}, {}, {}}};
    plan.executors = {entryOf("serial"), entryOf("thread-pool")};
    return plan;
}

QStringList visibleItems(QWidget *form)
{
    QStringList texts;
    for (auto *item : form->findChild<QTreeWidget *>()->findItems(QStringLiteral("*"), Qt::MatchWildcard | Qt::MatchRecursive)) {
        if (!item->isHidden())
            texts << item->text(0);
    }
    return texts;
}

} // namespace

class FormProblemsTest : public QObject {
    Q_OBJECT
private:
    plan::Catalogue m_catalogue = kit::wholeCatalogue();
    std::unique_ptr<ComposeForm> m_form;

    void make()
    {
        m_form = std::make_unique<ComposeForm>(m_catalogue);
        m_form->setPlan(twoGroups());
        m_form->resize(340, 700);
        m_form->show();
        QVERIFY(QTest::qWaitForWindowActive(m_form.get()));
    }
    void select(int group) { m_form->findChild<QListWidget *>()->setCurrentRow(group); }

private Q_SLOTS:
    void init() { make(); }
    void cleanup() { m_form.reset(); }

    void aPathIsTakenApart()
    {
        const auto where = parsePath("workload.groups[12].steps[3].network.delay_ms.step");
        QVERIFY(where.group == std::size_t{12} && where.step == std::size_t{3} && !where.entry);
        QCOMPARE(QString::fromStdString(where.rest), QStringLiteral("network.delay_ms.step"));
        QVERIFY(parsePath("executors[2].label").entry == std::size_t{2});
        QCOMPARE(QString::fromStdString(parsePath("executors[2].label").rest), QStringLiteral("label"));
        QVERIFY(!parsePath("workload.groups").group);
        QVERIFY(!parsePath("workload.groups[x]").group);
        QCOMPARE(QString::fromStdString(parsePath("timeout_s").rest), QStringLiteral("timeout_s"));
    }

    void aProblemStandsBesideItsFieldAndGoesWithIt()
    {
        QCOMPARE(kit::notes(m_form.get()), QStringList());
        select(1);
        kit::Hand hand(*m_form);
        hand.press(QStringLiteral("Step 2: details"));
        hand.type(QStringLiteral("Step 2: Host"), QStringLiteral("example"));
        QVERIFY(!m_form->valid());
        QCOMPARE(kit::notes(m_form.get()), QStringList(QStringLiteral("workload.groups[1].steps[1].network.port: 0 is out of range, give a whole number from 1 to 65535")));
        QVERIFY(kit::says(m_form.get(), QStringLiteral("Task group “b”, step 2, Port: 0 is out of range")));
        hand.set(QStringLiteral("Step 2: Port"), 80);
        QVERIFY(m_form->valid());
        QCOMPARE(kit::notes(m_form.get()), QStringList());
    }

    void aDelayOfAHostOfOnesOwnIsToldAtTheDelay()
    {
        select(1);
        kit::Hand hand(*m_form);
        hand.press(QStringLiteral("Step 2: details"));
        hand.set(QStringLiteral("Step 2: Delay"), 20);
        hand.set(QStringLiteral("Step 2: Port"), 80);
        hand.type(QStringLiteral("Step 2: Host"), QStringLiteral("example"));
        QVERIFY(kit::notes(m_form.get()).value(0).startsWith(QStringLiteral("workload.groups[1].steps[1].network.delay_ms: is for the responder of this program")));
        hand.set(QStringLiteral("Step 2: Delay"), 0);
        QVERIFY(m_form->valid());
    }

    void aProblemOfAHiddenFieldStandsAtTheNearestPlaceAndShowBringsItOut()
    {
        auto plan = twoGroups();
        std::get<plan::Network>(plan.workload.groups[1].steps[1]).host = "example";
        m_form->setPlan(plan);
        select(0);
        const QString wrong = QStringLiteral("0 is out of range, give a whole number from 1 to 65535");
        QCOMPARE(kit::notes(m_form.get()), QStringList(QStringLiteral("workload.groups: Task group “b”, step 2, Port: ") + wrong));
        select(1);
        QCOMPARE(kit::notes(m_form.get()), QStringList(QStringLiteral("workload.groups[1].steps[1]: ") + wrong));
        select(0);
        kit::Hand(*m_form).press(QStringLiteral("Show"));
        QCOMPARE(kit::notes(m_form.get()), QStringList(QStringLiteral("workload.groups[1].steps[1].network.port: ") + wrong));
        auto *port = named<QSpinBox>(m_form.get(), QStringLiteral("Step 2: Port"));
        QVERIFY(port && port->hasFocus());
        QTRY_VERIFY(!port->visibleRegion().isEmpty());
    }

    void aNumberThatVariesOutOfItsRangeIsToldAtTheNumber()
    {
        kit::Hand hand(*m_form);
        hand.vary(QStringLiteral("Step 1: Duration"), QStringLiteral("By index"));
        hand.set(QStringLiteral("Step 1: Duration: Plus, per task"), -3);
        const auto notes = kit::notes(m_form.get());
        QCOMPARE(notes.size(), 1);
        QVERIFY2(notes[0].startsWith(QStringLiteral("workload.groups[0].steps[0].sleep.ms: task 3 gets -4 is out of range")), qPrintable(notes[0]));
        hand.vary(QStringLiteral("Step 1: Duration"), QStringLiteral("Uniform"));
        hand.set(QStringLiteral("Step 1: Duration: At most"), 1);
        QVERIFY(kit::notes(m_form.get()).value(0).contains(QStringLiteral("1 is less than min")));
    }

    void anEmptyCommandAndANamelessLockAreToldAtTheirFields()
    {
        kit::Hand hand(*m_form);
        hand.choose(QStringLiteral("Step 1: kind"), QStringLiteral("Command"));
        hand.type(QStringLiteral("Step 1: Command line"), QString());
        QVERIFY(kit::notes(m_form.get()).value(0).startsWith(QStringLiteral("workload.groups[0].steps[0].command.argv: names no program")));
        hand.choose(QStringLiteral("Step 1: kind"), QStringLiteral("Lock"));
        hand.press(QStringLiteral("Step 1: details"));
        hand.type(QStringLiteral("Step 1: Name"), QString());
        QVERIFY(kit::notes(m_form.get()).value(0).startsWith(QStringLiteral("workload.groups[0].steps[0].lock.name: is empty")));
    }

    void twoGroupsWithOneNameAreToldAtTheSecond()
    {
        select(1);
        kit::Hand(*m_form).type(QStringLiteral("Name of the task group"), QStringLiteral("a"));
        QCOMPARE(kit::notes(m_form.get()), QStringList(QStringLiteral("workload.groups[1].name: Two task groups are named “a”: rename one.")));
    }

    /// On the way from "b" to "ab" the second group is called "a" for a moment, as the first is.
    void aHalfTypedNameDoesNotTakeTheEntriesOfAnotherGroup()
    {
        auto plan = twoGroups();
        plan.executors[0].groups = {"a"};
        plan.executors[1].groups = {"b"};
        m_form->setPlan(plan);
        select(1);
        kit::Hand(*m_form).type(QStringLiteral("Name of the task group"), QStringLiteral("ab"));
        QCOMPARE(QString::fromStdString(m_form->plan().executors[0].groups[0]), QStringLiteral("a"));
        QCOMPARE(QString::fromStdString(m_form->plan().executors[1].groups[0]), QStringLiteral("ab"));
        QCOMPARE(m_form->undoStack()->count(), 1);
    }

    void twoEntriesWithOneLabelAreToldInTheList()
    {
        auto *item = kit::model(m_form.get(), QStringLiteral("TBB thread pool"));
        item->setExpanded(true);
        QTest::qWait(0);
        kit::Hand(*m_form).type(QStringLiteral("TBB thread pool: Label"), QStringLiteral("serial"));
        QVERIFY(!m_form->valid());
        QVERIFY(visibleItems(m_form.get()).contains(QStringLiteral("the label \"serial\" stands twice, give each entry its own")));
        kit::Hand(*m_form).press(QStringLiteral("Show"));
        const auto *tree = m_form->findChild<QTreeWidget *>();
        QVERIFY(tree->hasFocus());
        QCOMPARE(tree->currentItem(), kit::model(m_form.get(), QStringLiteral("serial")));
        m_form->undoStack()->undo();
        QVERIFY(m_form->valid());
        QVERIFY(visibleItems(m_form.get()).filter(QStringLiteral("stands twice")).isEmpty());
    }

    void aModelThatCannotRunTheWorkloadSaysWhyAndDoesNotBlockTheRun()
    {
        auto &serial = m_catalogue.executors[0];
        QCOMPARE(QString::fromStdString(serial.id), QStringLiteral("serial"));
        serial.steps = {"sleep"};
        make();
        const QString why = QStringLiteral("Left out of the run: serial cannot run the step network of the group b");
        QVERIFY(visibleItems(m_form.get()).contains(why));
        QVERIFY(m_form->valid());
        auto *item = kit::model(m_form.get(), QStringLiteral("Sequential"));
        QTreeWidgetItem *takes = nullptr;
        for (int i = 0; i < item->childCount(); ++i) {
            if (item->child(i)->text(0) == QStringLiteral("Takes all task groups"))
                takes = item->child(i);
        }
        QVERIFY(takes);
        takes->child(1)->setCheckState(0, Qt::Unchecked);
        QTRY_COMPARE(takes->text(0), QStringLiteral("Takes only: a"));
        QVERIFY(m_form->plan().executors[0].groups == std::vector<std::string>{"a"});
        QVERIFY(!visibleItems(m_form.get()).contains(why));
        takes->child(0)->setCheckState(0, Qt::Unchecked); // the last one
        QTRY_COMPARE(takes->child(0)->checkState(0), Qt::Checked);
        takes->child(1)->setCheckState(0, Qt::Checked);
        QTRY_VERIFY(m_form->plan().executors[0].groups.empty());
        QVERIFY(visibleItems(m_form.get()).contains(why));
    }
};

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    FormProblemsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_form_problems.moc"
