// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/guide/guide_page.h"

#include "core/analysis/guide.h"
#include "core/executors/executor.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace interleave;
using widgets::GuidePage;

class TestGuidePage : public QObject {
    Q_OBJECT
private:
    static std::unique_ptr<GuidePage> shown(const widgets::Theme &theme = widgets::Theme::light())
    {
        record::Environment environment;
        environment.cores = {2, 8, 2.0, 8};
        environment.memoryBytes = qint64{4} << 30;
        auto page = std::make_unique<GuidePage>(executors::makeCatalogue(), environment);
        page->setTheme(theme);
        page->setPalette(theme.palette());
        page->resize(420, 1500);
        page->show();
        return page;
    }
    static QString textOf(const GuidePage &page)
    {
        QStringList texts;
        for (const auto *label : page.findChildren<QLabel *>()) {
            if (label->isVisible())
                texts << label->text();
        }
        return texts.join(u'\n');
    }
    static QList<QAbstractButton *> nodes(const GuidePage &page) { return page.map()->findChildren<QAbstractButton *>(); }

private Q_SLOTS:
    void theResourcesOfTheMachineStandAtTheTop()
    {
        const auto page = shown();
        QVERIFY2(textOf(*page).contains(QStringLiteral("2 of 8 cores allowed")), qPrintable(textOf(*page)));
        QVERIFY(textOf(*page).contains(QStringLiteral("quota: 2 cores")));
    }

    void aClickOnAFamilyShowsItsModelsAndItsAdvice()
    {
        const auto page = shown();
        QVERIFY(textOf(*page).contains(QStringLiteral("TBB thread pool")));
        QTest::mouseClick(nodes(*page).at(2), Qt::LeftButton);
        QCOMPARE(page->map()->topic(), 2);
        const auto &topic = analysis::guideTopics()[2];
        // New labels are shown in the next turn of the event loop.
        QTRY_VERIFY(textOf(*page).contains(QString::fromUtf8(topic.summary.data(), static_cast<qsizetype>(topic.summary.size()))));
        QVERIFY(!textOf(*page).contains(QStringLiteral("TBB thread pool")));
    }

    void theArrowKeysWalkOverTheMap()
    {
        const auto page = shown();
        page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(page.get()));
        nodes(*page).at(0)->setFocus();
        QTest::keyClick(nodes(*page).at(0), Qt::Key_Right);
        QCOMPARE(page->map()->topic(), 1);
    }

    void aStatementAsksForItsPreset()
    {
        const auto page = shown();
        QSignalSpy chosen(page.get(), &GuidePage::presetChosen);
        for (auto *button : page->findChildren<QPushButton *>(QStringLiteral("preset"))) {
            if (!button->isVisible())
                continue;
            QVERIFY(button->accessibleName().contains(u'“'));
            button->click();
        }
        QVERIFY2(chosen.size() > 20, "the statements on threads and those on choosing");
        QCOMPARE(chosen.at(0).at(0).toString(), QStringLiteral("basic-threads"));
    }

    void placesDoNotOverlapAndStayInside()
    {
        for (const QSize size : {QSize(260, 150), QSize(600, 300)}) {
            const auto places = widgets::guidePlaces(size, widgets::Theme::light());
            QCOMPARE(static_cast<std::size_t>(places.size()), analysis::guideTopics().size());
            for (int i = 0; i < places.size(); ++i) {
                QVERIFY(QRect(QPoint(0, 0), size).contains(places[i]));
                for (int j = 0; j < i; ++j)
                    QVERIFY(!places[i].intersects(places[j]));
            }
        }
    }

    void noTextIsReadAsMarkup()
    {
        const auto page = shown();
        for (const auto *label : page->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void pictures()
    {
        const QString folder = qEnvironmentVariable("INTERLEAVE_PICTURES");
        for (const auto &[name, theme] : {std::pair("light", widgets::Theme::light()), std::pair("dark", widgets::Theme::dark())}) {
            const auto page = shown(theme);
            const QImage image = page->grab().toImage();
            QVERIFY(!image.isNull());
            if (!folder.isEmpty())
                image.save(folder + u'/' + QLatin1String(name) + QStringLiteral("-guide.png"));
        }
    }
};

QTEST_MAIN(TestGuidePage)
#include "tst_guide_page.moc"
