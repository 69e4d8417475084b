// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>
#include <utility>

namespace interleave::widgets {

/// What all views share: cursor, range, selected task and entry. One a window; every view reads and sets it, and listens.
/// Units: seconds since the run's start.
class ViewState : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] std::optional<double> cursor() const { return m_cursor; }
    [[nodiscard]] std::optional<std::pair<double, double>> range() const { return m_range; }
    [[nodiscard]] std::optional<quint32> task() const { return m_task; } ///< TaskId
    [[nodiscard]] std::optional<quint32> entry() const { return m_entry; } ///< EntryId that sequence view and table show
    [[nodiscard]] std::pair<std::optional<double>, std::optional<double>> markers() const { return {m_a, m_b}; }

    void setCursor(std::optional<double> t) { set(m_cursor, t, &ViewState::cursorChanged); }
    void setRange(std::optional<std::pair<double, double>> range) { set(m_range, range, &ViewState::rangeChanged); }
    void setTask(std::optional<quint32> task) { set(m_task, task, &ViewState::taskChanged); }
    void setEntry(std::optional<quint32> entry) { set(m_entry, entry, &ViewState::entryChanged); }
    void setMarkerA(std::optional<double> t) { set(m_a, t, &ViewState::markersChanged); }
    void setMarkerB(std::optional<double> t) { set(m_b, t, &ViewState::markersChanged); }

Q_SIGNALS:
    void cursorChanged();
    void rangeChanged();
    void taskChanged();
    void entryChanged();
    void markersChanged();

private:
    template <class T>
    void set(T &member, const T &value, void (ViewState::*changed)())
    {
        if (member == value)
            return;
        member = value;
        Q_EMIT(this->*changed)();
    }
    std::optional<double> m_cursor, m_a, m_b;
    std::optional<std::pair<double, double>> m_range;
    std::optional<quint32> m_task, m_entry;
};

} // namespace interleave::widgets
