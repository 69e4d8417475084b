// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/lanes/lanes_picture.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace interleave::widgets {

/// What to make a picture of.
struct LanesRequest {
    std::shared_ptr<const record::FrozenTrace> trace;
    base::Nanoseconds runStart{0};
    std::uint64_t dropped = 0;
    KnownRun known;
};

/// Makes pictures of big traces away from the GUI thread, in two steps: first one to be sketched from, then one that is quick in every zoom.
/// Only the latest request is answered; what works for an older one stops.
class LanesBuilder : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(std::shared_ptr<const LanesPicture>)>;
    /// `done` is called in this object's thread: at once for small traces, else later and twice.
    explicit LanesBuilder(Done done, QObject *parent = nullptr);
    ~LanesBuilder() override;

    void request(LanesRequest request);
    /// Forgets the request under way.
    void drop();
    /// The finished picture is still to come.
    [[nodiscard]] bool busy() const { return m_busy; }
    /// Answers the request under way now, in the calling thread: for exports.
    void finishNow();

private:
    void sketched(quint64 number, std::shared_ptr<const LanesPicture> picture);
    void finished(quint64 number, std::shared_ptr<const LanesPicture> picture);

    Done m_done;
    LanesRequest m_request;
    std::shared_ptr<std::atomic<bool>> m_stop;
    quint64 m_number = 0;
    bool m_busy = false;
};

} // namespace interleave::widgets
