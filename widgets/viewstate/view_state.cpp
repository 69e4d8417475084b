// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/view_state.h"

namespace interleave::widgets {

void ViewState::placeCursor(double t)
{
    const Step step(this);
    setCursor(t);
    Q_EMIT cursorPlaced(t);
}

void ViewState::zoomTo(std::optional<TimeSpan> window)
{
    const Step step(this);
    setWindow(window);
    Q_EMIT zoomedTo();
}

void ViewState::clear()
{
    const Step step(this);
    setTask(std::nullopt);
    setRange(std::nullopt);
    setCursor(std::nullopt);
    setMarkerA(std::nullopt);
    setMarkerB(std::nullopt);
    setEntry(std::nullopt);
    zoomTo(std::nullopt);
}

ViewState::Step::Step(ViewState *state, StepKind kind) : m_state(state), m_kind(kind)
{
    if (m_state)
        ++m_state->m_steps;
}

ViewState::Step::~Step()
{
    if (m_state && --m_state->m_steps == 0)
        Q_EMIT m_state->stepEnded(m_kind);
}

} // namespace interleave::widgets

#include "moc_view_state.cpp"
