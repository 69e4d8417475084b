// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/experiment_session.h"

#include <QMetaObject>

#include <utility>

namespace interleave::window {

ExperimentSession::ExperimentSession(engine::EngineOptions options, QObject *parent)
    : QObject(parent), m_engine(std::make_unique<engine::Engine>(std::move(options)))
{
}

ExperimentSession::~ExperimentSession() = default;

template <class Handle>
void ExperimentSession::post(quint64 experiment, Handle handle)
{
    QMetaObject::invokeMethod(
        this,
        [this, experiment, handle = std::move(handle)] {
            if (experiment == m_experiment)
                handle();
        },
        Qt::QueuedConnection);
}

engine::EngineEvents ExperimentSession::events(quint64 experiment)
{
    engine::EngineEvents events;
    events.progress = [this, experiment](const engine::Progress &progress) { post(experiment, [this, progress] { Q_EMIT progressed(progress); }); };
    events.runStarted = [this, experiment](std::shared_ptr<const record::LiveRun> run) {
        post(experiment, [this, run = std::move(run)] { Q_EMIT runStarted(run); });
    };
    events.runFinished = [this, experiment](std::shared_ptr<const record::RunRecord> run) {
        post(experiment, [this, run = std::move(run)] { Q_EMIT runFinished(run); });
    };
    events.finished = [this, experiment](std::shared_ptr<const record::ExperimentRecord> record, const base::Result<void> &result) {
        post(experiment, [this, record = std::move(record), result] {
            m_running = false;
            Q_EMIT finished(record, result);
        });
    };
    return events;
}

base::Result<void> ExperimentSession::start(const plan::Plan &plan, Recorder recorded)
{
    ++m_experiment;
    engine::EngineEvents told = events(m_experiment);
    told.recorded = std::move(recorded);
    auto started = m_engine->start(plan, std::move(told));
    m_running = started.ok();
    return started;
}

void ExperimentSession::requestStop()
{
    if (m_running)
        m_engine->requestStop();
}

} // namespace interleave::window
