// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sequence/sequence_content.h"

#include "widgets/common/format.h"
#include "widgets/sequence/sequence_texts.h"

#include <algorithm>
#include <array>

namespace interleave::widgets {
namespace {

QVariant aligned(bool number) { return QVariant::fromValue(Qt::Alignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter)); }

std::vector<double> busyShares(const analysis::Interactions &all, std::int64_t from, std::int64_t to)
{
    std::vector<std::int64_t> running(all.lifelines.size());
    for (const analysis::Activation &a : all.activations) {
        if (a.state == analysis::LaneState::Running)
            running[a.lifeline] += std::max<std::int64_t>(0, std::min(a.end, to) - std::max(a.begin, from));
    }
    std::vector<double> shares;
    for (const std::int64_t ns : running)
        shares.push_back(std::min(1.0, static_cast<double>(ns) / static_cast<double>(std::max<std::int64_t>(1, to - from))));
    return shares;
}

} // namespace

SequenceContent contentOf(std::shared_ptr<const analysis::Interactions> all, std::int64_t from, std::int64_t to)
{
    SequenceContent content;
    const auto &messages = all->messages;
    const auto first = std::partition_point(messages.begin(), messages.end(), [from](const analysis::Message &m) { return m.sent < from; });
    const auto end = std::partition_point(first, messages.end(), [to](const analysis::Message &m) { return m.sent <= to; });
    for (auto it = messages.begin(); it != first; ++it) {
        if (it->received >= from)
            content.earlier.push_back(static_cast<std::uint32_t>(it - messages.begin()));
    }
    content.first = static_cast<std::uint32_t>(first - messages.begin());
    content.end = static_cast<std::uint32_t>(end - messages.begin());
    content.busy = busyShares(*all, from, to);
    content.from = from;
    content.to = to;
    content.all = std::move(all);
    return content;
}

// --- lanes ---

void LaneTable::setContent(std::shared_ptr<const SequenceContent> content)
{
    beginResetModel();
    m_content = std::move(content);
    endResetModel();
}

int LaneTable::rowCount(const QModelIndex &parent) const { return parent.isValid() || !m_content ? 0 : static_cast<int>(m_content->all->lifelines.size()); }

int LaneTable::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant LaneTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const std::array names{tr("Lane"), tr("Process"), tr("Thread"), tr("Busy in view")};
    return names.at(static_cast<std::size_t>(section));
}

QVariant LaneTable::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return aligned(index.column() != Lane);
    if (role != Qt::DisplayRole || !m_content)
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const analysis::Lifeline &lane = m_content->all->lifelines[row];
    switch (index.column()) {
    case Lane: return QString::fromStdString(lane.name);
    case Process: return lane.pid > 0 ? QString::number(lane.pid) : QString();
    case Thread: return lane.tid > 0 ? QString::number(lane.tid) : QString();
    default: return percentText(m_content->busy[row] * 100);
    }
}

// --- messages ---

void MessageTable::setContent(std::shared_ptr<const SequenceContent> content)
{
    beginResetModel();
    m_content = std::move(content);
    endResetModel();
}

const analysis::Message &MessageTable::messageAt(int row) const { return m_content->all->messages[m_content->messageAt(static_cast<std::size_t>(row))]; }

int MessageTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_content ? 0 : static_cast<int>(std::min(m_content->messages(), kMostTableRows));
}

int MessageTable::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant MessageTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const std::array names{tr("Time (ms)"), tr("From"), tr("To"), tr("Kind"), tr("Task"), tr("Duration")};
    return names.at(static_cast<std::size_t>(section));
}

QVariant MessageTable::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return aligned(index.column() == Time || index.column() == Task || index.column() == Duration);
    return role == Qt::DisplayRole && m_content ? QVariant(text(messageAt(index.row()), index.column())) : QVariant();
}

QString MessageTable::text(const analysis::Message &message, int column) const
{
    const auto lane = [this](std::uint32_t index) { return QString::fromStdString(m_content->all->lifelines[index].name); };
    switch (column) {
    case Time: return timeText(message.sent, decimalsOf(m_content->to - m_content->from));
    case From: return lane(message.from);
    case To: return lane(message.to);
    case Kind: return arrowLabel(message.kind, base::kNoTask.value, base::kNoTask.value, 1);
    case Task: return message.task == base::kNoTask.value ? QString() : QString::number(message.task);
    default: return durationText(static_cast<double>(message.received - message.sent));
    }
}

} // namespace interleave::widgets
