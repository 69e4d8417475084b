// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/interactions.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <memory>
#include <vector>

/// What a picture shows, as tables for who cannot see it.
namespace interleave::widgets {

/// Lanes and messages of a stretch of a run. Units: ns since the run's start.
/// Shape: messages are told by index; those sent in the stretch stand in a row, so a million of them takes no memory.
struct SequenceContent {
    std::shared_ptr<const analysis::Interactions> all; ///< null: nothing
    std::int64_t from = 0, to = 0;
    std::vector<std::uint32_t> earlier; ///< sent before the stretch, received in it
    std::uint32_t first = 0, end = 0;   ///< sent in the stretch
    std::vector<double> busy;           ///< by lifeline: share of the stretch spent running, 0…1

    [[nodiscard]] std::size_t messages() const { return earlier.size() + (end - first); }
    [[nodiscard]] std::uint32_t messageAt(std::size_t row) const { return row < earlier.size() ? earlier[row] : first + static_cast<std::uint32_t>(row - earlier.size()); }
};
/// Cost: linear in what there is. Threads: any.
SequenceContent contentOf(std::shared_ptr<const analysis::Interactions> all, std::int64_t from, std::int64_t to);

/// A table holds at most so many rows; the rest is there after zooming in.
constexpr std::size_t kMostTableRows = 1'000'000;

class LaneTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Lane, Process, Thread, Busy, kColumns };
    using QAbstractTableModel::QAbstractTableModel;
    void setContent(std::shared_ptr<const SequenceContent> content);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const SequenceContent> m_content;
};

class MessageTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, From, To, Kind, Task, Duration, kColumns };
    using QAbstractTableModel::QAbstractTableModel;
    void setContent(std::shared_ptr<const SequenceContent> content);
    [[nodiscard]] const analysis::Message &messageAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const analysis::Message &message, int column) const;
    std::shared_ptr<const SequenceContent> m_content;
};

} // namespace interleave::widgets
