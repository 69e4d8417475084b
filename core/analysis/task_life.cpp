// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/task_life.h"

#include "core/analysis/phrase.h"
#include "core/analysis/task_phases.h"

#include <algorithm>
#include <iterator>

namespace interleave::analysis {
namespace life {
namespace {

using trace::BlockCause;

constexpr std::size_t kCauses = static_cast<std::size_t>(BlockCause::Command) + 1;

bool isBlockedBy(const LifePhase &phase, std::optional<BlockCause> cause) { return phase.kind == PhaseKind::Blocked && (!cause || phase.cause == *cause); }

std::int64_t blockedIn(const std::vector<LifePhase> &phases, std::optional<BlockCause> cause)
{
    std::int64_t sum = 0;
    for (const LifePhase &phase : phases)
        if (isBlockedBy(phase, cause))
            sum += phase.duration();
    return sum;
}

/// Cuts `excess` from the ends of the waits, from each its share: there they were over, and the task did not run yet.
void shorten(std::vector<LifePhase> &phases, std::optional<BlockCause> cause, std::int64_t excess)
{
    std::int64_t left = blockedIn(phases, cause);
    std::vector<LifePhase> result;
    for (LifePhase &phase : phases) {
        std::int64_t cut = 0;
        if (isBlockedBy(phase, cause) && excess > 0) {
            cut = phase.duration() == left ? excess
                                           : std::min(excess, static_cast<std::int64_t>(static_cast<double>(excess) * static_cast<double>(phase.duration()) / static_cast<double>(left)));
            left -= phase.duration();
            excess -= cut;
        }
        LifePhase ready = phase;
        phase.end -= cut;
        if (phase.duration() > 0)
            result.push_back(std::move(phase));
        if (cut > 0) {
            ready.kind = PhaseKind::Ready;
            ready.cause = BlockCause::None;
            ready.begin = ready.end - cut;
            ready.what.clear();
            ready.endedBy.reset();
            ready.estimated = true;
            result.push_back(std::move(ready));
        }
    }
    phases = std::move(result);
}

/// Waits whose events are not there: taken from the longest times it seemed to run.
void lengthen(std::vector<LifePhase> &phases, BlockCause cause, std::int64_t missing)
{
    while (missing > 0) {
        const auto longest = std::max_element(phases.begin(), phases.end(), [](const LifePhase &a, const LifePhase &b) {
            const auto free = [](const LifePhase &p) { return p.kind == PhaseKind::Running || p.kind == PhaseKind::Ready ? p.duration() : 0; };
            return free(a) < free(b);
        });
        if (longest == phases.end() || (longest->kind != PhaseKind::Running && longest->kind != PhaseKind::Ready))
            return;
        const std::int64_t taken = std::min(missing, longest->duration());
        LifePhase wait = *longest;
        wait.kind = PhaseKind::Blocked;
        wait.cause = cause;
        wait.what.clear();
        wait.endedBy.reset();
        wait.estimated = true;
        wait.begin = wait.end - taken;
        longest->end -= taken;
        missing -= taken;
        if (longest->duration() == 0)
            *longest = std::move(wait);
        else
            phases.insert(std::next(longest), std::move(wait));
    }
}

} // namespace

void fitToSums(std::vector<LifePhase> &phases, const trace::TaskLife &life)
{
    if (!life.blocked)
        return;
    // With more causes than are kept apart, or where none are kept, only their sum is known.
    const bool apart = life.blockedBy.parts.back() == 0 && (life.blocked->count() == 0 || !life.blockedBy.empty());
    for (std::size_t i = 0; i < kCauses && apart; ++i) {
        const auto cause = static_cast<BlockCause>(i);
        if (trace::partOf(cause) == trace::TimePart::Blocked)
            shorten(phases, cause, blockedIn(phases, cause) - life.blockedBy.of(cause).count());
    }
    for (std::size_t i = 0; i < kCauses && apart; ++i) {
        const auto cause = static_cast<BlockCause>(i);
        if (trace::partOf(cause) == trace::TimePart::Blocked)
            lengthen(phases, cause, life.blockedBy.of(cause).count() - blockedIn(phases, cause));
    }
    shorten(phases, std::nullopt, blockedIn(phases, std::nullopt) - life.blocked->count());
    lengthen(phases, BlockCause::None, life.blocked->count() - blockedIn(phases, std::nullopt));
}

} // namespace life

std::string_view toText(PhaseKind kind)
{
    switch (kind) {
    case PhaseKind::Arriving: return IL_TEXT("due, not submitted");
    case PhaseKind::Submitted: return IL_TEXT("submitted");
    case PhaseKind::HeldBack: return IL_TEXT("held back");
    case PhaseKind::Queued: return IL_TEXT("queued");
    case PhaseKind::HandedOver: return IL_TEXT("handed over");
    case PhaseKind::Running: return IL_TEXT("running");
    case PhaseKind::Blocked: return IL_TEXT("blocked");
    case PhaseKind::Ready: return IL_TEXT("ready");
    }
    return {};
}

std::int64_t FollowedTask::total(PhaseKind kind) const
{
    std::int64_t sum = 0;
    for (const LifePhase &phase : phases)
        sum += phase.kind == kind ? phase.duration() : 0;
    return sum;
}

namespace {

std::optional<std::int64_t> relative(std::optional<base::Nanoseconds> instant, const life::Source &source)
{
    return instant ? std::optional(source.relative(instant->count())) : std::nullopt;
}

std::optional<std::int64_t> difference(std::optional<std::int64_t> a, std::optional<std::int64_t> b) { return a && b ? std::optional(*a - *b) : std::nullopt; }

std::optional<std::int64_t> deliveredAfter(const life::Source &source, const trace::TaskLife &life)
{
    const auto &events = source.trace.events;
    for (std::size_t i = source.eventAt(life.finished->count()); i < events.size(); ++i)
        if (events[i].event.kind == trace::EventKind::ResultDelivered && events[i].event.task == life.task.value)
            return source.relative(events[i].event.time);
    return std::nullopt;
}

} // namespace

std::optional<FollowedTask> followTask(const record::FrozenTrace &trace, base::Nanoseconds runStart, std::uint32_t task)
{
    if (task >= trace.lives.size())
        return std::nullopt;
    const trace::TaskLife &life = trace.lives[task];
    const life::Source source = life::sourceOf(trace, runStart);
    const auto first = life.due ? life.due : life.submitted ? life.submitted : life.started;
    if (!first)
        return std::nullopt;
    FollowedTask followed;
    followed.task = task;
    followed.status = life.finished ? life.status : trace::TaskStatus::Lost;
    followed.error = life.error;
    followed.due = relative(life.due, source);
    followed.submitted = relative(life.submitted, source);
    followed.started = relative(life.started, source);
    followed.finished = relative(life.finished, source);
    followed.queue = difference(followed.started, followed.due);
    followed.service = difference(followed.finished, followed.started);
    followed.latency = difference(followed.finished, followed.due);
    if (life.blocked)
        followed.blocked = life.blocked->count();
    // One that has no end lasts to the last that was recorded.
    const std::int64_t last = trace.events.empty() ? first->count() : trace.events.back().event.time;
    const std::int64_t end = life.finished ? life.finished->count() : std::max(last, life.started.value_or(*first).count());
    followed.phases = life::beforeStart(source, life, first->count(), life.started ? life.started->count() : end);
    if (life.started) {
        auto after = life::afterStart(source, life, end);
        std::move(after.begin(), after.end(), std::back_inserter(followed.phases));
    }
    if (life.finished)
        followed.delivered = deliveredAfter(source, life);
    return followed;
}

} // namespace interleave::analysis
