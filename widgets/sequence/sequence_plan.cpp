// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <tuple>

namespace interleave::widgets {
namespace {

using analysis::Activation;
using analysis::Interactions;
using analysis::Message;

constexpr double kFirstRow = 1.0;      ///< room for the first row's label
constexpr double kPlainLength = 24;    ///< units of all shown time in the modes with a time scale
constexpr double kBreakUnits = 1.6;
constexpr std::int64_t kLongestRow = 5; ///< of a row's steps, each no longer than `sameInstant`
constexpr double kMargin = 0.7;        ///< units after the last instant
constexpr double kLead = 1.6;          ///< units before the first, for its label

/// Instants closer than this count as one step: far below what the picture could tell apart.
std::int64_t sameInstant(const Interactions &i)
{
    return std::clamp<std::int64_t>((i.end - i.begin) / 2000, 2'000, 200'000);
}

std::vector<std::int64_t> allInstants(const Interactions &i)
{
    std::vector<std::int64_t> times;
    times.reserve(2 * (i.activations.size() + i.messages.size()));
    for (const Activation &a : i.activations) {
        times.push_back(a.begin);
        times.push_back(a.end);
    }
    for (const Message &m : i.messages) {
        times.push_back(m.sent);
        times.push_back(m.received);
    }
    std::sort(times.begin(), times.end());
    return times;
}

// --- columns ---

/// Gives each worker of a shared column a place; a worker's place is free again when its last activation has ended.
std::vector<std::uint16_t> groupSlots(const Interactions &all, const std::vector<std::uint32_t> &members)
{
    std::vector<std::int64_t> begin(all.lifelines.size(), INT64_MAX), end(all.lifelines.size(), INT64_MIN);
    for (const Activation &a : all.activations) {
        begin[a.lifeline] = std::min(begin[a.lifeline], a.begin);
        end[a.lifeline] = std::max(end[a.lifeline], a.end);
    }
    std::vector<std::uint32_t> order = members;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return begin[a] < begin[b]; });
    std::vector<std::uint16_t> slot(all.lifelines.size(), 0);
    using Taken = std::pair<std::int64_t, std::uint16_t>;
    std::priority_queue<Taken, std::vector<Taken>, std::greater<>> taken;
    std::set<std::uint16_t> free;
    std::uint32_t used = 0;
    for (const auto line : order) {
        while (!taken.empty() && taken.top().first <= begin[line]) {
            free.insert(taken.top().second);
            taken.pop();
        }
        if (free.empty()) {
            slot[line] = static_cast<std::uint16_t>(used++ % kMaxGroupSlots);
        } else {
            slot[line] = *free.begin();
            free.erase(free.begin());
        }
        taken.emplace(end[line], slot[line]);
    }
    return slot;
}

void makeColumns(SequencePlan &plan)
{
    const Interactions &all = *plan.interactions;
    const auto isWorker = [](const analysis::Lifeline &l) { return l.role == trace::LaneRole::Worker; };
    const auto workers = static_cast<std::size_t>(std::count_if(all.lifelines.begin(), all.lifelines.end(), isWorker));
    const bool grouped = workers > kMaxWorkerColumns;
    plan.columnOf.resize(all.lifelines.size());
    bool groupMade = false;
    for (std::uint32_t i = 0; i < all.lifelines.size(); ++i) {
        const bool member = grouped && isWorker(all.lifelines[i]);
        if (!member || plan.expanded || !groupMade) {
            Column column;
            column.group = member && !groupMade;
            column.expanded = column.group && plan.expanded;
            plan.columns.push_back(column);
            groupMade = groupMade || member;
        }
        plan.columns.back().lifelines.push_back(i);
        plan.columns.back().busy += all.lifelines[i].busy;
        plan.columnOf[i] = static_cast<std::uint32_t>(plan.columns.size() - 1);
    }
    for (Column &column : plan.columns)
        column.busy /= static_cast<double>(column.lifelines.size());
}

// --- rows of the ordinal mode ---

/// Puts what happens into rows, in order; a row takes in what happens at once and does not cross.
class Rows {
public:
    Rows(const SequencePlan &plan, const std::vector<std::uint32_t> &columnOf)
        : m_all(*plan.interactions)
        , m_columnOf(columnOf)
        , m_same(sameInstant(m_all))
    {
        actBegin.resize(m_all.activations.size());
        actEnd.resize(m_all.activations.size());
        sent.resize(m_all.messages.size());
        received.resize(m_all.messages.size());
    }

    std::vector<double> actBegin, actEnd, sent, received; ///< units
    std::vector<TimeAxis::Knot> knots;

    void fill()
    {
        for (const Point &p : points())
            put(p);
        const double last = m_unit + kMargin;
        knots.push_back({std::max(m_all.end, m_rowEnd), last});
    }

private:
    enum class What : std::uint8_t { ActivationEnd, Sent, Received, ActivationBegin };
    struct Point {
        std::int64_t time;
        What what;
        std::uint32_t index;
    };

    std::vector<Point> points() const
    {
        std::vector<Point> result;
        result.reserve(2 * (actBegin.size() + sent.size()));
        for (std::uint32_t i = 0; i < actBegin.size(); ++i) {
            result.push_back({m_all.activations[i].begin, What::ActivationBegin, i});
            result.push_back({m_all.activations[i].end, What::ActivationEnd, i});
        }
        for (std::uint32_t i = 0; i < sent.size(); ++i) {
            result.push_back({m_all.messages[i].sent, What::Sent, i});
            if (!atOnce(m_all.messages[i]))
                result.push_back({m_all.messages[i].received, What::Received, i});
        }
        std::sort(result.begin(), result.end(), [](const Point &a, const Point &b) { return std::tie(a.time, a.what, a.index) < std::tie(b.time, b.what, b.index); });
        return result;
    }

    bool atOnce(const Message &m) const { return std::abs(m.received - m.sent) <= m_same; }

    void put(const Point &p)
    {
        // The run's start always begins a row: what came before is set-up.
        if (!m_open || p.time - m_rowEnd > m_same || p.time - m_rowBegin > kLongestRow * m_same || (p.time >= 0 && m_rowBegin < 0))
            newRow(p.time);
        if (p.what == What::Sent && atOnce(m_all.messages[p.index]))
            makeRoom(m_all.messages[p.index], p.time);
        m_rowEnd = p.time;
        knots.back().time = p.time;
        switch (p.what) {
        case What::ActivationBegin: actBegin[p.index] = m_unit; break;
        case What::ActivationEnd: actEnd[p.index] = m_unit; break;
        case What::Received: received[p.index] = m_unit; break;
        case What::Sent:
            sent[p.index] = m_unit;
            if (atOnce(m_all.messages[p.index]))
                received[p.index] = m_unit;
            break;
        }
    }

    void newRow(std::int64_t time)
    {
        m_unit = m_open ? m_unit + 1 : kFirstRow;
        m_open = true;
        m_rowBegin = m_rowEnd = time;
        m_spans.clear();
        knots.push_back({time, m_unit});
        knots.push_back({time, m_unit});
    }

    /// Arrows of a row must not lie on one another, unless they say the same and can be drawn as one.
    void makeRoom(const Message &m, std::int64_t time)
    {
        const Span span{std::min(m_columnOf[m.from], m_columnOf[m.to]), std::max(m_columnOf[m.from], m_columnOf[m.to]), m.kind, m_columnOf[m.from]};
        for (const Span &other : m_spans) {
            if (other == span)
                return;
            if (span.left < other.right && other.left < span.right) {
                newRow(time);
                break;
            }
        }
        m_spans.push_back(span);
    }

    struct Span {
        std::uint32_t left, right;
        analysis::MessageKind kind;
        std::uint32_t from;
        bool operator==(const Span &) const = default;
    };
    const Interactions &m_all;
    const std::vector<std::uint32_t> &m_columnOf;
    const std::int64_t m_same;
    std::vector<Span> m_spans;
    bool m_open = false;
    double m_unit = 0;
    std::int64_t m_rowBegin = 0, m_rowEnd = 0;
};

// --- axes with a time scale ---

TimeAxis proportional(const Interactions &all)
{
    const auto end = std::max(all.end, all.begin + 1);
    return TimeAxis({{all.begin, kLead}, {end, kLead + kPlainLength}}, {});
}

/// Long gaps between steps, each as what is cut out of its middle.
std::vector<TimeAxis::Break> findBreaks(const Interactions &all)
{
    const std::vector<std::int64_t> times = allInstants(all);
    const std::int64_t same = sameInstant(all);
    std::vector<std::pair<std::int64_t, std::int64_t>> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i] - times[i - 1] > same)
            gaps.emplace_back(times[i - 1], times[i]);
    if (gaps.size() < 2)
        return {};
    std::vector<std::int64_t> lengths;
    for (const auto &[begin, end] : gaps)
        lengths.push_back(end - begin);
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    const std::int64_t median = *middle;
    std::vector<TimeAxis::Break> breaks;
    for (const auto &[begin, end] : gaps)
        if (end - begin > 8 * median)
            breaks.push_back({begin + median / 2, end - median / 2, 0, kBreakUnits});
    return breaks;
}

TimeAxis compressed(const Interactions &all)
{
    std::vector<TimeAxis::Break> breaks = findBreaks(all);
    std::int64_t kept = std::max<std::int64_t>(1, all.end - all.begin);
    for (const auto &b : breaks)
        kept -= b.end - b.begin;
    const double unitsPerNs = kPlainLength / static_cast<double>(std::max<std::int64_t>(1, kept));
    std::vector<TimeAxis::Knot> knots{{all.begin, kLead}};
    double unit = kLead;
    std::int64_t time = all.begin;
    for (auto &b : breaks) {
        unit += static_cast<double>(b.begin - time) * unitsPerNs;
        b.unit = unit;
        knots.push_back({b.begin, unit});
        unit += b.units;
        knots.push_back({b.end, unit});
        time = b.end;
    }
    const auto end = std::max(all.end, all.begin + 1);
    knots.push_back({end, unit + static_cast<double>(end - time) * unitsPerNs});
    return TimeAxis(std::move(knots), std::move(breaks));
}

// --- putting it together ---

struct Units {
    std::vector<double> actBegin, actEnd, sent, received;
};

Units unitsByTime(const SequencePlan &plan)
{
    Units u;
    for (const Activation &a : plan.interactions->activations) {
        u.actBegin.push_back(plan.axis.unit(a.begin));
        u.actEnd.push_back(plan.axis.unit(a.end));
    }
    for (const Message &m : plan.interactions->messages) {
        u.sent.push_back(plan.axis.unit(m.sent));
        u.received.push_back(plan.axis.unit(m.received));
    }
    return u;
}

/// Tasks that have at least one interval worth a bar; the slivers of others would hide behind it.
std::vector<bool> tasksWithBars(const Interactions &all)
{
    std::vector<bool> result;
    const std::int64_t same = sameInstant(all);
    for (const Activation &a : all.activations) {
        if (a.task == base::kNoTask.value || a.end - a.begin <= same)
            continue;
        if (a.task >= result.size())
            result.resize(a.task + 1U);
        result[a.task] = true;
    }
    return result;
}

void findReach(SequencePlan &plan)
{
    double reach = 0;
    for (std::uint32_t i = 0; i < plan.activations.size(); ++i) {
        auto &a = plan.activations[i];
        Column &column = plan.columns[a.column];
        if (i == 0 || plan.activations[i - 1].column != a.column) {
            column.firstActivation = i;
            reach = a.end;
        }
        column.endActivation = i + 1;
        a.reach = reach = std::max(reach, a.end);
    }
}

void placeActivations(SequencePlan &plan, const Units &units)
{
    const Interactions &all = *plan.interactions;
    const auto barred = tasksWithBars(all);
    const std::int64_t same = sameInstant(all);
    std::vector<std::uint16_t> slots(all.lifelines.size(), 0);
    for (const Column &column : plan.columns)
        if (column.lifelines.size() > 1)
            slots = groupSlots(all, column.lifelines);
    for (std::uint32_t i = 0; i < all.activations.size(); ++i) {
        const Activation &a = all.activations[i];
        const bool sliver = a.end - a.begin <= same && (a.task == base::kNoTask.value || (a.task < barred.size() && barred[a.task]));
        // A row has no inside to zoom into.
        if (sliver && plan.mode == AxisMode::Ordinal)
            continue;
        Column &column = plan.columns[plan.columnOf[a.lifeline]];
        const auto slot = column.lifelines.size() > 1 ? slots[a.lifeline] : a.depth;
        column.slots = std::max<std::uint16_t>(column.slots, static_cast<std::uint16_t>(slot + 1));
        plan.activations.push_back({i, plan.columnOf[a.lifeline], slot, units.actBegin[i], units.actEnd[i], 0, sliver});
    }
    std::stable_sort(plan.activations.begin(), plan.activations.end(),
                     [](const auto &a, const auto &b) { return std::tie(a.column, a.begin) < std::tie(b.column, b.begin); });
    findReach(plan);
}

void placeMessages(SequencePlan &plan, const Units &units)
{
    const auto &messages = plan.interactions->messages;
    for (std::uint32_t i = 0; i < messages.size(); ++i)
        plan.messages.push_back({i, plan.columnOf[messages[i].from], plan.columnOf[messages[i].to], units.sent[i], units.received[i], 0});
    const auto first = [](const PlacedMessage &m) { return std::min(m.sent, m.received); };
    std::stable_sort(plan.messages.begin(), plan.messages.end(), [&](const auto &a, const auto &b) { return first(a) < first(b); });
    double reach = 0;
    for (auto &m : plan.messages)
        m.reach = reach = std::max({reach, m.sent, m.received});
}

void collectInstants(SequencePlan &plan)
{
    for (const auto &a : plan.activations) {
        plan.instants.push_back(a.begin);
        plan.instants.push_back(a.end);
    }
    for (const auto &m : plan.messages) {
        plan.instants.push_back(m.sent);
        plan.instants.push_back(m.received);
    }
    std::sort(plan.instants.begin(), plan.instants.end());
    plan.instants.erase(std::unique(plan.instants.begin(), plan.instants.end()), plan.instants.end());
}

} // namespace

AxisMode defaultMode(std::size_t events)
{
    if (events <= 2'000)
        return AxisMode::Ordinal;
    return events <= 50'000 ? AxisMode::Compressed : AxisMode::Proportional;
}

TimeAxis::TimeAxis(std::vector<Knot> knots, std::vector<Break> breaks)
    : m_knots(std::move(knots))
    , m_breaks(std::move(breaks))
{
    if (!m_knots.empty())
        m_knots.push_back({m_knots.back().time + 1, m_knots.back().unit + kMargin});
}

double TimeAxis::unit(std::int64_t time) const
{
    if (m_knots.empty())
        return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), time, [](std::int64_t t, const Knot &k) { return t < k.time; });
    if (after == m_knots.begin())
        return m_knots.front().unit;
    const Knot &a = *(after - 1);
    if (after == m_knots.end() || after == m_knots.end() - 1)
        return (after == m_knots.end() ? *(m_knots.end() - 2) : a).unit;
    return a.unit + (after->unit - a.unit) * static_cast<double>(time - a.time) / static_cast<double>(after->time - a.time);
}

std::int64_t TimeAxis::time(double unit) const
{
    if (m_knots.empty())
        return 0;
    const auto after = std::upper_bound(m_knots.begin(), m_knots.end(), unit, [](double u, const Knot &k) { return u < k.unit; });
    if (after == m_knots.begin())
        return m_knots.front().time;
    const Knot &a = *(after - 1);
    if (after == m_knots.end())
        return a.time;
    return a.time + static_cast<std::int64_t>(std::llround(static_cast<double>(after->time - a.time) * (unit - a.unit) / (after->unit - a.unit)));
}

SequencePlan makePlan(std::shared_ptr<const Interactions> interactions, AxisMode mode, bool expandWorkers)
{
    SequencePlan plan;
    plan.interactions = std::move(interactions);
    plan.mode = mode;
    plan.expanded = expandWorkers;
    makeColumns(plan);
    Units units;
    if (mode == AxisMode::Ordinal) {
        Rows rows(plan, plan.columnOf);
        rows.fill();
        plan.axis = TimeAxis(std::move(rows.knots), {});
        units = {std::move(rows.actBegin), std::move(rows.actEnd), std::move(rows.sent), std::move(rows.received)};
    } else {
        plan.axis = mode == AxisMode::Compressed ? compressed(*plan.interactions) : proportional(*plan.interactions);
        units = unitsByTime(plan);
    }
    placeActivations(plan, units);
    placeMessages(plan, units);
    collectInstants(plan);
    return plan;
}

} // namespace interleave::widgets
