// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_layout.h"

#include <QTest>

using namespace interleave;
using namespace interleave::widgets;

namespace {

constexpr std::int64_t kMs = 1'000'000;

/// An application and `workers` workers.
analysis::Interactions lines(std::size_t workers)
{
    analysis::Interactions i;
    i.lifelines.push_back({base::LaneId{0}, trace::LaneRole::Application, "application", 1, 1, 0});
    for (std::size_t w = 1; w <= workers; ++w)
        i.lifelines.push_back({base::LaneId{static_cast<std::uint32_t>(w)}, trace::LaneRole::Worker, "worker " + std::to_string(w), 1, static_cast<std::int32_t>(w + 1), 0.5});
    return i;
}

SequencePlan planOf(analysis::Interactions i, AxisMode mode, bool expand = false)
{
    PlanOptions options;
    options.mode = mode;
    options.expandWorkers = expand;
    return makePlan(SequenceData::of(std::make_shared<const analysis::Interactions>(std::move(i))), options);
}

SequenceFrame frameOf(const SequencePlan &plan, double scale, double top = 0, double height = 400, std::optional<quint32> task = {})
{
    static const Theme theme = Theme::light();
    return layoutFrame({plan, theme, QFontMetricsF(QFont()), 900, height, 0, top, scale, task});
}

} // namespace

class TestSequenceLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theModeFollowsTheNumberOfEvents();
    void ordinalGivesEachStepARowWhateverItsLength();
    void ordinalPutsWhatHappensAtOnceIntoOneRow();
    void arrowsThatWouldLieOnOneAnotherGetRowsOfTheirOwn();
    void proportionalIsLinear();
    void compressedCutsOnlyGapsOfMoreThanEightMedians();
    void timeAndHeightAreInverse();
    void columnsShareTheWidthAndKeepTheirOrder();
    void manyWorkersShareAColumnUntilOpened();
    void whatIsOutOfViewIsNotLaidOut();
    void aLongBarThatBeganAboveIsStillThere();
    void arrowsSlantOnlyFromOnePixelOn();
    void labelsNeverOverlap();
    void theSelectedTaskStaysAloneBright();
    void theDenseTierShowsThePrevailingState();
    void pointsFindWhatIsDrawnThere();
};

void TestSequenceLayout::theModeFollowsTheNumberOfEvents()
{
    QCOMPARE(defaultMode(2'000), AxisMode::Ordinal);
    QCOMPARE(defaultMode(2'001), AxisMode::Compressed);
    QCOMPARE(defaultMode(50'000), AxisMode::Compressed);
    QCOMPARE(defaultMode(50'001), AxisMode::Proportional);
}

void TestSequenceLayout::ordinalGivesEachStepARowWhateverItsLength()
{
    auto i = lines(1);
    i.activations = {{1, 0, kMs, analysis::LaneState::Running, 0, 0}, {1, 2 * kMs, 900 * kMs, analysis::LaneState::Io, 1, 0}};
    i.end = 900 * kMs;
    const auto plan = planOf(i, AxisMode::Ordinal);
    QCOMPARE(plan.beginOf(0), 1.0);
    QCOMPARE(plan.endOf(0), 2.0);
    QCOMPARE(plan.beginOf(1), 3.0);
    QCOMPARE(plan.endOf(1), 4.0);
}

void TestSequenceLayout::ordinalPutsWhatHappensAtOnceIntoOneRow()
{
    auto i = lines(1);
    i.activations = {{1, kMs + 1'000, 5 * kMs, analysis::LaneState::Running, 0, 0}};
    i.messages = {{0, 1, kMs, kMs + 900, analysis::MessageKind::Submit, 0, {}}, {1, 0, 5 * kMs, 5 * kMs, analysis::MessageKind::Result, 0, {}}};
    i.end = 5 * kMs;
    const auto plan = planOf(i, AxisMode::Ordinal);
    QCOMPARE(plan.sentAt(0), plan.beginOf(0));
    QCOMPARE(plan.receivedAt(0), plan.sentAt(0));
    QCOMPARE(plan.sentAt(1), plan.endOf(0));
    QCOMPARE(plan.rows.size(), std::size_t(2));
}

void TestSequenceLayout::arrowsThatWouldLieOnOneAnotherGetRowsOfTheirOwn()
{
    auto i = lines(2);
    using enum analysis::MessageKind;
    i.messages = {{0, 1, 100, 100, Submit, 0, {}}, {0, 1, 101, 101, Submit, 1, {}}, {0, 2, 102, 102, Submit, 2, {}}, {1, 2, 103, 103, HandOff, 3, {}}};
    i.end = kMs;
    const auto plan = planOf(i, AxisMode::Ordinal);
    QCOMPARE(plan.sentAt(0), plan.sentAt(1));
    QCOMPARE(plan.sentAt(2), plan.sentAt(0) + 1);
    QCOMPARE(plan.sentAt(3), plan.sentAt(2) + 1);
    const auto frame = frameOf(plan, 20);
    QCOMPARE(frame.arrows.size(), std::size_t(3));
    QCOMPARE(frame.arrows[0].count, 2);
    QCOMPARE(frame.arrows[0].label, QStringLiteral("tasks 0–1"));
}

void TestSequenceLayout::proportionalIsLinear()
{
    auto i = lines(1);
    i.activations = {{1, 10 * kMs, 20 * kMs, analysis::LaneState::Running, 0, 0}, {1, 20 * kMs, 60 * kMs, analysis::LaneState::Running, 1, 0}};
    i.end = 100 * kMs;
    const auto plan = planOf(i, AxisMode::Proportional);
    const double first = plan.endOf(0) - plan.beginOf(0), second = plan.endOf(1) - plan.beginOf(1);
    QVERIFY(qAbs(second - 4 * first) < 1e-9);
    QVERIFY(qAbs(first - 2.4) < 1e-9);
}

void TestSequenceLayout::compressedCutsOnlyGapsOfMoreThanEightMedians()
{
    auto i = lines(1);
    for (const std::int64_t at : {0, 1, 2, 3, 4, 12, 112})
        i.messages.push_back({0, 1, at * kMs, at * kMs, analysis::MessageKind::Submit, 0, {}});
    i.end = 112 * kMs;
    const auto plan = planOf(i, AxisMode::Compressed);
    // Gaps 1 1 1 1 8 100 ms, median 1: 8 is not more than eight of them.
    QCOMPARE(plan.axis.breaks().size(), std::size_t(1));
    QCOMPARE(plan.axis.breaks()[0].end - plan.axis.breaks()[0].begin, 99 * kMs);
    const auto frame = frameOf(plan, 20, 0, 800);
    QCOMPARE(frame.breaks.size(), std::size_t(1));
    QVERIFY(frame.breaks[0].text.contains(QStringLiteral("99")));
    QVERIFY(plan.axis.unit(112 * kMs) - plan.axis.unit(12 * kMs) < plan.axis.unit(12 * kMs) - plan.axis.unit(0));
}

void TestSequenceLayout::timeAndHeightAreInverse()
{
    auto i = lines(1);
    for (const std::int64_t at : {0, 1, 2, 3, 4, 12, 112})
        i.messages.push_back({0, 1, at * kMs, at * kMs, analysis::MessageKind::Submit, 0, {}});
    i.end = 112 * kMs;
    for (const auto mode : {AxisMode::Ordinal, AxisMode::Compressed, AxisMode::Proportional}) {
        const auto plan = planOf(i, mode);
        double last = -1;
        for (std::int64_t t = 0; t <= 112 * kMs; t += kMs / 2) {
            const double unit = plan.axis.unit(t);
            QVERIFY(unit >= last);
            QVERIFY2(qAbs(static_cast<double>(plan.axis.time(unit) - t)) < 2'000, qPrintable(QString::number(t)));
            last = unit;
        }
    }
}

void TestSequenceLayout::columnsShareTheWidthAndKeepTheirOrder()
{
    const auto plan = planOf(lines(4), AxisMode::Ordinal);
    const Theme theme = Theme::light();
    const auto boxes = columnBoxes(plan, theme, 900);
    QCOMPARE(boxes.size(), std::size_t(5));
    QCOMPARE(boxes.front().left, double(theme.gutterWidth));
    QCOMPARE(boxes.back().right, 900.0);
    for (std::size_t i = 1; i < boxes.size(); ++i) {
        QCOMPARE(boxes[i].left, boxes[i - 1].right);
        QVERIFY(boxes[i].line > boxes[i].left && boxes[i].line < boxes[i].right);
    }
}

void TestSequenceLayout::manyWorkersShareAColumnUntilOpened()
{
    auto i = lines(28);
    for (std::uint32_t w = 1; w <= 28; ++w)
        i.activations.push_back({w, w * kMs, 50 * kMs, analysis::LaneState::Running, w, 0});
    i.end = 50 * kMs;
    const auto folded = planOf(i, AxisMode::Proportional);
    QCOMPARE(folded.columns.size(), std::size_t(2));
    QVERIFY(folded.columns[1].group && !folded.columns[1].expanded);
    QCOMPARE(folded.columns[1].slots, std::uint16_t(28));
    QCOMPARE(folded.columns[1].busy, 0.5);
    const auto open = planOf(i, AxisMode::Proportional, true);
    QCOMPARE(open.columns.size(), std::size_t(29));
    QVERIFY(open.columns[1].group && open.columns[1].expanded && !open.columns[2].group);
    QCOMPARE(planOf(lines(12), AxisMode::Ordinal).columns.size(), std::size_t(13));
}

void TestSequenceLayout::whatIsOutOfViewIsNotLaidOut()
{
    auto i = lines(1);
    for (std::int64_t t = 0; t < 1'000; ++t)
        i.activations.push_back({1, t * kMs, t * kMs + kMs / 2, analysis::LaneState::Running, static_cast<std::uint32_t>(t), 0});
    i.end = 1'000 * kMs;
    const auto plan = planOf(i, AxisMode::Ordinal);
    const auto frame = frameOf(plan, 20, 10'000);
    QVERIFY(frame.bars.size() >= 10 && frame.bars.size() <= 14);
    for (const Bar &bar : frame.bars)
        QVERIFY(bar.rect.top() >= -45 && bar.rect.bottom() <= 445);
}

void TestSequenceLayout::aLongBarThatBeganAboveIsStillThere()
{
    auto i = lines(1);
    i.activations = {{1, 0, 1'000 * kMs, analysis::LaneState::Io, 0, 0}, {1, kMs, 2 * kMs, analysis::LaneState::Running, 1, 0}};
    i.end = 1'000 * kMs;
    const auto frame = frameOf(planOf(i, AxisMode::Proportional), 100, 1'500);
    QCOMPARE(frame.bars.size(), std::size_t(1));
    QCOMPARE(frame.bars[0].activation, 0U);
    QVERIFY(frame.bars[0].rect.height() < 500);
}

void TestSequenceLayout::arrowsSlantOnlyFromOnePixelOn()
{
    auto i = lines(1);
    i.messages = {{0, 1, 0, 10 * kMs, analysis::MessageKind::Submit, 0, {}}, {0, 1, 50 * kMs, 50 * kMs + 100'000, analysis::MessageKind::Submit, 1, {}}};
    i.end = 100 * kMs;
    // 24 units for 100 ms, 10 pixels a unit: 10 ms are 24 pixels, 0.1 ms a quarter of one.
    const auto frame = frameOf(planOf(i, AxisMode::Proportional), 10);
    QVERIFY(qAbs(frame.arrows[0].to.y() - frame.arrows[0].from.y() - 24) < 1e-6);
    QCOMPARE(frame.arrows[1].to.y(), frame.arrows[1].from.y());
}

void TestSequenceLayout::labelsNeverOverlap()
{
    auto i = lines(3);
    for (std::uint32_t t = 0; t < 200; ++t)
        i.messages.push_back({t % 2, 1 + (t + 1) % 3, t * 700'000LL, t * 700'000LL + (t % 5) * 300'000LL, analysis::MessageKind::Submit, t, {}});
    std::erase_if(i.messages, [](const auto &m) { return m.from == m.to; });
    i.end = 150 * kMs;
    for (const auto mode : {AxisMode::Ordinal, AxisMode::Compressed, AxisMode::Proportional}) {
        const auto frame = frameOf(planOf(i, mode), mode == AxisMode::Ordinal ? 18 : 40, 100);
        int labelled = 0;
        for (std::size_t a = 0; a < frame.arrows.size(); ++a) {
            if (frame.arrows[a].label.isEmpty())
                continue;
            ++labelled;
            for (std::size_t b = a + 1; b < frame.arrows.size(); ++b)
                QVERIFY(frame.arrows[b].label.isEmpty() || !frame.arrows[a].labelRect.intersects(frame.arrows[b].labelRect));
        }
        QVERIFY(labelled > 3);
    }
}

void TestSequenceLayout::theSelectedTaskStaysAloneBright()
{
    auto i = lines(1);
    i.activations = {{1, 0, kMs, analysis::LaneState::Running, 0, 0}, {1, 2 * kMs, 3 * kMs, analysis::LaneState::Running, 1, 0}};
    i.messages = {{0, 1, 0, 0, analysis::MessageKind::Submit, 0, {}}, {0, 1, 10, 10, analysis::MessageKind::Submit, 1, {}}};
    i.end = 3 * kMs;
    const auto frame = frameOf(planOf(i, AxisMode::Ordinal), 20, 0, 400, 1);
    QVERIFY(frame.bars[0].dim && !frame.bars[0].selected);
    QVERIFY(!frame.bars[1].dim && frame.bars[1].selected);
    // It is not drawn as one with its neighbour, and comes last, on top.
    QCOMPARE(frame.arrows.size(), std::size_t(2));
    QVERIFY(frame.arrows[1].selected && frame.arrows[1].firstTask == 1);
    QVERIFY(frame.arrows[0].dim && frame.arrows[0].label.isEmpty());
}

void TestSequenceLayout::theDenseTierShowsThePrevailingState()
{
    auto i = lines(1);
    for (std::int64_t t = 0; t < 4'000; ++t) {
        const std::int64_t at = t * 100'000;
        const bool late = t >= 2'000;
        i.activations.push_back({1, at, at + (late ? 20'000 : 80'000), analysis::LaneState::Running, static_cast<std::uint32_t>(t), 0});
        i.activations.push_back({1, at + (late ? 20'000 : 80'000), at + 100'000, analysis::LaneState::Io, static_cast<std::uint32_t>(t), 0});
    }
    i.end = 400 * kMs;
    const auto frame = frameOf(planOf(i, AxisMode::Proportional), 10);
    QCOMPARE(frame.detail, Detail::Dense);
    QVERIFY(frame.bars.empty());
    QCOMPARE(frame.cells.size(), std::size_t(2));
    QCOMPARE(frame.cells[0].state, analysis::LaneState::Running);
    QCOMPARE(frame.cells[1].state, analysis::LaneState::Io);
    QCOMPARE(frame.cells[0].rect.bottom(), frame.cells[1].rect.top());
}

void TestSequenceLayout::pointsFindWhatIsDrawnThere()
{
    auto i = lines(1);
    i.activations = {{1, kMs, 3 * kMs, analysis::LaneState::Running, 0, 0}};
    i.messages = {{0, 1, kMs, kMs, analysis::MessageKind::Submit, 0, {}}};
    i.end = 3 * kMs;
    const auto frame = frameOf(planOf(i, AxisMode::Ordinal), 40);
    QVERIFY(barAt(frame, frame.bars[0].rect.center()).has_value());
    QVERIFY(!barAt(frame, frame.bars[0].rect.center() + QPointF(60, 0)).has_value());
    const QPointF middle = (frame.arrows[0].from + frame.arrows[0].to) / 2;
    QVERIFY(arrowAt(frame, middle + QPointF(0, 3), 5).has_value());
    QVERIFY(!arrowAt(frame, middle + QPointF(0, 9), 5).has_value());
}

QTEST_MAIN(TestSequenceLayout)
#include "tst_sequence_layout.moc"
