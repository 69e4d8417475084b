// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/format.h"

#include <QLocale>
#include <QtTest>

using namespace interleave;
using namespace interleave::widgets;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }

    void durationsHaveThreeDigitsAndAUnit()
    {
        QCOMPARE(durationText(850.0), QStringLiteral("850 ns"));
        QCOMPARE(durationText(12'340.0), QStringLiteral("12.3 µs"));
        QCOMPARE(durationText(212.4e6), QStringLiteral("212 ms"));
        QCOMPARE(durationText(1.25e9), QStringLiteral("1.25 s"));
        QCOMPARE(durationText(999.7e6), QStringLiteral("1.00 s"));
        QCOMPARE(durationText(0.0), QStringLiteral("0 ns"));
    }

    void whatIsMissingIsADash()
    {
        QCOMPARE(durationText(std::nullopt), QStringLiteral("–"));
        QCOMPARE(bytesText(std::nullopt), QStringLiteral("–"));
    }

    void bytesAreBinary() { QCOMPARE(bytesText(24.5 * 1048576), QStringLiteral("24.5 MiB")); }

    void numbersFollowTheLocale()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(durationText(1.25e9), QStringLiteral("1,25 s"));
    }

    void axisTextsAreShort()
    {
        QCOMPARE(axisText(0.5), QStringLiteral("0.5"));
        QCOMPARE(axisText(1500), QStringLiteral("1500"));
        QCOMPARE(axisText(20'000), QStringLiteral("20k"));
        QCOMPARE(axisText(3e6), QStringLiteral("3M"));
        QCOMPARE(axisText(0), QStringLiteral("0"));
    }

    void anOwnLabelBeatsTheModelsName()
    {
        plan::Catalogue catalogue;
        catalogue.executors.resize(1);
        catalogue.executors[0].id = "thread-pool";
        catalogue.executors[0].name = "Thread pool";
        plan::ExecutorEntry entry;
        entry.id = "thread-pool";
        entry.parameters = {{"workers", std::int64_t{4}}};
        entry.label = plan::defaultLabel(entry);
        QCOMPARE(entryName(entry, catalogue).oneLine(), QStringLiteral("Thread pool workers=4"));
        entry.label = "mine";
        QCOMPARE(entryName(entry, catalogue).oneLine(), QStringLiteral("mine"));
        entry.id = "unknown";
        entry.label.clear();
        QCOMPARE(entryName(entry, catalogue).title, QStringLiteral("unknown"));
    }

    void aSwatchCanBeSeenOnASelection()
    {
        const QPalette palette = QGuiApplication::palette();
        SeriesStyle style;
        style.color = palette.color(QPalette::Highlight); // as the blue of the threads nearly is
        const QImage drawn = swatchIcon(style).pixmap(QSize(28, 14), QIcon::Selected).toImage();
        QCOMPARE(drawn.pixelColor(drawn.width() / 2, drawn.height() / 2).rgb(), palette.color(QPalette::HighlightedText).rgb());
        const QImage normal = swatchIcon(style).pixmap(QSize(28, 14)).toImage();
        QCOMPARE(normal.pixelColor(normal.width() / 2, normal.height() / 2).rgb(), style.color.rgb());
    }
};

QTEST_MAIN(TestFormat)
#include "tst_format.moc"
