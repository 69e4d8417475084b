// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/executors/result_mailbox.h"

#include <algorithm>
#include <iterator>

namespace interleave::executors {

void ResultMailbox::put(Outcome outcome)
{
    {
        const std::lock_guard lock(m_mutex);
        m_outcomes.push_back(std::move(outcome));
    }
    m_changed.notify_one();
}

void ResultMailbox::setTotal(std::size_t total)
{
    const std::lock_guard lock(m_mutex);
    m_total = total;
    m_changed.notify_one();
}

std::optional<Outcome> ResultMailbox::takeNext()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_outcomes.empty() || m_taken == m_total; });
    if (m_outcomes.empty())
        return std::nullopt;
    ++m_taken;
    Outcome next = std::move(m_outcomes.front());
    m_outcomes.pop_front();
    return next;
}

std::vector<Outcome> ResultMailbox::takeAll()
{
    std::vector<Outcome> all;
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_outcomes.size() == m_total; });
        all.assign(std::make_move_iterator(m_outcomes.begin()), std::make_move_iterator(m_outcomes.end()));
        m_outcomes.clear();
    }
    // A source hands its tasks out in the order of their numbers.
    std::sort(all.begin(), all.end(), [](const Outcome &a, const Outcome &b) { return a.task.value < b.task.value; });
    return all;
}

} // namespace interleave::executors
