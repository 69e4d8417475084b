// SPDX-License-Identifier: GPL-3.0-or-later
// Getting about in the window: commands, shortcuts, the way back, markers.
#include "app/window/actions.h"
#include "app/window/command_palette.h"
#include "app/window/shortcut_sheet.h"
#include "app/window/status_line.h"
#include "widgets/viewstate/gestures.h"
#include "window_test_kit.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSet>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QTreeWidget>

#include <algorithm>

using namespace interleave;
using namespace interleave::window;

namespace {

/// Every text of the tree's rows, groups and all.
QStringList textsOf(const QTreeWidget &tree, int column)
{
    QStringList texts;
    for (int i = 0; i < tree.topLevelItemCount(); ++i) {
        texts << tree.topLevelItem(i)->text(column);
        for (int j = 0; j < tree.topLevelItem(i)->childCount(); ++j)
            texts << tree.topLevelItem(i)->child(j)->text(column);
    }
    return texts;
}

CommandPalette *openPalette(MainWindow &window)
{
    QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    return window.findChild<CommandPalette *>();
}

QString markersIn(const MainWindow &window)
{
    for (const auto *label : window.statusBar()->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().startsWith(QStringLiteral("A ")))
            return label->text();
    }
    return {};
}

} // namespace

class TestNavigation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { kit::clearSettings(); }
    void lettersInOrderAreFoundAndWordStartsCountMost();
    void aMnemonicIsNotPartOfTheName();
    void markersAreToldWithTheDecimalsOfTheirDifference();
    void everyMenuEntryIsACommandWithItsPath();
    void thePaletteFindsByNameMenuAndShortcutAndDoesItOnEnter();
    void thePaletteOffersNothingThatCannotBeDone();
    void arrowsChooseAndEscapeClosesAndTheChosenIsToldAtTheField();
    void theSheetHasEveryShortcutAndGesture();
    void theQuestionMarkOpensTheSheetButNotWhileTyping();
    void backAndForwardAreMenuEntriesThatKnowWhenTheyWork();
    void markersShowInTheStatusBar();
    void noShortcutIsGivenTwice();
};

void TestNavigation::lettersInOrderAreFoundAndWordStartsCountMost()
{
    QCOMPARE(fuzzyScore(u"", u"Save Session"), std::optional(0));
    QCOMPARE(fuzzyScore(u"xs", u"Save Session"), std::nullopt);
    QCOMPARE(fuzzyScore(u"ssx", u"Save Session"), std::nullopt);
    // S and S begin words: 2 letters, 2 beginnings
    QCOMPARE(fuzzyScore(u"ss", u"Save Session"), std::optional(2 + 12));
    // "sa": two letters, one beginning, one in a row
    QCOMPARE(fuzzyScore(u"SA", u"Save Session"), std::optional(2 + 6 + 4));
    QCOMPARE(fuzzyScore(u"s a", u"Save Session"), fuzzyScore(u"sa", u"Save Session"));
    QVERIFY(*fuzzyScore(u"csv", u"CSV…") > *fuzzyScore(u"csv", u"Charts as very large files"));
}

void TestNavigation::aMnemonicIsNotPartOfTheName()
{
    QCOMPARE(withoutMnemonic(QStringLiteral("Save &As…")), QStringLiteral("Save As…"));
    QCOMPARE(withoutMnemonic(QStringLiteral("另存为(&A)…")), QStringLiteral("另存为…"));
    QCOMPARE(withoutMnemonic(QStringLiteral("Cats && &Dogs")), QStringLiteral("Cats & Dogs"));
}

void TestNavigation::markersAreToldWithTheDecimalsOfTheirDifference()
{
    QCOMPARE(markersText(std::nullopt, std::nullopt), QString());
    QCOMPARE(markersText(0.512, std::nullopt), QStringLiteral("A 0.512 s"));
    QCOMPARE(markersText(0.512, 0.731), QStringLiteral("A 0.512 s  B 0.731 s  Δ 219 ms"));
    QCOMPARE(markersText(0.731, 0.512), QStringLiteral("A 0.731 s  B 0.512 s  Δ −219 ms"));
    QCOMPARE(markersText(1.0, 1.0000125), QStringLiteral("A 1.0000000 s  B 1.0000125 s  Δ 12.5 µs"));
}

void TestNavigation::everyMenuEntryIsACommandWithItsPath()
{
    const auto window = kit::makeWindow();
    const auto commands = commandsOf(*window);
    const auto named = [&](const QString &name) { return std::find_if(commands.begin(), commands.end(), [&](const Command &c) { return c.name == name; }); };
    const auto csv = named(QStringLiteral("CSV…"));
    QVERIFY(csv != commands.end());
    QCOMPARE(csv->path, QStringLiteral("File › Export"));
    QCOMPARE(csv->action, window->actionSet()->exportCsv);
    const auto run = named(QStringLiteral("Run"));
    QVERIFY(run != commands.end());
    QCOMPARE(run->shortcut, QStringLiteral("Ctrl+R, F5"));
    QSet<const QAction *> seen;
    for (const Command &command : commands) {
        QVERIFY2(!seen.contains(command.action), qPrintable(command.name));
        seen.insert(command.action);
        QVERIFY(!command.name.contains(u'&'));
    }
}

void TestNavigation::thePaletteFindsByNameMenuAndShortcutAndDoesItOnEnter()
{
    const auto window = kit::makeWindow();
    auto *palette = openPalette(*window);
    QVERIFY(palette);
    for (const QString &typed : {QStringLiteral("dark"), QStringLiteral("theme dark"), QStringLiteral("drk")}) {
        palette->field()->setText(typed);
        QCOMPARE(palette->list()->topLevelItem(0)->text(0), QStringLiteral("Dark"));
    }
    palette->field()->setText(QStringLiteral("ctrl+q"));
    QCOMPARE(palette->list()->topLevelItem(0)->text(0), QStringLiteral("Quit"));
    palette->field()->clear();
    QTest::keyClicks(palette->field(), QStringLiteral("light"));
    QAction *light = nullptr;
    for (QAction *action : window->findChildren<QAction *>())
        light = withoutMnemonic(action->text()) == QStringLiteral("Light") ? action : light;
    QVERIFY(light);
    QSignalSpy done(light, &QAction::triggered);
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QTRY_COMPARE(done.count(), 1);
    QTRY_VERIFY(!window->findChild<CommandPalette *>());
}

void TestNavigation::thePaletteOffersNothingThatCannotBeDone()
{
    const auto window = kit::makeWindow();
    auto *palette = openPalette(*window);
    QVERIFY(palette->list()->topLevelItemCount() > 5);
    QVERIFY(!textsOf(*palette->list(), 0).contains(QStringLiteral("CSV…"))); // nothing was measured
    palette->field()->setText(QStringLiteral("qqqqq"));
    QCOMPARE(palette->list()->topLevelItemCount(), 0);
    QVERIFY(palette->field()->accessibleDescription().contains(QStringLiteral("no such command")));
    QTest::keyClick(palette->field(), Qt::Key_Return);
    QVERIFY(palette->isVisible());
}

void TestNavigation::arrowsChooseAndEscapeClosesAndTheChosenIsToldAtTheField()
{
    const auto window = kit::makeWindow();
    auto *palette = openPalette(*window);
    QVERIFY(!palette->field()->accessibleName().isEmpty());
    const QString first = palette->field()->accessibleDescription();
    QTest::keyClick(palette->field(), Qt::Key_Down);
    QCOMPARE(palette->list()->currentItem(), palette->list()->topLevelItem(1));
    QVERIFY(palette->field()->accessibleDescription() != first);
    QVERIFY(palette->field()->accessibleDescription().contains(palette->list()->topLevelItem(1)->text(0)));
    QTest::keyClick(palette->field(), Qt::Key_Escape);
    QTRY_VERIFY(!window->findChild<CommandPalette *>());
}

void TestNavigation::theSheetHasEveryShortcutAndGesture()
{
    const auto window = kit::makeWindow();
    window->actionSet()->shortcuts->trigger();
    auto *sheet = window->findChild<ShortcutSheet *>();
    QVERIFY(sheet);
    const QStringList keys = textsOf(*sheet->list(), 1), what = textsOf(*sheet->list(), 0);
    for (const Command &command : commandsOf(*window)) {
        if (!command.shortcut.isEmpty())
            QVERIFY2(keys.contains(command.shortcut) && what.contains(command.name), qPrintable(command.name));
    }
    for (const widgets::GestureLine &line : widgets::gestureLines())
        QVERIFY2(what.contains(line.what), qPrintable(line.what));
    const QString all = keys.join(u' ');
    for (const widgets::GestureKey &key : widgets::gestureKeys())
        QVERIFY(all.contains(QKeySequence(key.modifiers | key.key).toString(QKeySequence::NativeText)));
    QVERIFY(!sheet->list()->accessibleName().isEmpty());
    QTest::keyClick(sheet->list(), Qt::Key_Escape);
    QTRY_VERIFY(!window->findChild<ShortcutSheet *>());
}

void TestNavigation::theQuestionMarkOpensTheSheetButNotWhileTyping()
{
    const auto window = kit::makeWindow();
    auto *field = window->findChild<QLineEdit *>();
    QVERIFY(field);
    field->setFocus();
    QTest::keyClick(field, Qt::Key_Question, Qt::ShiftModifier);
    QVERIFY(!window->findChild<ShortcutSheet *>());
    window->sequence()->view()->setFocus();
    QTest::keyClick(window->sequence()->view(), Qt::Key_Question);
    QVERIFY(window->findChild<ShortcutSheet *>());
}

void TestNavigation::backAndForwardAreMenuEntriesThatKnowWhenTheyWork()
{
    const auto window = kit::makeWindow();
    auto *back = window->actionSet()->back, *forward = window->actionSet()->forward;
    QVERIFY(!back->isEnabled() && !forward->isEnabled());
    window->viewState()->zoomTo(widgets::TimeSpan(0.1, 0.2));
    QVERIFY(back->isEnabled());
    QTest::keyClick(window.get(), Qt::Key_BracketLeft, Qt::ControlModifier);
    QCOMPARE(window->viewState()->window(), std::nullopt);
    QVERIFY(!back->isEnabled() && forward->isEnabled());
    QTest::keyClick(window.get(), Qt::Key_BracketRight, Qt::ControlModifier);
    QVERIFY(window->viewState()->window());
    // Another plan is another experiment: nothing of this one is left.
    auto plan = window->form()->plan();
    plan.workload.groups.front().count += 1;
    window->form()->edit(plan, QStringLiteral("more"), {});
    QVERIFY(!back->isEnabled() && !forward->isEnabled());
    QCOMPARE(window->viewState()->window(), std::nullopt);
}

void TestNavigation::markersShowInTheStatusBar()
{
    const auto window = kit::makeWindow();
    QVERIFY(markersIn(*window).isEmpty());
    window->viewState()->setMarkerA(0.512);
    window->viewState()->setMarkerB(0.731);
    QCOMPARE(markersIn(*window), QStringLiteral("A 0.512 s  B 0.731 s  Δ 219 ms"));
    window->viewState()->clear();
    QVERIFY(markersIn(*window).isEmpty());
}

void TestNavigation::noShortcutIsGivenTwice()
{
    const auto window = kit::makeWindow();
    QSet<QKeySequence> seen;
    for (const Command &command : commandsOf(*window)) {
        for (const QKeySequence &key : command.action->shortcuts()) {
            QVERIFY2(!seen.contains(key), qPrintable(key.toString()));
            seen.insert(key);
        }
    }
    for (const widgets::GestureKey &key : widgets::gestureKeys())
        QVERIFY2(!seen.contains(QKeySequence(key.modifiers | key.key)), qPrintable(QKeySequence(key.modifiers | key.key).toString()));
}

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication app(argc, argv);
    QLocale::setDefault(QLocale::c());
    TestNavigation test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_navigation.moc"
