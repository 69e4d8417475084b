// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/record/session_parts.h"

#include "core/plan/plan_json.h"
#include "core/record/session_json.h"
#include "core/record/session_rows.h"

#include <array>
#include <cstddef>
#include <ctime>

namespace interleave::record::session {
namespace {

using LaneEvent = trace::Reader::LaneEvent;
static_assert(sizeof(LaneEvent) == 40 && offsetof(LaneEvent, event) == 8, "events.bin holds events as they are in memory");

std::string dumped(const OrderedJson &json) { return json.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + '\n'; }

std::string folderOf(const RunRecord &run) { return "runs/" + std::to_string(run.key.run.value) + '/'; }

std::string nowInUtc()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

OrderedJson numbersOf(const std::vector<std::shared_ptr<const RunRecord>> &runs)
{
    OrderedJson numbers = OrderedJson::array();
    for (const auto &run : runs)
        numbers.push_back(run->key.run.value);
    return numbers;
}

/// The gap between lane and event is nobody's: written as 0, so that it tells nothing of our memory.
void writeEvents(const std::vector<LaneEvent> &events, const Sink &sink)
{
    constexpr std::size_t kAtOnce = 16384;
    std::string piece(std::min(events.size(), kAtOnce) * sizeof(LaneEvent), '\0');
    for (std::size_t i = 0; i < events.size();) {
        const std::size_t count = std::min(events.size() - i, kAtOnce);
        char *at = piece.data();
        for (std::size_t k = 0; k < count; ++k, at += sizeof(LaneEvent)) {
            std::memcpy(at, &events[i + k].lane, sizeof(base::LaneId));
            std::memcpy(at + offsetof(LaneEvent, event), &events[i + k].event, sizeof(trace::Event));
        }
        sink(std::string_view(piece).substr(0, count * sizeof(LaneEvent)));
        i += count;
    }
}

template <class Row>
void addTable(ZipWriter &zip, const std::string &name, const std::vector<Row> &rows)
{
    if (rows.empty())
        return;
    TableEncoder<Row> table(rows);
    zip.add(name, table.size(), 1, [&table](const Sink &sink) { table.write(sink); });
}

} // namespace

void addManifest(ZipWriter &zip)
{
    zip.add("mimetype", kMimeType);
    zip.add("manifest.json",
        dumped({{"schema", kSchemaFamily + std::to_string(kVersion)}, {"app", "interleave " INTERLEAVE_VERSION}, {"created", nowInUtc()}}));
}

void addExperiment(ZipWriter &zip, const ExperimentRecord &experiment, bool ended)
{
    zip.add("plan.json", plan::toJson(experiment.plan));
    zip.add("env.json", dumped(JsonWriter::of(experiment.environment)));
    OrderedJson json = JsonWriter::of(experiment);
    json["runs"] = numbersOf(experiment.runs);
    json["warmups"] = numbersOf(experiment.warmups);
    if (!ended)
        json["ended"] = false;
    zip.add("experiment.json", dumped(json));
}

void addRun(ZipWriter &zip, const RunRecord &run)
{
    const std::string folder = folderOf(run);
    zip.add(folder + "summary.json", dumped(JsonWriter::of(run)));
    addTable(zip, folder + "tasks.bin", run.tasks);
    addTable(zip, folder + "samples.bin", run.samples);
    addTable(zip, folder + "lanes.bin", run.lanes);
    addTable(zip, folder + "conditions.bin", run.conditions.samples);
}

void addTrace(ZipWriter &zip, const RunRecord &run)
{
    if (!run.trace)
        return;
    const auto &[lanes, events, lives, strings, stringIds] = *run.trace;
    const std::string folder = folderOf(run);
    const auto *all = &events;
    zip.add(folder + "events.bin", events.size() * sizeof(LaneEvent), kPage, [all](const Sink &sink) { writeEvents(*all, sink); });
    addTable(zip, folder + "lives.bin", lives);
    addTable(zip, folder + "trace-lanes.bin", lanes);
    std::vector<NamedText> texts;
    for (std::size_t i = 0; i < strings.size() && i < stringIds.size(); ++i)
        texts.push_back({stringIds[i], strings[i]});
    addTable(zip, folder + "strings.bin", texts);
}

std::uint64_t traceBytes(const RunRecord &run)
{
    if (!run.trace)
        return 0;
    return run.trace->events.size() * sizeof(LaneEvent) + run.trace->lives.size() * sizeof(trace::TaskLife) + 2 * kPage;
}

} // namespace interleave::record::session
