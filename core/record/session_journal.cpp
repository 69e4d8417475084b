// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_journal.h"

#include "core/base/atomic_file.h"
#include "core/record/session_lock.h"
#include "core/record/session_parts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <new>
#include <random>
#include <system_error>

namespace interleave::record {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;
using session::ZipReader;
using session::ZipWriter;

constexpr const char *kHead = "head.interleave";
constexpr const char *kOwner = "owner";
constexpr std::chrono::milliseconds kPatience{2000};

Error refused(const fs::path &path, int error)
{
    return {ErrorCode::Refused, "the unsaved results cannot be kept safe: " + std::generic_category().message(error), path.string()};
}

/// "20240506-070809-1a2b3c4d": sorts by age.
std::string newName()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S-", &utc);
    std::string name(text.data());
    std::random_device random;
    for (int i = 0; i < 8; ++i)
        name += "0123456789abcdef"[random() % 16];
    return name;
}

/// The owner's lock; an empty descriptor if somebody else has it, or it is not there.
base::UniqueFd lockOwner(const fs::path &folder, int flags)
{
    base::UniqueFd fd(::open((folder / kOwner).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
    if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
        fd.reset();
    return fd;
}

/// Only what this program puts into a journal is deleted.
void removeFolder(const fs::path &folder)
{
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(folder, ignored)) {
        const fs::path name = entry.path().filename();
        if (name == kOwner || name.extension() == ".interleave" || name.extension() == ".tmp")
            fs::remove(entry.path(), ignored);
    }
    fs::remove(folder, ignored);
}

template <class Fill>
Result<void> writeFile(const fs::path &path, Fill fill)
{
    base::AtomicFile file(path);
    ZipWriter zip(file);
    session::addManifest(zip);
    fill(zip);
    zip.finish();
    return file.commit(base::AtomicFile::Sync::No); // disks are slow, and a run is about to be measured
}

/// What all runs share.
Result<session::Head> headOf(const fs::path &folder, const plan::Catalogue &catalogue)
{
    const auto file = ZipReader::open(folder / kHead);
    if (!file)
        return file.error();
    if (auto ours = session::checkManifest(*file); !ours)
        return ours.error();
    session::ReadState state(file->bytes(), {});
    return session::readHead(*file, catalogue, state);
}

/// Empty: it cannot be read.
std::optional<AbandonedJournal> lookInto(const fs::path &folder, const plan::Catalogue &catalogue)
{
    const auto head = headOf(folder, catalogue);
    if (!head)
        return std::nullopt;
    std::error_code ignored;
    const auto there = [&](std::uint32_t run) { return fs::exists(folder / ("run-" + std::to_string(run) + ".interleave"), ignored); };
    const auto runs = static_cast<std::size_t>(std::ranges::count_if(head->runs, there));
    return AbandonedJournal{folder, head->experiment->plan.name, head->experiment->environment.startedAt, runs};
}

/// The file, if it can be read and is ours.
std::optional<ZipReader> readable(const fs::path &path)
{
    auto zip = ZipReader::open(path);
    if (!zip || !session::checkManifest(*zip))
        return std::nullopt;
    return std::move(zip).value();
}

} // namespace

SessionJournal::SessionJournal(fs::path folder, base::UniqueFd owner) : m_folder(std::move(folder)), m_owner(std::move(owner)) { }
SessionJournal::~SessionJournal() = default;

fs::path SessionJournal::runFile(base::RunId run) const { return m_folder / ("run-" + std::to_string(run.value) + ".interleave"); }
fs::path SessionJournal::traceFile(base::RunId run) const { return m_folder / ("trace-" + std::to_string(run.value) + ".interleave"); }

Result<std::unique_ptr<SessionJournal>> SessionJournal::create(const fs::path &place)
{
    std::error_code error;
    fs::create_directories(place, error);
    // So that nobody takes the new folder, not yet locked, for abandoned.
    const session::FolderLock all(place);
    if (!all.take(kPatience))
        return refused(place, EWOULDBLOCK);
    const fs::path folder = place / newName();
    if (::mkdir(folder.c_str(), 0700) != 0)
        return refused(folder, errno);
    base::UniqueFd owner = lockOwner(folder, O_CREAT);
    if (!owner)
        return refused(folder, errno);
    return std::unique_ptr<SessionJournal>(new SessionJournal(folder, std::move(owner)));
}

Result<std::unique_ptr<SessionJournal>> SessionJournal::adopt(const fs::path &folder)
{
    base::UniqueFd owner = lockOwner(folder, 0);
    if (!owner)
        return refused(folder, errno);
    return std::unique_ptr<SessionJournal>(new SessionJournal(folder, std::move(owner)));
}

SessionJournal::Kept SessionJournal::keptOf(const RunRecord &run) { return {run.superseded, run.conditions.disturbance, run.warnings}; }

Result<void> SessionJournal::keep(const RunRecord &run)
{
    const base::RunId number = run.key.run;
    if (const auto known = m_kept.find(number); known == m_kept.end() || known->second != keptOf(run)) {
        if (auto written = writeFile(runFile(number), [&run](ZipWriter &zip) { session::addRun(zip, run); }); !written)
            return written;
        m_kept[number] = keptOf(run);
    }
    if (!run.trace && m_traces.erase(number) > 0) {
        std::error_code ignored;
        fs::remove(traceFile(number), ignored);
    } else if (run.trace && !m_traces.contains(number)) {
        if (auto written = writeFile(traceFile(number), [&run](ZipWriter &zip) { session::addTrace(zip, run); }); !written)
            return written;
        m_traces.insert(number);
    }
    return {};
}

Result<void> SessionJournal::update(const ExperimentRecord &experiment, bool ended)
{
    try {
        for (const auto *runs : {&experiment.warmups, &experiment.runs})
            for (const auto &run : *runs)
                if (auto kept = keep(*run); !kept)
                    return kept;
        // Last: it names only runs that are there.
        return writeFile(m_folder / kHead, [&](ZipWriter &zip) { session::addExperiment(zip, experiment, ended); });
    } catch (const std::bad_alloc &) {
        return refused(m_folder, ENOMEM);
    }
}

void SessionJournal::remove() { removeFolder(m_folder); }

std::vector<AbandonedJournal> abandonedJournals(const fs::path &place, const plan::Catalogue &catalogue)
{
    std::vector<AbandonedJournal> found;
    const session::FolderLock all(place);
    if (!all.take(kPatience))
        return found;
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(place, ignored)) {
        const fs::path &folder = entry.path();
        if (!fs::is_directory(entry.symlink_status(ignored)) || !fs::exists(folder / kOwner, ignored))
            continue;
        const base::UniqueFd owner = lockOwner(folder, 0);
        if (!owner)
            continue; // its owner lives
        const auto journal = lookInto(folder, catalogue);
        if (journal && journal->runs > 0)
            found.push_back(*journal);
        else if (journal || !fs::exists(folder / kHead, ignored))
            removeFolder(folder);
    }
    std::ranges::sort(found, {}, &AbandonedJournal::folder);
    return found;
}

Result<std::shared_ptr<const ExperimentRecord>> readJournal(const fs::path &folder, const plan::Catalogue &catalogue)
{
    try {
        auto head = headOf(folder, catalogue);
        if (!head)
            return head.error();
        const auto add = [&](const std::vector<std::uint32_t> &numbers, auto &runs) {
            for (const std::uint32_t number : numbers) {
                std::vector<ZipReader> files;
                std::uint64_t bytes = 0;
                for (const char *kind : {"run-", "trace-"}) {
                    if (auto zip = readable(folder / (kind + std::to_string(number) + ".interleave"))) {
                        bytes += zip->bytes();
                        files.push_back(std::move(*zip));
                    }
                }
                session::ReadState own(bytes, {});
                if (files.empty())
                    continue;
                if (auto run = session::readRun(files, number, head->experiment->plan, own))
                    runs.push_back(std::move(run).value());
            }
        };
        add(head->warmups, head->experiment->warmups);
        add(head->runs, head->experiment->runs);
        head->experiment->stopped = head->experiment->stopped || !head->ended;
        return std::shared_ptr<const ExperimentRecord>(std::move(head->experiment));
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::Refused, "there is not enough memory to open it", folder.string()};
    }
}

} // namespace interleave::record
