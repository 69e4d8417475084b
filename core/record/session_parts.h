// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/record/run_record.h"
#include "core/record/session_read.h"
#include "core/record/session_rows_read.h"
#include "core/record/session_zip_reader.h"
#include "core/record/session_zip_writer.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

/// What a session file is made of. A journal keeps the same parts in several files.
///
///     mimetype  manifest.json  plan.json  env.json  experiment.json
///     runs/N/summary.json  runs/N/tasks.bin  runs/N/samples.bin  runs/N/lanes.bin  runs/N/conditions.bin
///     runs/N/events.bin  runs/N/lives.bin  runs/N/trace-lanes.bin  runs/N/strings.bin        where the trace is kept
///
/// events.bin: 40 bytes an event: lane u32, 0 u32, then trace::Event as in memory. The others: session_json.h, session_rows.h.
namespace interleave::record::session {

/// `mimetype` and the manifest: every file of ours begins with them.
void addManifest(ZipWriter &zip);
/// Plan, environment, and which runs there are. `ended`: all of them that there will be.
void addExperiment(ZipWriter &zip, const ExperimentRecord &experiment, bool ended = true);
void addRun(ZipWriter &zip, const RunRecord &run);
/// Nothing, if the run has none.
void addTrace(ZipWriter &zip, const RunRecord &run);
/// Bytes that `addTrace` takes, some small change aside.
std::uint64_t traceBytes(const RunRecord &run);

/// Is it ours, and not of a newer version?
base::Result<void> checkManifest(const ZipReader &zip);

/// What reading may still take, and whom it tells how far it is.
struct ReadState {
    ReadState(std::uint64_t bytes, ReadProgress listener) : budget(bytes * kMemoryPerByte + kMemoryAtLeast), progress(std::move(listener)), total(bytes) { }
    void tell(std::uint64_t bytes)
    {
        done += bytes;
        if (progress && total > 0)
            progress(std::min(1.0, static_cast<double>(done) / static_cast<double>(total)));
    }
    Budget budget;
    ReadProgress progress;
    std::uint64_t total = 0, done = 0;
};

/// A record without its runs, and their numbers.
struct Head {
    std::shared_ptr<ExperimentRecord> experiment;
    std::vector<std::uint32_t> runs, warmups;
    bool ended = true;
};

/// Errors of both: as `readSession`.
base::Result<Head> readHead(const ZipReader &file, const plan::Catalogue &catalogue, ReadState &state);
/// One run, its parts in any of the files.
base::Result<std::shared_ptr<const RunRecord>> readRun(std::span<const ZipReader> files, std::uint32_t number, const plan::Plan &plan, ReadState &state);

} // namespace interleave::record::session
