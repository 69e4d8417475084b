// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/sequence_words.h"

#include "core/export/columns.h"
#include "core/export/report_text.h"

namespace interleave::exporting {
namespace {

using analysis::MessageKind;

constexpr std::size_t kGroupWidth = 24, kLabelWidth = 48;

std::string_view verbOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Submit: return "submit";
    case MessageKind::Spawn: return "start";
    case MessageKind::HandOff: return "hand over";
    case MessageKind::Result: return "result of";
    case MessageKind::Signal: return "wake";
    case MessageKind::ProcessMessage: return "send";
    case MessageKind::Cancel: return "cancel";
    }
    return "hand over";
}

} // namespace

const record::TaskRow *SequenceWords::rowOf(std::uint32_t task) const
{
    return m_subject.run && task < m_subject.run->tasks.size() ? &m_subject.run->tasks[task] : nullptr;
}

std::string SequenceWords::groupOf(std::uint32_t task) const
{
    const record::TaskRow *row = rowOf(task);
    return row && row->group < m_subject.groups.size() ? elided(visible(m_subject.groups[row->group]), kGroupWidth) : std::string();
}

std::string SequenceWords::nameOf(std::uint32_t task) const
{
    const std::string group = groupOf(task);
    return group.empty() ? "task " + std::to_string(task) : group + ' ' + std::to_string(rowOf(task)->index);
}

std::string SequenceWords::textOf(const analysis::Message &message, bool any) const
{
    std::string text(verbOf(message.kind));
    if (message.kind == MessageKind::Signal)
        return text + ' ' + elided(visible(m_subject.picture->labelOf(message)), kLabelWidth);
    if (message.task == base::kNoTask.value)
        return text;
    if (const std::string name = any ? groupOf(message.task) : nameOf(message.task); !name.empty())
        text += ' ' + name;
    const record::TaskRow *row = rowOf(message.task);
    if (message.kind == MessageKind::Result && !any && row && row->status != trace::TaskStatus::Succeeded)
        text += ": " + std::string(trace::toText(row->status));
    return text;
}

} // namespace interleave::exporting
