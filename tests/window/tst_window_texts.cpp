// SPDX-License-Identifier: GPL-3.0-or-later
// What is written in the window: translatable, not clipped, and a name for each control.
#include "pseudo_language.h"
#include "window_test_kit.h"

#include "app/window/app_style.h"

#include <QApplication>
#include <QTest>

using namespace interleave;
using window::MainWindow;

class WindowTextsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<MainWindow> m_window;

private Q_SLOTS:
    /// A window after a run: everything is filled.
    void initTestCase()
    {
        m_window = kit::makeWindow();
        m_window->form()->setPlan(kit::smallPlan());
        QVERIFY(kit::runToEnd(*m_window));
    }
    void cleanupTestCase() { m_window.reset(); }

    void everyControlHasAnAccessibleName() { QCOMPARE(namelessControls(m_window.get()).join(u'\n'), QString()); }

    void nothingIsClippedAt1280By800() { QCOMPARE(clippedTexts(m_window.get()).join(u'\n'), QString()); }

    void everyTextGoesThroughATranslatorAndALongerLanguageFits()
    {
        PseudoLanguage pseudo;
        QVERIFY(QCoreApplication::installTranslator(&pseudo));
        QTRY_VERIFY(m_window->windowTitle().contains(u'⟦')); // LanguageChange is posted
        QTRY_COMPARE(untranslatedTexts(m_window.get()).join(u'\n'), QString());
        QTRY_COMPARE(clippedTexts(m_window.get()).join(u'\n'), QString());
        QVERIFY(QCoreApplication::removeTranslator(&pseudo));
        QTRY_VERIFY(!m_window->windowTitle().contains(u'⟦'));
    }

    void theWholeWindowFitsIn1280By800()
    {
        QVERIFY2(m_window->minimumSizeHint().width() <= 1280, qPrintable(QString::number(m_window->minimumSizeHint().width())));
        QVERIFY2(m_window->minimumSizeHint().height() <= 800, qPrintable(QString::number(m_window->minimumSizeHint().height())));
        QCOMPARE(m_window->size(), QSize(1280, 800));
    }
};

int main(int argc, char **argv)
{
    kit::prepareEnvironment();
    QApplication application(argc, argv);
    QApplication::setStyle(new interleave::window::AppStyle);
    WindowTextsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window_texts.moc"
