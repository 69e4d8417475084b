// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/engine.h"

#include <QObject>

#include <memory>

namespace interleave::window {

/// The engine behind signals of the thread this object lives in. What an earlier experiment still sends is dropped.
class ExperimentSession : public QObject {
    Q_OBJECT
public:
    explicit ExperimentSession(engine::EngineOptions options, QObject *parent = nullptr);
    ~ExperimentSession() override;

    /// `recorded`: as `EngineEvents::recorded`, called in the engine's thread.
    using Recorder = std::function<void(const record::ExperimentRecord &)>;
    /// The plan must be valid. Errors: as `Engine::start`.
    base::Result<void> start(const plan::Plan &plan, Recorder recorded = {});
    void requestStop();
    /// From `start` until `finished` has been emitted.
    [[nodiscard]] bool running() const { return m_running; }

Q_SIGNALS:
    void progressed(const interleave::engine::Progress &progress);
    void runStarted(const std::shared_ptr<const interleave::record::LiveRun> &run);
    void runFinished(const std::shared_ptr<const interleave::record::RunRecord> &run);
    /// `record` may be null when nothing was run.
    void finished(const std::shared_ptr<const interleave::record::ExperimentRecord> &record, const interleave::base::Result<void> &result);

private:
    /// Calls `handle` in this object's thread, unless another experiment has begun by then.
    template <class Handle>
    void post(quint64 experiment, Handle handle);
    engine::EngineEvents events(quint64 experiment);

    quint64 m_experiment = 0;
    bool m_running = false;
    std::unique_ptr<engine::Engine> m_engine;
};

} // namespace interleave::window
