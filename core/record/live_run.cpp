// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/live_run.h"

#include <algorithm>

namespace interleave::record {
namespace {

template <class T>
std::vector<T> tailFrom(const std::vector<T> &all, std::size_t from)
{
    return {all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end()};
}

} // namespace

LiveRun::LiveRun(RunKey key, plan::ExecutorEntry entry, std::shared_ptr<const trace::Mapping> trace, std::size_t tasks)
    : m_key(key), m_entry(std::move(entry)), m_trace(std::move(trace)), m_tasks(tasks)
{
}

void LiveRun::addSample(const metrics::Sample &sample)
{
    const std::lock_guard lock(m_mutex);
    m_samples.push_back(sample);
}

void LiveRun::setDone()
{
    const std::lock_guard lock(m_mutex);
    m_done = true;
}

std::vector<metrics::Sample> LiveRun::samplesFrom(std::size_t from) const
{
    const std::lock_guard lock(m_mutex);
    return tailFrom(m_samples, from);
}

void LiveRun::addConditions(const Conditions::Sample &sample)
{
    const std::lock_guard lock(m_mutex);
    m_conditions.push_back(sample);
}

std::vector<Conditions::Sample> LiveRun::conditionsFrom(std::size_t from) const
{
    const std::lock_guard lock(m_mutex);
    return tailFrom(m_conditions, from);
}

bool LiveRun::done() const
{
    const std::lock_guard lock(m_mutex);
    return m_done;
}

} // namespace interleave::record
