// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/theme.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace interleave;
using namespace interleave::widgets;

namespace {

double linear(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor &c) { return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF()); }
double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

struct Model {
    const char *id;
    plan::Family family;
};
constexpr Model kModels[] = {{"serial", plan::Family::Baseline},          {"thread-pool", plan::Family::Threads},      {"process-pool", plan::Family::Processes},
                             {"async-gather", plan::Family::EventLoop},   {"async-hybrid", plan::Family::EventLoop},   {"async-queue", plan::Family::EventLoop},
                             {"producer-consumer", plan::Family::Threads}, {"gil-threads", plan::Family::Threads},     {"futures-wait-all", plan::Family::Futures}};

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contrastFormulaKnowsBlackOnWhite() { QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21.0) < 1e-9); }

    void everySeriesIsSeenOnThePlot()
    {
        for (const Theme &theme : {Theme::light(), Theme::dark()}) {
            for (const Model &model : kModels) {
                const double c = contrast(theme.series(model.id, model.family, 0).color, theme.plot);
                QVERIFY2(c >= 3.0, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(model.id)).arg(c)));
            }
        }
    }

    void textIsReadableOnWindowAndPlot()
    {
        for (const Theme &theme : {Theme::light(), Theme::dark()}) {
            for (const QColor &ground : {theme.window, theme.plot}) {
                QVERIFY(contrast(theme.text, ground) >= 7.0);
                QVERIFY(contrast(theme.mutedText, ground) >= 4.5);
                QVERIFY(contrast(theme.warning, ground) >= 4.5);
                QVERIFY(contrast(theme.accent, ground) >= 3.0);
            }
        }
    }

    void inkIsReadableOnStates()
    {
        for (const Theme &theme : {Theme::light(), Theme::dark()}) {
            for (int i = 0; i < 6; ++i) {
                const auto state = static_cast<analysis::LaneState>(i);
                QVERIFY2(contrast(theme.stateInk(state), theme.stateColor(state)) >= 4.5, qPrintable(displayName(state)));
            }
        }
    }

    void entriesOfOneFamilyShareTheHueAndDifferInDashAndMarker()
    {
        const Theme theme = Theme::light();
        const SeriesStyle first = theme.series("thread-per-task", plan::Family::Threads, 0);
        const SeriesStyle second = theme.series("thread-pool", plan::Family::Threads, 1);
        QCOMPARE(first.color, second.color);
        QVERIFY(first.dash != second.dash);
        QVERIFY(first.marker != second.marker);
        QCOMPARE(first.color, QColor(0x26, 0x5c, 0x99));
    }

    void baselineIsDashedInBothThemes()
    {
        QCOMPARE(Theme::light().series("serial", plan::Family::Baseline, 0).dash, Qt::DashLine);
        QCOMPARE(Theme::dark().series("serial", plan::Family::Baseline, 3).dash, Qt::DashLine);
    }

    void everyStateHasItsOwnFill()
    {
        std::set<QRgb> colors;
        for (int i = 0; i < 6; ++i)
            colors.insert(Theme::dark().stateColor(static_cast<analysis::LaneState>(i)).rgb());
        QCOMPARE(colors.size(), std::size_t{6});
        QCOMPARE(Theme::dark().stateFill(analysis::LaneState::Running).style(), Qt::SolidPattern);
        QCOMPARE(Theme::dark().stateFill(analysis::LaneState::LockWait).style(), Qt::TexturePattern);
    }

    void themeFitsThePalette()
    {
        QVERIFY(Theme::of(Theme::dark().palette()).isDark);
        QVERIFY(!Theme::of(Theme::light().palette()).isDark);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
