// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of a task group, the ways their numbers vary, and the arrival of the tasks.
#include "form_test_kit.h"
#include "pseudo_language.h"

#include "widgets/form/draw_preview.h"
#include "widgets/form/step_editor.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace interleave;
using namespace interleave::widgets;
using kit::named;

namespace {

plan::Plan oneGroup(std::vector<plan::Step> steps)
{
    plan::Plan plan;
    plan.workload.groups = {{"tasks", 20, std::move(steps), {}, {}, {}}};
    plan::ExecutorEntry entry;
    entry.id = entry.label = "thread-pool";
    plan.executors = {entry};
    return plan;
}

std::vector<plan::Step> allKinds()
{
    return {plan::Compute{20.0, true}, plan::Sleep{5.0}, plan::Network{10.0, 1.0, 2.0, {}, 0, true}, plan::File{true, 4096.0, false},
            plan::Memory{2.0, 1.0},    plan::Lock{"l", 1.0}, plan::Command{{"true"}, {}, 0}};
}

bool labelled(QWidget *form, const QString &text)
{
    for (const auto *label : form->findChildren<QLabel *>()) {
        if (label->isVisibleTo(form) && label->text().contains(text))
            return true;
    }
    return false;
}

} // namespace

class FormStepsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<ComposeForm> m_form;

    void show(std::vector<plan::Step> steps)
    {
        m_form->setPlan(oneGroup(std::move(steps)));
        QTest::qWait(0);
    }
    const std::vector<plan::Step> &steps() { return m_form->plan().workload.groups[0].steps; }
    const plan::Number &sleepOf(std::size_t at) { return std::get<plan::Sleep>(steps()[at]).ms; }

private Q_SLOTS:
    void init()
    {
        m_form = std::make_unique<ComposeForm>(kit::wholeCatalogue());
        m_form->resize(340, 900);
        m_form->show();
        QVERIFY(QTest::qWaitForWindowActive(m_form.get()));
    }
    void cleanup() { m_form.reset(); }

    void everyStepShowsItsMainNumberAndHidesTheRest()
    {
        show(allKinds());
        for (const char *name : {"Step 1: Amount", "Step 2: Duration", "Step 3: Delay", "Step 4: Size", "Step 5: Size", "Step 6: Hold"})
            QVERIFY2(named<QDoubleSpinBox>(m_form.get(), QString::fromUtf8(name)), name);
        QVERIFY(named<QLineEdit>(m_form.get(), QStringLiteral("Step 7: Command line")));
        QVERIFY(!named<QLineEdit>(m_form.get(), QStringLiteral("Step 3: Host")));
        QVERIFY(!named<QToolButton>(m_form.get(), QStringLiteral("Step 2: details")));
        kit::Hand(*m_form).press(QStringLiteral("Step 3: details"));
        QVERIFY(named<QLineEdit>(m_form.get(), QStringLiteral("Step 3: Host")));
        QVERIFY(named<QDoubleSpinBox>(m_form.get(), QStringLiteral("Step 3: Response")));
        kit::Hand(*m_form).press(QStringLiteral("Step 3: details"));
        QVERIFY(!named<QLineEdit>(m_form.get(), QStringLiteral("Step 3: Host")));
    }

    void aNewKindKeepsANumberOfTheSameUnitOnly()
    {
        show({plan::Sleep{plan::Indexed{1, 2, 3}}});
        kit::Hand hand(*m_form);
        hand.choose(QStringLiteral("Step 1: kind"), QStringLiteral("Network"));
        QVERIFY(std::get<plan::Network>(steps()[0]).delayMs == plan::Number(plan::Indexed{1, 2, 3}));
        hand.choose(QStringLiteral("Step 1: kind"), QStringLiteral("File"));
        QVERIFY(std::get<plan::File>(steps()[0]).bytes == plan::Number(65536.0));
        m_form->undoStack()->undo();
        m_form->undoStack()->undo();
        QVERIFY(sleepOf(0) == plan::Number(plan::Indexed{1, 2, 3}));
    }

    void stepsMoveByButtonsAndByKeysAndTheFocusGoesWithThem()
    {
        show(allKinds());
        kit::Hand hand(*m_form);
        auto *down = named<QToolButton>(m_form.get(), QStringLiteral("Step 1: move down"));
        down->setFocus();
        down->click();
        QVERIFY(std::holds_alternative<plan::Compute>(steps()[1]));
        QTRY_VERIFY(named<QToolButton>(m_form.get(), QStringLiteral("Step 2: move down"))->hasFocus());
        auto *box = named<QDoubleSpinBox>(m_form.get(), QStringLiteral("Step 2: Amount"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(std::holds_alternative<plan::Compute>(steps()[2]));
        auto *kind = named<QComboBox>(m_form.get(), QStringLiteral("Step 3: kind"));
        QTRY_VERIFY(kind->hasFocus());
        QTest::keyClick(kind, Qt::Key_Up, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(std::holds_alternative<plan::Compute>(steps()[1]));
        QVERIFY(!named<QToolButton>(m_form.get(), QStringLiteral("Step 1: move up"))->isEnabled());
        QVERIFY(!named<QToolButton>(m_form.get(), QStringLiteral("Step 7: move down"))->isEnabled());
        for (int i = 0; i < 3; ++i)
            m_form->undoStack()->undo();
        QVERIFY(steps() == allKinds());
    }

    void editsOfOneFieldAreOneUndoAndThoseOfAnotherAreAnother()
    {
        show(allKinds());
        kit::Hand hand(*m_form);
        hand.set(QStringLiteral("Step 3: Delay"), 11);
        hand.set(QStringLiteral("Step 3: Delay"), 12);
        hand.press(QStringLiteral("Step 3: details"));
        hand.set(QStringLiteral("Step 3: Request"), 100);
        hand.set(QStringLiteral("Step 3: Request"), 200);
        hand.type(QStringLiteral("Step 3: Host"), QStringLiteral("example"));
        QCOMPARE(m_form->undoStack()->count(), 3);
        QVERIFY(steps()[2] == plan::Step(plan::Network{12.0, 200.0, 2.0, "example", 0, true}));
        m_form->undoStack()->undo();
        m_form->undoStack()->undo();
        QVERIFY(steps()[2] == plan::Step(plan::Network{12.0, 1.0, 2.0, {}, 0, true}));
        QCOMPARE(named<QDoubleSpinBox>(m_form.get(), QStringLiteral("Step 3: Request"))->value(), 1.0);
    }

    void aNumberVariesAsChosenAndGoesBackToAConstant()
    {
        show({plan::Sleep{20.0}});
        kit::Hand hand(*m_form);
        const QString name = QStringLiteral("Step 1: Duration");
        hand.vary(name, QStringLiteral("By index"));
        QVERIFY(sleepOf(0) == plan::Number(plan::Indexed{20, 10, 4}));
        QVERIFY(!named<QDoubleSpinBox>(m_form.get(), name));
        hand.vary(name, QStringLiteral("Uniform"));
        QVERIFY(sleepOf(0) == plan::Number(plan::Distribution{plan::Distribution::Kind::Uniform, 10, 30}));
        hand.vary(name, QStringLiteral("Exponential"));
        QVERIFY(sleepOf(0) == plan::Number(plan::Distribution{plan::Distribution::Kind::Exponential, 20, 0}));
        hand.vary(name, QStringLiteral("Lognormal"));
        QVERIFY(sleepOf(0) == plan::Number(plan::Distribution{plan::Distribution::Kind::Lognormal, 20, 0.5}));
        hand.set(name + QStringLiteral(": Sigma"), 1.25);
        hand.vary(name, QStringLiteral("Constant"));
        QVERIFY(sleepOf(0) == plan::Number(20.0));
        QVERIFY(named<QDoubleSpinBox>(m_form.get(), name));
        QCOMPARE(m_form->undoStack()->count(), 6);
    }

    void thePreviewIsOfTheTasksOfThisGroup()
    {
        show({plan::Sleep{plan::Indexed{100, 10, 10}}});
        const auto *preview = m_form->findChild<DrawPreview *>();
        QCOMPARE(preview->caption(), QStringLiteral("200 tasks: mean 145 ms, 100 ms to 190 ms"));
        const auto strip = preview->bars();
        QCOMPARE(strip.size(), std::size_t{40});
        QVERIFY(strip[9].height() > strip[0].height() * 1.8 && strip[9].height() < strip[0].height() * 2);
        QCOMPARE(strip[10].height(), strip[0].height());
        kit::Hand(*m_form).vary(QStringLiteral("Step 1: Duration"), QStringLiteral("Exponential"));
        const QString seeded = preview->caption();
        QVERIFY2(seeded.startsWith(QStringLiteral("200 tasks: mean ")), qPrintable(seeded));
        kit::Hand(*m_form).set(QStringLiteral("Seed"), 99);
        QVERIFY(preview->caption() != seeded);
        m_form->undoStack()->undo();
        QCOMPARE(preview->caption(), seeded);
    }

    void aNumberFinerThanTheBoxSurvivesAnEditBesideIt()
    {
        const double fine = 0.0000125;
        show({plan::Sleep{plan::Indexed{fine, 1, 3}}});
        kit::Hand(*m_form).set(QStringLiteral("Step 1: Duration: Again after tasks"), 5);
        QVERIFY(sleepOf(0) == plan::Number(plan::Indexed{fine, 1, 5}));
    }

    void aCommandLineShowsItsWordsAndIsTidiedWhenLeft()
    {
        show({plan::Command{{"true"}, {}, 0}});
        kit::Hand hand(*m_form);
        hand.type(QStringLiteral("Step 1: Command line"), QStringLiteral("sh -c \"exit 3"));
        QVERIFY(std::get<plan::Command>(steps()[0]).argv == std::vector<std::string>({"sh", "-c", "exit 3"}));
        QVERIFY(labelled(m_form.get(), QStringLiteral("sh · -c · 'exit 3'")));
        QVERIFY(labelled(m_form.get(), QStringLiteral("the quote is still open")));
        auto *line = named<QLineEdit>(m_form.get(), QStringLiteral("Step 1: Command line"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(line->text(), QStringLiteral("sh -c 'exit 3'"));
        QVERIFY(!labelled(m_form.get(), QStringLiteral("the quote is still open")));
        m_form->undoStack()->undo();
        QCOMPARE(line->text(), QStringLiteral("true"));
    }

    void theGroupsDetailsAreOptional()
    {
        show({plan::Sleep{1.0}});
        QVERIFY(!named<QSpinBox>(m_form.get(), QStringLiteral("Task group: Input")));
        kit::Hand hand(*m_form);
        hand.press(QStringLiteral("Details of the task group"));
        hand.set(QStringLiteral("Task group: Input"), 1024);
        hand.set(QStringLiteral("Task group: Time-out of a task"), 250);
        const auto &group = m_form->plan().workload.groups[0];
        QVERIFY(group.payloadBytes == 1024 && group.taskTimeoutMs == 250 && !group.resultBytes);
        hand.set(QStringLiteral("Task group: Input"), 0);
        QVERIFY(!group.payloadBytes);
        QCOMPARE(named<QSpinBox>(m_form.get(), QStringLiteral("Task group: Input"))->text(), QStringLiteral("None"));
    }

    void theArrivalSaysWhatItMeans()
    {
        show({plan::Sleep{1.0}});
        kit::Hand hand(*m_form);
        const QString list = QStringLiteral("Arrival of the tasks");
        QVERIFY(labelled(m_form.get(), QStringLiteral("latency counts from there")));
        hand.choose(list, QStringLiteral("At random (Poisson)"));
        hand.set(QStringLiteral("Arrival: Tasks per second"), 160);
        QVERIFY(labelled(m_form.get(), QStringLiteral("Open loop: 160 tasks a second")));
        hand.choose(list, QStringLiteral("From waiting clients"));
        hand.set(QStringLiteral("Arrival: Clients"), 7);
        hand.set(QStringLiteral("Arrival: Think time"), 2.5);
        QVERIFY(labelled(m_form.get(), QStringLiteral("Closed loop: each of 7 clients")));
        const plan::Arrival closed{plan::Arrival::Kind::Closed, 0, 0, 7, 2.5};
        QVERIFY(m_form->plan().workload.arrival == closed);
        for (int i = 0; i < 5; ++i)
            m_form->undoStack()->undo();
        QVERIFY(m_form->plan().workload.arrival == plan::Arrival{});
        QVERIFY(!named<QDoubleSpinBox>(m_form.get(), QStringLiteral("Arrival: Clients")));
    }

    void everythingOpenHasNamesTranslationsAndRoom()
    {
        auto kinds = allKinds();
        std::get<plan::Sleep>(kinds[1]).ms = plan::Distribution{plan::Distribution::Kind::Lognormal, 20, 0.5};
        std::get<plan::Network>(kinds[2]).requestBytes = plan::Indexed{1, 2, 3};
        show(kinds);
        for (auto *button : m_form->findChildren<QToolButton *>()) {
            if (button->isVisibleTo(m_form.get()) && button->accessibleName().contains(QStringLiteral("etails")))
                button->setChecked(true);
        }
        kit::Hand(*m_form).choose(QStringLiteral("Arrival of the tasks"), QStringLiteral("From waiting clients"));
        QTest::qWait(20);
        QCOMPARE(namelessControls(m_form.get()).join(u'\n'), QString());
        QTRY_COMPARE(clippedTexts(m_form.get()).join(u'\n'), QString());
        PseudoLanguage pseudo;
        QCoreApplication::installTranslator(&pseudo);
        m_form->retranslateUi();
        QTest::qWait(20);
        QCOMPARE(untranslatedTexts(m_form.get()).join(u'\n'), QString());
        QTRY_COMPARE(clippedTexts(m_form.get()).join(u'\n'), QString());
        QCoreApplication::removeTranslator(&pseudo);
    }
};

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    FormStepsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_form_steps.moc"
