// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/record/hostile_files.h"

#include "core/record/session_write.h"
#include "tests/record/session_kit.h"

#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>
#include <stdexcept>

namespace interleave::record::kit {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr int kUnpackedMiB = 256; ///< of the packed zeros: more than anything that is read may take

json cases()
{
    std::ifstream file(TEST_DATA_DIR "/hostile_session_files.json");
    return json::parse(file);
}

ExperimentRecord harmless()
{
    ExperimentRecord experiment = bareExperiment();
    experiment.plan.name = "harmless";
    experiment.plan.workload.groups = {{"io", 2, {plan::Sleep{1.5}}, {}, {}, {}}};
    return experiment;
}

class Maker {
public:
    explicit Maker(fs::path folder) : m_folder(std::move(folder))
    {
        if (!saveSession(m_folder / "harmless.interleave", harmless()))
            throw std::runtime_error("could not save a session");
        m_parts = partsOf(m_folder / "harmless.interleave");
    }

    [[nodiscard]] fs::path path(const std::string &name) const { return m_folder / (name + ".interleave"); }
    void add(const std::string &id, const fs::path &at, const std::string &refusal) { files.push_back({id, at, refusal}); }
    void withPart(const std::string &id, const std::string &part, const std::string &bytes, const std::string &refusal)
    {
        Parts changed = m_parts;
        changed[part] = bytes;
        writeParts(path(id), changed);
        add(id, path(id), refusal);
    }
    /// One place of the plan's text.
    void withPlanText(const std::string &id, const std::string &before, const std::string &after, const std::string &refusal)
    {
        std::string text = json::parse(m_parts.at("plan.json")).dump();
        const auto at = text.find(before);
        if (at == std::string::npos)
            throw std::runtime_error("no " + before + " in " + text);
        withPart(id, "plan.json", text.replace(at, before.size(), after), refusal);
    }
    template <class Change>
    void withJson(const std::string &id, const std::string &part, Change change, const std::string &refusal)
    {
        json value = json::parse(m_parts.at(part));
        change(value);
        withPart(id, part, value.dump(), refusal);
    }
    void withCommand(const std::string &id, const json &argv, const std::string &refusal)
    {
        withJson(id, "plan.json", [&argv](json &plan) { plan["workload"]["groups"][0]["steps"] = json::array({{{"command", {{"argv", argv}}}}}); }, refusal);
    }
    void withBytes(const std::string &id, const std::string &name, const std::string &bytes, const std::string &refusal)
    {
        writeBytes(path(name), bytes);
        add(id, path(name), refusal);
    }

    std::vector<HostileFile> files;

private:
    fs::path m_folder;
    Parts m_parts;
};

std::string packedZeros()
{
    const std::string zeros(std::size_t{1} << 20, '\0');
    std::string packed(std::size_t{2} << 20, '\0');
    z_stream stream{};
    if (::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("no zlib");
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    for (int i = 0; i < kUnpackedMiB; ++i) {
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(zeros.data()));
        stream.avail_in = static_cast<uInt>(zeros.size());
        ::deflate(&stream, i + 1 == kUnpackedMiB ? Z_FINISH : Z_NO_FLUSH);
    }
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

/// The session with a directory that says its first part is packed.
std::string packedPart(const fs::path &session)
{
    std::string bytes = fileBytes(session);
    bytes[bytes.find("PK\001\002") + 10] = '\x08';
    return bytes;
}

void addNumbers(Maker &maker)
{
    maker.withPlanText("huge_count", "\"count\":2", "\"count\":1e18", "plan.json: workload.groups[0].count: 1e18 is beyond 2^53");
    maker.withPlanText("float_count", "\"count\":2", "\"count\":2.5", "plan.json: workload.groups[0].count: 2.5 is not whole");
    maker.withPlanText("above_2_53", "\"count\":2", "\"count\":9007199254740993", "plan.json: workload.groups[0].count: 9007199254740993 is beyond 2^53");
    maker.withPlanText("nan_duration", "\"ms\":1.5", "\"ms\":NaN", "ms: NaN is not a number");
}

void addTexts(Maker &maker)
{
    maker.withCommand("argv_not_strings", {"sh", 1, nullptr}, "argv[1]: is a number, give text");
    maker.withCommand("argv_with_nul", {"echo", std::string("a\0b", 3)}, "argv[1]: \"a\\x00b\" holds a NUL");
    maker.withJson("env_override", "plan.json", [](json &plan) { plan["env"] = {{"LD_PRELOAD", "/tmp/x.so"}, {"PATH", "."}}; }, "plan.json: unknown key \"env\"");
    maker.withJson("html_export_script", "plan.json", [](json &plan) { plan["name"] = "<script>alert(1)</script>"; }, {});
    maker.withCommand("bidi_override", {"\u202ehs"}, {});
}

void addFiles(Maker &maker)
{
    maker.withPart("unknown_version", "manifest.json", R"({"schema": "interleave-session/999"})", "was made by a newer version of Interleave");
    maker.withBytes("decompression_bomb", "bomb", packedZeros(), "is not a session file");
    maker.withBytes("decompression_bomb", "packed part", packedPart(maker.path("harmless")), "is compressed; a session's parts are stored as they are");
    maker.withBytes("file_2GiB", "large", {}, "is larger than 1536 MiB (2147483648 bytes)");
    if (::truncate(maker.path("large").c_str(), std::int64_t{1} << 31) != 0 || ::mkfifo(maker.path("pipe").c_str(), 0600) != 0)
        throw std::runtime_error("no large file or no pipe");
    maker.add("fifo_or_dev_zero", maker.path("pipe"), "is not a regular file");
    maker.add("fifo_or_dev_zero", "/dev/zero", "/dev/zero: is not a regular file");
    const auto forge = [](json &summary) {
        summary["makespan_ns"] = 1;
        summary["imported"] = false;
        summary["results"] = {{"threads", {{"median_s", 0.000001}, {"n", 10}}}};
    };
    maker.withJson("result_block_forged", "runs/0/summary.json", forge, {});
}

} // namespace

std::vector<std::string> hostileCases()
{
    std::vector<std::string> ids;
    for (const json &one : cases())
        ids.push_back(one.at("id"));
    return ids;
}

std::vector<HostileFile> makeHostileFiles(const fs::path &folder)
{
    Maker maker(folder);
    addNumbers(maker);
    addTexts(maker);
    addFiles(maker);
    for (const json &one : cases())
        if (one.contains("content"))
            maker.withBytes(one.at("id"), "content of " + one.at("id").get<std::string>(), one.at("content"), "is not a session file");
    return std::move(maker.files);
}

} // namespace interleave::record::kit
