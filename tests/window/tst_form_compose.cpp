// SPDX-License-Identifier: GPL-3.0-or-later
// Every preset, and a plan that uses everything, is composed by widgets alone.
#include "form_typist.h"

#include "core/plan/plan_json.h"
#include "core/plan/presets.h"

#include <QApplication>
#include <QFile>
#include <QTest>
#include <QUndoStack>

using namespace interleave;
using namespace interleave::widgets;

namespace {

/// A plan with every step, every way a number varies, and every field away from its default.
base::Result<plan::Plan> everything(const plan::Catalogue &catalogue)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/form/everything.json"));
    if (!file.open(QIODevice::ReadOnly))
        return base::Error{base::ErrorCode::BadInput, "cannot be read", "everything.json"};
    return plan::parsePlan(file.readAll().toStdString(), catalogue, "everything.json");
}

} // namespace

class FormComposeTest : public QObject {
    Q_OBJECT
private:
    plan::Catalogue m_catalogue = kit::wholeCatalogue();

    void composeAndCompare(const plan::Plan &target)
    {
        ComposeForm form(m_catalogue);
        QVERIFY(form.applyPreset("starter").ok());
        form.undoStack()->clear();
        form.resize(340, 900);
        form.show();
        const plan::Plan before = form.plan();
        kit::compose(form, target);
        const std::string wanted = plan::toJson(kit::withoutUsualChoices(target, m_catalogue));
        QCOMPARE(QString::fromStdString(plan::toJson(form.plan())), QString::fromStdString(wanted));
        QVERIFY(form.valid());
        const auto again = plan::parsePlan(plan::toJson(form.plan()), m_catalogue, "test");
        QVERIFY2(again.ok(), again.ok() ? "" : again.error().text().c_str());
        QVERIFY(*again == form.plan());
        while (form.undoStack()->canUndo())
            form.undoStack()->undo();
        QVERIFY(form.plan() == before);
        while (form.undoStack()->canRedo())
            form.undoStack()->redo();
        QVERIFY(form.plan() == *again);
    }

private Q_SLOTS:
    void everyPresetIsComposedByWidgetsAlone_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"basic-threads", "thread-pool", "producer-consumer", "basic-coroutines", "semaphore", "async-queue", "async-stream", "async-resource", "hybrid",
                               "executor-io", "completion-strategies", "network", "processes", "comprehensive-cpu", "comprehensive-io", "mixed", "starter", "phases", "freeze", "freeze-closed"})
            QTest::newRow(id) << QString::fromUtf8(id);
    }
    void everyPresetIsComposedByWidgetsAlone()
    {
        QFETCH(QString, id);
        const auto preset = plan::loadPreset(id.toStdString(), m_catalogue);
        QVERIFY2(preset.ok(), preset.ok() ? "" : preset.error().text().c_str());
        composeAndCompare(*preset);
    }

    void aPlanThatUsesEverythingIsComposedByWidgetsAlone()
    {
        const auto target = everything(m_catalogue);
        QVERIFY2(target.ok(), target.ok() ? "" : target.error().text().c_str());
        composeAndCompare(*target);
    }

    /// What is loaded is shown, and showing it changes nothing.
    void aPlanThatUsesEverythingIsShownUnchanged()
    {
        const auto target = everything(m_catalogue);
        ComposeForm form(m_catalogue);
        form.setPlan(*target);
        form.show();
        QTest::qWait(0);
        QVERIFY(form.plan() == *target);
        QCOMPARE(form.undoStack()->count(), 0);
    }
};

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    FormComposeTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_form_compose.moc"
