// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/guide.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace interleave::analysis {
namespace {

constexpr std::array kThreadStrengths{
    Advice{IL_TEXT("Waiting overlaps: while one thread sleeps or waits for a reply, the others run."), "basic-threads"},
    Advice{IL_TEXT("Threads share memory: handing over a task or a result costs no copy, and computing uses every allowed core."), "comprehensive-cpu"}};
constexpr std::array kThreadLimits{
    Advice{IL_TEXT("Each thread takes memory for its stack and time to create; thousands of them cost more than they bring."), "comprehensive-io"},
    Advice{IL_TEXT("Under a global interpreter lock only one thread computes at a time: more threads then help waiting only."), "comprehensive-cpu"}};
constexpr std::array kThreadBest{
    Advice{IL_TEXT("Tasks that block: files, databases, libraries without an asynchronous form, in the tens to hundreds at once."), "basic-threads"},
    Advice{IL_TEXT("A producer that must not run ahead of its consumers: a bounded queue holds it back."), "producer-consumer"}};
constexpr std::array kThreadTuning{
    Advice{IL_TEXT("Reuse threads in a pool. For computing, as many workers as allowed cores; for waiting, cores × (1 + waiting ÷ computing)."), "thread-pool"},
    Advice{IL_TEXT("Watch the depth of the queue: if it only grows, the consumers are too few."), "producer-consumer"}};

constexpr std::array kProcessStrengths{
    Advice{IL_TEXT("Each process has its own interpreter and its own memory: computing scales to the cores, lock or no lock."), "processes"},
    Advice{IL_TEXT("A task that crashes takes its own process along and nothing else."), "processes"}};
constexpr std::array kProcessLimits{
    Advice{IL_TEXT("Starting a process costs far more than starting a thread: for short tasks the start is most of the time."), "comprehensive-io"},
    Advice{IL_TEXT("Tasks and results are copied between processes, and memory grows with each of them."), "processes"}};
constexpr std::array kProcessBest{
    Advice{IL_TEXT("Few long computations of little data, and code that must be kept apart."), "processes"},
    Advice{IL_TEXT("Computing under a global interpreter lock."), "comprehensive-cpu"}};
constexpr std::array kProcessTuning{
    Advice{IL_TEXT("Keep workers alive in a pool, one an allowed core; more only take memory."), "comprehensive-cpu"},
    Advice{IL_TEXT("Chunks save messages but leave workers idle at the end: with few or uneven tasks deal them one by one."), "network"}};

constexpr std::array kLoopStrengths{
    Advice{IL_TEXT("One thread waits for everything at once: thousands of waiting tasks cost little memory and no switches of threads."), "basic-coroutines"},
    Advice{IL_TEXT("Tasks change over only where they await: between two awaits nothing else of the loop runs."), "async-stream"}};
constexpr std::array kLoopLimits{
    Advice{IL_TEXT("A task that computes or blocks holds up the whole loop, and every other task waits for it."), "mixed"},
    Advice{IL_TEXT("Computing uses one core, however many there are."), "comprehensive-cpu"}};
constexpr std::array kLoopBest{
    Advice{IL_TEXT("Many connections that mostly wait: requests, timers, streams."), "network"},
    Advice{IL_TEXT("Items that arrive one after another and are handled in order."), "async-stream"}};
constexpr std::array kLoopTuning{
    Advice{IL_TEXT("Limit what runs at once with a semaphore, so that the other side is not flooded."), "semaphore"},
    Advice{IL_TEXT("Bound the queue between producer and consumers: a full queue is back-pressure, an endless one is memory."), "async-queue"},
    Advice{IL_TEXT("Hold scarce resources for as short as can be: what one task holds, all others wait for."), "async-resource"}};

constexpr std::array kHybridStrengths{
    Advice{IL_TEXT("Waiting stays on the event loop, computing goes to a pool of threads: both overlap."), "hybrid"},
    Advice{IL_TEXT("The loop answers at once, even while the pool is busy."), "mixed"}};
constexpr std::array kHybridLimits{
    Advice{IL_TEXT("Each computation crosses two threads, there and back: not worth it for microseconds of work."), "mixed"},
    Advice{IL_TEXT("Two things to size and two places to look when it is slow."), "hybrid"}};
constexpr std::array kHybridBest{
    Advice{IL_TEXT("Tasks that both wait and compute, such as a request and then the parsing of its reply."), "mixed"}};
constexpr std::array kHybridTuning{
    Advice{IL_TEXT("Size the pool for the computing alone: the allowed cores."), "hybrid"}};

constexpr std::array kFutureStrengths{
    Advice{IL_TEXT("One interface for threads and processes: the choice can change without the code."), "executor-io"},
    Advice{IL_TEXT("Results can be used as they come, long before the last task ends."), "completion-strategies"}};
constexpr std::array kFutureLimits{
    Advice{IL_TEXT("Waiting for all makes the first result as late as the slowest task."), "completion-strategies"},
    Advice{IL_TEXT("They inherit the limits of what they run on: threads or processes."), "executor-io"}};
constexpr std::array kFutureBest{
    Advice{IL_TEXT("A known batch of independent tasks whose results are needed one by one."), "completion-strategies"}};
constexpr std::array kFutureTuning{
    Advice{IL_TEXT("Take results as they complete if there is work to do on each of them; the makespan is the same, the first result is not."), "completion-strategies"}};

constexpr std::array kBaselineStrengths{
    Advice{IL_TEXT("Nothing to coordinate: no switches, no locks, the least memory, and the easiest to debug."), "starter"}};
constexpr std::array kBaselineLimits{
    Advice{IL_TEXT("Nothing overlaps: the makespan is the sum of all tasks."), "comprehensive-io"}};
constexpr std::array kBaselineBest{
    Advice{IL_TEXT("The yardstick: speed-up is said against it. And work so small that starting anything costs more."), "starter"}};
constexpr std::array kBaselineTuning{
    Advice{IL_TEXT("Always run it along: a model that does not beat it is not worth its trouble."), "processes"}};

constexpr std::array kTopics{
    GuideTopic{"threads", IL_TEXT("Threads"), IL_TEXT("Tasks run on threads of one process; the operating system switches between them."), kThreadStrengths, kThreadLimits, kThreadBest, kThreadTuning},
    GuideTopic{"processes", IL_TEXT("Processes"), IL_TEXT("Tasks run in processes of their own; data travels between them in messages."), kProcessStrengths, kProcessLimits, kProcessBest, kProcessTuning},
    GuideTopic{"event-loop", IL_TEXT("Event loop"), IL_TEXT("Coroutines share one thread; each runs until it awaits something."), kLoopStrengths, kLoopLimits, kLoopBest, kLoopTuning},
    GuideTopic{"hybrid", IL_TEXT("Hybrid"), IL_TEXT("An event loop that hands computing to a pool of threads."), kHybridStrengths, kHybridLimits, kHybridBest, kHybridTuning},
    GuideTopic{"futures", IL_TEXT("Futures"), IL_TEXT("Tasks are handed to threads or processes, and a future stands for each result."), kFutureStrengths, kFutureLimits, kFutureBest, kFutureTuning},
    GuideTopic{"baseline", IL_TEXT("Baseline"), IL_TEXT("One thread, one task after another."), kBaselineStrengths, kBaselineLimits, kBaselineBest, kBaselineTuning}};

constexpr std::array kEdges{
    GuideEdge{0, 1, IL_TEXT("memory of their own, true parallel computing")},
    GuideEdge{1, 2, IL_TEXT("no workers at all: one thread waits for everything")},
    GuideEdge{2, 3, IL_TEXT("computing leaves the loop")},
    GuideEdge{0, 4, IL_TEXT("a result to wait for")},
    GuideEdge{1, 4, IL_TEXT("the same interface")},
    GuideEdge{5, 0, IL_TEXT("waiting overlaps")}};

constexpr std::array kClassify{
    Advice{IL_TEXT("Run a few tasks and look at where their time went. Mostly on the CPU: it computes. Mostly blocked: it waits. Both: it is mixed."), "starter"},
    Advice{IL_TEXT("Tasks that compute want cores: processes, or a pool of threads where no global lock is in the way."), "comprehensive-cpu"},
    Advice{IL_TEXT("Tasks that wait want overlap: threads up to hundreds, an event loop for thousands."), "comprehensive-io"},
    Advice{IL_TEXT("Mixed tasks want both: a hybrid, or a pool that is larger than the number of cores."), "mixed"}};
constexpr std::array kSize{
    Advice{IL_TEXT("Computing: as many workers as allowed cores. More only switch and wait for a CPU."), "comprehensive-cpu"},
    Advice{IL_TEXT("Waiting: workers = cores × (1 + waiting ÷ computing), both measured; then try half and twice as many."), "executor-io"},
    Advice{IL_TEXT("By Little's law: tasks in flight = arrivals per second × time in the system. Fewer workers than that cannot keep up."), "producer-consumer"}};
constexpr std::array kTraps{
    Advice{IL_TEXT("A global lock: threads that compute take turns. Look for equal makespans with one thread and with four."), "comprehensive-cpu"},
    Advice{IL_TEXT("Computing on the event loop: one long task makes every other one late."), "mixed"},
    Advice{IL_TEXT("Queues without a bound: memory and latency grow until something ends. Bound them."), "async-queue"},
    Advice{IL_TEXT("Resources that are not given back when a task fails: the next ones wait for ever."), "async-resource"},
    Advice{IL_TEXT("Tasks that wait for tasks of their own pool: with every worker waiting nothing moves on."), "thread-pool"}};
constexpr std::array kMonitor{
    Advice{IL_TEXT("Watch p99 beside the median: the mean hides the few that wait long."), "network"},
    Advice{IL_TEXT("Watch queue depth and tasks in flight: growth is the first sign of too little capacity."), "producer-consumer"},
    Advice{IL_TEXT("Watch memory and context switches over time: leaks and too many workers show there first."), "processes"},
    Advice{IL_TEXT("Measure again after a change, on the same machine, in the same rounds; and believe a tie."), "starter"}};
constexpr std::array kSelection{SelectionStep{"classify", IL_TEXT("Classify the task"), kClassify}, SelectionStep{"size", IL_TEXT("Size the workers"), kSize},
                                SelectionStep{"traps", IL_TEXT("Avoid the traps"), kTraps}, SelectionStep{"monitor", IL_TEXT("Keep watching"), kMonitor}};

std::string_view topicIdOf(std::string_view executorId, plan::Family family)
{
    if (executorId == "async-hybrid")
        return "hybrid";
    switch (family) {
    case plan::Family::Baseline: return "baseline";
    case plan::Family::Threads: return "threads";
    case plan::Family::Processes: return "processes";
    case plan::Family::EventLoop: return "event-loop";
    case plan::Family::Futures: return "futures";
    }
    return {};
}

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

} // namespace

std::span<const GuideTopic> guideTopics() { return kTopics; }
std::span<const GuideEdge> guideEdges() { return kEdges; }
std::span<const SelectionStep> selectionGuide() { return kSelection; }

const GuideTopic *topicOf(std::string_view executorId, plan::Family family)
{
    const auto *found = std::ranges::find(kTopics, topicIdOf(executorId, family), &GuideTopic::id);
    return found == kTopics.end() ? nullptr : found;
}

std::vector<Phrase> resourceAdvice(const Resources &resources)
{
    using Kind = Argument::Kind;
    std::vector<Phrase> lines;
    const double workers = std::max(std::floor(resources.allowedCores), 1.0);
    if (resources.allowedCores < 2)
        lines.push_back({IL_TEXT("%1 core is allowed: nothing computes in parallel here; only waiting can overlap."), {numberArgument(Kind::Number, resources.allowedCores)}});
    if (resources.quota)
        lines.push_back({IL_TEXT("A quota holds this program to %1 of %2 cores: more workers than that are throttled, not faster."),
                         {numberArgument(Kind::Number, resources.allowedCores), numberArgument(Kind::Count, resources.online)}});
    else if (resources.affinity < resources.online)
        lines.push_back({IL_TEXT("This program may use %1 of %2 cores."), {numberArgument(Kind::Count, resources.affinity), numberArgument(Kind::Count, resources.online)}});
    lines.push_back({IL_TEXT("For tasks that compute, start with as many workers as allowed cores: %1."), {numberArgument(Kind::Count, workers)}});
    lines.push_back({IL_TEXT("For tasks that wait, start with %1 workers or an event loop, and measure."), {numberArgument(Kind::Count, std::min(4 * workers, 50.0))}});
    if (resources.memoryBytes > 0 && static_cast<double>(resources.memoryBytes) < 4 * kGiB)
        lines.push_back({IL_TEXT("Less than 4 GiB of memory: prefer threads or an event loop to many processes."), {}});
    return lines;
}

} // namespace interleave::analysis
