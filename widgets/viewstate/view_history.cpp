// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/view_history.h"

#include <utility>

namespace interleave::widgets {

namespace {
constexpr std::size_t kMostPlaces = 200;
} // namespace

ViewHistory::ViewHistory(ViewState *state, QObject *parent) : QObject(parent), m_state(state)
{
    m_places.push_back(here());
    connect(state, &ViewState::stepEnded, this, &ViewHistory::take);
}

ViewHistory::Place ViewHistory::here() const { return {m_state->window(), m_state->range(), m_state->task(), m_state->entry()}; }

void ViewHistory::take(ViewState::StepKind kind)
{
    const Place place = here();
    if (m_going || place == m_places[m_at])
        return;
    const bool same = kind != ViewState::StepKind::Own && kind == m_last && m_at > 0 && m_sinceLast.isValid() && m_sinceLast.elapsed() < m_mergeTime;
    m_last = kind;
    m_sinceLast.start();
    m_places.resize(m_at + 1);
    if (same) {
        m_places[m_at] = place;
    } else {
        m_places.push_back(place);
        if (m_places.size() > kMostPlaces)
            m_places.erase(m_places.begin());
        m_at = m_places.size() - 1;
    }
    Q_EMIT changed();
}

void ViewHistory::go(std::size_t to)
{
    const Place place = m_places[to];
    m_at = to;
    m_last = ViewState::StepKind::Own;
    m_going = true;
    m_state->setEntry(place.entry);
    m_state->setTask(place.task);
    m_state->setRange(place.range);
    m_state->zoomTo(place.window);
    m_going = false;
    Q_EMIT changed();
}

void ViewHistory::back()
{
    if (canGoBack())
        go(m_at - 1);
}

void ViewHistory::forward()
{
    if (canGoForward())
        go(m_at + 1);
}

void ViewHistory::forget()
{
    m_places = {here()};
    m_at = 0;
    m_last = ViewState::StepKind::Own;
    Q_EMIT changed();
}

} // namespace interleave::widgets

#include "moc_view_history.cpp"
