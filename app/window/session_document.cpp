// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_document.h"

#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "widgets/common/pool_job.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QStandardPaths>

namespace interleave::window {
namespace {

namespace fs = std::filesystem;
using Record = std::shared_ptr<const record::ExperimentRecord>;

constexpr qint64 kAMomentMs = 50; ///< below it nobody needs to see how far it is

fs::path toPath(const QString &text) { return fs::path(QFile::encodeName(text).toStdString()); }

/// Carries words from other threads to the thread that made it, also when nobody is left there to hear them.
class Messenger {
public:
    explicit Messenger(QObject *receiver) : m_receiver(receiver), m_object(new QObject, [](QObject *object) { object->deleteLater(); }) { }

    /// `tell` is called in the thread of the receiver, if that still lives by then.
    template <class Tell>
    void send(Tell tell) const
    {
        QMetaObject::invokeMethod(
            m_object.get(),
            [receiver = m_receiver, tell = std::move(tell)] {
                if (receiver)
                    tell();
            },
            Qt::QueuedConnection);
    }

private:
    QPointer<QObject> m_receiver; ///< looked at in its own thread only
    std::shared_ptr<QObject> m_object;
};

/// At most 20 times a second, and not in the first moment.
template <class Tell>
record::ReadProgress quietly(const Messenger &messenger, Tell tell)
{
    QElapsedTimer since;
    since.start();
    return [messenger, tell, since, last = qint64{0}](double share) mutable {
        if (since.elapsed() - last < kAMomentMs)
            return;
        last = since.elapsed();
        messenger.send([tell, share] { tell(share); });
    };
}

} // namespace

SessionDocument::SessionDocument(plan::Catalogue catalogue, fs::path journals, QObject *parent)
    : QObject(parent), m_catalogue(std::move(catalogue)), m_journals(std::move(journals))
{
}

SessionDocument::~SessionDocument()
{
    if (m_previous)
        m_previous->remove();
}

fs::path SessionDocument::defaultJournals()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return data.isEmpty() ? fs::path() : toPath(data) / "interleave" / "journal";
}

void SessionDocument::setFile(const QString &fileName, bool modified)
{
    m_fileName = fileName;
    m_modified = modified;
    Q_EMIT changed();
}

void SessionDocument::drop(std::shared_ptr<JournalKeeper> &journal)
{
    if (!journal)
        return;
    widgets::workPool().start([dropped = std::move(journal)] { dropped->remove(); });
    journal.reset();
}

void SessionDocument::begin()
{
    ++m_reading;
    m_loading = false;
    m_record.reset();
    if (m_modified && m_journal) {
        drop(m_previous);
        m_previous = std::move(m_journal);
    }
    drop(m_journal);
    if (!m_journals.empty())
        m_journal = std::make_shared<JournalKeeper>(m_journals, [this, messenger = Messenger(this)](const std::string &why) {
            messenger.send([this, text = QString::fromStdString(why)] { Q_EMIT journalFailed(text); });
        });
    setFile({}, false);
}

std::function<void(const record::ExperimentRecord &)> SessionDocument::recorder()
{
    if (!m_journal)
        return {};
    return [journal = m_journal](const record::ExperimentRecord &experiment) { journal->update(experiment, false); };
}

void SessionDocument::end(Record record)
{
    m_record = std::move(record);
    const bool results = m_record && !m_record->runs.empty();
    if (!results)
        drop(m_journal);
    else if (m_journal)
        widgets::workPool().start([journal = m_journal, last = m_record] { journal->update(*last, true); });
    setFile({}, results);
}

void SessionDocument::take(const QString &fileName, Record record, std::shared_ptr<JournalKeeper> journal)
{
    drop(m_journal);
    m_record = std::move(record);
    m_journal = std::move(journal);
    setFile(fileName, m_journal != nullptr);
    Q_EMIT opened(m_record);
}

void SessionDocument::open(const QString &fileName)
{
    const quint64 number = ++m_reading;
    m_loading = true;
    const auto progress = quietly(Messenger(this), [this, number](double share) {
        if (number == m_reading && m_loading)
            Q_EMIT loadingProgressed(share);
    });
    widgets::runInPool(
        this, [path = toPath(fileName), catalogue = m_catalogue, progress] { return record::readSession(path, catalogue, progress); },
        [this, number, fileName](base::Result<Record> read) {
            if (number != m_reading)
                return; // something else was begun or opened meanwhile
            m_loading = false;
            if (read)
                take(QFileInfo(fileName).absoluteFilePath(), *read, nullptr);
            else
                Q_EMIT failed(QString::fromStdString(read.error().text()));
        });
}

void SessionDocument::save(const QString &fileName)
{
    if (!m_record)
        return;
    m_saving = true;
    widgets::runInPool(
        this, [path = toPath(fileName), record = m_record] { return record::saveSession(path, *record); },
        [this, fileName, record = m_record](const base::Result<record::SavedSession> &result) {
            m_saving = false;
            if (result && record == m_record) {
                drop(m_journal);
                setFile(QFileInfo(fileName).absoluteFilePath(), false);
            }
            Q_EMIT saved(result ? base::Result<void>() : result.error(), result ? result->tracesLeftOut : 0);
        });
}

void SessionDocument::discard()
{
    drop(m_journal);
    setFile(m_fileName, false);
}

void SessionDocument::openPrevious()
{
    if (!m_previous)
        return;
    const quint64 number = ++m_reading;
    m_loading = true;
    widgets::runInPool(
        this, [journal = m_previous, catalogue = m_catalogue] { return journal->read(catalogue); },
        [this, number](base::Result<Record> read) {
            if (number != m_reading)
                return;
            m_loading = false;
            if (!read) {
                Q_EMIT failed(QString::fromStdString(read.error().text()));
                return;
            }
            auto journal = std::exchange(m_previous, m_modified ? std::exchange(m_journal, nullptr) : nullptr);
            take({}, *read, std::move(journal));
        });
}

void SessionDocument::lookForAbandoned()
{
    if (m_journals.empty())
        return;
    widgets::runInPool(
        this, [place = m_journals, catalogue = m_catalogue] { return record::abandonedJournals(place, catalogue); },
        [this](std::vector<record::AbandonedJournal> found) {
            m_abandoned = std::move(found);
            nextAbandoned();
        });
}

/// The newest first: it is the one that was lost just now.
void SessionDocument::nextAbandoned()
{
    if (m_abandoned.empty())
        return;
    const record::AbandonedJournal journal = m_abandoned.back();
    m_abandoned.pop_back();
    Q_EMIT abandonedFound(journal);
}

void SessionDocument::openAbandoned(const record::AbandonedJournal &journal)
{
    struct Taken {
        Record record;
        std::shared_ptr<JournalKeeper> keeper;
        std::string error;
    };
    const quint64 number = ++m_reading;
    m_loading = true;
    widgets::runInPool(
        this,
        [folder = journal.folder, catalogue = m_catalogue]() -> Taken {
            auto adopted = record::SessionJournal::adopt(folder);
            if (!adopted)
                return {nullptr, nullptr, adopted.error().text()};
            auto read = record::readJournal(folder, catalogue);
            if (!read)
                return {nullptr, nullptr, read.error().text()};
            return {*read, std::make_shared<JournalKeeper>(std::move(adopted).value()), {}};
        },
        [this, number](Taken taken) {
            if (number != m_reading)
                return;
            m_loading = false;
            if (taken.record)
                take({}, taken.record, taken.keeper);
            else
                Q_EMIT failed(QString::fromStdString(taken.error));
            nextAbandoned();
        });
}

void SessionDocument::discardAbandoned(const record::AbandonedJournal &journal)
{
    widgets::runInPool(
        this,
        [folder = journal.folder] {
            if (auto adopted = record::SessionJournal::adopt(folder))
                (*adopted)->remove();
            return true;
        },
        [this](bool) { nextAbandoned(); });
}

} // namespace interleave::window
