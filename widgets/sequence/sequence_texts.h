// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/sequence/sequence_plan.h"

#include <QString>
#include <QStringList>

/// Every word of the picture, for painting, tips and screen readers alike.
namespace interleave::widgets {

QString modeName(AxisMode mode);
/// "task 7", "tasks 0–11", "tasks 3, 8", "8 tasks".
QString taskLabel(quint32 first, quint32 last, int count);
/// What stands on an arrow: its tasks, with the kind where that is not the same; the kind alone without a task.
QString arrowLabel(analysis::MessageKind kind, quint32 first, quint32 last, int count);
/// Milliseconds without unit.
QString timeText(std::int64_t ns, int decimals);
/// Decimals of milliseconds that tell apart what a picture of `span` (ns) shows.
int decimalsOf(std::int64_t span);
/// The name on a head.
QString headName(const SequencePlan &plan, std::uint32_t column);
/// What stands below it, from the longest wording to the shortest; may be empty.
QStringList headDetails(const SequencePlan &plan, std::uint32_t column);
/// Differs from the application's: drawn with a dashed boundary.
bool otherProcess(const SequencePlan &plan, std::uint32_t column);
QString activationTip(const SequencePlan &plan, const analysis::Activation &activation);
/// `count`: how many like it are drawn as this one.
QString messageTip(const SequencePlan &plan, const analysis::Message &message, int count);
QString headTip(const SequencePlan &plan, std::uint32_t column);
/// The picture in words, for who cannot see it.
QString describe(const SequencePlan &plan, const QString &title);
/// "loop × 250".
QString loopName(const Loop &loop);
/// "mean 1.2 ms · p99 3.1 ms" and "slowest 4 ms ▸", each from the longest wording to the shortest.
QStringList loopTimes(const Loop &loop);
QStringList loopSlowest(const Loop &loop);
QString loopTip(const SequencePlan &plan, const Loop &loop);
/// A count in few characters: 940, 12 k, 3.4 M.
QString badgeText(std::uint64_t count);
QString cellTip(const SequencePlan &plan, std::uint32_t column, std::uint16_t slot, analysis::LaneState state, std::int64_t begin, std::int64_t end);
QString ribbonTip(const SequencePlan &plan, std::uint32_t from, std::uint32_t to, std::uint64_t count, std::int64_t begin, std::int64_t end);
QString orderName(ColumnOrder order);
QString foldName(analysis::FoldLevel level);
QString droppedText(quint64 dropped);

} // namespace interleave::widgets
