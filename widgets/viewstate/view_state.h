// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <cstdint>
#include <optional>
#include <utility>

namespace interleave::widgets {

/// A stretch of time, first ≤ second. Units: seconds since the run's start.
using TimeSpan = std::pair<double, double>;

/// What all views share: cursor, range, visible window, selected task and entry. One a window; every view reads and sets it, and listens.
/// Units: seconds since the run's start.
class ViewState : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] std::optional<double> cursor() const { return m_cursor; }
    [[nodiscard]] std::optional<TimeSpan> range() const { return m_range; }
    [[nodiscard]] std::optional<TimeSpan> window() const { return m_window; } ///< what views with a time scale show; empty: all
    [[nodiscard]] std::optional<quint32> task() const { return m_task; } ///< TaskId
    [[nodiscard]] std::optional<quint32> entry() const { return m_entry; } ///< EntryId that sequence view and table show
    [[nodiscard]] std::pair<std::optional<double>, std::optional<double>> markers() const { return {m_a, m_b}; }

    void setCursor(std::optional<double> t) { set(m_cursor, t, &ViewState::cursorChanged); }
    /// Sets the cursor on purpose, not by passing over: views that do not show the instant go there (`cursorPlaced`).
    void placeCursor(double t);
    void setRange(std::optional<TimeSpan> range) { set(m_range, range, &ViewState::rangeChanged); }
    void setWindow(std::optional<TimeSpan> window) { set(m_window, window, &ViewState::windowChanged); }
    /// Sets the window as the aim of a look; views with a scale of their own go there too (`zoomedTo`).
    void zoomTo(std::optional<TimeSpan> window);
    void setTask(std::optional<quint32> task) { set(m_task, task, &ViewState::taskChanged); }
    void setEntry(std::optional<quint32> entry) { set(m_entry, entry, &ViewState::entryChanged); }
    void setMarkerA(std::optional<double> t) { set(m_a, t, &ViewState::markersChanged); }
    void setMarkerB(std::optional<double> t) { set(m_b, t, &ViewState::markersChanged); }
    void clear(); ///< all of it

    /// What a step of navigation is made of: steps of the same kind, except `Own`, soon after each other are one.
    enum class StepKind : std::uint8_t { Own, Zoom, Pan, Range, Item };

    /// While one lives, everything that changes is one step for `ViewHistory`: a gesture from press to release, a click that sets task and
    /// entry. Steps inside a step belong to it; a change alone is a step, with what views change because of it.
    class Step {
    public:
        explicit Step(ViewState *state, StepKind kind = StepKind::Own);
        ~Step();
        Step(const Step &) = delete;
        Step &operator=(const Step &) = delete;

    private:
        QPointer<ViewState> m_state;
        StepKind m_kind;
    };

Q_SIGNALS:
    void cursorChanged();
    void cursorPlaced(double t);
    void rangeChanged();
    void windowChanged();
    void zoomedTo();
    void taskChanged();
    void entryChanged();
    void markersChanged();
    void stepEnded(interleave::widgets::ViewState::StepKind kind);

private:
    template <class T>
    void set(T &member, const T &value, void (ViewState::*changed)())
    {
        if (member == value)
            return;
        const Step step(this); // with what others change because of it
        member = value;
        Q_EMIT(this->*changed)();
    }
    std::optional<double> m_cursor, m_a, m_b;
    std::optional<TimeSpan> m_range, m_window;
    std::optional<quint32> m_task, m_entry;
    int m_steps = 0;
};

} // namespace interleave::widgets
