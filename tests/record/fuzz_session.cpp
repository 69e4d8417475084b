// SPDX-License-Identifier: GPL-3.0-or-later
// Session files with bytes changed, cut, moved and repeated: each is read or refused with one line, and what is read can be analysed and
// exported. INTERLEAVE_FUZZ_ROUNDS sets how many; the default is for a run of some seconds.
#include "core/analysis/interactions.h"
#include "core/analysis/series.h"
#include "core/export/exporters.h"
#include "core/record/session_read.h"
#include "core/record/session_write.h"
#include "tests/record/session_kit.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <random>

namespace interleave::record {
namespace {

class FuzzSession : public kit::FolderTest {
protected:
    using Random = std::mt19937_64;

    static int rounds()
    {
        const char *given = std::getenv("INTERLEAVE_FUZZ_ROUNDS");
        return given ? std::atoi(given) : 20'000;
    }

    std::size_t below(std::size_t n) { return n == 0 ? 0 : m_random() % n; }

    /// One small harm.
    void harm(std::string &bytes)
    {
        static constexpr std::array<std::uint64_t, 8> kNumbers{0, 1, 0x7f, 0xff, 0xffff, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff};
        if (bytes.empty())
            return;
        const std::size_t at = below(bytes.size()), length = std::min(below(64) + 1, bytes.size() - at);
        switch (below(6)) {
        case 0: bytes[at] = static_cast<char>(m_random()); break;
        case 1: bytes.erase(at, length); break;
        case 2: bytes.insert(at, bytes.substr(below(bytes.size()), length)); break;
        case 3: bytes.resize(at); break;
        case 4: std::memcpy(bytes.data() + at, &kNumbers[below(kNumbers.size())], std::min<std::size_t>(below(8) + 1, bytes.size() - at)); break;
        default: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        }
    }

    /// True if the file was read.
    bool readAndUse()
    {
        const auto read = readSession(folder / "f.interleave", kit::catalogue());
        if (!read) {
            EXPECT_EQ(read.error().text().find('\n'), std::string::npos) << read.error().text();
            EXPECT_FALSE(read.error().text().empty());
            return false;
        }
        for (const auto &exporter : exporting::exporters())
            exporter.write(**read, [](std::string_view) {});
        for (const auto &run : (*read)->runs) {
            (void)analysis::seriesOf(*run);
            if (run->trace)
                (void)analysis::interactions(*run->trace, run->runStart, run->eventsDropped);
        }
        return true;
    }

    Random m_random{20240607};
};

TEST_F(FuzzSession, HarmedPartsAreReadOrRefused)
{
    ASSERT_TRUE(saveSession(folder / "f.interleave", kit::fullExperiment()).ok());
    const auto whole = kit::partsOf(folder / "f.interleave");
    std::vector<std::string> names;
    for (const auto &[name, bytes] : whole)
        names.push_back(name);
    int readable = 0;
    for (int i = 0; i < rounds(); ++i) {
        auto parts = whole;
        std::string &bytes = parts[names[below(names.size())]];
        for (std::size_t n = below(3) + 1; n > 0; --n)
            harm(bytes);
        kit::writeParts(folder / "f.interleave", parts);
        readable += readAndUse() ? 1 : 0;
        ASSERT_FALSE(HasFailure()) << "round " << i;
    }
    EXPECT_GT(readable, rounds() / 100) << "hardly anything gets past the first check: the rest is not tried";
    EXPECT_LT(readable, rounds());
}

TEST_F(FuzzSession, HarmedFilesAreReadOrRefused)
{
    ASSERT_TRUE(saveSession(folder / "f.interleave", kit::fullExperiment()).ok());
    const std::string whole = kit::fileBytes(folder / "f.interleave");
    for (int i = 0; i < rounds(); ++i) {
        std::string bytes = whole;
        for (std::size_t n = below(4) + 1; n > 0; --n)
            harm(bytes);
        kit::writeBytes(folder / "f.interleave", bytes);
        readAndUse();
        ASSERT_FALSE(HasFailure()) << "round " << i;
    }
}

} // namespace
} // namespace interleave::record
