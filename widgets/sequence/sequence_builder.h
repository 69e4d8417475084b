// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/run_record.h"
#include "widgets/sequence/sequence_plan.h"

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>

namespace interleave::widgets {

/// A loop that is shown open.
struct Unfold {
    std::size_t message = 0; ///< first hand-over of the loop or, if only one of its instances is opened, of that one
    bool whole = true;
    bool operator==(const Unfold &) const = default;
};

/// What to make a plan of.
struct PlanRequest {
    std::shared_ptr<const record::FrozenTrace> trace;
    base::Nanoseconds runStart{0};
    std::uint64_t dropped = 0;
    SequenceData data;                                  ///< of `trace`, as far as it is known
    std::optional<AxisMode> mode;                       ///< empty: what suits the number of events
    std::optional<analysis::FoldLevel> fold;            ///< empty: what suits the number of hand-overs
    bool expandWorkers = false;
    ColumnOrder order = ColumnOrder::Role;
    std::vector<std::uint32_t> byHand;
    std::vector<Unfold> unfolds;                        ///< in the order in which they were opened
    std::optional<quint32> task;                        ///< selected: stays out of loops
    std::optional<std::pair<std::int64_t, std::int64_t>> range; ///< the same, ns
};

/// Makes the plan. Threads: any. Cost: linear in events, n log n for the ordinal axis.
std::shared_ptr<const SequencePlan> buildPlan(const PlanRequest &request);

/// Makes plans of big traces away from the GUI thread. Only the latest request is answered.
class SequenceBuilder : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(std::shared_ptr<const SequencePlan>)>;
    /// `done` is called in this object's thread: at once for small traces, else later; of a big trace that is seen for the first time twice, first with a
    /// coarse plan.
    explicit SequenceBuilder(Done done, QObject *parent = nullptr);
    ~SequenceBuilder() override;

    void request(PlanRequest request);
    /// Forgets the request under way.
    void drop();
    [[nodiscard]] bool busy() const { return m_busy; }
    /// Answers the request under way now, in the calling thread: for exports.
    void finishNow();

private:
    /// How a worker finds back, if there is still someone to find.
    struct Mailbox {
        std::mutex mutex;
        SequenceBuilder *owner = nullptr;
        void send(quint64 number, std::shared_ptr<const SequencePlan> plan);
    };
    void deliver(quint64 number, std::shared_ptr<const SequencePlan> plan);

    Done m_done;
    PlanRequest m_request;
    std::shared_ptr<Mailbox> m_mailbox;
    quint64 m_number = 0;
    bool m_busy = false;
};

} // namespace interleave::widgets
