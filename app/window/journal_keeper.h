// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/record/session_journal.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace interleave::window {

/// The journal of one experiment, from its first run until it is saved or thrown away.
/// Threads: any, one at a time is let in: the engine's writes between its runs, the pool's deletes.
class JournalKeeper {
public:
    /// `complain` is called at most once, from the thread that could not write; the experiment goes on without a journal.
    JournalKeeper(std::filesystem::path place, std::function<void(const std::string &)> complain);
    /// Goes on with one that an earlier program left.
    explicit JournalKeeper(std::unique_ptr<record::SessionJournal> adopted);

    void update(const record::ExperimentRecord &experiment, bool ended);
    /// What it keeps by now. Errors: as `record::readJournal`; Refused if it could not be written.
    base::Result<std::shared_ptr<const record::ExperimentRecord>> read(const plan::Catalogue &catalogue);
    /// Deletes it; later updates do nothing.
    void remove();

private:
    std::mutex m_mutex;
    std::filesystem::path m_place;
    std::function<void(const std::string &)> m_complain;
    std::unique_ptr<record::SessionJournal> m_journal;
    bool m_over = false;
};

} // namespace interleave::window
