// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/lanes/lanes_builder.h"

#include "widgets/common/pool_job.h"

namespace interleave::widgets {
namespace {

std::shared_ptr<const LanesPicture> firstOf(const LanesRequest &request)
{
    return std::make_shared<const LanesPicture>(firstPicture(*request.trace, request.runStart, request.dropped, request.known.interactions));
}

LanesPicture with(const KnownRun &known, LanesPicture picture)
{
    picture.pyramid = known.pyramid;
    picture.index = known.index;
    return picture;
}

} // namespace

LanesBuilder::LanesBuilder(Done done, QObject *parent)
    : QObject(parent)
    , m_done(std::move(done))
{
}

LanesBuilder::~LanesBuilder() { drop(); }

void LanesBuilder::request(LanesRequest request)
{
    drop();
    m_request = std::move(request);
    m_busy = true;
    if (m_request.trace->events.size() + m_request.trace->lives.size() <= kGuiThreadLimit) {
        finishNow();
        return;
    }
    m_stop = std::make_shared<std::atomic<bool>>(false);
    runInPool(
        this, [request = m_request] { return firstOf(request); },
        [this, number = m_number](std::shared_ptr<const LanesPicture> picture) { sketched(number, std::move(picture)); });
}

void LanesBuilder::sketched(quint64 number, std::shared_ptr<const LanesPicture> picture)
{
    // An answer that comes late is no answer to what is asked now.
    if (number != m_number || !m_busy)
        return;
    m_request.known.interactions = picture->interactions;
    m_done(picture);
    runInPool(
        this,
        [picture, known = m_request.known, stop = m_stop] {
            analysis::WorkControl control;
            control.stop = stop.get();
            return finishedPicture(with(known, *picture), control);
        },
        [this, number](std::shared_ptr<const LanesPicture> whole) { finished(number, std::move(whole)); });
}

void LanesBuilder::finished(quint64 number, std::shared_ptr<const LanesPicture> picture)
{
    if (number != m_number || !m_busy || !picture)
        return;
    m_busy = false;
    m_request = {};
    m_done(std::move(picture));
}

void LanesBuilder::drop()
{
    ++m_number;
    m_busy = false;
    m_request = {};
    if (m_stop)
        m_stop->store(true, std::memory_order_relaxed);
    m_stop.reset();
}

void LanesBuilder::finishNow()
{
    if (!m_busy)
        return;
    const auto request = m_request;
    drop();
    m_done(finishedPicture(with(request.known, *firstOf(request)), {}));
}

} // namespace interleave::widgets
