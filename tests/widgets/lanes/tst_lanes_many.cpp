// SPDX-License-Identifier: GPL-3.0-or-later
// Ten million activations: whatever one looks at, a frame stays small.
#include "tests/widgets/lanes/made_lanes.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QTest>

#include <random>

using namespace interleave;
using namespace interleave::widgets;
using analysis::LaneState;
using trace::LaneRole;

namespace {

constexpr std::uint32_t kWorkers = 20, kStates = 450'000, kOnLoop = 1'000'000; // 20 × 450,000 and a loop of a million

/// In bursts, so that some stretches hold very many.
std::shared_ptr<const LanesPicture> tenMillion()
{
    test::LanesMaker m;
    std::mt19937_64 random(3);
    m.interactions()->activations.reserve(std::size_t{kWorkers} * kStates + kOnLoop);
    m.lane(LaneRole::Application, "application");
    const auto loop = m.lane(LaneRole::EventLoop, "event loop");
    for (std::uint32_t i = 0; i < kOnLoop; ++i)
        m.active(loop, 900 * std::int64_t{i}, 900 * std::int64_t{i} + 40'000, LaneState::Io, i, static_cast<std::uint16_t>(1 + i % 24));
    for (std::uint32_t w = 0; w < kWorkers; ++w) {
        const auto lane = m.lane(LaneRole::Worker, "worker " + std::to_string(w + 1));
        std::int64_t now = 0;
        for (std::uint32_t i = 0; i < kStates; ++i) {
            const auto length = 1 + static_cast<std::int64_t>(random() % (i % 1000 < 900 ? 200 : 9'000));
            m.active(lane, now, now + length, static_cast<LaneState>(random() % 5), i % 100'000);
            now += length + (i % 1000 == 0 ? 1'000'000 : static_cast<std::int64_t>(random() % 50));
        }
    }
    for (std::uint32_t i = 0; i < 1'000; ++i)
        m.message(0, 2 + i % kWorkers, 1'000 * std::int64_t{i}, 1'000 * std::int64_t{i} + 500, i);
    return m.done();
}

} // namespace

class TestLanesMany : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFrameStaysWithinItsPrimitives();
};

void TestLanesMany::everyFrameStaysWithinItsPrimitives()
{
    const auto picture = tenMillion();
    const auto &all = *picture->interactions;
    QCOMPARE(all.activations.size(), std::size_t{10'000'000});
    std::mt19937_64 random(5);
    std::size_t most = 0;
    int exact = 0, dense = 0;
    for (const bool open : {false, true}) {
        const test::LanesLook look(*picture, open);
        for (int i = 0; i < 150; ++i) {
            const double span = std::max(100.0, static_cast<double>(all.end - all.begin) / std::pow(2.0, static_cast<double>(i % 30)));
            const double from = static_cast<double>(all.begin) + static_cast<double>(random() % 1'000'000) / 1e6 * (static_cast<double>(all.end - all.begin) - span);
            auto input = look.input(from, from + span);
            input.size = QSizeF(1920, 1080);
            input.across = i % 7 == 0 ? 0.4 : 1;
            if (i % 3 == 0)
                input.task = static_cast<quint32>(random() % 100'000);
            const LanesFrame frame = layoutLanes(input);
            most = std::max(most, frame.primitives());
            QVERIFY2(frame.primitives() <= kMostPrimitives, qPrintable(QString::number(frame.primitives())));
            exact += frame.strips.empty() ? 0 : 1;
            dense += frame.bars.size() > 100 ? 1 : 0;
        }
    }
    qInfo("at most %zu primitives a frame", most);
    QVERIFY(exact > 0 && dense > 0);
}

QTEST_MAIN(TestLanesMany)
#include "tst_lanes_many.moc"
