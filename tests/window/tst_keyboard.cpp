// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a display of its own, driven by what a keyboard and a mouse send.
#include "app/window/command_palette.h"
#include "app/window/shortcut_sheet.h"
#include "session_kit.h"
#include "widgets/charts/chart_scene.h"
#include "widgets/sequence/sequence_canvas.h"
#include "widgets/sequence/sequence_tables.h"
#include "x_display.h"

#include <QAccessible>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStatusBar>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <memory>

using namespace interleave;
using widgets::AxisMode;
using widgets::SequenceCanvas;
using widgets::TimeSpan;
using window::MainWindow;

namespace {

constexpr int kNoTests = 77; ///< tells ctest that nothing was tried
constexpr int kPatienceMs = 20'000;

QString key(const char *name) { return QString::fromLatin1(name); }

/// What a screen reader reads of the markers in the status bar.
QString markersRead(const MainWindow &window)
{
    for (auto *label : window.statusBar()->findChildren<QLabel *>()) {
        const auto *read = QAccessible::queryAccessibleInterface(label);
        const QString text = read ? read->text(QAccessible::Name) : QString();
        if (label->isVisible() && text.startsWith(QStringLiteral("A ")))
            return text;
    }
    return {};
}

/// There is no window manager on this display, so this hands out the keyboard as one would: to the window that came last.
bool giveKeyboard(QWidget &window)
{
    window.raise();
    return kit::xdotool({QStringLiteral("windowfocus"), QString::number(window.winId())}) && QTest::qWaitForWindowActive(&window);
}

/// The open window of that kind, once it has the keyboard; null: it does not come.
template <class Window>
Window *opened(const MainWindow &parent)
{
    Window *found = nullptr;
    const bool shown = QTest::qWaitFor([&] { return (found = parent.findChild<Window *>()) && found->isVisible(); }, kPatienceMs);
    return shown && QTest::qWaitForWindowExposed(found) && giveKeyboard(*found) ? found : nullptr;
}

/// Escape closes it, and the keyboard is the main window's again.
template <class Window>
bool closed(MainWindow &parent)
{
    return kit::pressKeys({QStringLiteral("Escape")}) && QTest::qWaitFor([&] { return !parent.findChild<Window *>(); }, kPatienceMs) && giveKeyboard(parent);
}

std::unique_ptr<MainWindow> focusedWindow()
{
    auto window = kit::makeWindow();
    window->move(0, 0);
    window->resize(1380, 880);
    if (!giveKeyboard(*window))
        qFatal("the window does not get the keyboard");
    return window;
}

} // namespace

class TestKeyboard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { kit::clearSettings(); }
    void withTheKeyboardAlone();
    void withTheMouse();

private:
    void openSession(MainWindow &window);
    void tabTo(const MainWindow &window, const QWidget *target);
    QTemporaryDir m_folder;
    QString m_session;
};

/// A measured session on disk, so that what is opened is what a person would open.
void TestKeyboard::initTestCase()
{
    const auto window = kit::makeWindow();
    window->form()->edit(kit::smallPlan(), QStringLiteral("small"), {});
    QVERIFY(kit::runToEnd(*window));
    m_session = m_folder.filePath(QStringLiteral("measured.interleave"));
    QVERIFY(kit::savedTo(*window, m_session));
    window->close();
}

void TestKeyboard::openSession(MainWindow &window)
{
    QSignalSpy done(&window, &MainWindow::sessionFileDone);
    QVERIFY(kit::pressKeys({key("ctrl+o")}));
    auto *dialog = opened<QFileDialog>(window);
    QVERIFY(dialog);
    QVERIFY(kit::xdotool({key("type"), m_session}));
    QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QLineEdit *>()->text(), m_session, kPatienceMs);
    QVERIFY(kit::pressKeys({key("Return")}));
    QTRY_VERIFY_WITH_TIMEOUT(!done.isEmpty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(window.sequence()->view()->canvas()->plan(), kPatienceMs);
    QVERIFY(giveKeyboard(window));
}

void TestKeyboard::tabTo(const MainWindow &window, const QWidget *target)
{
    for (int i = 0; i < 120 && QApplication::focusWidget() != target; ++i)
        QVERIFY(kit::pressKeys({key("Tab")}));
    QVERIFY2(QApplication::focusWidget() == target && window.isActiveWindow(), "the key Tab never leads there");
}

void TestKeyboard::withTheKeyboardAlone()
{
    const auto window = focusedWindow();
    openSession(*window);
    auto *state = window->viewState();
    auto *canvas = window->sequence()->view()->canvas();
    tabTo(*window, canvas);
    QVERIFY(!window->history()->canGoBack());

    // The second task of a line, and from its row to all of its time.
    QVERIFY(kit::pressKeys({key("period")}));
    QVERIFY(state->task());
    QVERIFY(kit::pressKeys({key("period")}));
    const auto task = state->task();
    QVERIFY(kit::pressKeys({key("f")}));
    QVERIFY(state->window());
    const TimeSpan item = *widgets::SequenceTime(*canvas).item();
    QVERIFY(state->window()->first <= item.first && item.second <= state->window()->second);
    QVERIFY(canvas->spanInView().first <= item.first);

    // Markers at two instants of it, and the time between them.
    QVERIFY(kit::pressKeys({key("Right"), key("bracketleft"), key("Right"), key("Right"), key("bracketright")}));
    const auto [a, b] = state->markers();
    QVERIFY(a && b && *a < *b);
    QCOMPARE(markersRead(*window), window::markersText(a, b));

    // A range by keys, and to it.
    QVERIFY(kit::pressKeys({key("shift+Right"), key("shift+Right"), key("shift+Right"), key("z")}));
    QVERIFY(state->range());
    QCOMPARE(state->window(), state->range());

    // Back: from the range's window, from the range, from the task's window, from the task; and forward again.
    const auto back = [] { return kit::pressKeys({QStringLiteral("ctrl+bracketleft")}); };
    QVERIFY(back());
    QVERIFY(state->window() != state->range());
    QVERIFY(state->window());
    QVERIFY(back());
    QCOMPARE(state->range(), std::nullopt);
    QVERIFY(back());
    QCOMPARE(state->window(), std::nullopt);
    QCOMPARE(state->task(), task);
    for (int i = 0; i < 3 && window->history()->canGoBack(); ++i)
        QVERIFY(back());
    QCOMPARE(state->task(), std::nullopt);
    QVERIFY(kit::pressKeys({key("ctrl+bracketright")}));
    QVERIFY(state->task());

    // A command by some letters of it, the tables, the sheet; each closed again.
    QVERIFY(kit::pressKeys({key("ctrl+shift+p")}));
    QVERIFY(opened<window::CommandPalette>(*window));
    QVERIFY(kit::xdotool({key("type"), key("as table")}));
    QVERIFY(kit::pressKeys({key("Return")}));
    auto *tables = opened<widgets::SequenceTables>(*window);
    QVERIFY(tables);
    QTRY_VERIFY(!tables->busy() && tables->messages()->model()->rowCount() > 0);
    QVERIFY(closed<widgets::SequenceTables>(*window));
    QVERIFY(kit::pressKeys({key("question")}));
    QVERIFY(opened<window::ShortcutSheet>(*window));
    QVERIFY(closed<window::ShortcutSheet>(*window));
    QVERIFY(kit::pressKeys({key("Escape"), key("Escape")}));
    QCOMPARE(state->task(), std::nullopt);
    QCOMPARE(state->markers().first, std::nullopt);
}

void TestKeyboard::withTheMouse()
{
    const auto window = focusedWindow();
    openSession(*window);
    auto *state = window->viewState();
    auto *canvas = window->sequence()->view()->canvas();
    window->sequence()->view()->setAxisMode(AxisMode::Proportional);
    QTRY_VERIFY_WITH_TIMEOUT(canvas->plan()->mode == AxisMode::Proportional, kPatienceMs);
    const auto global = [canvas](QPointF inBody) { return canvas->viewport()->mapToGlobal(inBody.toPoint() + canvas->bodyOrigin()); };
    const auto &all = *canvas->plan()->interactions;
    const auto &bars = canvas->frame().bars;
    const auto bar = std::find_if(bars.begin(), bars.end(), [&](const widgets::Bar &b) {
        return all.activations[b.activation].task != base::kNoTask.value && b.rect.height() > 6 && b.rect.top() > 10 && b.rect.bottom() < canvas->frame().height - 10;
    });
    QVERIFY(bar != bars.end());
    const quint32 task = all.activations[bar->activation].task;
    const QRectF rect = bar->rect;

    QVERIFY(kit::clickMouse(global(rect.center()), 1));
    QCOMPARE(state->task(), std::optional(task));
    QVERIFY(kit::clickMouse(global({rect.center().x(), rect.bottom() + 6}), 1, key("shift")));
    const auto [a, b] = state->markers();
    QVERIFY(a && b && *a < *b);
    QCOMPARE(markersRead(*window), window::markersText(a, b));

    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QVERIFY(kit::clickMouse(global(rect.center()), 1, {}, 2));
    QVERIFY(state->window());
    QVERIFY(kit::clickMouse(global({10, 40}), 1, {}, 2)); // the ruler
    QCOMPARE(state->window(), std::nullopt);

    QVERIFY(kit::dragMouse(global({10, 30}), global({10, 80}), 1)); // along the ruler
    const auto dragged = state->window();
    QVERIFY(dragged);
    QVERIFY(kit::dragMouse(global({300, 80}), global({300, 40}), 2));
    QVERIFY(state->window()->first > dragged->first);
    QVERIFY(kit::clickMouse(global({300, 60}), 4, key("ctrl"))); // a notch of the wheel
    QVERIFY(state->window()->second - state->window()->first < dragged->second - dragged->first);
    QVERIFY(kit::dragMouse(global({300, 20}), global({360, 70}), 1));
    QVERIFY(state->range());

    // The charts show the same part, and a box there zooms further.
    const QRect chart = window->charts()->scene().places().cells.front().plot;
    QCOMPARE(window->charts()->scene().timeRange(), *state->window());
    const auto inChart = [&](double x, double y) {
        return window->charts()->mapToGlobal(chart.topLeft() + QPoint(static_cast<int>(chart.width() * x), static_cast<int>(chart.height() * y)));
    };
    const double before = state->window()->second - state->window()->first;
    QVERIFY(kit::dragMouse(inChart(0.25, 0.2), inChart(0.75, 0.8), 3));
    QVERIFY(state->window()->second - state->window()->first < before * 0.6);

    int steps = 0;
    for (; window->history()->canGoBack() && steps < 30; ++steps)
        QVERIFY(kit::pressKeys({key("ctrl+bracketleft")}));
    QVERIFY(steps >= 6);
    QCOMPARE(state->window(), std::nullopt);
    QCOMPARE(state->range(), std::nullopt);
    QCOMPARE(state->task(), std::nullopt);
}

int main(int argc, char **argv)
{
    if (const QString missing = kit::XDisplay::missing(); !missing.isEmpty()) {
        std::fprintf(stderr, "skipped: not installed: %s\n", qPrintable(missing));
        return kNoTests;
    }
    kit::prepareEnvironment();
    kit::XDisplay display;
    if (!display.start()) {
        std::fprintf(stderr, "Xvfb does not start\n");
        return 1;
    }
    int failed = 0;
    {
        QApplication app(argc, argv);
        QLocale::setDefault(QLocale::c());
        TestKeyboard test;
        failed = QTest::qExec(&test, argc, argv);
    }
    return failed;
}

#include "tst_keyboard.moc"
