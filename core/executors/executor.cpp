// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/executor.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>

namespace interleave::executors {
namespace {

constexpr std::size_t kBits = 64; ///< in a word of the results that have come

} // namespace

TaskSource::TaskSource(std::span<const plan::TaskSpec> tasks, trace::LaneWriter &applicationLane, const plan::Arrival &arrival)
    : m_tasks(tasks)
    , m_lane(applicationLane)
    , m_closedLoop(arrival.kind == plan::Arrival::Kind::Closed)
    , m_clients(static_cast<std::size_t>(arrival.clients))
    , m_think(static_cast<std::int64_t>(arrival.thinkMs * 1e6))
{
}

std::optional<base::Nanoseconds> TaskSource::dueOfNext() const
{
    if (!m_closedLoop)
        return m_start + m_tasks[m_next].due;
    // The first task of each client; from then on a client has to be free.
    if (m_next < m_clients)
        return m_start;
    return m_free.empty() ? std::nullopt : std::optional(m_free.front());
}

void TaskSource::completed()
{
    if (!m_closedLoop)
        return;
    const std::lock_guard lock(m_mutex);
    m_free.push_back(base::monotonicNow() + m_think);
    m_changed.notify_all();
}

void TaskSource::open(base::Nanoseconds runStart)
{
    const std::lock_guard lock(m_mutex);
    m_start = runStart;
}

TaskSource::Pull TaskSource::poll()
{
    const std::lock_guard lock(m_mutex);
    if (m_closed || m_next == m_tasks.size())
        return {nullptr, {}, true};
    const plan::TaskSpec &task = m_tasks[m_next];
    const auto due = dueOfNext();
    if (!due)
        return {nullptr, {}, false};
    // What is due at the start needs no look at the clock.
    const auto now = *due == m_start ? m_start : base::monotonicNow();
    if (now < *due)
        return {nullptr, due, false};
    if (m_closedLoop && m_next >= m_clients)
        m_free.pop_front();
    ++m_next;
    // A client that asks when it is free asks now: there is no earlier instant at which it should have.
    m_lane.submitted(task.id, m_closedLoop ? now : *due);
    return {&task, {}, false};
}

const plan::TaskSpec *TaskSource::next()
{
    for (;;) {
        const Pull pull = poll();
        if (pull.task || pull.exhausted)
            return pull.task;
        std::unique_lock lock(m_mutex);
        const auto changed = [&] { return m_closed || m_next == m_tasks.size() || (m_closedLoop && dueOfNext() != pull.nextDue); };
        if (pull.nextDue)
            m_changed.wait_until(lock, std::chrono::steady_clock::time_point(*pull.nextDue), changed);
        else
            m_changed.wait(lock, changed);
    }
}

void TaskSource::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_changed.notify_all();
}

std::size_t TaskSource::remaining() const
{
    const std::lock_guard lock(m_mutex);
    return m_tasks.size() - m_next;
}

ResultSink::ResultSink(std::size_t expected, std::function<void()> accepted)
    : m_expected(expected)
    , m_seen(expected / kBits + 1)
    , m_accepted(std::move(accepted))
{
}

bool ResultSink::isFirstOf(base::TaskId task)
{
    if (task.value >= m_expected)
        return true;
    const std::uint64_t bit = std::uint64_t{1} << (task.value % kBits);
    if ((m_seen[task.value / kBits].fetch_or(bit, std::memory_order_relaxed) & bit) == 0)
        return true;
    std::uint32_t none = base::kNoTask.value;
    m_firstRepeated.compare_exchange_strong(none, task.value, std::memory_order_relaxed);
    m_repeated.fetch_add(1, std::memory_order_relaxed);
    return false;
}

base::Result<void> ResultSink::eachOnce() const
{
    const std::size_t repeated = m_repeated.load(std::memory_order_relaxed);
    if (repeated == 0)
        return {};
    return base::Error{base::ErrorCode::Failed,
                       std::to_string(repeated) + " results were delivered more than once, the first of task " + std::to_string(m_firstRepeated.load()), {}};
}

void ResultSink::accept(Outcome outcome)
{
    if (!isFirstOf(outcome.task))
        return;
    std::int64_t none = 0;
    if (m_first.load(std::memory_order_relaxed) == 0)
        m_first.compare_exchange_strong(none, base::monotonicNow().count());
    m_byStatus.at(static_cast<std::size_t>(outcome.status)).fetch_add(1, std::memory_order_relaxed);
    if (m_accepted)
        m_accepted();
    if (m_count.fetch_add(1, std::memory_order_acq_rel) + 1 >= m_expected) {
        m_last.store(base::monotonicNow().count(), std::memory_order_release);
        const std::lock_guard lock(m_mutex);
        m_all.notify_all();
    }
}

bool ResultSink::waitAll(std::optional<base::Nanoseconds> until)
{
    const auto complete = [&] { return count() >= m_expected; };
    std::unique_lock lock(m_mutex);
    if (until)
        return m_all.wait_until(lock, std::chrono::steady_clock::time_point(*until), complete);
    m_all.wait(lock, complete);
    return true;
}

std::optional<base::Nanoseconds> ResultSink::firstResult() const
{
    const auto t = m_first.load(std::memory_order_acquire);
    return t == 0 ? std::nullopt : std::optional(base::Nanoseconds(t));
}

std::optional<base::Nanoseconds> ResultSink::lastResult() const
{
    const auto t = m_last.load(std::memory_order_acquire);
    return t == 0 ? std::nullopt : std::optional(base::Nanoseconds(t));
}

std::vector<std::size_t> ResultSink::counts() const { return {m_byStatus.begin(), m_byStatus.end()}; }

CancelToken::CancelToken()
    : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

void CancelToken::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_cancelled.store(true, std::memory_order_relaxed);
    m_changed.notify_all();
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_event.get(), &one, sizeof one);
}

bool CancelToken::sleepUntil(base::Nanoseconds deadline)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_until(lock, std::chrono::steady_clock::time_point(deadline), [&] { return cancelled(); });
}

namespace {

template <class T>
const T &parameter(const Parameters &parameters, std::string_view key)
{
    const auto found = parameters.find(std::string(key));
    assert(found != parameters.end());
    return std::get<T>(found->second);
}

} // namespace

std::int64_t intParameter(const Parameters &parameters, std::string_view key) { return parameter<std::int64_t>(parameters, key); }
bool boolParameter(const Parameters &parameters, std::string_view key) { return parameter<bool>(parameters, key); }
std::string wordParameter(const Parameters &parameters, std::string_view key) { return parameter<std::string>(parameters, key); }

} // namespace interleave::executors
