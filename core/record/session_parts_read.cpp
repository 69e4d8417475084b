// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/large_pages.h"
#include "core/plan/json_text.h"
#include "core/plan/plan_json.h"
#include "core/record/session_json.h"
#include "core/record/session_parts.h"
#include "core/record/session_rows_read.h"

#include <algorithm>
#include <charconv>

namespace interleave::record::session {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using plan::FirstFault;

using LaneEvent = trace::Reader::LaneEvent;

/// The parts of one session, wherever they are.
class PartReader {
public:
    PartReader(std::span<const ZipReader> files, ReadState &state) : m_files(files), m_state(state) { }

    Result<Head> head(const plan::Catalogue &catalogue)
    {
        Head head{std::make_shared<ExperimentRecord>(), {}, {}, true};
        head.experiment->imported = true;
        readPlan(catalogue, head.experiment->plan);
        readStruct("env.json", head.experiment->environment);
        const nlohmann::json list = readList("experiment.json", *head.experiment);
        readNumbers(list, "warmups", head.warmups);
        readNumbers(list, "runs", head.runs);
        head.ended = m_error || list.value("ended", nlohmann::json(true)) != nlohmann::json(false);
        if (m_error)
            return *m_error;
        return head;
    }

    Result<std::shared_ptr<const RunRecord>> run(const std::string &folder, const plan::Plan &plan)
    {
        auto run = readRun(folder, plan);
        if (m_error)
            return *m_error;
        return run;
    }

private:
    /// A part: in which file, and where in it.
    struct Place {
        const ZipReader *file = nullptr;
        const ZipReader::Entry *entry = nullptr;
        explicit operator bool() const { return entry != nullptr; }
    };

    [[nodiscard]] Place find(const std::string &name) const
    {
        for (const ZipReader &file : m_files)
            if (const auto *entry = file.find(name))
                return {&file, entry};
        return {};
    }

    void fail(Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    void fail(const Place &place, const std::string &name, std::string message)
    {
        fail(Error{ErrorCode::BadInput, std::move(message), (place.file ? place.file : &m_files.front())->source() + ": " + name});
    }
    void fail(const Place &place, const std::string &name, const FirstFault &fault)
    {
        if (fault.any())
            fail(fault.error(place.file->source() + ": " + name));
    }

    /// The bytes; false: not there or not to be had, and then the error says why.
    bool fetch(const Place &place, const std::string &name, std::uint64_t most, std::string &bytes)
    {
        if (m_error)
            return false;
        if (place.entry->size > most) {
            fail(place, name, "is " + std::to_string(place.entry->size) + " bytes long, at most " + std::to_string(most) + " may stand here");
            return false;
        }
        bytes.resize(place.entry->size);
        if (auto read = place.file->read(name, *place.entry, std::as_writable_bytes(std::span(bytes))); !read)
            fail(read.error());
        m_state.tell(place.entry->size);
        return !m_error;
    }

    bool fetchJson(const std::string &name, nlohmann::json &json)
    {
        const Place place = find(name);
        if (!place)
            fail(place, name, "is missing: the file is no whole session");
        std::string bytes;
        if (m_error || !fetch(place, name, kJsonBytes, bytes))
            return false;
        FirstFault fault;
        json = plan::readJson(bytes, fault);
        fail(place, name, fault);
        return !m_error;
    }

    template <class Struct>
    void fill(const std::string &name, const nlohmann::json &json, Struct &into)
    {
        FirstFault fault;
        JsonReader::read(json, {}, fault, into);
        fail(find(name), name, fault);
    }

    template <class Struct>
    void readStruct(const std::string &name, Struct &into)
    {
        nlohmann::json json;
        if (fetchJson(name, json))
            fill(name, json, into);
    }

    void readPlan(const plan::Catalogue &catalogue, plan::Plan &plan)
    {
        const std::string name = "plan.json";
        const Place place = find(name);
        if (!place)
            return fail(place, name, "is missing: the file is no whole session");
        std::string bytes;
        if (!fetch(place, name, kJsonBytes, bytes))
            return;
        auto parsed = plan::parsePlan(bytes, catalogue, place.file->source() + ": " + name);
        if (!parsed)
            return fail(parsed.error());
        plan = std::move(parsed).value();
    }

    nlohmann::json readList(const std::string &name, ExperimentRecord &experiment)
    {
        nlohmann::json json;
        if (!fetchJson(name, json))
            return json;
        fill(name, json, experiment);
        for (const LeftOut &left : experiment.leftOut)
            if (left.entry.value >= experiment.plan.executors.size())
                fail(find(name), name, "left_out names an executor that the plan does not have");
        return json;
    }

    void readNumbers(const nlohmann::json &list, const char *key, std::vector<std::uint32_t> &into)
    {
        if (m_error)
            return;
        FirstFault fault;
        const plan::ObjectReader object(list, {}, {}, fault, true);
        const auto *numbers = object.required(key, "give a list of numbers of runs");
        if (numbers && plan::isArray(*numbers, key, kRuns, fault)) {
            for (std::size_t i = 0; i < numbers->size() && !fault.any(); ++i) {
                const auto number = plan::asWhole((*numbers)[i], plan::element(key, i), fault);
                if (number && (*number < 0 || *number > UINT32_MAX))
                    fault.bad(plan::element(key, i), std::to_string(*number) + " is no number of a run");
                into.push_back(static_cast<std::uint32_t>(number.value_or(0)));
            }
        }
        fail(find("experiment.json"), "experiment.json", fault);
    }

    std::shared_ptr<const RunRecord> readRun(const std::string &folder, const plan::Plan &plan)
    {
        auto run = std::make_shared<RunRecord>();
        readStruct(folder + "summary.json", *run);
        if (m_error)
            return run;
        if (run->key.entry.value >= plan.executors.size())
            fail(find(folder + "summary.json"), folder + "summary.json", "key.entry names an executor that the plan does not have");
        else
            run->entry = plan.executors[run->key.entry.value];
        readTable(folder + "tasks.bin", kTasks, run->tasks);
        readTable(folder + "samples.bin", kRows, run->samples);
        readTable(folder + "lanes.bin", kRows, run->lanes);
        readTable(folder + "conditions.bin", kRows, run->conditions.samples);
        for (const TaskRow &row : run->tasks)
            if (row.group >= plan.workload.groups.size())
                fail(find(folder + "tasks.bin"), folder + "tasks.bin", "row " + std::to_string(row.task) + ": group: the plan has no such group");
        run->trace = readTrace(folder);
        return run;
    }

    template <class Row>
    void readTable(const std::string &name, std::uint64_t most, std::vector<Row> &rows)
    {
        const Place place = find(name);
        std::string bytes;
        if (!place || !fetch(place, name, kFileBytes, bytes))
            return;
        FirstFault fault;
        rows = decodeRows<Row>(bytes, most, m_state.budget, {}, fault);
        fail(place, name, fault);
    }

    std::shared_ptr<const FrozenTrace> readTrace(const std::string &folder)
    {
        const Place place = find(folder + "events.bin");
        if (!place || m_error)
            return nullptr;
        auto trace = std::make_shared<FrozenTrace>();
        readEvents(place, folder + "events.bin", trace->events);
        readTable(folder + "lives.bin", kTasks, trace->lives);
        readTable(folder + "trace-lanes.bin", kRows, trace->lanes);
        std::vector<NamedText> texts;
        readTable(folder + "strings.bin", kRows, texts);
        for (NamedText &named : texts) {
            if (!trace->stringIds.empty() && named.id <= trace->stringIds.back())
                fail(find(folder + "strings.bin"), folder + "strings.bin", "its ids are not in order");
            trace->stringIds.push_back(named.id);
            trace->strings.push_back(std::move(named.text));
        }
        return trace;
    }

    void readEvents(const Place &place, const std::string &name, std::vector<LaneEvent> &events)
    {
        if (place.entry->size % sizeof(LaneEvent) != 0)
            return fail(place, name, "is cut short");
        if (!m_state.budget.take(place.entry->size))
            return fail(place, name, "is larger than the size of the file bears");
        events.reserve(place.entry->size / sizeof(LaneEvent));
        // Half of the time of opening ten million events goes into page faults.
        base::wishLargePages(events.data(), place.entry->size);
        events.resize(place.entry->size / sizeof(LaneEvent));
        if (auto read = place.file->read(name, *place.entry, std::as_writable_bytes(std::span(events))); !read)
            return fail(read.error());
        m_state.tell(place.entry->size);
        std::int64_t before = 0;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const trace::Event &event = events[i].event;
            if (event.time < before || event.time > kAbsolute.most)
                return fail(place, name, "event " + std::to_string(i) + ": its time is out of order");
            if (event.kind > trace::EventKind::Note)
                return fail(place, name, "event " + std::to_string(i) + ": is of no known kind");
            before = event.time;
        }
    }

    const std::span<const ZipReader> m_files;
    ReadState &m_state;
    std::optional<Error> m_error;
};

} // namespace

Result<void> checkManifest(const ZipReader &zip)
{
    const auto bad = [&zip](std::string message) { return Error{ErrorCode::BadInput, std::move(message), zip.source()}; };
    constexpr const char *kNone = "is not a session file; give a *.interleave file that this program saved";
    std::string type;
    const auto *mimetype = zip.find("mimetype");
    const std::string_view ours = kMimeType;
    if (!mimetype || mimetype->offset != 38 || mimetype->size != ours.size())
        return bad(kNone);
    type.resize(mimetype->size);
    if (auto read = zip.read("mimetype", *mimetype, std::as_writable_bytes(std::span(type))); !read || type != ours)
        return bad(kNone);
    const auto *manifest = zip.find("manifest.json");
    if (!manifest || manifest->size > kTextBytes)
        return bad(kNone);
    std::string text(manifest->size, '\0');
    if (auto read = zip.read("manifest.json", *manifest, std::as_writable_bytes(std::span(text))); !read)
        return read;
    FirstFault fault;
    const nlohmann::json json = plan::readJson(text, fault);
    const plan::ObjectReader object(json, {}, {}, fault, true);
    const std::string schema = object.requiredText("schema", "give \"interleave-session/1\"");
    if (fault.any())
        return fault.error(zip.source() + ": manifest.json");
    const std::string_view family = kSchemaFamily;
    int version = 0;
    const char *end = schema.data() + schema.size();
    const bool known = schema.starts_with(family) && std::from_chars(schema.data() + family.size(), end, version).ptr == end && version > 0;
    if (!known)
        return bad("manifest.json: schema: " + plan::inQuotes(schema) + " is no session's");
    if (version > kVersion)
        return Error{ErrorCode::Unsupported,
            "was made by a newer version of Interleave (session format " + std::to_string(version) + ", this version reads up to " + std::to_string(kVersion) + ")",
            zip.source()};
    return {};
}

Result<Head> readHead(const ZipReader &file, const plan::Catalogue &catalogue, ReadState &state)
{
    return PartReader({&file, 1}, state).head(catalogue);
}

Result<std::shared_ptr<const RunRecord>> readRun(std::span<const ZipReader> files, std::uint32_t number, const plan::Plan &plan, ReadState &state)
{
    return PartReader(files, state).run("runs/" + std::to_string(number) + '/', plan);
}

} // namespace interleave::record::session
