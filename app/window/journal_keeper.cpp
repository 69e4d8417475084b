// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/journal_keeper.h"

namespace interleave::window {

JournalKeeper::JournalKeeper(std::filesystem::path place, std::function<void(const std::string &)> complain)
    : m_place(std::move(place)), m_complain(std::move(complain))
{
}

JournalKeeper::JournalKeeper(std::unique_ptr<record::SessionJournal> adopted) : m_journal(std::move(adopted)) { }

void JournalKeeper::update(const record::ExperimentRecord &experiment, bool ended)
{
    const std::lock_guard lock(m_mutex);
    if (m_over)
        return;
    base::Result<void> result;
    if (!m_journal) {
        auto created = record::SessionJournal::create(m_place);
        if (created)
            m_journal = std::move(created).value();
        else
            result = created.error();
    }
    if (m_journal)
        result = m_journal->update(experiment, ended);
    if (result)
        return;
    m_over = true;
    if (m_complain)
        m_complain(result.error().text());
}

base::Result<std::shared_ptr<const record::ExperimentRecord>> JournalKeeper::read(const plan::Catalogue &catalogue)
{
    const std::lock_guard lock(m_mutex);
    if (!m_journal)
        return base::Error{base::ErrorCode::Refused, "the results were not kept", {}};
    return record::readJournal(m_journal->folder(), catalogue);
}

void JournalKeeper::remove()
{
    const std::lock_guard lock(m_mutex);
    m_over = true;
    if (m_journal)
        m_journal->remove();
    m_journal.reset();
}

} // namespace interleave::window
