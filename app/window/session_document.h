// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/journal_keeper.h"
#include "core/base/error.h"
#include "core/plan/catalogue.h"
#include "core/record/run_record.h"
#include "core/record/session_journal.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace interleave::window {

/// The experiment as a document: in which file it is, whether it is saved, and the journal that keeps it until then. Files are read and
/// written in the thread pool; the journal by the engine's thread between runs. Nothing is ever started because a file was opened.
class SessionDocument : public QObject {
    Q_OBJECT
public:
    /// `journals`: the folder of the journals; empty: none are kept and none are looked for.
    SessionDocument(plan::Catalogue catalogue, std::filesystem::path journals, QObject *parent = nullptr);
    ~SessionDocument() override;

    /// The user's data folder: $XDG_DATA_HOME/interleave/journal.
    static std::filesystem::path defaultJournals();

    [[nodiscard]] const QString &fileName() const { return m_fileName; } ///< empty: in no file yet
    /// There are results that are in no file.
    [[nodiscard]] bool modified() const { return m_modified; }
    [[nodiscard]] bool loading() const { return m_loading; }
    [[nodiscard]] bool saving() const { return m_saving; }

    /// A new experiment begins. If the one before is in no file, its journal stays until the next one begins: `openPrevious`.
    void begin();
    /// For the engine's thread: keeps the record so far.
    [[nodiscard]] std::function<void(const record::ExperimentRecord &)> recorder();
    /// The experiment has ended; null if nothing was run.
    void end(std::shared_ptr<const record::ExperimentRecord> record);

    /// Reads a session file; `opened` or `failed` follows. One at a time: the last one counts.
    void open(const QString &fileName);
    /// Writes what is shown; `saved` follows.
    void save(const QString &fileName);
    /// There are unsaved results that this experiment replaced.
    [[nodiscard]] bool hasPrevious() const { return m_previous != nullptr; }
    /// Shows them; what is shown and unsaved becomes the previous. `opened` or `failed` follows.
    void openPrevious();
    /// The unsaved results are not wanted.
    void discard();

    /// Looks for what earlier programs left; `abandonedFound` follows if there is any.
    void lookForAbandoned();
    void openAbandoned(const record::AbandonedJournal &journal);
    void discardAbandoned(const record::AbandonedJournal &journal);

Q_SIGNALS:
    void changed(); ///< file name or modified
    /// Told while a file is read for more than a moment: 0 to 1.
    void loadingProgressed(double share);
    void opened(const std::shared_ptr<const interleave::record::ExperimentRecord> &record);
    void failed(const QString &why);
    void saved(const interleave::base::Result<void> &result, std::size_t tracesLeftOut);
    void journalFailed(const QString &why);
    void abandonedFound(const interleave::record::AbandonedJournal &journal);

private:
    void setFile(const QString &fileName, bool modified);
    static void drop(std::shared_ptr<JournalKeeper> &journal);
    void take(const QString &fileName, std::shared_ptr<const record::ExperimentRecord> record, std::shared_ptr<JournalKeeper> journal);
    void nextAbandoned();

    const plan::Catalogue m_catalogue;
    const std::filesystem::path m_journals;
    std::shared_ptr<const record::ExperimentRecord> m_record;
    std::shared_ptr<JournalKeeper> m_journal;
    std::shared_ptr<JournalKeeper> m_previous; ///< of the unsaved results before these
    QString m_fileName;
    bool m_modified = false, m_loading = false, m_saving = false;
    quint64 m_reading = 0; ///< number of the read that counts
    std::vector<record::AbandonedJournal> m_abandoned; ///< not offered yet
};

} // namespace interleave::window
