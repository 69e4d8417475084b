// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/viewstate/view_state.h"

#include <QElapsedTimer>

#include <cstddef>
#include <optional>
#include <vector>

namespace interleave::widgets {

/// Where the reader has been: visible window, range, task and entry, step by step, back and forth. Cursor and markers stay where they are.
/// A change outside a `ViewState::Step` is a step of its own.
class ViewHistory : public QObject {
    Q_OBJECT
public:
    explicit ViewHistory(ViewState *state, QObject *parent = nullptr);

    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    void back();
    void forward();
    /// Begins anew where the views are now: of another experiment there is nothing to go back to.
    void forget();
    /// Steps of one kind no further apart than this are one.
    void setMergeTime(qint64 milliseconds) { m_mergeTime = milliseconds; }

Q_SIGNALS:
    void changed();

private:
    struct Place {
        std::optional<TimeSpan> window, range;
        std::optional<quint32> task, entry;
        bool operator==(const Place &) const = default;
    };
    [[nodiscard]] Place here() const;
    void take(ViewState::StepKind kind);
    void go(std::size_t to);

    ViewState *m_state;
    std::vector<Place> m_places; ///< never empty
    std::size_t m_at = 0;
    ViewState::StepKind m_last = ViewState::StepKind::Own;
    QElapsedTimer m_sinceLast;
    qint64 m_mergeTime = 800;
    bool m_going = false;
};

} // namespace interleave::widgets
