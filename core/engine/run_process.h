// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/engine/conditions.h"
#include "core/engine/orphans.h"
#include "core/metrics/tree_sampler.h"
#include "core/process/child.h"
#include "core/wire/control.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace interleave::engine {

/// Why a run was told to end early.
enum class EndReason { None, Cancel, Timeout, Protocol, Lingers };

/// What one runner process is started with.
struct RunProcessOptions {
    std::string runnerPath;
    std::string firstLine;               ///< without the newline
    int traceFd = -1;                    ///< -1: none
    std::string folder;                  ///< the run's private one: removed at the end if the runner did not live to do it; empty: none
    std::optional<base::Nanoseconds> timeout;
    double allowedCores = 1;
    bool sampled = true;                 ///< false: neither its processes nor the machine are looked at
    metrics::MachineReader *machine = nullptr; ///< looks at it, if there is one; outlives the process
    std::size_t environmentBytes = 0;    ///< ballast in the child's environment: its size moves stacks, and so figures
};

/// What is known of a runner once it is gone.
struct RunOutcome {
    std::optional<wire::RunnerMessage> started, finished, failed, calibrated;
    EndReason reason = EndReason::None;
    int waitStatus = 0;
    std::string standardError;          ///< the last 64 KiB
    std::string protocolError;
    std::vector<metrics::Sample> samples;
    std::vector<MachineLook> looks;     ///< before its start, while it runs, after its end
    base::Nanoseconds samplerCost{0};   ///< CPU time of samples and looks
    std::optional<std::int64_t> processPeakBytes; ///< of the largest process, as far as seen
    std::int64_t processesSeen = 0;
    base::Nanoseconds duration{0};      ///< start of the process → its end
    int orphans = 0;                    ///< processes that it left behind, ended by us
};

/// One runner process from its start to the end of everything it started: talks, samples, times out, ends, reaps.
/// Threads: all in the thread that runs the io_context. Life: kept alive by its own pending operations until `done` was called.
class RunProcess : public std::enable_shared_from_this<RunProcess> {
public:
    struct Handlers {
        std::function<void(const wire::RunnerMessage &)> message;
        std::function<void(const metrics::Sample &)> sample;
        std::function<void(const record::Conditions::Sample &)> conditions;
        std::function<void(const RunOutcome &)> done; ///< once, last
    };
    RunProcess(boost::asio::io_context &io, RunProcessOptions options, Handlers handlers);
    ~RunProcess();

    /// Errors: those of spawnChild; then `done` is never called.
    base::Result<void> start();
    /// Asks the runner to stop; SIGTERM and SIGKILL follow 300 ms after each other. The first reason stands.
    void stop(EndReason reason);

private:
    struct Pipe {
        base::UniqueFd ours, theirs;
    };
    static base::Result<Pipe> makePipe(bool childReads);
    void send(std::string line);
    void writeMore();
    void readOutput();
    void readErrors();
    void takeOutput(std::string_view bytes);
    void takeLine(std::string_view line);
    void takeErrors(std::string_view bytes);
    void drain();
    void leaveOut(pid_t pid);
    void sampleNow();
    void look(base::Nanoseconds ours);
    [[nodiscard]] bool isLookDue(base::Nanoseconds now) const;
    void sampleAt(base::Nanoseconds deadline);
    void escalate(int step);
    void exited(int waitStatus);
    void endOrphans(int attempt);
    void finish();

    boost::asio::io_context &m_io;
    const RunProcessOptions m_options;
    Handlers m_handlers;
    RunOutcome m_outcome;
    std::unique_ptr<process::Child> m_child;
    boost::asio::posix::stream_descriptor m_in, m_out, m_err;
    boost::asio::steady_timer m_sampleTimer, m_timeoutTimer, m_ladderTimer;
    std::optional<metrics::TreeSampler> m_sampler;
    std::string m_outbox, m_writing;
    std::string m_line; ///< the unfinished one
    std::array<char, 16 * 1024> m_buffer{};
    base::Nanoseconds m_begin{0};
    RunMarks m_marks;
    bool m_gone = false;
    bool m_ladder = false;
};

} // namespace interleave::engine
