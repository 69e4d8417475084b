// SPDX-License-Identifier: GPL-3.0-or-later
#include "form_test_kit.h"
#include "pseudo_language.h"

#include "core/executors/executor.h"
#include "core/plan/plan_json.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <QUndoStack>

using namespace interleave;
using namespace interleave::widgets;
using kit::model;
using kit::named;
using kit::says;

namespace {

QString nameOf(const plan::Catalogue &catalogue, std::string_view id) { return QString::fromStdString(catalogue.executor(id)->name); }

} // namespace

class FormTest : public QObject {
    Q_OBJECT
private:
    plan::Catalogue m_catalogue = executors::makeCatalogue();
    std::unique_ptr<ComposeForm> m_form;

private Q_SLOTS:
    void init()
    {
        m_form = std::make_unique<ComposeForm>(m_catalogue);
        QVERIFY(m_form->applyPreset("starter").ok());
        m_form->undoStack()->clear();
        m_form->resize(300, 700);
        m_form->show();
    }
    void cleanup() { m_form.reset(); }

    void starterPresetIsShownAndCanRun()
    {
        QVERIFY(m_form->valid());
        QCOMPARE(m_form->plan().workload.groups.size(), std::size_t{2});
        QCOMPARE(m_form->plan().executors.size(), std::size_t{4});
        QCOMPARE(m_form->plan().repetitions, std::int64_t{8});
        QCOMPARE(m_form->findChild<QListWidget *>()->count(), 2);
        QVERIFY(named<QComboBox>(m_form.get(), QStringLiteral("Preset"))->currentIndex() >= 0);
    }

    void typingACountChangesThePlanAndIsOneUndo()
    {
        auto *count = named<QSpinBox>(m_form.get(), QStringLiteral("Number of tasks in the group"));
        QSignalSpy changed(m_form.get(), &ComposeForm::planChanged);
        count->setValue(30);
        count->setValue(31);
        QCOMPARE(m_form->plan().workload.groups[0].count, std::int64_t{31});
        QCOMPARE(changed.count(), 2);
        QCOMPARE(m_form->undoStack()->count(), 1);
        m_form->undoStack()->undo();
        QCOMPARE(m_form->plan().workload.groups[0].count, std::int64_t{12});
        QCOMPARE(count->value(), 12);
    }

    void anEditOfAPresetIsAnOwnPlan()
    {
        named<QSpinBox>(m_form.get(), QStringLiteral("Number of tasks in the group"))->setValue(3);
        QCOMPARE(named<QComboBox>(m_form.get(), QStringLiteral("Preset"))->currentIndex(), -1);
        m_form->undoStack()->undo();
        QVERIFY(named<QComboBox>(m_form.get(), QStringLiteral("Preset"))->currentIndex() >= 0);
    }

    void groupsAreAddedDuplicatedMovedAndRemoved()
    {
        const auto press = [this](const QString &name) { named<QToolButton>(m_form.get(), name)->click(); };
        const auto &groups = m_form->plan().workload.groups;
        const std::string first = groups[0].name, second = groups[1].name;
        press(QStringLiteral("Move Task Group Down"));
        QCOMPARE(groups[1].name, first);
        press(QStringLiteral("Duplicate Task Group"));
        QCOMPARE(groups.size(), std::size_t{3});
        QCOMPARE(groups[2].name, first + "-2");
        press(QStringLiteral("Remove Task Group"));
        press(QStringLiteral("Remove Task Group"));
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups[0].name, second);
        press(QStringLiteral("Add Task Group"));
        QCOMPARE(groups[1].name, std::string("tasks"));
        while (m_form->undoStack()->canUndo())
            m_form->undoStack()->undo();
        QCOMPARE(groups[0].name, first);
        QCOMPARE(groups.size(), std::size_t{2});
    }

    void removingEveryGroupSaysWhatToDoAndCannotRun()
    {
        QSignalSpy validity(m_form.get(), &ComposeForm::validityChanged);
        for (int i = 0; i < 2; ++i)
            named<QToolButton>(m_form.get(), QStringLiteral("Remove Task Group"))->click();
        QVERIFY(!m_form->valid());
        QCOMPARE(validity.count(), 1);
        QVERIFY(says(m_form.get(), QStringLiteral("add a task group")));
        m_form->undoStack()->undo();
        QVERIFY(m_form->valid());
        QVERIFY(!says(m_form.get(), QStringLiteral("add a task group")));
    }

    void stepsAreEditedInPlace()
    {
        named<QPushButton>(m_form.get(), QStringLiteral("Add step"))->click();
        const auto &steps = m_form->plan().workload.groups[0].steps;
        QCOMPARE(steps.size(), std::size_t{2});
        QVERIFY(steps[1] == plan::Step(plan::Sleep{20.0}));
        named<QDoubleSpinBox>(m_form.get(), QStringLiteral("Step 2: Duration"))->setValue(7.5);
        QVERIFY(steps[1] == plan::Step(plan::Sleep{7.5}));
        auto *kind = named<QComboBox>(m_form.get(), QStringLiteral("Step 2: kind"));
        kind->setCurrentIndex(0);
        Q_EMIT kind->activated(0);
        QVERIFY(steps[1] == plan::Step(plan::Compute{7.5, true}));
        named<QToolButton>(m_form.get(), QStringLiteral("Step 2: move up"))->click();
        QVERIFY(steps[0] == plan::Step(plan::Compute{7.5, true}));
        named<QToolButton>(m_form.get(), QStringLiteral("Step 1: remove"))->click();
        QCOMPARE(steps.size(), std::size_t{1});
    }

    void tickingAModelAddsAnEntryAndItsParametersUnfold()
    {
        auto *item = model(m_form.get(), nameOf(m_catalogue, "process-pool"));
        QVERIFY(item);
        QCOMPARE(item->checkState(0), Qt::Unchecked);
        item->setCheckState(0, Qt::Checked);
        QTRY_COMPARE(m_form->plan().executors.size(), std::size_t{5});
        item = model(m_form.get(), nameOf(m_catalogue, "process-pool"));
        constexpr int kLabelAndTakes = 2;
        QCOMPARE(item->childCount(), kLabelAndTakes + static_cast<int>(m_catalogue.executor("process-pool")->parameters.size()));
        const QString name = nameOf(m_catalogue, "process-pool") + QStringLiteral(": Workers");
        QSpinBox *workers = nullptr;
        for (auto *box : m_form->findChildren<QSpinBox *>()) {
            if (box->accessibleName() == name)
                workers = box;
        }
        QVERIFY(workers);
        workers->setValue(3);
        const auto &entries = m_form->plan().executors;
        const auto entry = std::ranges::find(entries, std::string("process-pool"), &plan::ExecutorEntry::id);
        QVERIFY(entry->parameters.at("workers") == plan::ParameterValue(std::int64_t{3}));
        QCOMPARE(entry->label, std::string("process-pool workers=3"));
    }

    void untickingEveryModelCannotRun()
    {
        for (const char *id : {"serial", "thread-per-task", "thread-pool", "async-gather"}) {
            const auto before = m_form->plan().executors.size();
            model(m_form.get(), nameOf(m_catalogue, id))->setCheckState(0, Qt::Unchecked);
            QTRY_COMPARE(m_form->plan().executors.size(), before - 1);
        }
        QVERIFY(!m_form->valid());
        QVERIFY(says(m_form.get(), QStringLiteral("tick at least one")));
    }

    void aModelOfALaterVersionIsShownAndCannotBeTicked()
    {
        auto catalogue = m_catalogue;
        auto &later = catalogue.executors.back();
        later.available = false;
        ComposeForm form(catalogue);
        const auto *item = model(&form, QString::fromStdString(later.name));
        QVERIFY(item);
        QVERIFY(item->parent()->text(0).contains(QStringLiteral("Not in this version")));
        QVERIFY(!(item->flags() & Qt::ItemIsUserCheckable));
    }

    void aDefaultIsNotTheSameAsItsNumberHere()
    {
        const QString name = nameOf(m_catalogue, "thread-pool") + QStringLiteral(": Workers");
        model(m_form.get(), nameOf(m_catalogue, "thread-pool"))->setExpanded(true);
        QTest::qWait(0);
        auto *workers = named<QSpinBox>(m_form.get(), name);
        const auto usual = std::get<std::int64_t>(m_catalogue.executor("thread-pool")->parameter("workers")->defaultValue);
        QCOMPARE(workers->text(), QStringLiteral("Default (%1)").arg(usual));
        const auto &parameters = m_form->plan().executors[2].parameters;
        QVERIFY(parameters.empty());
        workers->stepUp();
        QVERIFY(parameters.at("workers") == plan::ParameterValue(usual + 1));
        workers->stepDown();
        QVERIFY(parameters.at("workers") == plan::ParameterValue(usual));
        workers->setValue(workers->minimum());
        QVERIFY(parameters.empty());
    }

    void aDefaultIsNotTheSameAsItsNumberHere()
    {
        const QString name = nameOf(m_catalogue, "thread-pool") + QStringLiteral(": Workers");
        model(m_form.get(), nameOf(m_catalogue, "thread-pool"))->setExpanded(true);
        QTest::qWait(0);
        auto *workers = named<QSpinBox>(m_form.get(), name);
        const auto usual = std::get<std::int64_t>(m_catalogue.executor("thread-pool")->parameter("workers")->defaultValue);
        QCOMPARE(workers->text(), QStringLiteral("Default (%1)").arg(usual));
        const auto &parameters = m_form->plan().executors[2].parameters;
        QVERIFY(parameters.empty());
        workers->stepUp();
        QVERIFY(parameters.at("workers") == plan::ParameterValue(usual + 1));
        workers->stepDown();
        QVERIFY(parameters.at("workers") == plan::ParameterValue(usual));
        workers->setValue(workers->minimum());
        QVERIFY(parameters.empty());
    }

    void aVariantRunsTheSelectedModelASecondTime()
    {
        m_form->findChild<QTreeWidget *>()->setCurrentItem(model(m_form.get(), nameOf(m_catalogue, "thread-pool")));
        named<QPushButton>(m_form.get(), QStringLiteral("Add variant of the selected model"))->click();
        QCOMPARE(m_form->plan().executors.size(), std::size_t{5});
        QVERIFY(m_form->valid());
    }

    void whatTheFormShowsSurvivesAPlanFile()
    {
        const auto again = plan::parsePlan(plan::toJson(m_form->plan()), m_catalogue, "test");
        QVERIFY(again.ok());
        QVERIFY(*again == m_form->plan());
    }

    void everyControlHasAName() { QCOMPARE(namelessControls(m_form.get()).join(u'\n'), QString()); }

    void everyTextIsTranslatable()
    {
        PseudoLanguage pseudo;
        QCoreApplication::installTranslator(&pseudo);
        m_form->retranslateUi();
        QCOMPARE(untranslatedTexts(m_form.get()).join(u'\n'), QString());
        QTest::qWait(0);
        QCOMPARE(clippedTexts(m_form.get()).join(u'\n'), QString());
        QCoreApplication::removeTranslator(&pseudo);
    }
};

QTEST_MAIN(FormTest)
#include "tst_form.moc"
