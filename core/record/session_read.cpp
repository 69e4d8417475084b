// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_read.h"

#include "core/record/session_parts.h"

#include <new>
#include <set>

namespace interleave::record {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<std::shared_ptr<const ExperimentRecord>> read(const session::ZipReader &zip, const plan::Catalogue &catalogue, const ReadProgress &progress)
{
    session::ReadState state(zip.bytes(), progress);
    auto head = session::readHead(zip, catalogue, state);
    if (!head)
        return head.error();
    std::set<std::uint32_t> known;
    const auto add = [&](const std::vector<std::uint32_t> &numbers, auto &runs) -> Result<void> {
        for (const std::uint32_t number : numbers) {
            if (!known.insert(number).second)
                return Error{ErrorCode::BadInput, "names the run " + std::to_string(number) + " twice", zip.source() + ": experiment.json"};
            auto run = session::readRun({&zip, 1}, number, head->experiment->plan, state);
            if (!run)
                return run.error();
            runs.push_back(std::move(run).value());
        }
        return {};
    };
    if (auto added = add(head->warmups, head->experiment->warmups); !added)
        return added.error();
    if (auto added = add(head->runs, head->experiment->runs); !added)
        return added.error();
    return std::shared_ptr<const ExperimentRecord>(std::move(head->experiment));
}

} // namespace

Result<std::shared_ptr<const ExperimentRecord>> readSession(
    const std::filesystem::path &path, const plan::Catalogue &catalogue, const ReadProgress &progress)
{
    try {
        const auto zip = session::ZipReader::open(path);
        if (!zip)
            return zip.error();
        if (auto ours = session::checkManifest(*zip); !ours)
            return ours.error();
        return read(*zip, catalogue, progress);
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::Refused, "there is not enough memory to open it", path.string()};
    }
}

Result<void> checkSession(const std::filesystem::path &path)
{
    const auto zip = session::ZipReader::open(path);
    return zip ? session::checkManifest(*zip) : Result<void>(zip.error());
}

} // namespace interleave::record
