// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/plan/catalogue.h"
#include "core/record/run_record.h"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace interleave::record {

/// Keeps an experiment safe while it is not saved: a folder with a file for what all runs share, and one or two a run. If the program
/// crashes, only the run under way is lost. Its owner holds a lock as long as it lives: nobody else takes the journal for abandoned.
/// Shape: PLACE/NAME/{owner, head.interleave, run-N.interleave, trace-N.interleave}, each file whole or not there; a machine
/// that loses its power may lose the last of them.
/// Threads: one at a time.
class SessionJournal {
public:
    /// A new folder below `place`, which is made if need be. Errors: Refused with the system's reason.
    static base::Result<std::unique_ptr<SessionJournal>> create(const std::filesystem::path &place);
    /// Takes over an abandoned one. Errors: Refused if somebody has it.
    static base::Result<std::unique_ptr<SessionJournal>> adopt(const std::filesystem::path &folder);
    /// Leaves the folder as it is.
    ~SessionJournal();
    SessionJournal(const SessionJournal &) = delete;
    SessionJournal &operator=(const SessionJournal &) = delete;

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    /// Writes what is new since the last call, and lets go of traces that the record let go of. `ended`: no run is to follow.
    /// Errors: Refused with the system's reason; what was there stays, the next call tries again. Cost: linear in what is new.
    base::Result<void> update(const ExperimentRecord &experiment, bool ended);
    /// The experiment is saved, or nobody wants it: deletes the folder.
    void remove();

private:
    /// What of a run that is over may still change.
    struct Kept {
        bool superseded = false;
        std::string disturbance;
        std::vector<std::string> warnings;
        bool operator==(const Kept &) const = default;
    };
    static Kept keptOf(const RunRecord &run);
    SessionJournal(std::filesystem::path folder, base::UniqueFd owner);
    base::Result<void> keep(const RunRecord &run);
    [[nodiscard]] std::filesystem::path runFile(base::RunId run) const;
    [[nodiscard]] std::filesystem::path traceFile(base::RunId run) const;

    std::filesystem::path m_folder;
    base::UniqueFd m_owner; ///< has the lock
    std::map<base::RunId, Kept> m_kept;
    std::set<base::RunId> m_traces;
};

/// A journal whose owner is gone.
struct AbandonedJournal {
    std::filesystem::path folder;
    std::string planName;
    std::string startedAt; ///< ISO 8601
    std::size_t runs = 0;
};

/// Those below `place`, oldest first. One that holds no run is of no use to anybody and deleted. Opens data only.
std::vector<AbandonedJournal> abandonedJournals(const std::filesystem::path &place, const plan::Catalogue &catalogue);

/// The experiment as far as it is kept, marked `imported`, and `stopped` if it had not ended. A run that cannot be read any more is left out.
/// Errors: BadInput if what all runs share cannot be read.
base::Result<std::shared_ptr<const ExperimentRecord>> readJournal(const std::filesystem::path &folder, const plan::Catalogue &catalogue);

} // namespace interleave::record
