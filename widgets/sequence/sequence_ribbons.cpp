// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_parts.h"

#include "widgets/sequence/sequence_texts.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace interleave::widgets {
namespace {

constexpr double kTrack = 5;          ///< pixels from one ribbon to the next below it
constexpr double kLeastBucket = 26, kMostBucket = 120;
constexpr std::size_t kOrdinalBuckets = 2'048;
constexpr std::size_t kMostBadges = 60;

class Ribbons {
public:
    Ribbons(const FrameInput &input, SequenceFrame &frame)
        : m_in(input)
        , m_plan(input.plan)
        , m_scale(input)
        , m_frame(frame)
    {
    }

    void add()
    {
        chooseTracks();
        if (m_tracks == 0)
            return;
        if (m_plan.mode == AxisMode::Ordinal)
            byHeight();
        else
            byTime();
        place();
        badges();
    }

private:
    using Pair = std::pair<std::uint32_t, std::uint32_t>; ///< from column, to column
    struct Bucket {
        double top, bottom;
        std::int64_t begin, end;
        std::map<Pair, std::uint64_t> counts;
    };

    /// Pairs that would lie on one another get tracks of their own, the same in every bucket.
    void chooseTracks()
    {
        std::vector<Pair> pairs;
        for (const auto &pair : m_plan.traffic->pairs())
            if (const Pair columns{m_plan.columnOf[pair.from], m_plan.columnOf[pair.to]}; columns.first != columns.second)
                pairs.push_back(columns);
        const auto left = [](const Pair &p) { return std::min(p.first, p.second); };
        std::sort(pairs.begin(), pairs.end(), [&](const Pair &a, const Pair &b) { return std::pair(left(a), a) < std::pair(left(b), b); });
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        std::vector<std::uint32_t> ends;
        for (const Pair &pair : pairs) {
            const auto free = std::find_if(ends.begin(), ends.end(), [&](std::uint32_t end) { return end <= left(pair); });
            m_track[pair] = static_cast<int>(free - ends.begin());
            if (free == ends.end())
                ends.push_back(0);
            ends[static_cast<std::size_t>(m_track[pair])] = std::max(pair.first, pair.second);
        }
        m_tracks = static_cast<int>(ends.size());
        m_bucket = std::clamp(m_tracks * kTrack + 4, std::max(kLeastBucket, m_in.font.height() + 6), kMostBucket);
    }

    void count(Bucket &bucket, const analysis::Traffic::Cell &cell)
    {
        const auto &pair = m_plan.traffic->pairs()[cell.pair];
        const Pair columns{m_plan.columnOf[pair.from], m_plan.columnOf[pair.to]};
        if (columns.first != columns.second)
            bucket.counts[columns] += cell.count;
    }

    /// Where time has a scale: buckets of time that stay the same while the view moves.
    void byTime()
    {
        const auto &knots = m_plan.axis.knots();
        const double nsToPixels = (knots[1].unit - knots[0].unit) / static_cast<double>(std::max<std::int64_t>(1, knots[1].time - knots[0].time)) * m_in.scale;
        int k = 0;
        while (k < 60 && std::ldexp(nsToPixels, k) < m_bucket)
            ++k;
        const std::int64_t width = std::int64_t{1} << k;
        const std::int64_t begin = (m_scale.time(0) >> k) << k, end = std::max(((m_scale.time(m_in.height) >> k) + 1) << k, begin + 2 * width);
        const auto view = m_plan.traffic->view(begin, end, static_cast<std::size_t>((end - begin) >> k));
        for (const auto &cell : view.cells) {
            const std::int64_t time = view.begin + static_cast<std::int64_t>(cell.column) * view.width;
            if (m_buckets.empty() || m_buckets.back().begin != time)
                m_buckets.push_back({m_scale.yOf(time), m_scale.yOf(time + view.width), time, time + view.width, {}});
            count(m_buckets.back(), cell);
        }
    }

    /// Where it has none: buckets of pixels, each of what was sent about then.
    void byHeight()
    {
        const auto first = std::floor(m_in.top / m_bucket);
        for (double at = first; at * m_bucket < m_in.top + m_in.height; ++at) {
            const double top = at * m_bucket - m_in.top;
            m_buckets.push_back({top, top + m_bucket, m_scale.time(top), m_scale.time(top + m_bucket), {}});
        }
        const auto view = m_plan.traffic->view(m_scale.time(0), m_scale.time(m_in.height) + 1, kOrdinalBuckets);
        for (const auto &cell : view.cells) {
            const double y = m_scale.yOf(view.begin + static_cast<std::int64_t>(cell.column) * view.width + view.width / 2);
            const double bucket = std::clamp((y + m_in.top) / m_bucket - first, 0.0, static_cast<double>(m_buckets.size() - 1));
            count(m_buckets[static_cast<std::size_t>(bucket)], cell);
        }
    }

    void place()
    {
        std::uint64_t most = 1;
        for (const Bucket &bucket : m_buckets)
            for (const auto &entry : bucket.counts)
                most = std::max(most, entry.second);
        for (const Bucket &bucket : m_buckets)
            for (const auto &[pair, count] : bucket.counts)
                m_frame.ribbons.push_back(ribbon(bucket, pair, count, std::log1p(static_cast<double>(count)) / std::log1p(static_cast<double>(most))));
        std::stable_sort(m_frame.ribbons.begin(), m_frame.ribbons.end(), [](const Ribbon &a, const Ribbon &b) { return a.count < b.count; });
    }

    Ribbon ribbon(const Bucket &bucket, const Pair &pair, std::uint64_t count, double share) const
    {
        const auto [left, right] = std::minmax(pair.first, pair.second);
        const double from = edge(left), to = m_frame.columns[right].line - m_frame.columns[right].barWidth / 2;
        const double pitch = (bucket.bottom - bucket.top - 4) / m_tracks;
        const double thick = std::max(1.0, std::min(kTrack, pitch) * (0.25 + 0.6 * share));
        const double middle = bucket.top + 2 + pitch * (m_track.at(pair) + 0.5);
        return {QRectF(from, middle - thick / 2, to - from, thick), pair.first, pair.second, count, bucket.begin, bucket.end, share, {}, {}};
    }

    /// Right of everything that stands on a line.
    [[nodiscard]] double edge(std::uint32_t column) const
    {
        return m_frame.columns[column].slotLeft(m_plan.columns[column].slots);
    }

    /// Numbers, the greatest first, where they have room beside the line they lead to.
    void badges()
    {
        std::vector<QRectF> taken;
        for (auto ribbon = m_frame.ribbons.rbegin(); ribbon != m_frame.ribbons.rend() && taken.size() < kMostBadges; ++ribbon) {
            const QString text = badgeText(ribbon->count);
            const QSizeF size(m_in.font.horizontalAdvance(text) + 8, m_in.font.height());
            const bool toRight = ribbon->toColumn > ribbon->fromColumn;
            const std::uint32_t beside = toRight ? ribbon->toColumn - 1 : ribbon->toColumn + 1;
            const double left = edge(toRight ? beside : ribbon->toColumn), right = m_frame.columns[toRight ? ribbon->toColumn : beside].line - m_frame.columns[toRight ? ribbon->toColumn : beside].barWidth / 2;
            QRectF rect(QPointF(0, 0), size);
            rect.moveCenter({(left + right) / 2, ribbon->rect.center().y()});
            if (size.width() + 6 > right - left || rect.top() < 0 || rect.bottom() > m_in.height)
                continue;
            if (std::any_of(taken.begin(), taken.end(), [&](const QRectF &other) { return other.adjusted(0, -2, 0, 2).intersects(rect); }))
                continue;
            ribbon->badge = text;
            ribbon->badgeRect = rect;
            taken.push_back(rect);
        }
    }

    const FrameInput &m_in;
    const SequencePlan &m_plan;
    const Scale m_scale;
    SequenceFrame &m_frame;
    std::map<Pair, int> m_track;
    int m_tracks = 0;
    double m_bucket = kLeastBucket;
    std::vector<Bucket> m_buckets;
};

} // namespace

void addRibbons(const FrameInput &input, SequenceFrame &frame)
{
    if (input.plan.traffic && input.plan.axis.knots().size() > 1)
        Ribbons(input, frame).add();
}

} // namespace interleave::widgets
