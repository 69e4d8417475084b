// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_write.h"

#include "core/base/atomic_file.h"
#include "core/record/session_limits.h"
#include "core/record/session_lock.h"
#include "core/record/session_parts.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <new>
#include <set>

namespace interleave::record {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

/// What a save that was killed in its last moment left here. Whoever has the folder's lock is alone in it.
void removeRemains(const fs::path &path)
{
    const std::string begin = '.' + path.filename().string() + '.';
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(path.parent_path(), ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(begin) || !name.ends_with(".tmp"))
            continue;
        const pid_t owner = std::atoi(name.c_str() + begin.size());
        if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH)
            fs::remove(entry.path(), ignored);
    }
}

/// Which traces do not fit, the largest first.
std::set<const RunRecord *> tooLarge(const ExperimentRecord &experiment)
{
    std::vector<const RunRecord *> largest;
    std::uint64_t bytes = session::kPage;
    for (const auto *runs : {&experiment.runs, &experiment.warmups}) {
        for (const auto &run : *runs) {
            largest.push_back(run.get());
            bytes += session::traceBytes(*run) + run->tasks.size() * sizeof(TaskRow) + run->samples.size() * sizeof(metrics::Sample)
                + run->lanes.size() * sizeof(trace::LaneInfo) + session::kPage;
        }
    }
    std::ranges::stable_sort(largest, std::greater{}, [](const RunRecord *run) { return session::traceBytes(*run); });
    std::set<const RunRecord *> out;
    for (const RunRecord *run : largest) {
        if (bytes <= session::kFileBytes || !run->trace)
            break;
        out.insert(run);
        bytes -= session::traceBytes(*run);
    }
    return out;
}

bool numbersDiffer(const ExperimentRecord &experiment)
{
    std::set<base::RunId> numbers;
    for (const auto *runs : {&experiment.runs, &experiment.warmups})
        for (const auto &run : *runs)
            if (!numbers.insert(run->key.run).second)
                return false;
    return true;
}

Result<SavedSession> write(const fs::path &path, const ExperimentRecord &experiment)
{
    const auto leftOut = tooLarge(experiment);
    base::AtomicFile file(path);
    session::ZipWriter zip(file);
    session::addManifest(zip);
    session::addExperiment(zip, experiment);
    for (const auto *runs : {&experiment.warmups, &experiment.runs}) {
        for (const auto &run : *runs) {
            session::addRun(zip, *run);
            if (!leftOut.contains(run.get()))
                session::addTrace(zip, *run);
            if (zip.bytes() > session::kFileBytes)
                return Error{ErrorCode::Refused, "would be larger than " + std::to_string(session::kFileBytes >> 20U) + " MiB, the most that a session file may hold", path.string()};
        }
    }
    zip.finish();
    if (auto written = file.commit(); !written)
        return written.error();
    return SavedSession{zip.bytes(), leftOut.size()};
}

} // namespace

Result<SavedSession> saveSession(const fs::path &name, const ExperimentRecord &experiment)
{
    std::error_code error;
    const fs::path real = fs::weakly_canonical(fs::absolute(name), error);
    const fs::path path = error ? name : real;
    if (!numbersDiffer(experiment))
        return Error{ErrorCode::Failed, "two runs of the experiment have the same number", path.string()};
    const session::FolderLock lock(path.parent_path());
    if (!lock.take(std::chrono::seconds(10)))
        return Error{ErrorCode::Refused, "another program has been saving into this folder for 10 s; try again", path.string()};
    if (const auto there = checkSession(path); !there && there.error().code == ErrorCode::Unsupported)
        return Error{ErrorCode::BadInput, there.error().message + " and is not overwritten; save under another name", path.string()};
    removeRemains(path);
    try {
        return write(path, experiment);
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::Refused, "there is not enough memory to save it", path.string()};
    }
}

} // namespace interleave::record
