// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/interactions_build.h"
#include "core/base/large_pages.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace interleave::analysis::build {
namespace {

using trace::EventKind;
using trace::LaneRole;
using Entry = trace::Reader::LaneEvent;

std::optional<std::int64_t> count(std::optional<base::Nanoseconds> t) { return t ? std::optional(t->count()) : std::nullopt; }

constexpr std::size_t kMessagesATask = 3; // of most models: there, to its lane, and back

/// Follows the hand-overs of a trace, task by task and flow by flow.
class Follower {
public:
    Follower(const TraceIndex &index, Interactions &result)
        : m_index(index)
        , m_out(result.messages)
        , m_labels(result.labels)
    {
    }

    void follow()
    {
        base::reserveLarge(m_out, kMessagesATask * m_index.trace().lives.size());
        collectEnds();
        spawns();
        flows();
        locks();
        collectParcels();
        for (const auto &life : m_index.trace().lives)
            task(life);
        for (const Parcel &parcel : m_parcels)
            if (!parcel.opened)
                add(MessageKind::ProcessMessage, parcel.from, parcel.sent, parcel.to, parcel.received, base::kNoTask.value);
        std::stable_sort(m_out.begin(), m_out.end(), [](const Message &a, const Message &b) { return a.sent < b.sent; });
    }

private:
    void add(MessageKind kind, base::LaneId from, std::int64_t sent, base::LaneId to, std::int64_t received, std::uint32_t task, std::uint32_t label = 0)
    {
        const auto a = m_index.lifelineOf(from), b = m_index.lifelineOf(to);
        if (a != kNoLifeline && b != kNoLifeline && from != to)
            m_out.push_back({a, b, m_index.relative(sent), m_index.relative(received), kind, task, label});
    }

    /// The place of a text among the labels, counted from 1; 0 for an empty one.
    std::uint32_t labelOf(std::uint32_t text)
    {
        const auto [known, fresh] = m_labelOf.try_emplace(text, 0U);
        if (fresh && !m_index.trace().text(text).empty()) {
            m_labels.emplace_back(m_index.trace().text(text));
            known->second = static_cast<std::uint32_t>(m_labels.size());
        }
        return known->second;
    }

    /// Where flows end and workers report for work: looked up from the other end.
    void collectEnds()
    {
        for (const Entry &entry : m_index.trace().events) {
            switch (entry.event.kind) {
            case EventKind::MessageReceived:
            case EventKind::FlowEnd: m_flowEnd.try_emplace(entry.event.arg1, &entry); break;
            case EventKind::WorkerReady: m_ready[entry.lane.value].push_back(entry.event.time); break;
            case EventKind::ResultDelivered: m_delivers = true; break;
            default: break;
            }
        }
    }

    void spawns()
    {
        std::unordered_map<std::uint32_t, std::int64_t> firstTask;
        for (const auto &life : m_index.trace().lives)
            if (life.started)
                if (const auto [it, fresh] = firstTask.try_emplace(life.startLane.value, life.started->count()); !fresh)
                    it->second = std::min(it->second, life.started->count());
        std::unordered_map<std::uint32_t, std::size_t> spawned;
        for (const auto &[lane, event] : m_index.trace().events) {
            if (event.kind != EventKind::WorkerSpawned)
                continue;
            // In order, not by time: a child may well report for work before its parent has noted that it made it.
            const auto &ready = m_ready[event.peer];
            const std::size_t number = spawned[event.peer]++;
            const auto task = firstTask.find(event.peer);
            if (number < ready.size())
                add(MessageKind::Spawn, lane, event.time, base::LaneId{event.peer}, std::max(ready[number], event.time), event.task);
            else if (number == 0 && task != firstTask.end())
                add(MessageKind::Spawn, lane, event.time, base::LaneId{event.peer}, std::max(task->second, event.time), event.task);
        }
    }

    void flows()
    {
        for (const auto &[lane, event] : m_index.trace().events) {
            if (event.kind != EventKind::FlowBegin)
                continue;
            if (const auto end = m_flowEnd.find(event.arg1); end != m_flowEnd.end())
                add(MessageKind::HandOff, lane, event.time, end->second->lane, end->second->event.time, event.task);
        }
    }

    /// A message without a task of its own; it may carry several.
    struct Parcel {
        base::LaneId from, to;
        std::int64_t sent, received;
        bool opened = false; ///< shown as the tasks in it
    };

    void collectParcels()
    {
        for (const auto &[lane, event] : m_index.trace().events) {
            if (event.kind != EventKind::MessageSent || event.task != base::kNoTask.value)
                continue;
            const auto end = m_flowEnd.find(event.arg1);
            if (end != m_flowEnd.end() && end->second->event.kind == EventKind::MessageReceived)
                m_parcels.push_back({lane, end->second->lane, event.time, end->second->event.time});
        }
        for (std::size_t i = 0; i < m_parcels.size(); ++i)
            m_parcelsTo[m_parcels[i].to.value].push_back(i);
    }

    /// The parcel that a task travelled in: sent by who took the task from the queue, right after that.
    Parcel *parcelOf(const trace::TaskLife &life, const Entry &dequeued)
    {
        const auto to = m_parcelsTo.find(life.startLane.value);
        if (!life.started || to == m_parcelsTo.end())
            return nullptr;
        auto &list = to->second;
        auto at = std::lower_bound(list.begin(), list.end(), dequeued.event.time, [this](std::size_t i, std::int64_t time) { return m_parcels[i].sent < time; });
        while (at != list.end() && m_parcels[*at].from != dequeued.lane)
            ++at;
        return at != list.end() && m_parcels[*at].received <= life.started->count() ? &m_parcels[*at] : nullptr;
    }

    /// Who let go of a lock wakes who asked for it before that.
    void locks()
    {
        struct Lock {
            const Entry *released = nullptr;
            std::unordered_map<std::uint32_t, std::int64_t> requested; ///< by lane
        };
        std::unordered_map<std::uint32_t, Lock> all;
        for (const Entry &entry : m_index.trace().events) {
            const auto kind = entry.event.kind;
            if (kind == EventKind::LockRequested) {
                all[entry.event.arg1].requested[entry.lane.value] = entry.event.time;
            } else if (kind == EventKind::LockReleased) {
                all[entry.event.arg1].released = &entry;
            } else if (kind == EventKind::LockAcquired) {
                Lock &lock = all[entry.event.arg1];
                const auto asked = lock.requested.find(entry.lane.value);
                if (lock.released && asked != lock.requested.end() && asked->second < lock.released->event.time)
                    add(MessageKind::Signal, lock.released->lane, lock.released->event.time, entry.lane, entry.event.time, entry.event.task,
                        labelOf(entry.event.arg1));
                lock.requested.erase(entry.lane.value);
                lock.released = nullptr;
            }
        }
    }

    /// The detail events of a task that move it from lane to lane; null: not recorded.
    struct Trail {
        const Entry *enqueued = nullptr, *dequeued = nullptr, *spawned = nullptr, *delivered = nullptr;
        std::vector<const Entry *> sent, received;
    };
    Trail trailOf(const trace::TaskLife &life) const
    {
        Trail trail;
        for (const auto i : m_index.eventsOf(life.task.value)) {
            const Entry &entry = m_index.at(i);
            switch (entry.event.kind) {
            case EventKind::Enqueued: trail.enqueued = trail.enqueued ? trail.enqueued : &entry; break;
            case EventKind::Dequeued: trail.dequeued = trail.dequeued ? trail.dequeued : &entry; break;
            case EventKind::WorkerSpawned: trail.spawned = &entry; break;
            case EventKind::ResultDelivered: trail.delivered = &entry; break;
            case EventKind::MessageSent: trail.sent.push_back(&entry); break;
            case EventKind::MessageReceived: trail.received.push_back(&entry); break;
            default: break;
            }
        }
        return trail;
    }

    /// What is known of the messages between processes about one task.
    struct Posted {
        base::LaneId inFrom = base::kNoLane;  ///< who sent the task to where it ran
        std::int64_t inSent = 0;
        base::LaneId outTo = base::kNoLane;   ///< who got its result
        std::int64_t outReceived = 0;
        bool byQueue = false;                 ///< it was put into a queue, and taken from there
    };

    void task(const trace::TaskLife &life)
    {
        const Trail trail = trailOf(life);
        const Posted posted = post(life, trail);
        toItsLane(life, trail, posted);
        back(life, trail, posted);
    }

    void deliver(const trace::TaskLife &life, base::LaneId from, std::int64_t sent, base::LaneId to, std::int64_t received, Posted &posted)
    {
        const bool result = from == life.startLane && to != life.startLane && life.started && sent >= life.started->count();
        add(result ? MessageKind::Result : MessageKind::ProcessMessage, from, sent, to, received, life.task.value);
        if (result) {
            posted.outTo = to;
            posted.outReceived = received;
        } else if (to == life.startLane) {
            posted.inFrom = from;
            posted.inSent = sent;
        }
    }

    /// A message whose peer is a queue belongs to whoever takes it from there: two arrows, one in and one out.
    void byWayOf(const trace::TaskLife &life, const Entry &sent, const Entry &received, Posted &posted)
    {
        const base::LaneId queue{sent.event.peer};
        add(MessageKind::ProcessMessage, sent.lane, sent.event.time, queue, sent.event.time, life.task.value);
        add(MessageKind::HandOff, queue, received.event.time, received.lane, received.event.time, life.task.value);
        posted = {sent.lane, sent.event.time, posted.outTo, posted.outReceived, true};
    }

    /// Joins both ends by flow. An end that was not recorded is taken from the task's own life, which always is.
    Posted post(const trace::TaskLife &life, const Trail &trail)
    {
        Posted posted;
        std::vector<const Entry *> joined;
        for (const Entry *sent : trail.sent) {
            const auto end = m_flowEnd.find(sent->event.arg1);
            if (end != m_flowEnd.end() && end->second->event.kind == EventKind::MessageReceived) {
                joined.push_back(end->second);
                if (m_index.role(base::LaneId{sent->event.peer}) == LaneRole::Queue)
                    byWayOf(life, *sent, *end->second, posted);
                else
                    deliver(life, sent->lane, sent->event.time, end->second->lane, end->second->event.time, posted);
            } else if (life.started && life.startLane.value == sent->event.peer && life.started->count() >= sent->event.time) {
                deliver(life, sent->lane, sent->event.time, life.startLane, life.started->count(), posted);
            }
        }
        for (const Entry *received : trail.received) {
            const bool known = std::find(joined.begin(), joined.end(), received) != joined.end();
            if (!known && life.finished && life.finishLane.value == received->event.peer && life.finished->count() <= received->event.time)
                deliver(life, life.finishLane, life.finished->count(), received->lane, received->event.time, posted);
        }
        return posted;
    }

    /// From who submitted it, by way of a queue, a message or a new worker, to the lane that ran it.
    void toItsLane(const trace::TaskLife &life, const Trail &trail, const Posted &posted)
    {
        const auto submitted = count(life.submitted), started = count(life.started);
        const bool byPost = posted.inFrom != base::kNoLane;
        base::LaneId at = life.submitLane;
        const auto submit = [&](base::LaneId to, std::int64_t time) {
            if (submitted)
                add(MessageKind::Submit, life.submitLane, *submitted, to, time, life.task.value);
            at = to;
        };
        if (trail.enqueued && !posted.byQueue) {
            submit(TraceIndex::queueOwner(*trail.enqueued), trail.enqueued->event.time);
            Parcel *parcel = trail.dequeued && !byPost ? parcelOf(life, *trail.dequeued) : nullptr;
            if (parcel) {
                parcel->opened = true;
                add(MessageKind::ProcessMessage, parcel->from, parcel->sent, parcel->to, parcel->received, life.task.value);
            } else if (started && !byPost && at != life.startLane)
                add(MessageKind::HandOff, at, trail.dequeued ? std::min(trail.dequeued->event.time, *started) : *started, life.startLane, *started, life.task.value);
        } else if (byPost) {
            submit(posted.inFrom, posted.inSent);
        } else if (trail.spawned && trail.spawned->event.peer == life.startLane.value) {
            // The worker was made for this task: the arrow that makes it brings it.
            submit(trail.spawned->lane, trail.spawned->event.time);
        } else if (started) {
            submit(life.startLane, *started);
        }
    }

    /// From where it ended to who waits for its result.
    void back(const trace::TaskLife &life, const Trail &trail, const Posted &posted)
    {
        const bool byPost = posted.outTo != base::kNoLane;
        if (!life.finished)
            return;
        const auto kind = life.status == trace::TaskStatus::Cancelled ? MessageKind::Cancel : MessageKind::Result;
        const base::LaneId from = byPost ? posted.outTo : life.finishLane;
        const std::int64_t sent = byPost ? posted.outReceived : life.finished->count();
        if (trail.delivered)
            add(kind, from, sent, trail.delivered->lane, trail.delivered->event.time, life.task.value);
        else if (!byPost && !m_delivers && life.submitted)
            // Where deliveries are not recorded the result is handed over in the very call that ends the task.
            add(kind, from, sent, life.submitLane, sent, life.task.value);
    }

    const TraceIndex &m_index;
    std::vector<Message> &m_out;
    std::vector<std::string> &m_labels;
    std::unordered_map<std::uint32_t, std::uint32_t> m_labelOf; ///< by the text's id
    std::unordered_map<std::uint32_t, const Entry *> m_flowEnd;
    std::unordered_map<std::uint32_t, std::vector<std::int64_t>> m_ready;
    std::vector<Parcel> m_parcels; ///< by `sent`
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> m_parcelsTo;
    bool m_delivers = false;
};

} // namespace

void addMessages(const TraceIndex &index, Interactions &result) { Follower(index, result).follow(); }

} // namespace interleave::analysis::build
